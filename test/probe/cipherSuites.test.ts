import { getCiphers } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { GRPC_GO_TLS12_SUITES, GRPC_GO_TLS13_SUITES } from '../../core/alpn/index.ts';
import { CIPHER_SUITE_NAMES } from '../../probe/wire/cipherSuiteNames.ts';
import { cipherSuiteName, insteadWords, isGrpcGoSuite } from '../../probe/wire/cipherSuites.ts';
import { probeOne, tlsServer } from './servers.ts';

describe('cipher suites', () => {
  it('have names in IANA’s registry, each once', () => {
    const names = [...CIPHER_SUITE_NAMES.values()];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^TLS_[A-Za-z0-9_]+$/);
    expect(names.length).toBeGreaterThanOrEqual(getCiphers().length);
  });

  it('those of grpc-go are those of core/alpn, by the other names', () => {
    const own = [...CIPHER_SUITE_NAMES.values()].filter(isGrpcGoSuite);
    const asOpenssl = own.map((name) =>
      name.startsWith('TLS_AES') || name.startsWith('TLS_CHACHA')
        ? name
        : name
            .replace('TLS_', '')
            .replace('_WITH_', '-')
            .replace(/AES_(\d+)_/, 'AES$1-')
            .replace(/CHACHA20_POLY1305_SHA256/, 'CHACHA20-POLY1305')
            .replaceAll('_', '-'),
    );
    expect([...asOpenssl].sort()).toEqual([...GRPC_GO_TLS13_SUITES, ...GRPC_GO_TLS12_SUITES].sort());
  });

  it.each([
    [0x002f, 'TLS_RSA_WITH_AES_128_CBC_SHA'],
    [0x000a, 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
    [0xc014, 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA'],
    [0x009f, 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384'],
    [0xabcd, '0xabcd'],
    [0x0000, '0x0000'],
  ])('%i is %s', (number, name) => {
    expect(cipherSuiteName(number)).toBe(name);
  });

  it.each([
    [
      '1.2',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
      /TLS 1\.2 with TLS_RSA_WITH_AES_128_CBC_SHA, which grpc-go does not offer: HTTP\/2 forbids it \(RFC 9113/,
    ],
    ['1.2', 'TLS_RSA_WITH_AES_128_GCM_SHA256', /HTTP\/2 forbids it/],
    ['1.2', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', /HTTP\/2 forbids it/],
    ['1.2', 'TLS_PSK_WITH_AES_128_GCM_SHA256', /HTTP\/2 forbids it/],
    ['1.2', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', /Go's crypto\/tls does not have it/],
    ['1.2', 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256', /Go's crypto\/tls does not have it/],
    ['1.2', 'TLS_ECDHE_ECDSA_WITH_AES_128_CCM', /Go's crypto\/tls does not have it/],
    ['1.3', 'TLS_AES_128_CCM_SHA256', /Go's crypto\/tls does not have it/],
    ['1.0', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', /accepts TLS 1\.0 with .*: grpc-go offers TLS 1\.2 and 1\.3$/],
    ['1.2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', /which grpc-go would take/],
  ])('TLS %s with %s', (version, cipherSuite, words) => {
    expect(insteadWords({ version, cipherSuite })).toMatch(words);
  });

  it('a server that has only such a suite is told by it', async () => {
    const server = await tlsServer({
      ciphers: 'ECDHE-ECDSA-AES128-SHA',
      maxVersion: 'TLSv1.2',
      ALPNProtocols: ['h2'],
    });
    const address = await probeOne(server.port);
    expect(address.tls.instead).toEqual({ version: '1.2', cipherSuite: 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA' });
  });
});
