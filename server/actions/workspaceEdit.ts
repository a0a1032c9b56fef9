import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  CreateFile,
  SnippetTextEdit,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { FilePath } from '../../core/text/filePath.ts';
import type { ClientFeatures } from '../clientFeatures.ts';
import type { OpenDocuments } from '../documents.ts';
import type { Checked } from '../folder.ts';
import type { UriSpelling } from '../paths.ts';
import type { ProposedAction, ProposedEdit } from './provider.ts';

/** What an edit depends on beside what is to be edited. */
export interface EditContext {
  readonly features: ClientFeatures;
  readonly documents: OpenDocuments;
  readonly uris: UriSpelling;
  /** Files that are not as they were read. */
  readonly stale: ReadonlySet<FilePath>;
}

/** The names of annotations: what all edits are for, and what asks whether to apply them. */
const PURPOSE = 'purpose';
const QUESTION = 'question';

/** The edits in the form that the client understands. `undefined`: a file that they would change is not as it was read. */
export function workspaceEditOf(
  { edits, toConfirm }: Extract<ProposedAction['does'], { readonly kind: 'edits' }>,
  { snapshot, lines }: Checked,
  { documents, uris, features, stale }: EditContext,
): WorkspaceEdit | undefined {
  const plain = (edit: ProposedEdit): TextEdit => ({ range: lines.rangeOf(snapshot, edit), newText: edit.newText });
  const purpose = features.changeAnnotations ? toConfirm : undefined;
  const files = [];
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const document = documents.get(file);
    if (stale.has(file) || (document !== undefined && document.getText() !== snapshot.texts.get(file)))
      return undefined;
    files.push({
      textDocument: { uri: uris.uriOf(file), version: document?.version ?? null },
      edits: edits.filter((edit) => edit.file === file),
    });
  }
  if (!features.documentChanges)
    return { changes: Object.fromEntries(files.map((it) => [it.textDocument.uri, it.edits.map(plain)])) };
  const asSent = (edit: ProposedEdit): TextEdit | AnnotatedTextEdit | SnippetTextEdit => {
    const snippet = features.snippetEdits ? snippetOf(edit) : undefined;
    const { range, newText } = plain(edit);
    const note = purpose && { annotationId: PURPOSE };
    return snippet === undefined ? { range, newText, ...note } : { range, snippet, ...note };
  };
  const documentChanges = files.map(({ textDocument, edits: ofFile }) => ({
    textDocument,
    edits: ofFile.map(asSent),
  }));
  if (purpose === undefined) return { documentChanges };
  return features.editPreview
    ? withQuestion(documentChanges, purpose)
    : { documentChanges, changeAnnotations: { [PURPOSE]: { ...purpose, needsConfirmation: true } } };
}

/**
 * Adds the creation of a file that is there: it does nothing, and is not shown, but that it wants to be confirmed makes the client show all
 * edits. Were they to be confirmed themselves, the user would have to tick each, and who forgets one gets half of the change.
 */
function withQuestion(documentChanges: readonly TextDocumentEdit[], purpose: ChangeAnnotation): WorkspaceEdit {
  const asking = documentChanges.slice(0, 1).map(({ textDocument: { uri } }): CreateFile => ({
    kind: 'create',
    uri,
    options: { ignoreIfExists: true },
    annotationId: QUESTION,
  }));
  return {
    documentChanges: [...asking, ...documentChanges],
    changeAnnotations: { [PURPOSE]: purpose, [QUESTION]: { ...purpose, needsConfirmation: true } },
  };
}

/** The new text with its placeholder selected; the last tab stop, so that no more keys than those of the reason are needed. */
function snippetOf({ newText, placeholder }: ProposedEdit): SnippetTextEdit['snippet'] | undefined {
  if (placeholder === undefined) return undefined;
  const { start, end } = placeholder;
  const [before, selected, after] = [newText.slice(0, start), newText.slice(start, end), newText.slice(end)].map(
    escaped,
  );
  return { kind: 'snippet', value: `${before}\${0:${selected}}${after}` };
}

/** A text in which no character means anything to a snippet. */
function escaped(text: string): string {
  return text.replace(/[$}\\]/g, String.raw`\$&`);
}
