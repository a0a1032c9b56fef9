import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, probe, renderText, type AddressReport, type ProbeReport } from '../../probe/index.ts';
import { answering, loopbackCertificate, rawServer, target, tlsServer } from './servers.ts';
import { alpnExtension, record, serverHello } from './wire.ts';

interface Probed {
  readonly address: AddressReport;
  readonly exitCode: number;
  readonly text: string;
}

async function probed(port: number, options: Partial<Parameters<typeof probe>[0]> = {}): Promise<Probed> {
  const report: ProbeReport = await probe({ targets: [target(`127.0.0.1:${port}`)], timeout: 4000, ...options });
  const [address] = report.targets[0]?.addresses ?? [];
  if (address === undefined) throw new Error('no address');
  return { address, exitCode: exitCodeOf(report), text: renderText(report) };
}

function results({ verdicts }: AddressReport): readonly string[] {
  return [...new Set(verdicts.map(({ result }) => result))];
}

describe('a server that ends the connection right behind the handshake', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('with a FIN, unasked: no promise, %s', async (version) => {
    const options = { ALPNProtocols: ['h2'], minVersion: version, maxVersion: version };
    const { port } = await tlsServer(options, (socket) => void socket.end());
    const { address, exitCode, text } = await probed(port);
    expect(address).toMatchObject({ class: 'A', http2: { asked: false, answer: 'closed' } });
    expect(results(address)).not.toContain('works');
    expect(address.verdicts[4]?.error).toBe('error reading server preface: EOF');
    expect(exitCode).toBe(1);
    expect(text).not.toContain('Works with every grpc-go');
    expect(address.notes.join()).toContain('closed the connection right behind the handshake');
  });

  it('with a close_notify, and waits for the answer to it, as nginx does', async () => {
    const { port } = await tlsServer({ ALPNProtocols: ['h2'] }, (socket) => void socket.end());
    // What it sends arrives, and that it closes does not.
    const server = await rawServer((client) => {
      const upstream = connect(port, '127.0.0.1');
      for (const socket of [client, upstream]) socket.on('error', () => undefined);
      upstream.on('data', (chunk: Buffer) => void client.write(chunk));
      client.on('data', (chunk: Buffer) => {
        if (upstream.writable) upstream.write(chunk);
      });
      client.once('close', () => upstream.destroy());
    });
    const { address, exitCode } = await probed(server.port);
    expect(address).toMatchObject({ class: 'A', http2: { asked: false, answer: 'closed' } });
    expect(results(address)).not.toContain('works');
    expect(exitCode).toBe(1);
  });

  it('behind its SETTINGS, it speaks HTTP/2 all the same', async () => {
    const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    const { port } = await tlsServer({ ALPNProtocols: ['h2'] }, (socket) => void socket.end(settings));
    const { address, exitCode } = await probed(port);
    expect(address).toMatchObject({ class: 'A', http2: { asked: false, answer: 'settings' } });
    expect(results(address)).toEqual(['works']);
    expect(exitCode).toBe(0);
  });

  it('and the probe does not cause it: it keeps its half open while it listens', async () => {
    const options = { ALPNProtocols: ['h2'], allowHalfOpen: true };
    const { port } = await tlsServer(options, (socket) => void socket.once('end', () => socket.end()));
    const { address } = await probed(port);
    expect(address).toMatchObject({ class: 'A', http2: null });
    expect(results(address)).toEqual(['works']);
  });
});

describe('an answer in a handshake that nobody finished', () => {
  const hello = (cipherSuite?: number): Buffer =>
    record(22, serverHello({ extensions: alpnExtension('h2'), ...(cipherSuite !== undefined && { cipherSuite }) }));

  it.each([
    ['a handshake message that there is not', Buffer.concat([hello(), record(22, [0x63, 0, 0, 0])]), 'unknown'],
    ['garbage', Buffer.concat([hello(), Buffer.from('garbage garbage garbage')]), 'fails'],
    ['a suite that was not offered', hello(0x002f), 'fails'],
  ])('%s: class A, and no promise', async (_name, bytes, result) => {
    const server = await answering((_hello, socket) => void socket.write(bytes));
    const { address, exitCode, text } = await probed(server.port);
    expect(address.class).toBe('A');
    expect(results(address)).toEqual([result]);
    expect(exitCode).toBe(1);
    expect(text).not.toContain('Works with');
  });

  it('what grpc-go says of a suite that was not offered', async () => {
    const server = await answering((_hello, socket) => void socket.write(hello(0x002f)));
    const { address } = await probed(server.port);
    expect(address.verdicts[4]).toMatchObject({
      error: 'tls: server chose an unconfigured cipher suite',
      printedBy: 'client',
    });
    expect(address.notes.join()).toContain('TLS_RSA_WITH_AES_128_CBC_SHA, which was not offered');
  });
});

describe('a server that asks for a client certificate and finishes the handshake', () => {
  it('without one: whether it is required cannot be told', async () => {
    const { port } = await tlsServer({ ALPNProtocols: ['h2'], requestCert: true, rejectUnauthorized: false });
    const { address, text } = await probed(port);
    expect(address.clientCertificate).toBe('asked');
    expect(text).not.toContain('not required');
    expect(address.notes.join()).toContain('finishes the handshake without one');
  });

  it('with one, which it requires', async () => {
    const { cert, key } = await loopbackCertificate();
    const { port } = await tlsServer({ ALPNProtocols: ['h2'], requestCert: true, rejectUnauthorized: true, ca: cert });
    const { address, text } = await probed(port, { credentials: { cert, key } });
    expect(address.clientCertificate).toBe('asked');
    expect(text).not.toContain('not required');
    expect(address.notes.join()).toContain('went through with the given one');
  });
});
