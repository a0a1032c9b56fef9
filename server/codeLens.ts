import { CodeLensRefreshRequest, type CodeLens, type Connection } from 'vscode-languageserver';
import { alpnLensesOf } from '../core/features/alpnLenses.ts';
import { lensWords } from '../core/features/observedWords.ts';
import type { FilePath } from '../core/text/filePath.ts';
import type { Location } from '../core/text/location.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import type { Folder } from './folder.ts';
import { describeError, type Log } from './log.ts';
import type { Observations } from './observations.ts';
import { PROBE_COMMAND, PROBE_SHOWN } from './protocol.ts';

/** The code lenses of a file: above each `listen` that takes TLS, and each listener in Go, what an offer of h2 gets there, and what a probe saw; above a client what it offers; and the probe. */
export function codeLensesIn(
  folder: Folder,
  path: FilePath,
  { features: { probeCommand }, observations }: LensContext,
): readonly CodeLens[] {
  const { checked, hasCodeLenses } = folder;
  if (checked === undefined || !hasCodeLenses) return [];
  const { snapshot, lines } = checked;
  const asWritten = alpnLensesOf(snapshot.project, path).flatMap(({ at, title, endpoint }): readonly CodeLens[] => {
    const range = lines.rangeOf(snapshot, at);
    // A command without a name is shown as text.
    const told = { range, command: { title, command: '' } };
    if (endpoint === undefined || !probeCommand) return [told];
    const { target, sni } = endpoint;
    const argument = { target, ...(sni !== undefined && { sni }) };
    // What is probed is named: who chooses it consents.
    const command = { title: `Probe ${target}`, command: PROBE_COMMAND, arguments: [argument, PROBE_SHOWN] };
    return [told, { range, command }];
  });
  const seen = observedIn(folder, observations, path).map(({ at, title }) => ({
    range: lines.rangeOf(snapshot, at),
    command: { title, command: '' },
  }));
  return [...asWritten, ...seen];
}

/** Of each listener the latest that was seen. */
function observedIn(
  folder: Folder,
  observations: Observations,
  path?: FilePath,
): readonly { readonly at: Location; readonly title: string }[] {
  const latest = new Map<string, { readonly at: Location; readonly title: string }>();
  const told = { now: new Date() };
  for (const { at, sighting } of observations.in(folder, path)) {
    const key = `${at.span.start} ${at.file}`;
    if (!latest.has(key)) latest.set(key, { at, title: lensWords(sighting, told) });
  }
  return [...latest.values()];
}

/** What code lenses depend on beside the folder. */
export interface LensContext {
  readonly features: Pick<ClientFeatures, 'probeCommand'>;
  readonly observations: Observations;
}

/** Tells the client to ask for code lenses again when they are other ones, be it that another file or the setting has changed. */
export class CodeLensRefresher {
  readonly #connection: Connection;
  readonly #log: Log;
  readonly #isOn: boolean;
  readonly #observations: Observations;
  #shown = JSON.stringify([]);

  constructor(options: {
    readonly connection: Connection;
    readonly features: Pick<ClientFeatures, 'refreshesCodeLenses'>;
    readonly observations: Observations;
    readonly log: Log;
  }) {
    this.#connection = options.connection;
    this.#log = options.log;
    this.#observations = options.observations;
    this.#isOn = options.features.refreshesCodeLenses;
  }

  /** Takes in what the folders are now. */
  update(folders: readonly Folder[]): void {
    if (!this.#isOn) return;
    const shown = JSON.stringify(folders.flatMap((it) => lensesOf(it, this.#observations)));
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
function lensesOf(folder: Folder, observations: Observations): readonly (readonly string[])[] {
  const { checked, hasCodeLenses } = folder;
  if (checked === undefined || !hasCodeLenses) return [];
  const asWritten = alpnLensesOf(checked.snapshot.project).map(({ at, title, endpoint }) => [
    at.file,
    title,
    endpoint?.target ?? '',
    endpoint?.sni ?? '',
  ]);
  return [...asWritten, ...observedIn(folder, observations).map(({ at, title }) => [at.file, title])];
}
