import { CodeLensRefreshRequest, type CodeLens, type Connection } from 'vscode-languageserver';
import { alpnLensesOf } from '../core/features/alpnLenses.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import type { Folder } from './folder.ts';
import { describeError, type Log } from './log.ts';
import { PROBE_COMMAND } from './protocol.ts';

/** The code lenses of a file: above each `listen` that takes TLS, and each listener in Go, what an offer of h2 gets there; above a client what it offers; and the probe. */
export function codeLensesIn(
  { checked, hasCodeLenses }: Folder,
  path: FilePath,
  { probeCommand }: Pick<ClientFeatures, 'probeCommand'>,
): readonly CodeLens[] {
  if (checked === undefined || !hasCodeLenses) return [];
  const { snapshot, lines } = checked;
  return alpnLensesOf(snapshot.project, path).flatMap(({ at, title, endpoint }): readonly CodeLens[] => {
    const range = lines.rangeOf(snapshot, at);
    // A command without a name is shown as text.
    const told = { range, command: { title, command: '' } };
    if (endpoint === undefined || !probeCommand) return [told];
    const { target, sni } = endpoint;
    const argument = { target, ...(sni !== undefined && { sni }) };
    return [told, { range, command: { title: 'Probe', command: PROBE_COMMAND, arguments: [argument] } }];
  });
}

/** Tells the client to ask for code lenses again when they are other ones, be it that another file or the setting has changed. */
export class CodeLensRefresher {
  readonly #connection: Connection;
  readonly #log: Log;
  readonly #isOn: boolean;
  #shown = JSON.stringify([]);

  constructor(options: {
    readonly connection: Connection;
    readonly features: Pick<ClientFeatures, 'refreshesCodeLenses'>;
    readonly log: Log;
  }) {
    this.#connection = options.connection;
    this.#log = options.log;
    this.#isOn = options.features.refreshesCodeLenses;
  }

  /** Takes in what the folders are now. */
  update(folders: readonly Folder[]): void {
    if (!this.#isOn) return;
    const shown = JSON.stringify(folders.flatMap(lensesOf));
    if (shown === this.#shown) return;
    this.#shown = shown;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    try {
      await this.#connection.sendRequest(CodeLensRefreshRequest.type);
    } catch (error) {
      this.#log.error(`the client refused to ask for code lenses again: ${describeError(error)}`);
    }
  }
}

/** Without places: the client asks again by itself when a text has changed. */
function lensesOf({ checked, hasCodeLenses }: Folder): readonly (readonly string[])[] {
  if (checked === undefined || !hasCodeLenses) return [];
  return alpnLensesOf(checked.snapshot.project).map(({ at, title, endpoint }) => [
    at.file,
    title,
    endpoint?.target ?? '',
    endpoint?.sni ?? '',
  ]);
}
