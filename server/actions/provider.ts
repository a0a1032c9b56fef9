import type { CodeActionKind, Command } from 'vscode-languageserver';
import type { GradedFinding } from '../../core/analyze.ts';
import type { FixState } from '../../core/features/fixAll.ts';
import type { FilePath } from '../../core/text/filePath.ts';
import type { Span } from '../../core/text/span.ts';
import type { TextEdit } from '../../core/text/textEdit.ts';
import type { ClientFeatures } from '../clientFeatures.ts';
import type { Checked } from '../folder.ts';

/** What a code action is asked for. */
export interface ActionRequest {
  readonly checked: Checked;
  readonly path: FilePath;
  /** What is selected; empty: where the cursor stands. */
  readonly span: Span;
  /** The findings that the selection touches. */
  readonly findings: readonly GradedFinding[];
  readonly features: ClientFeatures;
  /** A file as the client names it. */
  readonly uriOf: (file: FilePath) => string;
  /** Checks the folder with these texts in the place of what its files hold; nobody is told what comes of it. */
  readonly check: (texts: ReadonlyMap<FilePath, string>) => Promise<FixState>;
}

/** An edit, in which an editor that can do so selects something for the user to type over. */
export interface ProposedEdit extends TextEdit {
  /** Offsets in `newText`. */
  readonly placeholder?: Span;
}

/** A code action before its edits are compared with the documents as they are now. */
export interface ProposedAction {
  readonly title: string;
  /** The findings that it removes; their diagnostics are named with it. */
  readonly findings: readonly GradedFinding[];
  readonly isPreferred: boolean;
  readonly does:
    | {
        readonly kind: 'edits';
        readonly edits: readonly ProposedEdit[];
        /** What an editor shows beside the edits before it asks whether to apply them; `undefined`: it applies them unasked. */
        readonly toConfirm?: { readonly label: string; readonly description: string };
      }
    | { readonly kind: 'command'; readonly command: Command };
}

/** One family of code actions. Stateless: everything comes from the request. */
export interface ActionProvider {
  /** The kind of all its actions; it is not called where only others are wanted. */
  readonly kind: CodeActionKind;
  /** Whether it is called only for clients that name its kind, or one that holds it: the menu of the light bulb does not. */
  readonly onlyWhenNamed: boolean;
  /** Whether it is called only for clients that name its kind, or whose user asks: no light bulb appears because of it. */
  readonly onlyWhenInvoked?: true;
  propose(request: ActionRequest): Iterable<ProposedAction> | Promise<Iterable<ProposedAction>>;
}
