import { CodeActionKind } from 'vscode-languageserver';
import type { GradedFinding } from '../../core/analyze.ts';
import { fixUnasked } from '../../core/features/chooseFixes.ts';
import { COPY_COMMAND } from '../protocol.ts';
import type { ActionProvider, ProposedAction } from './provider.ts';

/** The fixes of the findings, and the texts that belong to them for the clipboard. */
export const quickFixes: ActionProvider = {
  kind: CodeActionKind.QuickFix,
  onlyWhenNamed: false,
  *propose({ findings, features }) {
    for (const finding of findings) {
      yield* fixesOf(finding);
      if (features.copyCommand) yield* copiesOf(finding);
    }
  },
};

function fixesOf(finding: GradedFinding): readonly ProposedAction[] {
  const preferred = fixUnasked(finding);
  return finding.fixes.map((fix) => ({
    title: fix.title,
    findings: [finding],
    isPreferred: fix === preferred,
    does: { kind: 'edits', edits: fix.edits },
  }));
}

function copiesOf(finding: GradedFinding): readonly ProposedAction[] {
  return finding.copies.map(({ title, text }) => ({
    title,
    findings: [finding],
    isPreferred: false,
    does: { kind: 'command', command: { title, command: COPY_COMMAND, arguments: [text] } },
  }));
}
