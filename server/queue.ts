import { setImmediate } from 'node:timers/promises';

/** When a change is taken in: a keystroke waits for the next one, anything else does not. */
export type Urgency = 'typed' | 'now';

/** Work that nobody waits for. */
export interface LeftOver {
  readonly isThere: () => boolean;
  /** Does a little of it; does not reject. */
  readonly step: () => Promise<void>;
}

/**
 * Takes changes in one after the other, never two at a time. Those that come meanwhile, or while the user goes on typing, become one.
 * What is left over is done a step at a time, while there is nothing to take in. `run` must not reject.
 */
export class UpdateQueue<Change> {
  readonly #merge: (earlier: Change, later: Change) => Change;
  readonly #run: (change: Change) => Promise<void>;
  readonly #leftOver: LeftOver | undefined;
  readonly #debounce: number;
  #pending: Change | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stepping: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: {
    readonly merge: (earlier: Change, later: Change) => Change;
    readonly run: (change: Change) => Promise<void>;
    readonly leftOver?: LeftOver;
    /** In milliseconds. */
    readonly debounce: number;
  }) {
    this.#merge = options.merge;
    this.#run = options.run;
    this.#leftOver = options.leftOver;
    this.#debounce = options.debounce;
  }

  add(change: Change, urgency: Urgency): void {
    if (this.#isClosed) return;
    this.#pending = this.#pending === undefined ? change : this.#merge(this.#pending, change);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (urgency === 'now' || this.#debounce === 0) this.#start();
    else this.#timer = setTimeout(() => this.#start(), this.#debounce);
  }

  /** Resolves when all that has been added is taken in; whoever waits does not wait for more typing. */
  async settled(): Promise<void> {
    while (this.#pending !== undefined || this.#running !== undefined) {
      this.#start();
      await this.#running;
    }
  }

  /** Lets go of what is pending. */
  close(): void {
    this.#isClosed = true;
    this.#pending = undefined;
    clearTimeout(this.#timer);
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending !== undefined) this.#running ??= this.#runAll();
  }

  /** Ends where nothing is pending, or where what is pending waits for its timer. */
  async #runAll(): Promise<void> {
    if (this.#stepping !== undefined) await this.#stepping;
    while (this.#pending !== undefined && this.#timer === undefined) {
      const change = this.#pending;
      this.#pending = undefined;
      await this.#run(change);
    }
    this.#running = undefined;
    const leftOver = this.#leftOver;
    if (leftOver?.isThere() === true) this.#stepping ??= this.#stepAll(leftOver);
  }

  /** Ends where nothing is left over, or when a change is to be taken in: whoever takes that in goes on. */
  async #stepAll({ isThere, step }: LeftOver): Promise<void> {
    for (;;) {
      // What has arrived meanwhile is dealt with first.
      await setImmediate();
      if (this.#isClosed || this.#running !== undefined || !isThere()) break;
      await step();
    }
    this.#stepping = undefined;
  }
}
