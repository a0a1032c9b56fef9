import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Offer } from '../core/alpn/index.ts';
import { probeAddress } from './address.ts';
import { engineName } from './engine.ts';
import { credentialsProblem, type Credentials, type TlsVersion } from './grpcGoTls.ts';
import { printable } from '../core/text/printable.ts';
import type { AddressReport, ProbeReport, TargetReport } from './report.ts';
import { hostPort, parseServerName, sniOf, type Target } from './target.ts';

/** A step of a running probe, for progress bars. */
export type Progress =
  | { readonly kind: 'resolving'; readonly target: Target }
  | { readonly kind: 'resolved'; readonly target: Target; readonly addresses: readonly string[] }
  | {
      readonly kind: 'handshake';
      readonly target: Target;
      readonly address: string;
      readonly offer: Offer;
      readonly maxVersion: TlsVersion;
    }
  | { readonly kind: 'address'; readonly target: Target; readonly report: AddressReport };

/** Finds the addresses of a name; rejects if there are none. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** What to probe, and how. */
export interface ProbeOptions {
  /** Probed one after the other; `parseTarget` makes them. */
  readonly targets: readonly Target[];
  /** The name to send instead of the target's; `null` = send none. A DNS name (`parseServerName`). */
  readonly sni?: string | null | undefined;
  /** `credentialsProblem` says beforehand whether they can be used. */
  readonly credentials?: Credentials | undefined;
  /** Milliseconds per address, for all its handshakes together, and for resolving a name. Default 10,000. */
  readonly timeout?: number | undefined;
  /** Whether to send the HTTP/2 preface and SETTINGS behind the handshake. By default nothing is sent there. */
  readonly http2?: boolean | undefined;
  /** Ends everything at once: the promise rejects with its reason, all sockets being closed. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Instead of the system's resolver. */
  readonly lookup?: Lookup | undefined;
}

const DEFAULT_TIMEOUT = 10_000;
/** Above 2^31 - 1 ms, Node's timers fire at once. */
const LONGEST_TIMEOUT = 24 * 3600_000;
/** A name with more addresses than this is no endpoint that somebody waits for. */
const MOST_ADDRESSES = 32;

/**
 * Finds out what each address of each target does with an offer of h2. Sends ClientHellos and what finishes a handshake, nothing else.
 * Whatever a peer does becomes part of the report; the promise rejects only with the signal's reason, or with a RangeError where an
 * option is unusable (a name for SNI that is none, credentials with a `credentialsProblem`, a time limit that is not above zero).
 */
export async function probe(options: ProbeOptions): Promise<ProbeReport> {
  const { sni } = options;
  const timeout = Math.min(options.timeout ?? DEFAULT_TIMEOUT, LONGEST_TIMEOUT);
  if (typeof sni === 'string' && parseServerName(sni).kind === 'refused')
    throw new RangeError(`no name for SNI: ${printable(sni)}`);
  const problem = credentialsProblem(options.credentials ?? {});
  if (problem !== undefined) throw new RangeError(problem);
  if (!(timeout > 0)) throw new RangeError('the time limit must be above zero');
  const targets: TargetReport[] = [];
  for (const target of options.targets) targets.push(await probeTarget(target, timeout, options));
  return { schema: 1, engine: engineName(), targets };
}

async function probeTarget(target: Target, timeout: number, options: ProbeOptions): Promise<TargetReport> {
  const { signal, onProgress, lookup = systemAddresses } = options;
  signal?.throwIfAborted();
  const sni = options.sni === undefined ? sniOf(target) : (options.sni ?? undefined);
  const notes = target.notes.map(sentence);
  onProgress?.({ kind: 'resolving', target });
  const resolved = await resolve(target, lookup, timeout, signal);
  if (resolved.note !== undefined) notes.push(resolved.note);
  onProgress?.({ kind: 'resolved', target, addresses: resolved.addresses });
  const addresses: AddressReport[] = [];
  for (const address of resolved.addresses) {
    const report = await probeAddress({
      address,
      port: target.port,
      sni,
      identity: sni ?? target.host,
      credentials: options.credentials ?? {},
      http2: options.http2 ?? false,
      timeout,
      signal,
      onHandshake: (offer, maxVersion) => onProgress?.({ kind: 'handshake', target, address, offer, maxVersion }),
    });
    addresses.push(report);
    onProgress?.({ kind: 'address', target, report });
  }
  return { target: hostPort(target.host, target.port), sni: sni ?? null, addresses, notes };
}

interface Resolved {
  readonly addresses: readonly string[];
  readonly note?: string;
}

async function resolve(
  target: Target,
  lookup: Lookup,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<Resolved> {
  if (isIP(target.host) !== 0) return { addresses: [target.host] };
  const found = await inTime(settle(lookup(target.host)), timeout, signal);
  signal?.throwIfAborted();
  const host = printable(target.host);
  if (found === undefined)
    return { addresses: [], note: `The name ${host} was not resolved within ${timeout / 1000} s.` };
  if (found instanceof Error) {
    const code = 'code' in found && typeof found.code === 'string' ? found.code : printable(found.message);
    return { addresses: [], note: `The name ${host} does not resolve (${code}).` };
  }
  const addresses = [...new Set(found)].filter((address) => isIP(address) !== 0);
  if (addresses.length === 0) return { addresses, note: `The name ${host} has no address.` };
  if (addresses.length <= MOST_ADDRESSES) return { addresses };
  return {
    addresses: addresses.slice(0, MOST_ADDRESSES),
    note: `The name ${host} has ${addresses.length} addresses; the first ${MOST_ADDRESSES} were probed.`,
  };
}

async function systemAddresses(host: string): Promise<readonly string[]> {
  const found = await systemLookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}

async function settle<T>(promise: Promise<T>): Promise<T | Error> {
  try {
    return await promise;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The value, or `undefined` once the time is over or the signal is raised. The system's resolver cannot be stopped: it is left alone. */
async function inTime<T>(
  promise: Promise<T>,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  let stop = (): void => undefined;
  const over = new Promise<undefined>((resolve) => {
    const onAbort = (): void => resolve(undefined);
    const timer = setTimeout(onAbort, timeout);
    signal?.addEventListener('abort', onAbort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    stop();
  }
}

function sentence(note: string): string {
  return `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;
}
