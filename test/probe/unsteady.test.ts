import { connect, type Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../probe/index.ts';
import { readClientHello } from './clientHello.ts';
import { probeOne, rawServer, tlsServer, type TestServer } from './servers.ts';

/** A load balancer that passes each connection to the next of its servers. `undefined` = a server that resets. */
async function balancer(choose: (at: number, hello: Buffer, open: number) => number | undefined): Promise<TestServer> {
  let at = 0;
  let open = 0;
  return rawServer((client: Socket) => {
    open++;
    client.once('close', () => open--);
    client.once('data', (hello: Buffer) => {
      const port = choose(at++, hello, open);
      if (port === undefined) {
        client.resetAndDestroy();
        return;
      }
      const server = connect(port, '127.0.0.1', () => server.write(hello));
      server.on('error', () => client.destroy());
      client.once('close', () => server.destroy());
      client.pipe(server).pipe(client);
    });
  });
}

const portsOf = async (...kinds: readonly TlsOptions[]): Promise<readonly number[]> =>
  Promise.all(kinds.map(async (options) => (await tlsServer(options)).port));
const SELECTS: TlsOptions = { ALPNProtocols: ['h2'] };
const REFUSES: TlsOptions = { ALPNProtocols: ['http/1.1'] };

describe('several servers behind one address', () => {
  it.each<readonly [string, readonly TlsOptions[], string]>([
    ['A and B', [SELECTS, {}], 'B'],
    ['B and A', [{}, SELECTS], 'B'],
    ['A and C', [SELECTS, REFUSES], 'C'],
    ['A and B, which speak other versions', [{ ...SELECTS, maxVersion: 'TLSv1.2' }, { minVersion: 'TLSv1.3' }], 'B'],
  ])('%s in turns: said, and the worst counts', async (_name, kinds, found) => {
    const ports = await portsOf(...kinds);
    const server = await balancer((at) => ports[Math.floor(at / 2) % ports.length]);
    const address = await probeOne(server.port);
    expect(address.class).toBe(found);
    expect(address.notes.join('\n')).toContain('The answer is not stable');
    expect(address.handshakes.length).toBe(9);
    expect(exitCodeOf({ targets: [{ target: '', sni: null, addresses: [address], proxy: null, notes: [] }] })).toBe(1);
  });

  it('that all answer alike are as one', async () => {
    const ports = await portsOf(SELECTS, SELECTS);
    const server = await balancer((at) => ports[at % ports.length]);
    expect(await probeOne(server.port)).toMatchObject({ class: 'A', notes: [], handshakes: { length: 6 } });
  });

  it('a first connection that is lost by accident', async () => {
    const [port] = await portsOf(SELECTS);
    const server = await balancer((at) => (at === 0 ? undefined : port));
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'A', outcome: { kind: 'selected', protocol: 'h2' } });
    expect(address.notes.join()).toContain('h2 is selected (3)');
  });
});

describe('a server that limits connections', () => {
  it('one at a time: the others are made one by one', async () => {
    const [port] = await portsOf(SELECTS);
    const server = await balancer((_at, _hello, open) => (open > 1 ? undefined : port));
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'A' });
    expect(address.handshakes.map(({ outcome }) => outcome.kind)).toEqual([
      'selected',
      'selected',
      'selected',
      'selected',
      'none',
      'none',
    ]);
    expect(address.notes).toEqual([
      'Of handshakes at the same time, some were broken off; one at a time, they were answered: connections seem to be limited.',
    ]);
  });

  it('one and no more: the class is that of the first', async () => {
    const [port] = await portsOf(SELECTS);
    const server = await balancer((at) => (at > 0 ? undefined : port));
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'A', outcome: { kind: 'selected', protocol: 'h2' } });
    expect(address.notes.join()).toContain('5 of 6 handshakes were ended without an answer');
    expect(server.accepted()).toBe(7);
  });

  it('no port any more', async () => {
    const inner = await tlsServer(SELECTS);
    const server: TestServer = await balancer((at) => {
      if (at === 0) void server.close();
      return inner.port;
    });
    expect((await probeOne(server.port)).class).toMatch(/^(?:A|closes)$/);
  });
});

describe('TLS versions that are answered differently', () => {
  const byVersion = async (newer: TlsOptions | undefined, older: TlsOptions | undefined): Promise<TestServer> => {
    const port = async (options: TlsOptions | undefined): Promise<number | undefined> =>
      options === undefined ? undefined : (await tlsServer(options)).port;
    const [with13, with12] = [await port(newer), await port(older)];
    return balancer((_at, hello) => (readClientHello(hello).versions.includes(0x0304) ? with13 : with12));
  };

  it('C with TLS 1.3, A with TLS 1.2: grpc-go gets the first', async () => {
    const address = await probeOne((await byVersion(REFUSES, SELECTS)).port);
    expect(address).toMatchObject({ class: 'C' });
    expect(address.notes.join()).toContain('TLS versions differ');
    expect(address.notes.join()).not.toContain('not stable');
  });

  it('A with TLS 1.3, B with TLS 1.2', async () => {
    const address = await probeOne((await byVersion(SELECTS, { maxVersion: 'TLSv1.2' })).port);
    expect(address).toMatchObject({ class: 'A' });
    expect(address.notes.join()).toContain('with TLS 1.3 h2 is selected, with TLS 1.2 no protocol is selected');
  });

  it('a reset over TLS 1.2 alone', async () => {
    const address = await probeOne((await byVersion(SELECTS, undefined)).port);
    expect(address).toMatchObject({ class: 'A', tls: { accepts: { '1.2': null, '1.3': true } } });
    expect(address.notes.join()).toContain(
      '3 of 6 handshakes were ended without an answer: h2 with TLS 1.2 alone; h2 and http/1.1 with TLS 1.2 alone; no ALPN with TLS 1.2 alone.',
    );
  });

  it('a reset over an offer of TLS 1.3: grpc-go offers it', async () => {
    const address = await probeOne((await byVersion(undefined, SELECTS)).port);
    expect(address).toMatchObject({ class: 'closes' });
    expect(address.verdicts[4]).toMatchObject({ result: 'fails', brokeAt: null });
  });
});
