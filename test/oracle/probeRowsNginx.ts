import { nginx as version } from '../../core/domains/nginxVersion.ts';
import type { NginxBinary } from './nginxBinary.ts';
import { nginx, type NginxEndpoint } from './probeServerKinds.ts';
import {
  CLOSES,
  NOTHING_SELECTED,
  oneServer,
  ONLY_12,
  ONLY_13,
  PREFERS_HTTP1,
  REFUSES_NAME,
  REFUSES_TLS,
  SELECTS_H2,
  SELECTS_HTTP1_ALONE,
  SELECTS_HTTP1_OR_NOTHING,
  TLS_11,
  WITHOUT_TLS,
  type Group,
  type ProbeRow,
} from './probeRow.ts';

const HTTP2 = { module: 'http', listen: 'ssl http2' } as const;
const STREAM = { module: 'stream' } as const;

/** A row, and the nginx versions that it holds for: from one on, or before one. */
interface NginxRow extends ProbeRow, NginxEndpoint {
  readonly since?: string;
  readonly until?: string;
}

const SSL_ALPN = { ...STREAM, since: '1.21.4' } as const;

const NAMED = 'server_name grpc.example.com;';
const REJECTING = { ...HTTP2, since: '1.19.4', lines: NAMED, defaultServer: 'ssl_reject_handshake on;' } as const;
const TWO_STREAMS = {
  ...STREAM,
  since: '1.25.5',
  lines: `${NAMED} ssl_alpn h2;`,
  defaultServer: 'server_name other.example.com;',
} as const;
const ITS_NAME = { serverName: 'grpc.example.com' } as const;
const OTHER_NAME = { serverName: 'grpc.example.net' } as const;

/** What is not here is in the rows of alpnTable.test.ts, which predictions.test.ts has the probe look at, too. */
const ROWS: readonly NginxRow[] = [
  { what: 'http2', ...HTTP2, ...SELECTS_H2 },
  { what: 'no http2', module: 'http', since: '1.21.4', ...SELECTS_HTTP1_ALONE },
  { what: 'no http2', module: 'http', until: '1.21.4', ...SELECTS_HTTP1_OR_NOTHING, answer: 'http/1.1' },
  { what: 'http2, TLS 1.2', ...HTTP2, lines: 'ssl_protocols TLSv1.2;', ...SELECTS_H2, ...ONLY_12 },
  { what: 'http2, TLS 1.3', ...HTTP2, lines: 'ssl_protocols TLSv1.3;', ...SELECTS_H2, ...ONLY_13 },
  {
    what: 'no http2, TLS 1.2',
    module: 'http',
    since: '1.21.4',
    lines: 'ssl_protocols TLSv1.2;',
    ...SELECTS_HTTP1_ALONE,
    ...ONLY_12,
  },
  { what: 'ssl_reject_handshake', ...HTTP2, since: '1.19.4', lines: 'ssl_reject_handshake on;', ...REFUSES_NAME },
  { what: 'ssl_reject_handshake for all but one name, another name', ...REJECTING, ...OTHER_NAME, ...REFUSES_NAME },
  { what: 'ssl_reject_handshake for all but one name, its name', ...REJECTING, ...ITS_NAME, ...SELECTS_H2 },
  { what: 'a default server without ssl_alpn, another name', ...TWO_STREAMS, ...OTHER_NAME, ...NOTHING_SELECTED },
  { what: 'a default server without ssl_alpn, its name', ...TWO_STREAMS, ...ITS_NAME, ...SELECTS_H2 },
  {
    what: 'http2, ssl_verify_client: HTTP status 400',
    ...HTTP2,
    lines: 'ssl_verify_client on;',
    clientCertificate: 'asked',
    ...SELECTS_H2,
  },
  { what: 'no ssl_alpn', ...STREAM, ...NOTHING_SELECTED },
  { what: 'no ssl_alpn, TLS 1.2', ...STREAM, lines: 'ssl_protocols TLSv1.2;', ...NOTHING_SELECTED, ...ONLY_12 },
  { what: 'no ssl_alpn, TLS 1.3', ...STREAM, lines: 'ssl_protocols TLSv1.3;', ...NOTHING_SELECTED, ...ONLY_13 },
  { what: 'ssl_alpn h2', ...SSL_ALPN, lines: 'ssl_alpn h2;', ...SELECTS_H2 },
  { what: 'ssl_alpn http/1.1', ...SSL_ALPN, lines: 'ssl_alpn http/1.1;', ...SELECTS_HTTP1_ALONE },
  { what: 'ssl_alpn h2 http/1.1', ...SSL_ALPN, lines: 'ssl_alpn h2 http/1.1;', ...SELECTS_H2 },
  { what: 'ssl_alpn http/1.1 h2', ...SSL_ALPN, lines: 'ssl_alpn http/1.1 h2;', ...PREFERS_HTTP1 },
  {
    what: 'ssl_alpn h2, ssl_verify_client: hangs up',
    ...SSL_ALPN,
    lines: 'ssl_alpn h2; ssl_verify_client on;',
    clientCertificate: 'asked',
    ...SELECTS_H2,
    answer: 'closed',
  },
  {
    what: 'ssl_alpn h2, upstream down',
    ...SSL_ALPN,
    lines: 'ssl_alpn h2;',
    upstream: 'down',
    ...SELECTS_H2,
    answer: 'closed',
  },
  {
    what: 'ssl_alpn h2, ssl_verify_client, and a certificate',
    ...SSL_ALPN,
    lines: 'ssl_alpn h2; ssl_verify_client on;',
    certificate: 'own',
    clientCertificate: 'asked',
    ...SELECTS_H2,
  },
  {
    what: 'a suite with CBC alone',
    ...SSL_ALPN,
    lines: 'ssl_alpn h2; ssl_protocols TLSv1.2; ssl_ciphers ECDHE-RSA-AES128-SHA256;',
    ...REFUSES_TLS,
    instead: { version: '1.2', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256' },
  },
  { what: 'TLS 1.1', ...STREAM, lines: 'ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;', ...TLS_11 },
  { what: 'deny all', ...SSL_ALPN, lines: 'ssl_alpn h2; deny all;', ...CLOSES },
  { what: 'TLS that passes through', ...STREAM, listen: '', upstream: 'tls', ...SELECTS_H2 },
  { what: 'no TLS', ...STREAM, listen: '', ...WITHOUT_TLS },
];

/** http and stream of one nginx. */
export function nginxGroup(binary: NginxBinary): Group {
  const own = version(binary.version);
  const rows = ROWS.filter(({ since = '0.0.0', until = '99.0.0' }) => version(since) <= own && own < version(until));
  return oneServer(`nginx ${binary.version}`, () => nginx(binary), rows);
}
