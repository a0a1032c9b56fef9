import { createServer as createHttp2Server } from 'node:http2';
import { createConnection, createServer, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { Duplex } from 'node:stream';
import type { TlsOptions } from 'node:tls';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { listen, loopbackCertificate } from '../../scripts/classServers.mjs';
import { cipherSuiteName } from '../../probe/wire/cipherSuites.ts';
import { MATRIX } from '../../probe/address/address.ts';
import {
  probe,
  renderMarkdown,
  renderOpenMetrics,
  renderText,
  reportJson,
  type ProbeOptions,
  type ProbeReport,
} from '../../probe/index.ts';
import { readClientHello, type ClientHello } from '../probe/clientHello.ts';
import { answering, rawServer, target, tlsServer, type TestServer } from '../probe/servers.ts';
import { codeOf, filesBelow, readPage, rowsOf, sectionOf } from './markdown.ts';

const page = readPage('docs/privacy.md');

afterEach(() => {
  vi.unstubAllEnvs();
});

/** What a client sent on one connection. */
interface Sent {
  /** All of it, as it went over the wire. */
  readonly wire: () => Buffer;
  readonly closed: Promise<void>;
}

/** A server that lets everything through to another one, and keeps what the client sends. */
async function recording(to: {
  readonly port: number;
}): Promise<{ readonly port: number; readonly connections: readonly Sent[] }> {
  const connections: Sent[] = [];
  const relay = createServer((client: Socket) => {
    const server = createConnection({ host: '127.0.0.1', port: to.port });
    const chunks: Buffer[] = [];
    client.on('data', (chunk: Buffer) => chunks.push(chunk));
    client.pipe(server).pipe(client);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => undefined);
      one.once('close', () => other.destroy());
    }
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    connections.push({ wire: () => Buffer.concat(chunks), closed });
  });
  const { port, close } = await listen(relay, '127.0.0.1');
  onTestFinished(close);
  return { port, connections };
}

/** A TLS server behind a recorder; `decrypted` = what each finished handshake was followed by. */
async function recordedTls(options: TlsOptions = { ALPNProtocols: ['h2'] }): Promise<{
  readonly port: number;
  readonly connections: readonly Sent[];
  readonly decrypted: () => readonly string[];
  readonly certificates: () => readonly (Buffer | undefined)[];
}> {
  const http2 = createHttp2Server();
  http2.on('sessionError', () => undefined);
  const received: Buffer[][] = [];
  const certificates: (Buffer | undefined)[] = [];
  const server = await tlsServer(options, (socket) => {
    const chunks: Buffer[] = [];
    received.push(chunks);
    certificates.push(socket.getPeerCertificate().raw);
    socket.on('data', (bytes: Buffer) => chunks.push(bytes));
    http2.emit('connection', Duplex.from({ readable: socket, writable: socket }));
  });
  return {
    ...(await recording(server)),
    decrypted: () => received.map((chunks) => Buffer.concat(chunks).toString('latin1')),
    certificates: () => certificates,
  };
}

async function probed(port: number, options: Partial<ProbeOptions> = {}): Promise<ProbeReport> {
  return probe({ targets: [target(`127.0.0.1:${port}`)], ...options });
}

/** TLS records by the type in their header. */
function recordTypes(bytes: Buffer): readonly number[] {
  const types: number[] = [];
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) types.push(bytes.readUInt8(at));
  return types;
}

async function hellosOf(connections: readonly Sent[]): Promise<readonly ClientHello[]> {
  await Promise.all(connections.map(({ closed }) => closed));
  return connections.map(({ wire }) => readClientHello(wire()));
}

const VERSIONS: Readonly<Record<number, string>> = { 0x0303: '1.2', 0x0304: '1.3' };
const [ALERT, HANDSHAKE, CHANGE_CIPHER_SPEC, ENCRYPTED] = [21, 22, 20, 23];

describe('what is sent to an address', () => {
  it('six handshakes, with what the page says is offered', async () => {
    const server = await recordedTls();
    await probed(server.port);
    const seen = (await hellosOf(server.connections)).map(({ alpn = [], versions, message }) => ({
      offer: alpn.join(),
      // Without TLS 1.3 the version stands in its old place.
      tls: (versions.length > 0 ? versions : [message.readUInt16BE(4)])
        .map((it) => VERSIONS[it])
        .toSorted()
        .join(),
    }));
    const told = rowsOf(sectionOf(page, 'To each address'))
      .slice(0, MATRIX.length)
      .map(([offer = '', tls = '']) => ({ offer: codeOf(offer).join(), tls: tls.replace(' ', '') }));
    const order = (some: readonly object[]): readonly string[] => some.map((it) => JSON.stringify(it)).toSorted();
    expect(seen[0]).toEqual(told[0]);
    expect(order(seen)).toEqual(order(told));
  });

  it('ClientHellos that hold what the page says, and nothing of earlier ones', async () => {
    const server = await recordedTls();
    await probe({ targets: [target(`localhost:${server.port}`)], lookup: () => Promise.resolve(['127.0.0.1']) });
    const hellos = await hellosOf(server.connections);
    const rows = new Map(rowsOf(sectionOf(page, 'To each address')).map(([name = '', holds = '']) => [name, holds]));
    const named = codeOf(rows.get('cipher suites') ?? '');
    for (const { sni, cipherSuites, groups, keyShares } of hellos) {
      expect(sni).toBe('localhost');
      const suites = cipherSuites.filter((it) => it !== 0x00ff).map(cipherSuiteName);
      for (const suite of suites)
        expect(named.includes(suite) || /^TLS_ECDHE_\w+_WITH_(?:AES_\d+_GCM|CHACHA20_POLY1305)_SHA/.test(suite)).toBe(
          true,
        );
      expect(groups).toEqual([0x001d, 0x0017, 0x0018, 0x0019]);
      for (const group of keyShares.keys()) expect(groups).toContain(group);
    }
    const keys = hellos.flatMap(({ keyShares }) => [...keyShares.values()].map((it) => it.toString('hex')));
    const sessions = hellos.map(({ sessionId }) => sessionId.toString('hex')).filter((it) => it !== '');
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(sessions).size).toBe(sessions.length);
    expect(rows.get('groups and key shares')).toContain('X25519, P-256, P-384, P-521');
    const user = process.env['USER'] ?? 'root';
    for (const { wire } of server.connections)
      for (const word of [hostname(), `\u0000${user}`, 'grpc-alpn', 'Node'])
        expect(wire().toString('latin1')).not.toContain(word);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('nothing behind a handshake of %s', async (version) => {
    const server = await recordedTls({ ALPNProtocols: ['h2'], minVersion: version, maxVersion: version });
    await probed(server.port);
    await hellosOf(server.connections);
    expect(server.decrypted().join('')).toBe('');
    for (const { wire } of server.connections) {
      expect(recordTypes(wire()).every((it) => [ALERT, HANDSHAKE, CHANGE_CIPHER_SPEC, ENCRYPTED].includes(it))).toBe(
        true,
      );
      if (version === 'TLSv1.2') expect(recordTypes(wire())).not.toContain(ENCRYPTED);
      expect(wire().length).toBeLessThan(1500);
    }
  });

  it('with --http2 the preface and an empty SETTINGS frame, on one connection', async () => {
    const server = await recordedTls();
    await probed(server.port, { http2: true });
    await hellosOf(server.connections);
    const sent = server.decrypted().filter((it) => it !== '');
    expect(sent).toEqual(['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0']);
    expect(page).toContain(`sends ${sent[0]?.length ?? 0} bytes`);
  });

  it('a client certificate only if it is given and asked for', async () => {
    const client = await loopbackCertificate();
    const given = { credentials: { cert: client.cert, key: client.key } };
    const asking = { ALPNProtocols: ['h2'], requestCert: true, rejectUnauthorized: false };
    const without = await recordedTls(asking);
    await probed(without.port);
    expect(without.certificates().every((it) => it === undefined)).toBe(true);
    const notAsked = await recordedTls();
    await probed(notAsked.port, given);
    expect(notAsked.certificates().every((it) => it === undefined)).toBe(true);
    const asked = await recordedTls({ ...asking, maxVersion: 'TLSv1.2' });
    await probed(asked.port, given);
    expect(asked.certificates().filter((it) => it !== undefined).length).toBeGreaterThan(0);
    for (const { wire } of asked.connections) expect(wire().toString('latin1')).not.toContain('PRIVATE KEY');
  });

  it('one connection where nobody answers, or nobody speaks TLS; a redirect is not followed', async () => {
    const elsewhere = await rawServer((socket) => void socket.destroy());
    const redirect = `HTTP/1.1 301 Moved\r\nLocation: https://127.0.0.1:${elsewhere.port}/\r\n\r\n`;
    const plaintext = await answering((_, socket) => void socket.end(redirect));
    const report = await probed(plaintext.port);
    expect(report.targets[0]?.addresses[0]?.class).toBe('plaintext');
    expect([plaintext.accepted(), elsewhere.accepted()]).toEqual([1, 0]);
    const dead = await listen(createServer(), '127.0.0.1');
    await dead.close();
    expect((await probed(dead.port)).targets[0]?.addresses[0]?.handshakes).toHaveLength(1);
  });

  const MOST = Number(/never more than (\d+) connections/.exec(page)?.[1]);

  it.each<readonly [string, (hello: Buffer, socket: Socket, at: number) => void]>([
    ['closes', (_, socket) => void socket.end()],
    ['resets', (_, socket) => void socket.resetAndDestroy()],
    ['refuses TLS', (_, socket) => void socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40]))],
    [
      'changes its mind',
      (_, socket, at) => void socket.end(Buffer.from([21, 3, 3, 0, 2, 2, at % 2 === 0 ? 120 : 112])),
    ],
    [
      'answers the first only',
      (_, socket, at) => void socket.end(at === 0 ? Buffer.from([21, 3, 3, 0, 2, 2, 120]) : ''),
    ],
  ])('no storm of retries at a server that %s', async (_, answer) => {
    let at = 0;
    const server: TestServer = await answering((hello, socket) => answer(hello, socket, at++));
    await probed(server.port, { timeout: 5000 });
    expect(server.accepted()).toBeGreaterThan(0);
    expect(server.accepted()).toBeLessThanOrEqual(MOST);
  });

  it('not to the proxy of the environment, which is told of without its password', async () => {
    const proxy = await rawServer((socket) => void socket.destroy());
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'ALL_PROXY'])
      vi.stubEnv(name, `http://user:secret@127.0.0.1:${proxy.port}`);
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('no_proxy', '');
    const server = await recordedTls();
    const targets = [target(`name.example:${server.port}`)];
    const report = await probe({ targets, lookup: () => Promise.resolve(['127.0.0.1']) });
    expect(proxy.accepted()).toBe(0);
    expect(report.targets[0]?.addresses[0]?.class).toBe('A');
    expect(report.targets[0]?.proxy).toBe(`http://127.0.0.1:${proxy.port}`);
    expect(JSON.stringify(report)).not.toContain('secret');
  });
});

describe('what is asked of the resolver', () => {
  it('each name once, addresses never', async () => {
    const asked: string[] = [];
    const dead = await listen(createServer(), '127.0.0.1');
    await dead.close();
    const targets = ['a.example', 'A.example', 'b.example', '127.0.0.1', '[::1]'].map((host) =>
      target(`${host}:${dead.port}`),
    );
    const lookup = (host: string): Promise<readonly string[]> => {
      asked.push(host);
      return Promise.resolve(['127.0.0.1']);
    };
    await probe({ targets, lookup });
    expect(asked.toSorted()).toEqual(['a.example', 'b.example']);
  });
});

describe('what a report contains', () => {
  it('the name of this machine, and no private key', async () => {
    const { cert, key } = await loopbackCertificate();
    const server = await recordedTls({ ALPNProtocols: ['h2'], requestCert: true, rejectUnauthorized: false });
    const report = await probed(server.port, { credentials: { cert, key } });
    expect(report.machine.host).toBe(hostname());
    const tool = { name: 'grpc-alpn', version: manifest.version };
    const texts = [renderText(report), renderMarkdown(report), reportJson(report, tool), renderOpenMetrics(report)];
    const secrets = key.split('\n').filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line.trim()));
    expect(secrets.length).toBeGreaterThan(0);
    for (const text of texts) for (const secret of secrets) expect(text).not.toContain(secret.trim());
  });
});

describe('what is kept', () => {
  it('the probe writes no file: nothing of what it is made of can', () => {
    const files = [
      ...filesBelow(['probe']),
      ...filesBelow(['cli']).filter((it) => /^cli\/(?:probe|targetList)/.test(it)),
    ];
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const imported = [
        ...readPage(file).matchAll(/import (?:type )?\{([^}]*)\} from 'node:fs(?:\/promises)?'/g),
      ].flatMap(([, names = '']) => names.split(',').map((it) => it.trim()));
      expect({
        file,
        imported: imported.filter((it) => !['readFileSync', 'statSync', 'existsSync', ''].includes(it)),
      }).toEqual({ file, imported: [] });
    }
  });

  it('as many targets as the page says, until a command that there is', async () => {
    const { readRecentTargets } = await import('../../client/recentTargets.ts');
    const stored = Array.from({ length: 50 }, (_, at) => ({ target: `host${at}.example:443` }));
    expect(page).toContain(`the last ${readRecentTargets(stored).length} targets`);
    const commands = manifest.contributes.commands.map(({ category, title }) => `${category}: ${title}`);
    expect(commands).toEqual(expect.arrayContaining(codeOf(page).filter((it) => it.startsWith('gRPC ALPN: '))));
  });

  it('the page names settings that there are', () => {
    const settings = Object.keys(manifest.contributes.configuration.properties);
    expect(settings).toEqual(expect.arrayContaining(codeOf(page).filter((it) => it.startsWith('grpcAlpn.'))));
  });
});
