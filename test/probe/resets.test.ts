import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { answering, probeOne, rawServer, tlsServer, type TestServer } from './servers.ts';
import { alert, alpnExtension, record, serverHello } from './wire.ts';

const HELLO = record(22, serverHello({ extensions: alpnExtension('h2') }));

/**
 * A relay to a real server: `onServer` and `onClient` see what passes, and how many bytes passed before, and may end the client's connection
 * instead of passing it on.
 */
async function relay(
  upstream: number,
  see: (from: 'server' | 'client', chunk: Buffer, before: number, client: Socket) => Buffer | undefined,
): Promise<TestServer> {
  return rawServer((client) => {
    const server = connect(upstream, '127.0.0.1');
    server.on('error', () => client.destroy());
    client.once('close', () => server.destroy());
    server.once('close', () => client.destroy());
    const passed = { server: 0, client: 0 };
    const pass = (from: 'server' | 'client', to: Socket) => (chunk: Buffer) => {
      const rest = see(from, chunk, passed[from], client);
      passed[from] += chunk.length;
      if (rest !== undefined) to.write(rest);
    };
    server.on('data', pass('server', client));
    client.on('data', pass('client', server));
  });
}

describe('RST in every state', () => {
  it('on accept', async () => {
    const server = await rawServer((socket) => void socket.resetAndDestroy());
    expect(await probeOne(server.port)).toMatchObject({ class: 'closes', outcome: { kind: 'unknown' } });
    await server.emptied();
  });

  it('inside of the ServerHello', async () => {
    const server = await answering(
      (_hello, socket) => void socket.write(HELLO.subarray(0, 20), () => setImmediate(() => socket.resetAndDestroy())),
    );
    expect(await probeOne(server.port)).toMatchObject({ class: 'closes', outcome: { kind: 'unknown' } });
  });

  it.each([
    ['TLSv1.2', { kind: 'selected', protocol: 'h2' }],
    ['TLSv1.3', { kind: 'unknown' }],
  ] as const)('behind the ServerHello, %s: no version of grpc-go gets through', async (version, outcome) => {
    const { port } = await tlsServer({ ALPNProtocols: ['h2'], minVersion: version, maxVersion: version });
    const server = await relay(port, (from, chunk, _before, client) => {
      if (from === 'client') return chunk;
      // Of the first record the message, or a bit more where all stands in one.
      const hello = chunk.subarray(0, Math.min(5 + chunk.readUInt16BE(3), 200));
      client.write(hello, () => setImmediate(() => client.resetAndDestroy()));
      return undefined;
    });
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'closes', outcome });
    expect(address.verdicts.every(({ result, brokeAt }) => result === 'fails' && brokeAt === null)).toBe(true);
  });

  it('TLS 1.2, instead of the server’s Finished: the answer was read, and nobody gets through', async () => {
    const { port } = await tlsServer({ ALPNProtocols: ['h2'], maxVersion: 'TLSv1.2' });
    const server = await relay(port, (from, chunk, before, client) => {
      if (from === 'client' && before > 0) client.resetAndDestroy();
      return from === 'client' && before > 0 ? undefined : chunk;
    });
    expect(await probeOne(server.port)).toMatchObject({
      class: 'closes',
      outcome: { kind: 'selected', protocol: 'h2' },
    });
  });

  it('TLS 1.3, behind the client’s Finished: the handshake was over for the client', async () => {
    const { port } = await tlsServer({ ALPNProtocols: ['h2'], minVersion: 'TLSv1.3' });
    const server = await relay(port, (from, chunk, before, client) => {
      if (from === 'client' && before > 0) client.resetAndDestroy();
      return from === 'client' && before > 0 ? undefined : chunk;
    });
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'A', outcome: { kind: 'selected', protocol: 'h2' } });
    expect(address.notes.join()).toContain('broke off behind the handshake');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('over a question in HTTP/2, %s', async (version) => {
    const { port } = await tlsServer({ ALPNProtocols: ['h2'], minVersion: version, maxVersion: version });
    const finished = version === 'TLSv1.2' ? 3 : 2;
    const chunks = new Map<Socket, number>();
    const server = await relay(port, (from, chunk, _before, client) => {
      const count = (chunks.get(client) ?? 0) + (from === 'client' ? 1 : 0);
      chunks.set(client, count);
      if (count < finished) return chunk;
      client.resetAndDestroy();
      return undefined;
    });
    const address = await probeOne(server.port, { http2: true });
    expect(address).toMatchObject({ class: 'A', http2: { asked: true, answer: 'closed' } });
  });

  it('over nothing at all, as soon as the handshake is over', async () => {
    const { port } = await tlsServer({ ALPNProtocols: ['h2'], minVersion: 'TLSv1.3' });
    const server = await relay(port, (from, chunk, before, client) => {
      if (from === 'server' || before === 0) return chunk;
      client.resetAndDestroy();
      return undefined;
    });
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'A', http2: { asked: false, answer: 'closed' } });
    expect(address.verdicts.map(({ result }) => result)).not.toContain('works');
    expect(address.notes.join()).toContain('The server broke off behind the handshake: ECONNRESET.');
  });
});

describe('a server that ends its half of the connection', () => {
  it('at once, and goes on listening', async () => {
    const server = await rawServer((socket) => {
      socket.end();
      socket.resume();
    });
    expect(await probeOne(server.port)).toMatchObject({ class: 'closes' });
    await server.emptied();
  });

  it.each([
    ['an alert', alert(120), 'C'],
    ['a ServerHello without h2', record(22, serverHello({ extensions: alpnExtension('http/1.1') })), 'D'],
    ['a ServerHello with h2', HELLO, 'closes'],
  ])('behind %s', async (_name, bytes, found) => {
    const server = await answering((_hello, socket) => void socket.end(bytes));
    expect(await probeOne(server.port)).toMatchObject({ class: found });
  });

  it('behind the whole of its flight of TLS 1.3: the client’s handshake is over', async () => {
    const { port } = await tlsServer({ ALPNProtocols: ['h2'], minVersion: 'TLSv1.3' });
    let flight = 0;
    const server = await relay(port, (from, chunk, before, client) => {
      if (from === 'server' && before === 0) {
        flight++;
        client.end(chunk);
        return undefined;
      }
      return chunk;
    });
    expect(await probeOne(server.port)).toMatchObject({ class: 'A' });
    expect(flight).toBeGreaterThan(0);
  });
});
