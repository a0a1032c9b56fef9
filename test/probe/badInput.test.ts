import { describe, expect, it } from 'vitest';
import { probe, renderMarkdown, renderText, type AddressReport, type ProbeReport } from '../../probe/index.ts';
import { readClientHello } from './clientHello.ts';
import { answering, closedPort, rawServer, target, tlsServer } from './servers.ts';
import { alert, alpnExtension, message, record, serverHello } from './wire.ts';

/** Probes a server; every report must also be possible to print. */
async function probeAt(text: string, timeout = 5000): Promise<AddressReport> {
  const report: ProbeReport = await probe({ targets: [target(text)], timeout });
  expect(renderText(report)).not.toMatch(/undefined|\[object|[\u0000-\u0009\u000b-\u001f]/);
  expect(renderMarkdown(report)).not.toMatch(/undefined|\[object/);
  const [address] = report.targets[0]?.addresses ?? [];
  if (address === undefined) throw new Error('no address');
  return address;
}

const probePort = (port: number, timeout?: number): Promise<AddressReport> => probeAt(`127.0.0.1:${port}`, timeout);

describe('no connection', () => {
  it('a closed port', async () => {
    const address = await probePort(await closedPort());
    expect(address).toMatchObject({
      class: 'unreachable',
      outcome: { kind: 'unknown', because: 'no connection: ECONNREFUSED' },
    });
    expect(address.handshakes).toHaveLength(1);
    expect(address.verdicts.every(({ result }) => result === 'unknown')).toBe(true);
  });

  it('an IPv6 literal', async () => {
    const server = await rawServer((socket) => void socket.once('data', () => socket.end(alert(120))), '::1');
    expect(await probeAt(`[::1]:${server.port}`)).toMatchObject({ address: '::1', class: 'C' });
  });
});

describe('silence', () => {
  it('a black hole: the time limit holds for all handshakes together', async () => {
    const server = await rawServer((socket) => void socket.resume());
    const started = performance.now();
    const address = await probePort(server.port, 400);
    expect(performance.now() - started).toBeLessThan(1500);
    expect(address).toMatchObject({
      class: 'timeout',
      outcome: { kind: 'unknown', because: 'no answer within the time limit' },
    });
    expect(address.handshakes.map(({ offer }) => offer.length)).toEqual([1, 1, 2, 2, 0, 0]);
  });

  it('silent only when h2 is offered', async () => {
    const server = await answering((hello, socket) => {
      if (readClientHello(hello).alpn === undefined) socket.write(record(22, serverHello({})));
    });
    const address = await probePort(server.port, 1500);
    expect(address).toMatchObject({
      class: 'closes-on-h2',
      verdicts: [{ result: 'fails', error: null }, {}, {}, {}, {}],
    });
  });

  it('a record that never ends', async () => {
    const server = await answering(
      (_hello, socket) => void socket.write(Buffer.from([22, 3, 3, 0x40, 0, 2, 0, 0x20, 0, 3, 3])),
    );
    expect(await probePort(server.port, 400)).toMatchObject({ class: 'timeout' });
  });

  it('a ServerHello, and nothing behind it', async () => {
    const server = await answering(
      (_hello, socket) => void socket.write(record(22, serverHello({ extensions: alpnExtension('h2') }))),
    );
    const address = await probePort(server.port, 400);
    expect(address).toMatchObject({ class: 'timeout', outcome: { kind: 'selected', protocol: 'h2' } });
    expect(address.verdicts[0]?.result).toBe('unknown');
    expect(address.notes.join()).toContain('h2 was selected');
  });
});

describe('no TLS', () => {
  it.each([
    [
      'HTTP',
      'HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n',
      'plaintext',
      'plaintext HTTP',
      'HTTP/1.1 400 Bad Request',
    ],
    ['HTTP/2', '\0\0\u0006\u0004\0\0\0\0\0\0\u0003\0\0\0d', 'plaintext', 'plaintext HTTP/2', null],
    ['another text', 'hello, who are you?\n', 'plaintext', 'plaintext', 'hello, who are you?'],
    ['garbage', '\u0001\u0002\u0003\u00ff\u00fe\u0000\u0099\u0010garbage', 'not-tls', 'something unknown', null],
    ['three bytes', 'abc', 'plaintext', 'plaintext', null],
  ])('%s as an answer', async (_name, answer, found, speech, banner) => {
    const server = await answering((_hello, socket) => void socket.write(Buffer.from(answer, 'latin1')));
    const address = await probePort(server.port);
    expect(address).toMatchObject({
      class: found,
      outcome: { kind: 'plaintext' },
      banner,
      notes: [`It speaks ${speech}.`],
    });
    expect(address.handshakes).toHaveLength(1);
    expect(address.verdicts[0]).toMatchObject({
      result: 'fails',
      brokeAt: null,
      error: 'tls: first record does not look like a TLS handshake',
    });
  });

  it.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.2p1\r\n', 'SSH', 'SSH-2.0-OpenSSH_9.2p1'],
    ['SMTP', '220 mail.example ESMTP Postfix\r\n', 'SMTP', '220 mail.example ESMTP Postfix'],
  ])('%s speaks first', async (_name, greeting, speech, banner) => {
    const server = await rawServer((socket) => void socket.write(greeting));
    expect(await probePort(server.port)).toMatchObject({ class: 'plaintext', banner, notes: [`It speaks ${speech}.`] });
  });

  it('a banner with control characters has no first line to show', async () => {
    const server = await rawServer((socket) => void socket.write('SSH-2.0-\u001b[2Jx\r\n'));
    const address = await probePort(server.port);
    expect(address).toMatchObject({ class: 'plaintext', banner: null });
    expect(JSON.stringify(address)).not.toContain('[2J');
  });

  it('begins like TLS, and is none', async () => {
    const server = await answering((_hello, socket) => void socket.write(Buffer.from([22, 3, 3, 0xff, 0xff, 1, 2, 3])));
    const address = await probePort(server.port);
    expect(address).toMatchObject({ class: 'not-tls', outcome: { kind: 'unknown' } });
    expect(address.verdicts[0]?.result).toBe('fails');
  });
});

describe('a server that hangs up', () => {
  it('closes after the ClientHello', async () => {
    const server = await answering((_hello, socket) => void socket.end());
    const address = await probePort(server.port);
    expect(address).toMatchObject({ class: 'closes', verdicts: [{ result: 'fails', error: 'EOF' }, {}, {}, {}, {}] });
  });

  it('closes at once', async () => {
    const server = await rawServer((socket) => void socket.end());
    expect(await probePort(server.port)).toMatchObject({ class: 'closes' });
  });

  it('resets after the ClientHello', async () => {
    const server = await answering((_hello, socket) => void socket.resetAndDestroy());
    const address = await probePort(server.port);
    expect(address).toMatchObject({
      class: 'closes',
      outcome: { because: 'the connection was reset without an answer' },
    });
    expect(address.verdicts[0]?.error).toBe('read: connection reset by peer');
  });

  it.each([
    ['closes', (socket: { end: () => unknown }) => socket.end(), 'EOF'],
    [
      'resets',
      (socket: { resetAndDestroy: () => unknown }) => socket.resetAndDestroy(),
      'read: connection reset by peer',
    ],
  ] as const)('%s only when h2 is offered', async (_name, hangUp, words) => {
    const server = await answering((hello, socket) => {
      if (readClientHello(hello).alpn === undefined) socket.write(record(22, serverHello({})));
      else hangUp(socket);
    });
    const address = await probePort(server.port, 1500);
    expect(address).toMatchObject({
      class: 'closes-on-h2',
      verdicts: [{ result: 'fails', error: words, cures: ['configure-h2'] }, {}, {}, {}, {}],
    });
  });

  it('closes behind its ServerHello', async () => {
    const server = await answering(
      (_hello, socket) => void socket.end(record(22, serverHello({ extensions: alpnExtension('h2') }))),
    );
    const address = await probePort(server.port);
    expect(address).toMatchObject({ class: 'closes', outcome: { kind: 'selected', protocol: 'h2' } });
    expect(address.verdicts[4]).toMatchObject({ result: 'fails', error: 'EOF' });
  });

  it('closes in the moment behind the handshake', async () => {
    const server = await tlsServer({ ALPNProtocols: ['h2'] }, (socket) => socket.destroy());
    expect(await probePort(server.port)).toMatchObject({ class: 'A' });
  });
});

describe('alerts instead of a ServerHello', () => {
  it.each([
    [120, 'C', 'no application protocol'],
    [112, 'refused-name', 'unrecognized name'],
    [70, 'tls-version', 'protocol version not supported'],
    [116, 'client-certificate', 'certificate required'],
    [42, 'client-certificate', 'bad certificate'],
    [40, 'unknown', 'handshake failure'],
    [47, 'unknown', 'illegal parameter'],
    [71, 'unknown', 'insufficient security level'],
    [80, 'unknown', 'internal error'],
    [86, 'unknown', 'inappropriate fallback'],
    [10, 'unknown', 'unexpected message'],
    [201, 'unknown', 'alert(201)'],
  ])('%i', async (number, found, words) => {
    const server = await answering((_hello, socket) => void socket.end(alert(number)));
    const address = await probePort(server.port);
    expect(address).toMatchObject({ class: found, outcome: { kind: 'refused', alert: number } });
    expect(address.verdicts[4]?.error).toBe(`remote error: tls: ${words}`);
    expect(address.verdicts.every(({ brokeAt }) => brokeAt === null)).toBe(true);
  });

  it('the connection may stay open behind an alert', async () => {
    const server = await answering((_hello, socket) => void socket.write(alert(120)));
    expect(await probePort(server.port)).toMatchObject({ class: 'C' });
  });

  it('byte by byte', async () => {
    const server = await answering((_hello, socket) => {
      socket.setNoDelay(true);
      for (const byte of alert(120)) socket.write(Buffer.from([byte]));
    });
    expect(await probePort(server.port)).toMatchObject({ class: 'C' });
  });

  it('another alert than 120, only when h2 is offered', async () => {
    const server = await answering((hello, socket) => {
      socket.end(readClientHello(hello).alpn === undefined ? record(22, serverHello({})) : alert(40));
    });
    const address = await probePort(server.port);
    expect(address).toMatchObject({ class: 'closes-on-h2', outcome: { kind: 'refused', alert: 40 } });
    expect(address.verdicts[0]).toMatchObject({
      error: 'remote error: tls: handshake failure',
      cures: ['configure-h2'],
    });
  });

  it('a warning, and the end', async () => {
    const server = await answering((_hello, socket) => void socket.end(alert(112, 1)));
    expect(await probePort(server.port)).toMatchObject({
      class: 'refused-name',
      outcome: { kind: 'refused', alert: 112 },
    });
    const closing = await answering((_hello, socket) => void socket.end(alert(0, 1)));
    expect(await probePort(closing.port)).toMatchObject({ class: 'closes' });
  });
});

describe('ServerHellos made by hand', () => {
  it.each([
    ['in records of one byte', (hello: Buffer) => Buffer.concat([...hello].map((byte) => record(22, [byte])))],
    [
      'together with what follows',
      (hello: Buffer) => record(22, Buffer.concat([hello, message(11, Buffer.alloc(60)), message(14, [])])),
    ],
  ])('D, %s', async (_name, pack) => {
    const hello = serverHello({ extensions: alpnExtension('spdy/3.1') });
    const server = await answering((_hello, socket) => void socket.write(pack(hello)));
    expect(await probePort(server.port)).toMatchObject({
      class: 'D',
      outcome: { kind: 'unoffered', protocol: 'spdy/3.1' },
    });
  });

  it('a name of control characters is shown escaped', async () => {
    const server = await answering(
      (_hello, socket) => void socket.write(record(22, serverHello({ extensions: alpnExtension('\u001b[31m<b>') }))),
    );
    const address = await probePort(server.port);
    expect(address).toMatchObject({ class: 'D', outcome: { protocol: '\\x1b[31m<b>' } });
    expect(JSON.stringify(address)).not.toMatch(/\\u001b/);
  });

  it('TLS 1.0', async () => {
    const server = await answering((_hello, socket) => void socket.write(record(22, serverHello({ version: 0x0301 }))));
    const address = await probePort(server.port);
    expect(address).toMatchObject({ class: 'tls-version', notes: ['The server chose TLS 1.0.'] });
    expect(address.verdicts[0]).toMatchObject({
      result: 'fails',
      error: 'tls: server selected unsupported protocol version 301',
      cures: ['allow-grpc-go-tls'],
    });
  });

  it('an alert behind a request for a client certificate: the answer counts', async () => {
    const flight = Buffer.concat([
      serverHello({ extensions: alpnExtension('h2') }),
      message(11, [0, 0, 0]),
      message(13, [1, 1, 0, 0]),
      message(14, []),
    ]);
    const server = await answering((_hello, socket) => void socket.end(Buffer.concat([record(22, flight), alert(40)])));
    expect(await probePort(server.port)).toMatchObject({ class: 'A', outcome: { kind: 'selected', protocol: 'h2' } });
  });

  it('an alert behind the answer that is about something else: nothing works', async () => {
    const server = await answering(
      (_hello, socket) =>
        void socket.end(Buffer.concat([record(22, serverHello({ extensions: alpnExtension('h2') })), alert(80)])),
    );
    const address = await probePort(server.port);
    expect(address).toMatchObject({ class: 'unknown', outcome: { kind: 'selected', protocol: 'h2' } });
    expect(address.verdicts[4]).toMatchObject({ result: 'fails', error: 'remote error: tls: internal error' });
  });
});
