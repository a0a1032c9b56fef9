import { CodeActionKind } from 'vscode-languageserver';
import { ignoreEdit } from '../../core/features/ignoreFinding.ts';
import type { ActionProvider } from './provider.ts';

/** For each finding the comment that silences it, for the user to complete with a reason. */
export const ignoring: ActionProvider = {
  kind: CodeActionKind.QuickFix,
  onlyWhenNamed: false,
  *propose({ checked, findings }) {
    for (const finding of findings) {
      const edit = ignoreEdit(checked.snapshot.project, finding);
      if (edit === undefined) continue;
      yield {
        title: `Ignore \`${finding.rule}\` here`,
        findings: [finding],
        isPreferred: false,
        does: { kind: 'edits', edits: [edit] },
      };
    }
  },
};
