import { describe, expect, it } from 'vitest';
import { exitCodeOf, probe, reportJson, type AddressReport, type Progress } from '../../probe/index.ts';
import { readClientHello } from './clientHello.ts';
import { unofferedTls13 } from './unofferedTls13.ts';
import {
  answering,
  classServers,
  loopbackCertificate,
  probeOne,
  target,
  tlsServer,
  unofferedServerHello,
} from './servers.ts';
import { alert } from './wire.ts';

function results(address: AddressReport): readonly string[] {
  return address.verdicts.map(({ result }) => result);
}

describe('the four classes', () => {
  it('A: h2 is selected', async () => {
    const address = await probeOne((await classServers()).get('A'));
    expect(address).toMatchObject({
      class: 'A',
      outcome: { kind: 'selected', protocol: 'h2' },
      notes: [],
      banner: null,
    });
    const selected = { outcome: { kind: 'selected', protocol: 'h2' }, error: null };
    const [with13, with12] = [
      { tlsOffered: ['1.2', '1.3'], tlsNegotiated: '1.3' },
      { tlsOffered: ['1.2'], tlsNegotiated: '1.2' },
    ];
    expect(address.handshakes).toMatchObject([
      { offer: ['h2'], ...with13, ...selected },
      { offer: ['h2'], ...with12, ...selected },
      { offer: ['h2', 'http/1.1'], ...with13, ...selected },
      { offer: ['h2', 'http/1.1'], ...with12, ...selected },
      { offer: [], ...with13, outcome: { kind: 'none' } },
      { offer: [], ...with12, outcome: { kind: 'none' } },
    ]);
    expect(address.tls).toMatchObject({ accepts: { '1.2': true, '1.3': true }, instead: null });
    expect(results(address)).toEqual(['works', 'works', 'works', 'works', 'works']);
  });

  it('B: nothing is selected; what came of its own accord shows that HTTP/2 is spoken', async () => {
    const address = await probeOne((await classServers()).get('B'));
    expect(address).toMatchObject({
      class: 'B',
      outcome: { kind: 'none' },
      http2: { asked: false, answer: 'settings' },
    });
    expect(results(address)).toEqual(['works', 'works', 'fails', 'fails', 'fails']);
    expect(address.verdicts[2]).toMatchObject({
      side: 'client',
      grpcGo: '1.67',
      brokeAt: '1.67.0',
      error: 'credentials: cannot check peer: missing selected ALPN property',
      printedBy: 'client',
    });
  });

  it('C: alert 120', async () => {
    const address = await probeOne((await classServers()).get('C'));
    expect(address).toMatchObject({ class: 'C', outcome: { kind: 'refused', alert: 120 } });
    expect(address.handshakes.map(({ outcome }) => outcome.kind)).toEqual([
      'refused',
      'refused',
      'selected',
      'selected',
      'none',
      'none',
    ]);
    expect(address.verdicts.every(({ result, brokeAt }) => result === 'fails' && brokeAt === null)).toBe(true);
    expect(address.verdicts[0]?.error).toBe('remote error: tls: no application protocol');
  });

  it('D with TLS 1.2: an unoffered protocol is selected', async () => {
    const address = await probeOne((await classServers()).get('D'));
    expect(address).toMatchObject({
      class: 'D',
      outcome: { kind: 'unoffered', protocol: 'http/1.1' },
      certificate: null,
    });
    expect(address.handshakes).toHaveLength(6);
    expect(address.verdicts[4]?.error).toBe('tls: server selected unadvertised ALPN protocol');
  });

  it('D with TLS 1.3 only: shown by an offer of what it selects', async () => {
    const certificate = await loopbackCertificate();
    const server = await answering(
      (hello, socket) => void socket.write(unofferedTls13(hello, 'http/1.1', certificate)),
    );
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'D', outcome: { kind: 'unoffered', protocol: 'http/1.1' } });
    expect(
      address.handshakes.map(({ offer, tlsOffered, outcome }) => [offer.join(), tlsOffered.join(), outcome.kind]),
    ).toEqual([
      ['h2', '1.2,1.3', 'unknown'],
      ['h2', '1.2', 'refused'],
      ['h2,http/1.1', '1.2,1.3', 'selected'],
      ['h2,http/1.1', '1.2', 'refused'],
      ['', '1.2,1.3', 'unknown'],
      ['', '1.2', 'refused'],
    ]);
    expect(address.verdicts[0]).toMatchObject({
      result: 'fails',
      error: 'tls: server selected unadvertised ALPN protocol',
    });
  });

  it('TLS 1.3 only, with a protocol that nobody guesses: unknown, and no false promise', async () => {
    const certificate = await loopbackCertificate();
    const server = await answering((hello, socket) => void socket.write(unofferedTls13(hello, 'spdy/9', certificate)));
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'unknown', outcome: { kind: 'unknown' } });
    expect(results(address)).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'unknown']);
  });

  it('D with both versions: read in the repetition with TLS 1.2', async () => {
    const certificate = await loopbackCertificate();
    const server = await answering((hello, socket) => {
      const knows13 = readClientHello(hello).versions.includes(0x0304);
      socket.write(knows13 ? unofferedTls13(hello, 'http/1.1', certificate) : unofferedServerHello());
    });
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'D', outcome: { kind: 'unoffered', protocol: 'http/1.1' } });
    expect(address.notes.join()).toContain('with TLS 1.2');
  });
});

describe('TLS versions', () => {
  it.each([
    ['TLSv1.2', '1.2'],
    ['TLSv1.3', '1.3'],
  ] as const)('%s only: h2 and none', async (version, name) => {
    const limits = { minVersion: version, maxVersion: version };
    const selecting = await tlsServer({ ...limits, ALPNProtocols: ['h2'] });
    const address = await probeOne(selecting.port);
    expect(address.class).toBe('A');
    const negotiated = new Set(address.handshakes.map(({ tlsNegotiated }) => tlsNegotiated));
    expect([...negotiated]).toEqual(name === '1.2' ? ['1.2'] : ['1.3', null]);
    expect(address.tls.accepts).toEqual({ '1.2': name === '1.2', '1.3': name === '1.3' });
    expect(address.notes).toEqual([]);
    const silent = await tlsServer(limits);
    expect(await probeOne(silent.port)).toMatchObject({ class: 'B', http2: null });
    const refusing = await tlsServer({ ...limits, ALPNProtocols: ['http/1.1'] });
    expect(await probeOne(refusing.port)).toMatchObject({ class: 'C' });
  });

  it('TLS 1.3 with a HelloRetryRequest', async () => {
    const server = await tlsServer({ ALPNProtocols: ['h2'], minVersion: 'TLSv1.3', ecdhCurve: 'P-384' });
    expect(await probeOne(server.port)).toMatchObject({ class: 'A' });
  });

  it('TLS 1.0 only: no version in common', async () => {
    const server = await tlsServer({
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
      ALPNProtocols: ['h2'],
    });
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'tls-version', outcome: { kind: 'refused', alert: 70 } });
    expect(address.verdicts[0]).toMatchObject({
      result: 'fails',
      error: 'remote error: tls: protocol version not supported',
    });
  });

  it('cipher suites that grpc-go does not offer: refused, as grpc-go would be', async () => {
    const server = await tlsServer({
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-ECDSA-AES128-SHA256',
      ALPNProtocols: ['h2'],
    });
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'unknown', outcome: { kind: 'refused', alert: 40 } });
    expect(address.verdicts[4]).toMatchObject({ result: 'fails', cures: ['allow-grpc-go-tls'] });
  });
});

describe('client certificates', () => {
  const demanding = { requestCert: true, rejectUnauthorized: true };

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('%s: the answer about ALPN is read all the same', async (version) => {
    const server = await tlsServer({ ...demanding, minVersion: version, maxVersion: version, ALPNProtocols: ['h2'] });
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'A', outcome: { kind: 'selected', protocol: 'h2' } });
    expect(address.notes.join()).toMatch(/client certificate.*none was given/);
    expect(address.handshakes[0]?.error).not.toBeNull();
    const silent = await tlsServer({ ...demanding, minVersion: version, maxVersion: version });
    expect(await probeOne(silent.port)).toMatchObject({ class: 'B' });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('%s: with one that is trusted all is well', async (version) => {
    const client = await loopbackCertificate();
    const server = await tlsServer({
      ...demanding,
      ca: client.cert,
      minVersion: version,
      maxVersion: version,
      ALPNProtocols: ['h2'],
    });
    const address = await probeOne(server.port, { credentials: { cert: client.cert, key: client.key } });
    // TLS 1.3 hides the request.
    const taken = 'The server asks for a client certificate, and the handshake went through with the given one.';
    const notes = version === 'TLSv1.2' ? [taken] : [];
    expect(address).toMatchObject({ class: 'A', notes });
    expect(address.handshakes[0]?.error).toBeNull();
  });

  it('with one that is refused the note says so', async () => {
    const client = await loopbackCertificate();
    const server = await tlsServer({ ...demanding, maxVersion: 'TLSv1.2', ALPNProtocols: ['h2'] });
    const address = await probeOne(server.port, { credentials: { cert: client.cert, key: client.key } });
    expect(address.class).toBe('A');
    expect(address.notes.join()).toContain('the given one was refused');
  });

  it('refused before a ServerHello: all that can be said', async () => {
    const server = await answering((_hello, socket) => void socket.end(alert(116)));
    const address = await probeOne(server.port);
    expect(address).toMatchObject({ class: 'client-certificate', outcome: { kind: 'refused', alert: 116 } });
    expect(address.verdicts[0]).toMatchObject({ result: 'depends', error: 'remote error: tls: certificate required' });
  });

  it.each([
    [{ cert: 'x' }, /needed together/],
    [{ ca: 'x' }, /the CA is not in PEM form/],
    [{ cert: '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----', key: 'x' }, /key is not in PEM form/],
    [{ ca: '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----' }, /cannot be used/],
  ])('unusable ones are refused before anything is sent: %j', async (credentials, words) => {
    await expect(probe({ targets: [target('127.0.0.1:1')], credentials })).rejects.toThrow(words);
  });
});

describe('certificates', () => {
  it('are told apart from the class: self-signed, another name, trusted', async () => {
    const certificate = await loopbackCertificate();
    const server = await tlsServer({ ...certificate, ALPNProtocols: ['h2'] });
    const untrusted = await probeOne(server.port);
    expect(untrusted).toMatchObject({
      class: 'A',
      certificate: { issuer: 'localhost', trusted: false, whyNot: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    expect(untrusted.certificate?.names).toContain('127.0.0.1');
    expect(Date.parse(untrusted.certificate?.validTo ?? '')).toBeGreaterThan(Date.now());
    const credentials = { ca: certificate.cert };
    expect(await probeOne(server.port, { credentials })).toMatchObject({
      class: 'A',
      certificate: { trusted: true, whyNot: null },
    });
    expect(await probeOne(server.port, { credentials, sni: 'other.example' })).toMatchObject({
      class: 'A',
      certificate: { trusted: false, whyNot: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
  });
});

describe('several addresses and targets', () => {
  it('in the order of the resolver, each once, and each step is told', async () => {
    const servers = await classServers();
    const steps: Progress[] = [];
    const report = await probe({
      targets: [target(`localhost:${servers.get('A') ?? 0}`)],
      lookup: () => Promise.resolve(['127.0.0.1', '127.0.0.2', '127.0.0.1']),
      onProgress: (step) => steps.push(step),
    });
    expect(report.targets[0]?.addresses.map(({ address, class: found }) => [address, found])).toEqual([
      ['127.0.0.1', 'A'],
      ['127.0.0.2', 'unreachable'],
    ]);
    const stepsAt = (address: string): readonly string[] =>
      steps.flatMap((step) => ('address' in step && step.address === address ? [step.kind] : []));
    expect(stepsAt('127.0.0.2')).toEqual(['handshake', 'observed']);
    const [six, sixAgain] = ['handshake', 'observed'].map((kind) => stepsAt('127.0.0.1').filter((it) => it === kind));
    expect([six?.length, sixAgain?.length]).toEqual([6, 6]);
    expect(steps.flatMap(({ kind }) => (kind === 'handshake' || kind === 'observed' ? [] : [kind]))).toEqual([
      'resolving',
      'resolved',
      'address',
      'address',
      'target',
    ]);
    expect(exitCodeOf(report)).toBe(0);
  });

  it('exit code 0 only if every target answers with class A', async () => {
    const servers = await classServers();
    const codeOf = async (...ports: readonly (number | undefined)[]): Promise<number> =>
      exitCodeOf(await probe({ targets: ports.map((port) => target(`127.0.0.1:${port ?? 0}`)) }));
    expect(await codeOf(servers.get('A'))).toBe(0);
    expect(await codeOf(servers.get('A'), servers.get('B'))).toBe(1);
    expect(await codeOf(servers.get('C'))).toBe(1);
    expect(exitCodeOf({ targets: [] })).toBe(1);
  });

  it('a name without an address, a resolver that fails, one that says nothing', async () => {
    const nowhere = { targets: [target('nowhere.invalid:443')], environment: {} };
    const failing = await probe({
      ...nowhere,
      lookup: () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })),
    });
    expect(failing.targets).toEqual([
      {
        target: 'nowhere.invalid:443',
        sni: 'nowhere.invalid',
        addresses: [],
        proxy: null,
        notes: ['The name nowhere.invalid does not resolve (ENOTFOUND).'],
      },
    ]);
    expect(exitCodeOf(failing)).toBe(1);
    const empty = await probe({ ...nowhere, lookup: () => Promise.resolve([]) });
    expect(empty.targets[0]?.notes).toEqual(['The name nowhere.invalid has no address.']);
    const silent = await probe({ ...nowhere, timeout: 50, lookup: () => new Promise(() => undefined) });
    expect(silent.targets[0]?.notes).toEqual(['The name nowhere.invalid was not resolved within 0.05 s.']);
  });

  it('too many addresses are cut, and said to be', async () => {
    const report = await probe({
      targets: [target('many.example:1')],
      lookup: () => Promise.resolve(Array.from({ length: 300 }, (_, index) => `127.1.${index >> 8}.${index & 255}`)),
    });
    expect(report.targets[0]?.addresses).toHaveLength(64);
    expect(report.targets[0]?.notes.join()).toContain('300 addresses');
  });
});

it('the JSON has the keys of the contract, in its order', async () => {
  const report = await probe({ targets: [target(`127.0.0.1:${(await classServers()).get('B') ?? 0}`)] });
  const json: unknown = JSON.parse(reportJson(report, { name: 'grpc-alpn', version: '1.2.3' }));
  expect(json).toEqual({ tool: { name: 'grpc-alpn', version: '1.2.3' }, ...report });
  expect(typeof json === 'object' && json !== null && Object.keys(json)).toEqual([
    'schema',
    'tool',
    'engine',
    'machine',
    'started',
    'targets',
    'notes',
  ]);
  expect(report.engine).toMatch(/^Node \d+\.\d+\.\d+.*, (OpenSSL|BoringSSL)/);
  expect(Object.keys(report.targets[0]?.addresses[0] ?? {})).toEqual(
    expect.arrayContaining(['address', 'class', 'handshakes', 'http2', 'certificate', 'verdicts']),
  );
  expect(Object.keys(report.targets[0]?.addresses[0]?.handshakes[0] ?? {})).toEqual([
    'offer',
    'tlsOffered',
    'tlsNegotiated',
    'cipherSuite',
    'outcome',
    'error',
    'ms',
  ]);
});
