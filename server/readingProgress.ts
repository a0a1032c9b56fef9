import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import type { BacklogProgress } from '../core/workspace/backlog.ts';
import { describeError, type Log } from './log.ts';

/** Shows how far reading is that goes on behind what is checked, where the client can show that. */
export class ReadingProgress {
  readonly #connection: Connection;
  readonly #log: Log;
  #shown: Promise<WorkDoneProgressServerReporter | undefined> | undefined;
  #percentage = -1;

  constructor(options: { readonly connection: Connection; readonly log: Log }) {
    this.#connection = options.connection;
    this.#log = options.log;
  }

  /** @param folders those that are not read yet */
  update(folders: readonly BacklogProgress[]): void {
    if (folders.length === 0) {
      this.#end();
      return;
    }
    const done = folders.reduce((sum, it) => sum + it.done, 0);
    const all = folders.reduce((sum, it) => sum + it.all, 0);
    const percentage = Math.floor((100 * done) / Math.max(1, all));
    if (percentage === this.#percentage) return;
    this.#percentage = percentage;
    const message = `${done} of ${all} files`;
    this.#shown ??= this.#begin();
    void this.#shown.then((it) => it?.report(percentage, message));
  }

  #end(): void {
    void this.#shown?.then((it) => it?.done());
    this.#shown = undefined;
    this.#percentage = -1;
  }

  async #begin(): Promise<WorkDoneProgressServerReporter | undefined> {
    try {
      const reporter = await this.#connection.window.createWorkDoneProgress();
      reporter.begin('gRPC ALPN: reading the workspace', 0);
      return reporter;
    } catch (error) {
      this.#log.error(`the client shows no progress: ${describeError(error)}`);
      return undefined;
    }
  }
}
