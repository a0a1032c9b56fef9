import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import pLimit from 'p-limit';
import { printable } from '../core/text/printable.ts';

/** Finds the addresses of a name; rejects if there are none. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** What became of a name; `late` = no answer within so many milliseconds, `unasked` = its turn never came: the system's resolver hangs over others. */
export type Resolved =
  | { readonly kind: 'found'; readonly addresses: readonly string[] }
  | { readonly kind: 'failed'; readonly because: string }
  | { readonly kind: 'late'; readonly after: number }
  | { readonly kind: 'unasked' };

/** Node asks the system for so many names at the same time; whoever comes behind them waits, and its time limit would run. */
const AT_ONCE = 4;

/** Milliseconds after which a lookup is slow. While all that are under way are slow, the patience of those that wait runs out. */
const SLOW = 1000;

/** Resolves the names of one probe, each once. */
export class Resolver {
  readonly #timeout: number;
  readonly #signal: AbortSignal | undefined;
  readonly #lookup: Lookup;
  readonly #limit = pLimit(AT_ONCE);
  readonly #asked = new Map<string, Promise<Resolved>>();
  /** Those that wait for their turn: ends the waiting. */
  readonly #waiting = new Set<() => void>();
  /** Milliseconds that all who wait have left, together, for times in which nothing moves. */
  #patience: number;
  #slow = 0;
  #endStall = (): void => undefined;

  /**
   * @param timeout milliseconds for one name, from when it is asked for; and for all that wait together, while all that are asked for are
   * slow
   */
  constructor(timeout: number, signal: AbortSignal | undefined, lookup: Lookup = systemAddresses) {
    this.#timeout = timeout;
    this.#patience = timeout;
    this.#signal = signal;
    this.#lookup = lookup;
  }

  /** Addresses in the order of the system's resolver, each once. Settles at once, with any answer, when the signal is raised. */
  resolve(host: string): Promise<Resolved> {
    const asked = this.#asked.get(host) ?? this.#ask(host);
    this.#asked.set(host, asked);
    return asked;
  }

  async #ask(host: string): Promise<Resolved> {
    const turn = await this.#turn(host);
    if (turn === undefined) return { kind: 'unasked' };
    const found = await this.#inTime(turn.answer);
    if (found === undefined) return { kind: 'late', after: this.#timeout };
    if (found instanceof Error) {
      const code = 'code' in found && typeof found.code === 'string' ? found.code : printable(found.message);
      return { kind: 'failed', because: code };
    }
    return { kind: 'found', addresses: [...new Set(found)].filter((address) => isIP(address) !== 0) };
  }

  /** The lookup, once it has begun; `undefined` = it never will. One that timed out keeps its place: the system is still busy with it. */
  #turn(host: string): Promise<Turn | undefined> {
    return new Promise((resolve) => {
      const onAbort = (): void => this.#giveUp();
      const end = (turn?: Turn): void => {
        this.#waiting.delete(end);
        this.#signal?.removeEventListener('abort', onAbort);
        resolve(turn);
      };
      this.#waiting.add(end);
      this.#signal?.addEventListener('abort', onAbort, { once: true });
      void this.#limit(async () => {
        // Whoever gave up is no longer there.
        if (!this.#waiting.has(end)) return;
        const answer = settle(host, this.#lookup);
        end({ answer });
        await this.#watch(answer);
      });
      if (this.#signal?.aborted === true) this.#giveUp();
      else if (this.#slow === AT_ONCE) this.#stall();
    });
  }

  /** Waits for a lookup, and keeps count of the slow ones. */
  async #watch(answer: Promise<unknown>): Promise<void> {
    let endSlow = (): void => undefined;
    const timer = setTimeout(
      () => {
        endSlow = () => {
          this.#slow--;
          this.#endStall();
        };
        if (++this.#slow === AT_ONCE) this.#stall();
      },
      Math.min(SLOW, this.#timeout),
    ).unref();
    await answer;
    clearTimeout(timer);
    endSlow();
  }

  /** Nothing moves from now on: the patience of those that wait runs, until one of the slow lookups ends. */
  #stall(): void {
    this.#endStall();
    if (this.#waiting.size === 0) return;
    const since = performance.now();
    const timer = setTimeout(() => this.#giveUp(), this.#patience);
    this.#endStall = () => {
      clearTimeout(timer);
      this.#patience -= performance.now() - since;
      this.#endStall = () => undefined;
    };
  }

  /** Nobody waits any longer. */
  #giveUp(): void {
    this.#endStall();
    this.#patience = 0;
    for (const end of this.#waiting) end();
  }

  /** The value, or `undefined` once the time is over or the signal is raised. The system's resolver cannot be stopped: it is left alone. */
  async #inTime<T>(promise: Promise<T>): Promise<T | undefined> {
    if (this.#signal?.aborted === true) return undefined;
    let stop = (): void => undefined;
    const over = new Promise<undefined>((resolve) => {
      const onAbort = (): void => resolve(undefined);
      const timer = setTimeout(onAbort, this.#timeout);
      this.#signal?.addEventListener('abort', onAbort, { once: true });
      stop = () => {
        clearTimeout(timer);
        this.#signal?.removeEventListener('abort', onAbort);
      };
    });
    try {
      return await Promise.race([promise, over]);
    } finally {
      stop();
    }
  }
}

/** A lookup under way; in an object, since a promise would be awaited with the promise that it is the value of. */
interface Turn {
  readonly answer: Promise<readonly string[] | Error>;
}

async function systemAddresses(host: string): Promise<readonly string[]> {
  const found = await systemLookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}

async function settle(host: string, lookup: Lookup): Promise<readonly string[] | Error> {
  try {
    return await lookup(host);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
