import { CodeActionKind } from 'vscode-languageserver';
import { stopgapsFor } from '../../core/features/stopgap.ts';
import type { ActionProvider } from './provider.ts';

/** For each finding what lets the connection through for the time being. Behind everything that mends it, and never preferred. */
export const stopgaps: ActionProvider = {
  kind: CodeActionKind.QuickFix,
  onlyWhenNamed: false,
  *propose({ checked, findings }) {
    for (const finding of findings) {
      for (const { title, edits } of stopgapsFor(checked.snapshot.project, finding))
        yield { title, findings: [finding], isPreferred: false, does: { kind: 'edits', edits } };
    }
  },
};
