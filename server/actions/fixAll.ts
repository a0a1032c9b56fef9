import { CodeActionKind } from 'vscode-languageserver';
import { fixAll } from '../../core/features/fixAll.ts';
import type { ActionProvider } from './provider.ts';

/** All fixes of a document that may be applied unasked, as one edit of that document: what others hold is not the business of whoever saves this one. */
export const fixesOfDocument: ActionProvider = {
  kind: `${CodeActionKind.SourceFixAll}.grpcAlpn`,
  onlyWhenNamed: true,
  async propose({ checked, path, check }) {
    const { findings } = checked.analysis;
    const { files, fixed } = await fixAll({
      start: { findings, texts: checked.snapshot.texts },
      check,
      mayFix: ({ at }) => at.file === path,
      mayEdit: (file) => file === path,
      fileOf: (file) => file,
      isQuick: true,
    });
    const edits = files.get(path)?.edits ?? [];
    if (edits.length === 0) return [];
    // Findings of later rounds have no place in the text that the client has.
    const known = new Set(findings);
    return [
      {
        title: 'Apply all safe fixes of gRPC ALPN',
        findings: fixed.flatMap(({ finding }) => (known.has(finding) ? [finding] : [])),
        isPreferred: false,
        does: { kind: 'edits', edits },
      },
    ];
  },
};
