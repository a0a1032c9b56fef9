import type { GrpcGoBuild, ServeOptions } from './grpcGo.ts';
import { silentPeer } from './peers.ts';
import { opensslServer } from './probeServerKinds.ts';
import { startServer } from './probeServers.ts';
import {
  manyServers,
  NOTHING_SELECTED,
  ONLY_12,
  ONLY_13,
  PREFERS_HTTP1,
  REFUSES_NAME,
  REFUSES_TLS,
  SELECTS_H2,
  SELECTS_HTTP1_ALONE,
  TLS_11,
  WITHOUT_TLS,
  type Group,
  type ProbeRow,
} from './probeRow.ts';

/** An `openssl s_server`. */
interface OpensslRow extends ProbeRow {
  readonly options: readonly string[];
}

/** It answers every line with the same line reversed, which is nothing that HTTP knows. */
const OTHER = { answer: 'other' } as const;

const ONE_NAME = ['-servername', 'grpc.example.com', '-servername_fatal'];

const OPENSSL: readonly OpensslRow[] = [
  { what: 'no -alpn', options: ['-rev'], ...NOTHING_SELECTED, ...OTHER },
  { what: 'no -alpn, TLS 1.2', options: ['-rev', '-tls1_2'], ...NOTHING_SELECTED, ...ONLY_12, ...OTHER },
  { what: 'no -alpn, TLS 1.3', options: ['-rev', '-tls1_3'], ...NOTHING_SELECTED, ...ONLY_13, ...OTHER },
  { what: '-alpn h2', options: ['-rev', '-alpn', 'h2'], ...SELECTS_H2, ...OTHER },
  { what: '-alpn http/1.1', options: ['-rev', '-alpn', 'http/1.1'], ...SELECTS_HTTP1_ALONE },
  {
    what: 'RSA key exchange alone',
    options: ['-rev', '-alpn', 'h2', '-tls1_2', '-cipher', 'AES128-GCM-SHA256'],
    ...REFUSES_TLS,
    instead: { version: '1.2', cipherSuite: 'TLS_RSA_WITH_AES_128_GCM_SHA256' },
  },
  {
    what: 'a suite with CBC alone',
    options: ['-rev', '-alpn', 'h2', '-tls1_2', '-cipher', 'ECDHE-RSA-AES128-SHA256'],
    ...REFUSES_TLS,
    instead: { version: '1.2', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256' },
  },
  {
    what: 'ChaCha20 alone',
    options: ['-rev', '-alpn', 'h2', '-tls1_2', '-cipher', 'ECDHE-RSA-CHACHA20-POLY1305'],
    ...SELECTS_H2,
    ...ONLY_12,
    ...OTHER,
    suite: 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  },
  {
    what: 'P-521 alone: a HelloRetryRequest',
    options: ['-rev', '-alpn', 'h2', '-groups', 'P-521'],
    ...SELECTS_H2,
    ...OTHER,
  },
  {
    what: 'X448 alone, which Go does not have',
    options: ['-rev', '-alpn', 'h2', '-groups', 'X448'],
    ...REFUSES_TLS,
    instead: { version: '1.3', cipherSuite: 'TLS_AES_256_GCM_SHA384' },
  },
  { what: 'TLS 1.1', options: ['-rev', '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'], ...TLS_11 },
  {
    what: '-servername_fatal and another name',
    options: ['-rev', '-alpn', 'h2', ...ONE_NAME],
    serverName: 'other.example.com',
    ...REFUSES_NAME,
  },
  {
    // The context for the name is another one, which has no -alpn.
    what: '-servername_fatal and its name',
    options: ['-rev', '-alpn', 'h2', ...ONE_NAME],
    serverName: 'grpc.example.com',
    ...NOTHING_SELECTED,
    ...OTHER,
  },
  { what: '-servername_fatal and no name', options: ['-rev', '-alpn', 'h2', ...ONE_NAME], ...SELECTS_H2, ...OTHER },
  {
    what: 'a certificate required and given',
    options: ['-rev', '-alpn', 'h2', '-Verify', '1'],
    certificate: 'own',
    clientCertificate: 'asked',
    ...SELECTS_H2,
    ...OTHER,
  },
];

/** A gRPC server in Go. */
interface GoRow extends ProbeRow {
  readonly options: ServeOptions;
}

const H2: ServeOptions = { credentials: 'listener', nextProtos: ['h2'] };
const HTTP1: ServeOptions = { credentials: 'listener', nextProtos: ['http/1.1'] };
const NO_PROTOCOLS: ServeOptions = { credentials: 'listener' };
const REQUIRED = { clientCertificate: 'required', answer: 'closed' } as const;
const GIVEN = { certificate: 'own', clientCertificate: 'asked' } as const;

const CRYPTO_TLS: readonly GoRow[] = [
  { what: 'no NextProtos', options: NO_PROTOCOLS, ...NOTHING_SELECTED },
  { what: 'no NextProtos, TLS 1.2', options: { ...NO_PROTOCOLS, tls: '1.2' }, ...NOTHING_SELECTED, ...ONLY_12 },
  { what: 'no NextProtos, TLS 1.3', options: { ...NO_PROTOCOLS, tls: '1.3' }, ...NOTHING_SELECTED, ...ONLY_13 },
  { what: 'h2', options: H2, ...SELECTS_H2 },
  { what: 'http/1.1', options: HTTP1, ...SELECTS_HTTP1_ALONE },
  { what: 'http/1.1, TLS 1.2', options: { ...HTTP1, tls: '1.2' }, ...SELECTS_HTTP1_ALONE, ...ONLY_12 },
  { what: 'http/1.1 and h2', options: { ...H2, nextProtos: ['http/1.1', 'h2'] }, ...PREFERS_HTTP1 },
  { what: 'GetConfigForClient', options: { ...H2, getConfigForClient: true }, ...NOTHING_SELECTED },
  { what: 'RequireAnyClientCert', options: { ...H2, requireCertificate: true }, ...SELECTS_H2, ...REQUIRED },
  {
    what: 'RequireAnyClientCert, TLS 1.2',
    options: { ...H2, requireCertificate: true, tls: '1.2' },
    ...SELECTS_H2,
    ...ONLY_12,
    ...REQUIRED,
    answer: null,
  },
  {
    what: 'RequireAnyClientCert, no NextProtos, TLS 1.3',
    options: { ...NO_PROTOCOLS, requireCertificate: true, tls: '1.3' },
    ...NOTHING_SELECTED,
    ...ONLY_13,
    ...REQUIRED,
  },
  { what: 'RequireAnyClientCert, with one', options: { ...H2, requireCertificate: true }, ...SELECTS_H2, ...GIVEN },
];

/** `completes`: whether NewTLS gives h2 to what GetConfigForClient returns (since 1.68); `enforces`: whether a server refuses where it does not (since 1.67). */
function grpcGoRows({
  completes,
  enforces,
}: {
  readonly completes: boolean;
  readonly enforces: boolean;
}): readonly GoRow[] {
  const required: ServeOptions = { requireCertificate: true };
  const incomplete = { ...NOTHING_SELECTED, answer: enforces ? 'closed' : 'settings' } as const;
  return [
    { what: 'NewTLS', options: {}, ...SELECTS_H2 },
    { what: 'NewTLS, TLS 1.3', options: { tls: '1.3' }, ...SELECTS_H2, ...ONLY_13 },
    {
      what: 'NewTLS, GetConfigForClient',
      options: { getConfigForClient: true },
      ...(completes ? SELECTS_H2 : incomplete),
    },
    { what: 'NewTLS, RequireAnyClientCert', options: required, ...SELECTS_H2, ...REQUIRED },
    { what: 'NewTLS, RequireAnyClientCert, with one', options: required, ...SELECTS_H2, ...GIVEN },
    { what: 'no TLS', options: { credentials: 'insecure' }, ...WITHOUT_TLS },
  ];
}

function goGroup(name: string, version: GrpcGoBuild, rows: readonly GoRow[]): Group {
  return manyServers(name, rows, ({ options }, room) => room.program(version).serve(options));
}

interface SilentRow extends ProbeRow {
  readonly protocols?: string[];
}

const SILENT: readonly SilentRow[] = [
  { what: 'h2', protocols: ['h2'], ...SELECTS_H2, answer: 'silence' },
  { what: 'nothing', ...NOTHING_SELECTED, answer: 'silence' },
];

/** `openssl s_server`, crypto/tls below grpc-go, and grpc-go's own credentials. */
export const LIBRARIES: readonly Group[] = [
  manyServers('openssl s_server', OPENSSL, async (row) => {
    const { ports, stop } = await startServer(opensslServer, [row], { plain: 0, tls: 0 });
    return { port: ports[0] ?? 0, stop };
  }),
  manyServers('a silent server of Node, ALPNProtocols', SILENT, ({ protocols }) =>
    silentPeer(protocols === undefined ? {} : { ALPNProtocols: protocols }),
  ),
  goGroup('crypto/tls', 'v1.85.0', CRYPTO_TLS),
  goGroup('grpc-go v1.66.3', 'v1.66.3', grpcGoRows({ completes: false, enforces: false })),
  goGroup('grpc-go v1.67.3', 'v1.67.3', grpcGoRows({ completes: false, enforces: true })),
  goGroup('grpc-go v1.85.0', 'v1.85.0', grpcGoRows({ completes: true, enforces: true })),
];
