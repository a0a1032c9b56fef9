import { setMaxListeners } from 'node:events';
import { isIP } from 'node:net';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Offer } from '../core/alpn/index.ts';
import { probeAddress } from './address/address.ts';
import { clockNotes } from './peer/clock.ts';
import { engineName } from './wire/engine.ts';
import { proxyFact, type Environment } from './environmentProxy.ts';
import { credentialsProblem } from './credentialsProblem.ts';
import { Contexts, type Credentials, type TlsOffer } from './wire/grpcGoTls.ts';
import { thisMachine, type Machine } from './machine.ts';
import { Resolver, type Lookup } from './resolver.ts';
import { printable } from '../core/text/printable.ts';
import {
  handshakeReport,
  type AddressReport,
  type HandshakeReport,
  type ProbeReport,
  type TargetReport,
} from './report.ts';
import { settled } from './settled.ts';
import { hostPort, parseServerName, serverNameFor, type Target } from './target.ts';

/** A step of a running probe, for progress bars. */
export type Progress =
  | { readonly kind: 'resolving'; readonly target: Target }
  | { readonly kind: 'resolved'; readonly target: Target; readonly addresses: readonly string[] }
  | {
      readonly kind: 'handshake';
      readonly target: Target;
      readonly address: string;
      readonly offer: Offer;
      readonly tls: TlsOffer;
    }
  | { readonly kind: 'observed'; readonly target: Target; readonly address: string; readonly report: HandshakeReport }
  | { readonly kind: 'address'; readonly target: Target; readonly report: AddressReport }
  /** Comes in the order in which targets are finished. */
  | { readonly kind: 'target'; readonly target: Target; readonly report: TargetReport };

/** What to probe, and how. */
export interface ProbeOptions {
  /** `parseTarget` makes them. The report has them in this order. */
  readonly targets: readonly Target[];
  /** The name to send instead of the target's; `null` = send none. A DNS name (`parseServerName`). */
  readonly sni?: string | null | undefined;
  /** `credentialsProblem` says beforehand whether they can be used. */
  readonly credentials?: Credentials | undefined;
  /**
   * Milliseconds per address, for all its handshakes together, for resolving a name, and for all names together that wait while the
   * resolver hangs over others. Default 10,000.
   */
  readonly timeout?: number | undefined;
  /** How many addresses are probed at the same time. Default 32. */
  readonly parallel?: number | undefined;
  /** Whether to send the HTTP/2 preface and SETTINGS behind the handshake. By default nothing is sent there. */
  readonly http2?: boolean | undefined;
  /** Ends everything at once: the promise rejects with its reason, all sockets being closed. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Instead of the system's resolver. */
  readonly lookup?: Lookup | undefined;
  /** Where the probe runs, if the caller knows more than this process does. */
  readonly machine?: Machine | undefined;
  /** Where a proxy may be named, instead of the environment of this process. */
  readonly environment?: Environment | undefined;
}

const DEFAULT_TIMEOUT = 10_000;
/** Above 2^31 - 1 ms, Node's timers fire at once. */
const LONGEST_TIMEOUT = 24 * 3600_000;
/** A name with more addresses than this is no endpoint that somebody waits for. */
const MOST_ADDRESSES = 64;
const PARALLEL = 32;
/** How many sockets a probe may have: systems give a process 1024 files, and some are open already. */
const MOST_SOCKETS = 800;

/**
 * Finds out what each address of each target does with an offer of h2. Sends ClientHellos and what finishes a handshake, nothing else.
 * Whatever a peer does becomes part of the report; the promise rejects only with the signal's reason, or with a RangeError where an
 * option is unusable (a name for SNI that is none, credentials with a `credentialsProblem`, a time limit that is not above zero).
 */
export async function probe(options: ProbeOptions): Promise<ProbeReport> {
  const { sni } = options;
  const timeout = Math.min(options.timeout ?? DEFAULT_TIMEOUT, LONGEST_TIMEOUT);
  for (const name of [sni, ...options.targets.map((target) => target.sni)])
    if (typeof name === 'string' && parseServerName(name).kind === 'refused')
      throw new RangeError(`no name for SNI: ${printable(name)}`);
  const problem = credentialsProblem(options.credentials ?? {});
  if (problem !== undefined) throw new RangeError(problem);
  if (!(timeout > 0)) throw new RangeError('the time limit must be above zero');
  // Each handshake listens to it; Node warns of more than ten listeners.
  if (options.signal !== undefined) setMaxListeners(0, options.signal);
  const started = new Date().toISOString();
  const parallel = Math.max(1, Math.floor(options.parallel ?? PARALLEL) || 1);
  const run: Run = {
    options,
    timeout,
    contexts: new Contexts(options.credentials ?? {}),
    resolver: new Resolver(timeout, options.signal, options.lookup),
    limit: pLimit(parallel),
    connections: Math.max(1, Math.floor(MOST_SOCKETS / parallel) - 1),
  };
  const targets = await settled(options.targets.map((target) => probeTarget(target, run)));
  options.signal?.throwIfAborted();
  const machine = options.machine ?? thisMachine();
  return { schema: 1, engine: engineName(), machine, started, targets, notes: clockNotes(targets, new Date()) };
}

/** What the targets of one probe share. */
interface Run {
  readonly options: ProbeOptions;
  readonly timeout: number;
  readonly contexts: Contexts;
  readonly resolver: Resolver;
  /** How many addresses may be busy at the same time. */
  readonly limit: LimitFunction;
  /** How many connections each may have beside its first. */
  readonly connections: number;
}

async function probeTarget(target: Target, run: Run): Promise<TargetReport> {
  const { signal, onProgress } = run.options;
  signal?.throwIfAborted();
  const sni = serverNameFor(target, run.options.sni);
  const notes = target.notes.map(sentence);
  onProgress?.({ kind: 'resolving', target });
  const resolved = await addressesOf(target, run.resolver);
  signal?.throwIfAborted();
  if (resolved.note !== undefined) notes.push(resolved.note);
  onProgress?.({ kind: 'resolved', target, addresses: resolved.addresses });
  const probeOne = async (address: string): Promise<AddressReport> => {
    const report = await probeAddress({
      address,
      port: target.port,
      sni,
      host: target.host,
      // No certificate names the zone of an address.
      identity: sni ?? target.host.replace(/%.*$/, ''),
      contexts: run.contexts,
      hasCertificate: run.options.credentials?.cert !== undefined,
      hasCa: run.options.credentials?.ca !== undefined,
      http2: run.options.http2 ?? false,
      timeout: run.timeout,
      connections: run.connections,
      signal,
      onHandshake: (offer, tls) => onProgress?.({ kind: 'handshake', target, address, offer, tls }),
      onObserved: (it) => onProgress?.({ kind: 'observed', target, address, report: handshakeReport(it) }),
    });
    onProgress?.({ kind: 'address', target, report });
    return report;
  };
  const addresses = await settled(
    resolved.addresses.map((address) =>
      run.limit(() => {
        signal?.throwIfAborted();
        return probeOne(address);
      }),
    ),
  );
  const proxy = proxyFact(target, resolved.addresses, run.options.environment ?? process.env);
  const report = {
    target: hostPort(target.host, target.port),
    sni: sni ?? null,
    addresses,
    proxy: proxy?.proxy ?? null,
    notes: [...notes, ...(proxy?.notes ?? [])],
  };
  onProgress?.({ kind: 'target', target, report });
  return report;
}

interface Resolved {
  readonly addresses: readonly string[];
  readonly note?: string;
}

async function addressesOf(target: Target, resolver: Resolver): Promise<Resolved> {
  if (isIP(target.host) !== 0) return { addresses: [target.host] };
  const host = printable(target.host);
  const found = await resolver.resolve(target.host);
  if (found.kind === 'late')
    return { addresses: [], note: `The name ${host} was not resolved within ${found.after / 1000} s.` };
  if (found.kind === 'unasked')
    return {
      addresses: [],
      note: `The name ${host} was not asked for: this machine's resolver is busy with other names, and does not answer.`,
    };
  if (found.kind === 'failed') return { addresses: [], note: `The name ${host} does not resolve (${found.because}).` };
  const { addresses } = found;
  if (addresses.length === 0) return { addresses, note: `The name ${host} has no address.` };
  if (addresses.length <= MOST_ADDRESSES) return { addresses };
  return {
    addresses: addresses.slice(0, MOST_ADDRESSES),
    note: `The name ${host} has ${addresses.length} addresses; the first ${MOST_ADDRESSES} were probed.`,
  };
}

function sentence(note: string): string {
  return `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;
}
