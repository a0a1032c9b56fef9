import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { goRemoteError, negotiate, UNADVERTISED, NOT_TLS, judge, type ServerAlpn } from '../../core/alpn/index.ts';
import { behaviourOf, expectLost, expectRpc, GRPC_GO_SERVER, verdictOf } from './agreement.ts';
import { BUILD_TIMEOUT, GRPC_GO_BUILDS, printedError, startGrpcGo, type GrpcGo, type GrpcGoBuild } from './grpcGo.ts';
import { handshake, OFFERS } from './handshake.ts';
import { alertPeer, listeningPeer, plainPeer, selectingPeer, tlsPeer, type Peer, type SeenHello } from './peers.ts';
import { startRoom, type Room } from './room.ts';

const open: { stop(): Promise<void> }[] = [];
let room: Room;

beforeAll(async () => {
  room = keep(await startRoom(GRPC_GO_BUILDS));
}, BUILD_TIMEOUT);

afterAll(async () => {
  await Promise.all(open.map((it) => it.stop()));
});

function keep<Thing extends { stop(): Promise<void> }>(thing: Thing): Thing {
  open.push(thing);
  return thing;
}

function program(version: GrpcGoBuild): GrpcGo {
  return room.program(version);
}

describe.each(GRPC_GO_BUILDS)('grpc-go %s', (version) => {
  it('is the one it is built with', () => {
    expect(`v${program(version).about.grpcGo}`).toBe(version);
  });

  describe('as a client', () => {
    it('offers what core/alpn says, at the end of what the program asks for, and no name for an address', async () => {
      const seen: SeenHello[] = [];
      const peer = keep(await listeningPeer((hello) => seen.push(hello)));
      const { port } = peer;
      await program(version).dial({ target: port });
      await program(version).dial({ target: port, serverName: 'grpc.example.com' });
      await program(version).dial({ target: port, nextProtos: ['http/1.1'] });
      await program(version).dial({ target: port, nextProtos: ['h2', 'http/1.1'] });
      const protocols = behaviourOf(version).offers;
      const ours = seen.filter((it, i) => JSON.stringify(it) !== JSON.stringify(seen[i - 1]));
      expect(ours).toEqual([
        { serverName: undefined, protocols },
        { serverName: 'grpc.example.com', protocols },
        { serverName: undefined, protocols: ['http/1.1', 'h2'] },
        { serverName: undefined, protocols: ['h2', 'http/1.1'] },
      ]);
    });

    it.each<readonly [string, () => Promise<Peer>]>([
      ['A', () => tlsPeer({ ALPNProtocols: ['h2'] })],
      ['B', () => tlsPeer()],
      ['B in TLS 1.2', () => tlsPeer({ maxVersion: 'TLSv1.2' })],
      ['C', () => tlsPeer({ ALPNProtocols: ['http/1.1'] })],
      ['D', () => selectingPeer('http/1.1')],
      ['none at all', () => plainPeer()],
    ])('prints the words of core/alpn against an HTTP/1.1 server of class %s', async (_name, start) => {
      const { port } = keep(await start());
      const outcome = await handshake({ port, offer: ['h2'] });
      expectRpc(await program(version).dial({ target: port }), verdictOf(version, 'client', outcome, 'http/1.1'));
    });

    it.each([
      ['selects h2', ['h2']],
      ['ignores ALPN', []],
      ['selects http/1.1 alone', ['http/1.1']],
      ['selects h2 or http/1.1', ['http/1.1', 'h2']],
    ])('meets a gRPC server whose TLS %s as core/alpn says', async (_name, nextProtos) => {
      const { port } = await program(version).serve({ credentials: 'listener', nextProtos });
      const outcome = await handshake({ port, offer: ['h2'] });
      expectRpc(await program(version).dial({ target: port }), verdictOf(version, 'client', outcome));
    });

    it('speaks HTTP/2 over any protocol that was selected', async () => {
      const { port } = await program(version).serve({ credentials: 'listener', nextProtos: ['http/1.1'] });
      const outcome = await handshake({ port, offer: ['http/1.1', 'h2'] });
      expect(outcome).toEqual({ kind: 'selected', protocol: 'http/1.1' });
      expectRpc(
        await program(version).dial({ target: port, nextProtos: ['http/1.1'] }),
        verdictOf(version, 'client', outcome),
      );
    });

    it.each([40, 42, 47, 70, 71, 80, 112, 116, 120, 200])('prints alert %d as crypto/tls does', async (alert) => {
      const { port } = keep(await alertPeer(alert));
      expect(await handshake({ port, offer: ['h2'] })).toEqual({ kind: 'refused', alert });
      const result = await program(version).dial({ target: port });
      expect(result).toMatchObject({ ok: false, error: printedError(goRemoteError(alert)) });
      expectRpc(result, verdictOf(version, 'client', { kind: 'refused', alert }));
    });
  });

  describe('as a server', () => {
    const selects = (protocols: readonly string[]): ServerAlpn =>
      protocols.length === 0 ? { kind: 'ignores' } : { kind: 'selects', protocols, order: 'server', otherwise: 'go' };

    it.each([
      ['newtls', [], ['h2']],
      ['newtls', ['http/1.1'], ['http/1.1', 'h2']],
      ['listener', [], []],
      ['listener', ['h2'], ['h2']],
      ['listener', ['http/1.1'], ['http/1.1']],
      ['listener', ['http/1.1', 'h2'], ['http/1.1', 'h2']],
    ] as const)(
      'of kind %s with NextProtos %j negotiates as core/alpn says',
      async (credentials, nextProtos, effective) => {
        const { port } = await program(version).serve({ credentials, nextProtos });
        for (const offer of [...OFFERS, ['foo']]) {
          expect(await handshake({ port, offer }), JSON.stringify(offer)).toEqual(negotiate(offer, selects(effective)));
        }
      },
    );

    it.each([{ offer: [] }, { offer: ['http/1.1'] }, { offer: ['h2'] }, { offer: ['foo'] }])(
      'meets a client that offers $offer as core/alpn says',
      async ({ offer }) => {
        const { port } = await program(version).serve({});
        await program(version).logs();
        const result = await program(version).dial({ target: port, credentials: 'own', nextProtos: offer });
        const outcome = negotiate(offer, GRPC_GO_SERVER);
        expectRpc(result, verdictOf(version, 'server', outcome));
        const { enforces, refusal } = behaviourOf(version);
        const lines: string[] = [];
        const said = async (): Promise<boolean> => {
          lines.push(...(await program(version).logs()));
          return lines.some((line) => line.includes(`failed: ${refusal}`));
        };
        // The server closes the connection first and then writes its log.
        if (enforces && outcome.kind === 'none') await vi.waitUntil(said, { timeout: 10_000 });
        else expect(await said()).toBe(false);
      },
    );

    it('completes what GetConfigForClient returns from 1.68.0 on', async () => {
      const { port } = await program(version).serve({ getConfigForClient: true });
      const complete = behaviourOf(version).completesGetConfigForClient;
      const outcome = await handshake({ port, offer: ['h2'] });
      expect(outcome).toEqual(complete ? { kind: 'selected', protocol: 'h2' } : { kind: 'none' });
      for (const client of GRPC_GO_BUILDS) {
        const result = await program(client).dial({ target: port });
        const asClient = verdictOf(client, 'client', outcome);
        // Where nothing was selected, both sides look: the client's words win, and without them the server hangs up.
        if (asClient.result === 'works') expectRpc(result, verdictOf(version, 'server', outcome));
        else expectRpc(result, asClient);
      }
    });
  });
});

describe('GRPC_ENFORCE_ALPN_ENABLED', () => {
  const cases = (['v1.64.1', 'v1.66.3', 'v1.67.3', 'v1.85.0'] as const).flatMap((version) =>
    ['false', 'FALSE', '0', 'no', ' false', '', 'true', 'True', '1'].map((value) => ({ version, value })),
  );

  it.each(cases)('$value does to $version what core/alpn says', async ({ version, value }) => {
    const behaviour = behaviourOf(version, value);
    const changed = keep(await startGrpcGo(version, { environment: { GRPC_ENFORCE_ALPN_ENABLED: value } }));
    const outcome = { kind: 'none' } as const;

    const silent = await changed.serve({ credentials: 'listener' });
    expectRpc(
      await changed.dial({ target: silent.port }),
      judge({ side: 'client', outcome, peerSpeaks: 'h2', behaviour }),
    );

    const server = await changed.serve({});
    const withoutOffer = await changed.dial({ target: server.port, credentials: 'own' });
    expectRpc(withoutOffer, judge({ side: 'server', outcome, peerSpeaks: 'h2', behaviour }));
    await changed.stop();
  });
});

describe('texts', () => {
  it('are the ones that people see', async () => {
    const seen = async (peer: Peer, version: GrpcGoBuild = 'v1.85.0'): Promise<string> => {
      const result = await program(version).dial({ target: keep(peer).port });
      return result.ok ? 'it works' : result.error;
    };
    const failed =
      'rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: ';
    expect(await seen(await tlsPeer(), 'v1.67.3')).toBe(
      `${failed}credentials: cannot check peer: missing selected ALPN property"`,
    );
    expect(await seen(await tlsPeer())).toBe(
      `${failed}credentials: cannot check peer: missing selected ALPN property. If you upgraded from a grpc-go version earlier than 1.67, your TLS connections may have stopped working due to ALPN enforcement. For more details, see: https://github.com/grpc/grpc-go/issues/434"`,
    );
    expect(await seen(await alertPeer(120))).toBe(`${failed}remote error: tls: no application protocol"`);
    expect(await seen(await selectingPeer('http/1.1'))).toBe(`${failed}${UNADVERTISED}"`);
    expect(await seen(await plainPeer())).toBe(`${failed}${NOT_TLS}"`);
  });

  it('say nothing of ALPN when a server refuses', async () => {
    const { port } = await program('v1.85.0').serve({});
    const result = await program('v1.85.0').dial({ target: port, credentials: 'own' });
    expectLost(result);
    expect(result.ok ? '' : result.error).not.toContain('ALPN');
  });
});
