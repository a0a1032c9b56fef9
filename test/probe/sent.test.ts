import { createServer as createHttp2Server } from 'node:http2';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { probe, type AddressReport, type ProbeOptions } from '../../probe/index.ts';
import { readClientHello, type ClientHello } from './clientHello.ts';
import { answering, probeOne, target, tlsServer } from './servers.ts';
import { alert } from './wire.ts';

describe('what is sent', () => {
  async function helloOf(
    text: (port: number) => string,
    options: Partial<ProbeOptions> = {},
  ): Promise<readonly ClientHello[]> {
    const seen: ClientHello[] = [];
    const server = await answering((hello, socket) => {
      seen.push(readClientHello(hello));
      socket.end(alert(80));
    });
    await probe({ targets: [target(text(server.port))], lookup: () => Promise.resolve(['127.0.0.1']), ...options });
    return seen;
  }

  it('is what grpc-go offers', async () => {
    const hellos = await helloOf((port) => `grpc.example.com:${port}`);
    const [hello] = hellos;
    const none = hellos.find(({ alpn }) => alpn === undefined);
    const renegotiation = 0x00ff;
    expect(hello?.cipherSuites.filter((suite) => suite !== renegotiation).toSorted()).toEqual(
      [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8].toSorted(),
    );
    expect(hello?.versions.toSorted()).toEqual([0x0303, 0x0304]);
    expect(hello?.alpn).toEqual(['h2']);
    expect(hello?.sni).toBe('grpc.example.com');
    expect(hello?.groups).toEqual([0x001d, 0x0017, 0x0018, 0x0019]);
    expect(hello?.signatures).toEqual([0x0804, 0x0403, 0x0807, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0503, 0x0603]);
    expect(hellos).toHaveLength(6);
    expect(hellos.map(({ alpn }) => alpn?.join() ?? '').toSorted()).toEqual(
      ['', '', 'h2', 'h2', 'h2,http/1.1', 'h2,http/1.1'].toSorted(),
    );
    expect(hellos.filter(({ versions }) => !versions.includes(0x0304))).toHaveLength(3);
    expect(none?.sni).toBe('grpc.example.com');
  });

  it('no SNI for an address, another one on request, none on request', async () => {
    expect((await helloOf((port) => `127.0.0.1:${port}`))[0]?.sni).toBeUndefined();
    expect((await helloOf((port) => `127.0.0.1:${port}`, { sni: 'other.example' }))[0]?.sni).toBe('other.example');
    expect((await helloOf((port) => `name.example:${port}`, { sni: null }))[0]?.sni).toBeUndefined();
    await expect(helloOf((port) => `127.0.0.1:${port}`, { sni: '127.0.0.1' })).rejects.toThrow(/SNI/);
  });

  it('nothing behind the handshake, unless it is asked for', async () => {
    const received: Buffer[] = [];
    const server = await tlsServer({ ALPNProtocols: ['h2'] }, (socket) =>
      socket.on('data', (bytes: Buffer) => received.push(bytes)),
    );
    const quiet = await probeOne(server.port);
    await server.closed;
    expect(quiet).toMatchObject({ class: 'A', http2: null });
    expect(Buffer.concat(received)).toHaveLength(0);
  });
});

describe('HTTP/2 behind the handshake, when asked for', () => {
  async function answerOf(serve: Parameters<typeof tlsServer>[1], ALPNProtocols?: string[]): Promise<AddressReport> {
    const server = await tlsServer(ALPNProtocols === undefined ? {} : { ALPNProtocols }, serve);
    return probeOne(server.port, { http2: true, timeout: 2000 });
  }

  it('SETTINGS come back', async () => {
    const http2 = createHttp2Server();
    http2.on('sessionError', () => undefined);
    const address = await answerOf(
      (socket) => void http2.emit('connection', Duplex.from({ readable: socket, writable: socket })),
      ['h2'],
    );
    expect(address).toMatchObject({ class: 'A', http2: { asked: true, answer: 'settings' } });
  });

  it('an answer in HTTP/1.1 fails in all versions, and did not break with the upgrade', async () => {
    const address = await answerOf(
      (socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    expect(address).toMatchObject({ class: 'B', http2: { asked: true, answer: 'http/1.1' } });
    expect(address.verdicts.every(({ result, brokeAt }) => result === 'fails' && brokeAt === null)).toBe(true);
  });

  it('other bytes, a closed connection, silence', async () => {
    const other = await answerOf((socket) => void socket.once('data', () => socket.end('what is this?')), ['h2']);
    expect(other.http2).toEqual({ asked: true, answer: 'other', server: null });
    expect(other.verdicts[0]).toMatchObject({ result: 'fails', error: null, brokeAt: null, cures: ['speak-http2'] });
    const closing = await answerOf((socket) => void socket.once('data', () => socket.end()), ['h2']);
    expect(closing.http2).toEqual({ asked: true, answer: 'closed', server: null });
    const hungUp = { result: 'fails', error: 'error reading server preface: EOF', brokeAt: null };
    for (const verdict of closing.verdicts) expect(verdict).toMatchObject(hungUp);
    expect(closing.verdicts.flatMap(({ cures }) => cures)).toEqual([]);
    const silent = await answerOf(undefined, ['h2']);
    expect(silent.http2).toEqual({ asked: true, answer: 'silence', server: null });
    for (const { result } of silent.verdicts) expect(result).toBe('depends');
  });

  it('a closed connection behind a handshake without ALPN is no HTTP/1.1: what an older grpc-go gets depends', async () => {
    const address = await answerOf((socket) => void socket.once('data', () => socket.end()));
    expect(address).toMatchObject({ class: 'B', http2: { asked: true, answer: 'closed' } });
    const [before, , after] = address.verdicts;
    expect(before).toMatchObject({ result: 'depends', error: 'error reading server preface: EOF', brokeAt: null });
    expect(after).toMatchObject({ grpcGo: '1.67', result: 'fails', brokeAt: '1.67.0' });
    expect(after?.cures).toContain('disable-by-environment');
    expect(after?.cures).not.toContain('speak-http2');
  });
});
