import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { effectiveOffer, negotiate, type Offer, type Outcome, type Verdict } from '../../core/alpn/index.ts';
import { expectRpc, expectRpcThrough, GRPC_GO_SERVER, verdictOf } from './agreement.ts';
import { loads, outcomeOf, PLAIN_UPSTREAM, TLS_UPSTREAM, type Entrance, type Row } from './alpnRow.ts';
import { HTTP_ROWS } from './alpnRowsHttp.ts';
import { STREAM_ROWS } from './alpnRowsStream.ts';
import { BUILD_TIMEOUT, GRPC_GO_VERSIONS, type GrpcGoBuild } from './grpcGo.ts';
import { handshake, OFFERS } from './handshake.ts';
import { nginxesUnderTest, startNginx, testNginx, type NginxBinary, type RunningNginx } from './nginx.ts';
import { listeningPeer, type Peer, type SeenHello } from './peers.ts';
import { startRoom, type Room } from './room.ts';

const ROWS = [...STREAM_ROWS, ...HTTP_ROWS];
const binaries = await nginxesUnderTest();

/** Each row with each version that loads it, or with each that does not. */
function pairs(loading: boolean): readonly {
  readonly version: string;
  readonly nginx: NginxBinary;
  readonly id: string;
  readonly what: string;
  readonly row: Row;
}[] {
  return binaries.flatMap((nginx) =>
    ROWS.filter((row) => loads(row, nginx.version) === loading).map((row) => ({
      version: nginx.version,
      nginx,
      id: row.id,
      what: row.what,
      row,
    })),
  );
}

const ADDRESSES = { plain: [PLAIN_UPSTREAM], tls: [TLS_UPSTREAM] };
const hellos: SeenHello[] = [];
let room: Room;
let watcher: Peer;

beforeAll(async () => {
  room = await startRoom();
  watcher = await listeningPeer((hello) => hellos.push(hello));
}, BUILD_TIMEOUT);

afterAll(async () => {
  await Promise.all([room.stop(), watcher.stop()]);
});

describe.each(pairs(true))('nginx $version: $id, $what', ({ nginx, row }) => {
  const running = new Map<GrpcGoBuild, RunningNginx>();

  beforeAll(async () => {
    for (const grpcGo of GRPC_GO_VERSIONS) {
      running.set(
        grpcGo,
        await startNginx({ nginx, files: row.configuration, upstreams: room.upstreams(grpcGo, ADDRESSES) }),
      );
    }
  });
  afterAll(async () => {
    await Promise.all([...running.values()].map((it) => it.stop()));
  });

  const nginxBefore = (grpcGo: GrpcGoBuild): RunningNginx => {
    const found = running.get(grpcGo);
    if (found === undefined) throw new Error('not started');
    return found;
  };

  it.each(row.entrances.map((entrance) => ({ name: nameOf(entrance), entrance })))(
    'negotiates as the table and core/alpn say: $name',
    async ({ entrance: { listen = '443', serverName, outcomes, alpn } }) => {
      const place = nginxBefore('v1.85.0').at(listen);
      for (const [i, offer] of OFFERS.entries()) {
        const outcome = await handshake({ ...place, offer, serverName });
        if (outcomes === undefined || alpn === undefined) expect(['plaintext', 'unknown']).toContain(outcome.kind);
        else {
          expect(outcome, `the table for ${JSON.stringify(offer)}`).toEqual(outcomeOf(outcomes[i] ?? ''));
          expect(outcome, `core/alpn for ${JSON.stringify(offer)}`).toEqual(through(negotiate(offer, alpn), offer));
        }
      }
    },
  );

  it.each(
    row.entrances.flatMap((entrance) =>
      GRPC_GO_VERSIONS.flatMap((server) =>
        GRPC_GO_VERSIONS.map((client) => ({ client, server, name: nameOf(entrance), entrance })),
      ),
    ),
  )('$client in front and $server behind do as core/alpn says: $name', async ({ client, server, entrance }) => {
    const { listen = '443', serverName, alpn } = entrance;
    const { host, port } = nginxBefore(server).at(listen);
    const credentials = alpn === undefined ? 'insecure' : 'newtls';
    const result = await room.program(client).dial({ target: `${host}:${port}`, credentials, serverName });
    if (row.broken !== undefined) expect(result.ok ? 'it works' : result.error).toMatch(row.broken);
    else {
      const [clientLeg, upstreamLeg] = legs(row, entrance, client, server);
      if (upstreamLeg === undefined) expectRpc(result, clientLeg);
      else expectRpcThrough(result, clientLeg, upstreamLeg);
    }
    const [today, before] = entrance.works;
    if (client === server && client === 'v1.85.0') expect(result.ok, 'today').toBe(today);
    if (client === server && client === 'v1.66.3') expect(result.ok, 'before').toBe(before);
  });

  const { dialer } = row;
  if (dialer !== undefined) {
    it('offers the upstream what the table says', async () => {
      const [entrance] = row.entrances;
      const started = await startNginx({
        nginx,
        files: row.configuration,
        upstreams: new Map([[TLS_UPSTREAM, `127.0.0.1:${watcher.port}`]]),
      });
      hellos.length = 0;
      const { host, port } = started.at(entrance?.listen ?? '443');
      const plain = entrance?.alpn === undefined;
      // A client that speaks on whatever was negotiated makes nginx open the upstream connection.
      const own = { credentials: plain ? 'insecure' : 'own', nextProtos: ['h2'] } as const;
      await room.program('v1.85.0').dial({ target: `${host}:${port}`, ...own });
      await started.stop();
      const offered = effectiveOffer(dialer, { kind: 'selected', protocol: 'h2' }) ?? [];
      expect(hellos.length).toBeGreaterThan(0);
      for (const hello of hellos) expect(hello.protocols ?? []).toEqual(offered);
    });
  }
});

describe.each(binaries.map((nginx) => ({ version: nginx.version, nginx })))('nginx $version: S8t', ({ nginx }) => {
  it.each(GRPC_GO_VERSIONS)('TLS clients of %s fail where only proxy_ssl is on: TLS in TLS', async (grpcGo) => {
    const row = ROWS.find(({ id }) => id === 'S8');
    const files = row?.configuration ?? '';
    const started = await startNginx({ nginx, files, upstreams: room.upstreams(grpcGo, ADDRESSES) });
    const { host, port } = started.at(443);
    const result = await room.program(grpcGo).dial({ target: `${host}:${port}` });
    const { kind } = await handshake({ host, port, offer: ['h2'] });
    await started.stop();
    expect(['plaintext', 'unknown']).toContain(kind);
    expect(result).toMatchObject({ ok: false, code: 'Unavailable' });
  });
});

describe.each(pairs(false))('nginx $version and $id, $what', ({ nginx, row }) => {
  it('refuses it in the words of the table, or does what the older row says', async () => {
    const { ok, output } = await testNginx({ nginx, files: row.configuration });
    expect(ok, output).toBe(row.refusal === undefined);
    if (row.refusal !== undefined) expect(output).toMatch(row.refusal);
  });
});

function nameOf({ listen = '443', serverName }: Entrance): string {
  return serverName === undefined ? `${listen} without a name` : `${listen} as ${serverName}`;
}

/** What passes through is decided by the gRPC server behind. */
function through(outcome: Outcome, offer: Offer): Outcome {
  if (outcome.kind !== 'relayed') return outcome;
  return negotiate(offer, GRPC_GO_SERVER);
}

/** The verdict on the client's leg, and on the one to the upstream where that has TLS of its own. */
function legs(
  row: Row,
  { alpn }: Entrance,
  client: GrpcGoBuild,
  server: GrpcGoBuild,
): readonly [client: Verdict, upstream: Verdict | undefined] {
  // A plaintext connection has nothing to select: it goes on as one on which h2 was.
  const plaintext: Outcome = { kind: 'selected', protocol: 'h2' };
  const outcome = alpn === undefined ? plaintext : through(negotiate(['h2'], alpn), ['h2']);
  const clientLeg = verdictOf(client, 'client', outcome, row.speaks ?? 'h2');
  if (row.dialer === undefined) return [clientLeg, undefined];
  const offer = effectiveOffer(row.dialer, outcome) ?? [];
  const met = negotiate(offer, GRPC_GO_SERVER);
  return [clientLeg, verdictOf(server, 'server', met, row.upstreamSpeaks ?? 'h2')];
}
