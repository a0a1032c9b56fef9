import type { GrpcGoBehaviour } from '../core/alpn/index.ts';
import {
  endText,
  targetText,
  viewOf,
  type ProbeReport,
  type Target,
  type TargetReport,
  type ViewInput,
} from '../probe/index.ts';
import type { PlaceInFile } from './renderMap.ts';
import type { Predict } from './probeProject.ts';
import type { Terminal } from './terminal.ts';

/** What a report is told with. */
interface Telling {
  readonly targets: readonly Target[];
  readonly clients: readonly GrpcGoBehaviour[];
  readonly predict: Predict | undefined;
}

/** Prints the report of each target as soon as it and all before it are finished, in the order in which targets were given. */
export class TextInTurn {
  readonly #telling: Telling;
  readonly #terminal: Pick<Terminal, 'out' | 'progress'>;
  readonly #started = new Date().toISOString();
  /** Finished, and not printed yet. */
  readonly #waiting = new Map<Target, TargetReport>();
  #next = 0;

  constructor(telling: Telling, terminal: Pick<Terminal, 'out' | 'progress'>) {
    this.#telling = telling;
    this.#terminal = terminal;
  }

  /** Takes in a target that is finished. */
  add(target: Target, report: TargetReport): void {
    this.#waiting.set(target, report);
    const { targets } = this.#telling;
    for (
      let first = targets[this.#next];
      first !== undefined && this.#waiting.has(first);
      first = targets[this.#next]
    ) {
      this.#print(first);
      this.#next++;
    }
  }

  /** Prints what is finished, though something before it is not. */
  flush(): void {
    for (const target of this.#telling.targets) this.#print(target);
  }

  /** Prints what stands behind the targets. */
  finish(report: ProbeReport): void {
    this.#terminal.out(endText(viewOf({ report }).view));
  }

  #print(target: Target): void {
    const report = this.#waiting.get(target);
    if (report === undefined) return;
    this.#waiting.delete(target);
    this.#terminal.progress('');
    for (const view of viewOf(this.#inputOf(report)).view.targets) this.#terminal.out(targetText(view));
  }

  /** A report of one target, of which only what is told of the target will be printed. */
  #inputOf(target: TargetReport): ViewInput<PlaceInFile> {
    const { clients, predict } = this.#telling;
    const started = this.#started;
    const predicted = predict?.(target, started);
    return {
      report: { schema: 1, engine: '', machine: { host: '', kind: null }, started, targets: [target], notes: [] },
      clients,
      contexts: predicted && [predicted.context],
      comparisons: predicted && [predicted.comparisons],
      wordsOf: ({ file, range }) => `${file}:${range.start.line + 1}`,
    };
  }
}
