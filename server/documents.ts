import type { DidChangeTextDocumentParams, DidOpenTextDocumentParams } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FilePath } from '../core/text/filePath.ts';
import { pathOfUri } from './paths.ts';

/** The documents that are open in the editor, by the files they are of. Their texts win over what is on the disk. */
export class OpenDocuments {
  readonly #documents = new Map<FilePath, TextDocument>();

  get(path: FilePath): TextDocument | undefined {
    return this.#documents.get(path);
  }

  paths(): Iterable<FilePath> {
    return this.#documents.keys();
  }

  /** `undefined`, here and below: a document that is no file. */
  open({ textDocument }: DidOpenTextDocumentParams): FilePath | undefined {
    const { uri, languageId, version, text } = textDocument;
    const path = pathOfUri(uri);
    if (path !== undefined) this.#documents.set(path, TextDocument.create(uri, languageId, version, text));
    return path;
  }

  change({ textDocument, contentChanges }: DidChangeTextDocumentParams): FilePath | undefined {
    const path = pathOfUri(textDocument.uri);
    const document = path === undefined ? undefined : this.#documents.get(path);
    if (path === undefined || document === undefined) return undefined;
    this.#documents.set(path, TextDocument.update(document, contentChanges, textDocument.version));
    return path;
  }

  close(uri: string): FilePath | undefined {
    const path = pathOfUri(uri);
    return path !== undefined && this.#documents.delete(path) ? path : undefined;
  }
}
