import { CodeActionKind } from 'vscode-languageserver';
import { REFACTORINGS, refactoringsAt } from '../../core/features/refactor/refactoring.ts';
import type { ActionProvider } from './provider.ts';

/** The refactorings of the server block that the cursor stands in, each with a kind of its own for keybindings. The user confirms each after a look at it. */
export const refactorings: readonly ActionProvider[] = REFACTORINGS.map((id) => ({
  kind: `${CodeActionKind.RefactorRewrite}.grpcAlpn.${id}`,
  onlyWhenNamed: false,
  onlyWhenInvoked: true,
  *propose({ checked, path, span }) {
    for (const { title, description, edits } of refactoringsAt(checked.snapshot.project, path, span, id)) {
      yield {
        title,
        findings: [],
        isPreferred: false,
        does: { kind: 'edits', edits, toConfirm: { label: title, description } },
      };
    }
  },
}));
