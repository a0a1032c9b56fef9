import pLimit from 'p-limit';
import { bandOf, behaviour, parseGoVersion, type GrpcGoBehaviour, type Verdict } from '../../core/alpn/index.ts';
import { parseTarget, probe, type AddressReport } from '../../probe/index.ts';
import { behaviourOf, expectLost, expectRpc } from './agreement.ts';
import { quickCertificate, testCertificate, type Certificate } from './certificates.ts';
import {
  GRPC_GO_VERSIONS,
  startGrpcGo,
  type DialOptions,
  type GrpcGo,
  type GrpcGoBuild,
  type RpcResult,
} from './grpcGo.ts';
import type { Group, ProbeRow } from './probeRow.ts';
import type { Room } from './room.ts';

/** One kind of client, and what core/alpn knows of it. */
export interface Client {
  readonly version: GrpcGoBuild;
  readonly stopgap?: AddressReport['stopgaps'][number]['stopgap'];
  readonly behaviour: GrpcGoBehaviour;
}

/** Every version as it comes, and with every stopgap that changes what it does. */
export const CLIENTS: readonly Client[] = [
  ...GRPC_GO_VERSIONS.map((version) => ({ version, behaviour: behaviourOf(version) })),
  ...(['v1.67.3', 'v1.85.0'] as const).map((version) => {
    return { version, stopgap: 'disable-by-environment', behaviour: behaviourOf(version, 'false') } as const;
  }),
  { version: 'v1.85.0', stopgap: 'experimental-credentials', behaviour: withoutCheck('v1.85.0') },
];

function withoutCheck(version: GrpcGoBuild): GrpcGoBehaviour {
  const parsed = parseGoVersion(version);
  if (parsed === undefined) throw new Error(`no version: ${version}`);
  return behaviour({ version: parsed, credentials: 'alpn-disabled' });
}

/** `v1.85.0, experimental-credentials` */
export function nameOf({ version, stopgap }: Pick<Client, 'version' | 'stopgap'>): string {
  return stopgap === undefined ? version : `${version}, ${stopgap}`;
}

/** Programs that call in all these ways. */
export interface Callers {
  call(client: Client, options: DialOptions): Promise<RpcResult>;
  stop(): Promise<void>;
}

export async function startCallers(room: Room): Promise<Callers> {
  const environment = { GRPC_ENFORCE_ALPN_ENABLED: 'false' };
  const versions = ['v1.67.3', 'v1.85.0'] as const;
  const switched = new Map<GrpcGoBuild, GrpcGo>();
  for (const version of versions) switched.set(version, await startGrpcGo(version, { environment }));
  return {
    call: ({ version, stopgap }, options) => {
      const program = stopgap === 'disable-by-environment' ? switched.get(version) : room.program(version);
      if (program === undefined) throw new Error(`grpc-go ${version} was not started with the variable`);
      return program.dial({
        ...options,
        ...(stopgap === 'experimental-credentials' && { credentials: 'alpn-disabled' }),
      });
    },
    stop: async () => {
      await Promise.all([...switched.values()].map((it) => it.stop()));
    },
  };
}

/** What the probe and real clients saw of an endpoint. */
export interface Seen {
  /** Without a word behind the handshake, and with `http2`. */
  readonly quiet: AddressReport;
  readonly asking: AddressReport;
  /** By `nameOf`. Where the server requires a certificate, these have one that it accepts. */
  readonly calls: ReadonlyMap<string, RpcResult>;
  /** Where the server refuses the probe's certificate, or that it has none: the newest client with the same. */
  readonly asProbed: RpcResult | undefined;
}

/** Probes and calls all endpoints of a group, four at a time. Gives one promise per row; none of them runs any more. */
export async function observe(
  group: Group,
  ports: readonly number[],
  callers: Callers,
): Promise<readonly Promise<Seen>[]> {
  const limit = pLimit(4);
  const all = group.rows.map((row, index) => limit(() => observeRow(row, ports[index] ?? 0, callers)));
  await Promise.allSettled(all);
  return all;
}

async function observeRow(row: ProbeRow, port: number, callers: Callers): Promise<Seen> {
  const { serverName, answer } = row;
  const own = await testCertificate();
  const given = await certificateOf(row);
  const quiet = await probeOnce(row, port, false);
  const asking = await probeOnce(row, port, true);
  const plain: DialOptions = {
    target: port,
    serverName,
    describe: true,
    ...(answer === 'silence' && { timeout: 500 }),
  };
  const options = looksAtCertificates(row) || given !== undefined ? { ...plain, certificate: own } : plain;
  const calls = new Map<string, RpcResult>();
  for (const client of CLIENTS) calls.set(nameOf(client), await callers.call(client, options));
  const [, , newest] = CLIENTS;
  const asProbed =
    looksAtCertificates(row) && newest !== undefined
      ? await callers.call(newest, { ...plain, certificate: given })
      : undefined;
  return { quiet, asking, calls, asProbed };
}

/** Whether a server turns clients away for want of a certificate, or of another one. */
export function looksAtCertificates({ clientCertificate }: ProbeRow): boolean {
  return clientCertificate === 'required' || clientCertificate === 'refused';
}

async function certificateOf({ certificate }: ProbeRow): Promise<Certificate | undefined> {
  if (certificate === undefined) return undefined;
  return await (certificate === 'own' ? testCertificate() : quickCertificate());
}

async function probeOnce(row: ProbeRow, port: number, http2: boolean): Promise<AddressReport> {
  const parsed = parseTarget(`127.0.0.1:${port}`);
  if (parsed.kind !== 'target') throw new Error(parsed.message);
  const given = await certificateOf(row);
  const report = await probe({
    targets: [parsed.target],
    sni: row.serverName ?? null,
    http2,
    ...(given !== undefined && { credentials: { cert: given.certificate, key: given.key } }),
  });
  const [address] = report.targets[0]?.addresses ?? [];
  if (address === undefined) throw new Error('nothing was probed');
  return address;
}

/** The verdict of a report about a client, as its lists have it. */
export function listedVerdict(
  { verdicts, stopgaps }: AddressReport,
  { version, stopgap }: Client,
): Partial<Verdict> | undefined {
  const parsed = parseGoVersion(version);
  const band = parsed === undefined ? undefined : bandOf(parsed);
  const listed =
    stopgap === undefined
      ? verdicts.find(({ grpcGo }) => grpcGo === band)
      : stopgaps.find((it) => it.grpcGo === band && it.stopgap === stopgap);
  if (listed === undefined) return undefined;
  const { result, brokeAt, error, printedBy, cures } = listed;
  return {
    ...{ result, cures },
    ...(brokeAt !== null && { brokeAt }),
    ...(error !== null && { error }),
    ...(printedBy !== null && { printedBy }),
  };
}

/** Whether a verdict is about a connection that the server breaks off: whether a client meets its end or a reset first differs from run to run. */
export function isBrokenOff({ error }: Verdict): boolean {
  return error === 'EOF' || error === 'read: connection reset by peer';
}

/** Whether a call reached something that answers in HTTP/2, be it with an HTTP status of its own. */
export function hasGotThrough(result: RpcResult | undefined): boolean {
  if (result === undefined) throw new Error('no call was made');
  return result.ok || result.message.startsWith('unexpected HTTP status code received from server: ');
}

/** Expects of a call what a verdict says, texts word for word. */
export function expectCall(result: RpcResult, verdict: Verdict): void {
  if (isBrokenOff(verdict)) expectLost(result);
  else expectRpc(hasGotThrough(result) ? { ok: true } : result, verdict);
}
