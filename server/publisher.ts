import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver';
import type { FilePath } from '../core/text/filePath.ts';

/** What is to be shown for one file. */
export interface FileDiagnostics {
  readonly uri: string;
  /** The version of the open document that they are for. */
  readonly version: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Tells the client what it does not know yet, file by file, and clears what no folder finds any more. */
export class Publisher {
  readonly #published = new Map<FilePath, FileDiagnostics & { readonly owner: object }>();
  readonly #send: (params: PublishDiagnosticsParams) => void;
  readonly #sendsVersions: boolean;

  constructor(options: { readonly send: (params: PublishDiagnosticsParams) => void; readonly sendsVersions: boolean }) {
    this.#send = options.send;
    this.#sendsVersions = options.sendsVersions;
  }

  /**
   * Shows what one owner says, all of it.
   * @param files `undefined` as a value: what is shown for this file stays as it is
   */
  publish(owner: object, files: ReadonlyMap<FilePath, FileDiagnostics | undefined>): void {
    for (const [path, shown] of this.#published)
      if (shown.owner === owner && !files.has(path)) this.#clear(path, shown);
    for (const [path, file] of files) {
      const shown = this.#published.get(path);
      if (file === undefined || (shown !== undefined && shown.owner === owner && isSame(shown, file))) continue;
      if (shown !== undefined && shown.uri !== file.uri) this.#clear(path, shown);
      this.#published.set(path, { ...file, owner });
      this.#tell(file);
    }
  }

  #clear(path: FilePath, { uri }: FileDiagnostics): void {
    this.#published.delete(path);
    this.#tell({ uri, version: undefined, diagnostics: [] });
  }

  #tell({ uri, version, diagnostics }: FileDiagnostics): void {
    this.#send({
      uri,
      ...(version !== undefined && this.#sendsVersions && { version }),
      diagnostics: [...diagnostics],
    });
  }
}

function isSame(a: FileDiagnostics, b: FileDiagnostics): boolean {
  if (a.uri !== b.uri || a.version !== b.version || a.diagnostics.length !== b.diagnostics.length) return false;
  return isEqual(a.diagnostics, b.diagnostics);
}

/** Whether two values would be the same as JSON. All of a folder is compared after every keystroke, and writing it as JSON takes longer. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [own, others] = [Object.entries(a), Object.entries(b)];
  return (
    own.length === others.length && own.every(([key, it], i) => others[i]?.[0] === key && isEqual(it, others[i][1]))
  );
}
