import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseServerName, probe } from '../../probe/index.ts';
import { readClientHello, type ClientHello } from '../probe/clientHello.ts';
import { target } from '../probe/servers.ts';
import { listen } from '../../scripts/classServers.mjs';
import { createServer } from 'node:net';
import { BUILD_TIMEOUT, GRPC_GO_VERSIONS, startGrpcGo, type GrpcGo } from './grpcGo.ts';

/** A server that keeps the ClientHellos that it gets, and refuses them all. */
const hellos: ClientHello[] = [];
const server = createServer((socket) => {
  socket.once('data', (hello: Buffer) => {
    hellos.push(readClientHello(hello));
    socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 80]));
  });
});
let port = 0;
let close: () => Promise<void>;
const clients = new Map<string, GrpcGo>();

beforeAll(async () => {
  ({ port, close } = await listen(server, '::'));
  await Promise.all(GRPC_GO_VERSIONS.map(async (version) => clients.set(version, await startGrpcGo(version))));
}, BUILD_TIMEOUT);

afterAll(async () => {
  await Promise.all([...clients.values()].map((client) => client.stop()));
  await close();
});

function clientOf(version: string): GrpcGo {
  const client = clients.get(version);
  if (client === undefined) throw new Error(`no grpc-go ${version}`);
  return client;
}

/** The first ClientHello of a run. `undefined` = none came. */
async function firstHello(run: () => Promise<unknown>): Promise<ClientHello | undefined> {
  hellos.length = 0;
  await run();
  return hellos[0];
}

const probed = (text: string, sni?: string): Promise<ClientHello | undefined> =>
  firstHello(() => probe({ targets: [target(text)], sni }));

describe.each(GRPC_GO_VERSIONS)('grpc-go %s and the probe', (version) => {
  const dialled = (dial: Parameters<GrpcGo['dial']>[0]): Promise<ClientHello | undefined> =>
    firstHello(() => clientOf(version).dial({ timeout: 3000, ...dial }));

  it.each([
    'localhost:PORT',
    'LOCALHOST:PORT',
    'dns:///localhost:PORT',
    'dns:localhost:PORT',
    'dns://127.0.0.1/localhost:PORT',
    'passthrough:///localhost:PORT',
    ':PORT',
    '127.0.0.1:PORT',
    'dns:///127.0.0.1:PORT',
    '[::1]:PORT',
    'passthrough:///[::1%25lo]:PORT',
  ])('send the same name to %s', async (written) => {
    const text = written.replace('PORT', String(port));
    const [theirs, ours] = [await dialled({ target: text }), await probed(text)];
    expect(theirs).toBeDefined();
    expect(ours).toBeDefined();
    // DNS names have no case (RFC 4343).
    expect(ours?.sni).toBe(theirs?.sni?.toLowerCase());
    expect(ours?.alpn).toEqual(theirs?.alpn);
    expect(ours?.versions.toSorted()).toEqual(theirs?.versions.toSorted());
    const suites = (hello: ClientHello | undefined): readonly number[] =>
      hello?.cipherSuites.filter((suite) => suite !== 0x00ff).toSorted((a, b) => a - b) ?? [];
    expect(suites(ours)).toEqual(suites(theirs));
  });

  it.each(['grpc.example.com', 'GRPC.Example.com', 'grpc.example.com.', 'a_b.example', 'xn--bcher-kva.example'])(
    'send the same where the name is given: %s',
    async (name) => {
      const parsed = parseServerName(name);
      const theirs = await dialled({ target: `127.0.0.1:${port}`, serverName: name });
      const ours = await probed(`127.0.0.1:${port}`, parsed.kind === 'name' ? parsed.name : '');
      expect(ours?.sni).toBeDefined();
      expect(ours?.sni).toBe(theirs?.sni?.toLowerCase());
    },
  );

  it.each(['127.0.0.1', '::1', '[::1]', 'fe80::1%eth0'])(
    'no name is sent for %s, and the probe takes none',
    async (name) => {
      expect((await dialled({ target: `127.0.0.1:${port}`, serverName: name }))?.sni).toBeUndefined();
      expect(parseServerName(name).kind).toBe('refused');
    },
  );

  it('a name that is not in ASCII reaches nobody: the probe says what has to be written', async () => {
    const text = `bücher.example:${port}`;
    expect(await dialled({ target: text })).toBeUndefined();
    expect(target(text).notes.join()).toContain('xn--bcher-kva.example');
  });
});
