import { engineName } from './wire/engine.ts';
import { thisMachine, type Machine } from './machine.ts';
import type { Progress } from './probe.ts';
import type { AddressReport, HandshakeReport, ProbeReport, TargetReport } from './report.ts';
import { hostPort, serverNameFor, type Target } from './target.ts';
import type { UnfinishedAddress } from './told/view.ts';

/** What has come of one target so far. */
interface CollectedTarget {
  readonly target: Target;
  /** In the order of the resolver; `undefined` = it has not answered. */
  addresses: readonly string[] | undefined;
  readonly reports: Map<string, AddressReport>;
  readonly handshakes: Map<string, HandshakeReport[]>;
  finished: TargetReport | undefined;
}

/** What has come of a running probe so far: a report of it can be had at any time, and is what a cancelled one leaves. */
export class Collected {
  readonly #targets: ReadonlyMap<Target, CollectedTarget>;
  readonly #machine: Machine;
  readonly #started = new Date().toISOString();

  constructor(targets: readonly Target[], machine: Machine = thisMachine()) {
    this.#machine = machine;
    this.#targets = new Map(
      targets.map((target) => [
        target,
        { target, addresses: undefined, reports: new Map(), handshakes: new Map(), finished: undefined },
      ]),
    );
  }

  /** `onProgress` of `probe`. */
  add(progress: Progress): void {
    const collected = this.#targets.get(progress.target);
    if (collected === undefined) return;
    switch (progress.kind) {
      case 'resolving':
      case 'handshake':
        return;
      case 'resolved':
        collected.addresses = progress.addresses;
        return;
      case 'observed': {
        const made = collected.handshakes.get(progress.address) ?? [];
        collected.handshakes.set(progress.address, [...made, progress.report]);
        return;
      }
      case 'address':
        collected.reports.set(progress.report.address, progress.report);
        return;
      case 'target':
        collected.finished = progress.report;
    }
  }

  /** All that is known, and what is missing of each target (`ViewInput.unfinished`). */
  report(): {
    readonly report: ProbeReport;
    readonly unfinished: readonly (readonly UnfinishedAddress[] | null)[];
  } {
    const targets = [...this.#targets.values()];
    return {
      report: {
        schema: 1,
        engine: engineName(),
        machine: this.#machine,
        started: this.#started,
        targets: targets.map(targetReport),
        notes: [],
      },
      unfinished: targets.map(unfinishedOf),
    };
  }
}

function targetReport({ target, addresses = [], reports, finished }: CollectedTarget): TargetReport {
  return (
    finished ?? {
      target: hostPort(target.host, target.port),
      sni: serverNameFor(target, undefined) ?? null,
      addresses: addresses.flatMap((address) => reports.get(address) ?? []),
      proxy: null,
      notes: [],
    }
  );
}

function unfinishedOf({
  addresses,
  reports,
  handshakes,
  finished,
}: CollectedTarget): readonly UnfinishedAddress[] | null {
  if (finished !== undefined) return [];
  if (addresses === undefined) return null;
  return addresses
    .filter((address) => !reports.has(address))
    .map((address) => ({ address, handshakes: handshakes.get(address) ?? [] }));
}
