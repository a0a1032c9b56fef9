import {
  apache,
  caddy,
  haproxy,
  stunnel,
  type CaddyEndpoint,
  type HaproxyEndpoint,
  type LinesEndpoint,
} from './probeServerKinds.ts';
import { envoy, type EnvoyEndpoint } from './probeEnvoy.ts';
import {
  CLOSES,
  NOTHING_SELECTED,
  oneServer,
  ONLY_12,
  ONLY_13,
  REFUSES_NAME,
  REFUSES_TLS,
  SELECTS_H2,
  SELECTS_HTTP1_ALONE,
  SELECTS_HTTP1_OR_NOTHING,
  type Group,
  type ProbeRow,
} from './probeRow.ts';

/** With gRPC behind it, for clients that have a certificate. */
const REQUIRED = { clientCertificate: 'required', ...SELECTS_H2 } as const;
const REFUSED = { certificate: 'foreign', clientCertificate: 'refused' } as const;
const VERIFIES = 'alpn h2 verify required ca-file server.crt';

const OF_TCP: readonly (ProbeRow & HaproxyEndpoint)[] = [
  { what: 'mode tcp', mode: 'tcp', bind: '', ...NOTHING_SELECTED },
  { what: 'mode tcp, alpn h2', mode: 'tcp', bind: 'alpn h2', ...SELECTS_H2 },
  { what: 'mode tcp, alpn h2,http/1.1', mode: 'tcp', bind: 'alpn h2,http/1.1', ...SELECTS_H2 },
  { what: 'mode tcp, alpn http/1.1', mode: 'tcp', bind: 'alpn http/1.1', ...SELECTS_HTTP1_OR_NOTHING },
  { what: 'mode tcp, TLS 1.2', mode: 'tcp', bind: 'ssl-max-ver TLSv1.2', ...NOTHING_SELECTED, ...ONLY_12 },
  { what: 'mode tcp, TLS 1.3', mode: 'tcp', bind: 'ssl-min-ver TLSv1.3', ...NOTHING_SELECTED, ...ONLY_13 },
  { what: 'mode http, alpn h2', mode: 'http', bind: 'alpn h2', ...SELECTS_H2 },
  { what: 'mode http, alpn http/1.1', mode: 'http', bind: 'alpn http/1.1', ...SELECTS_HTTP1_OR_NOTHING },
  { what: 'mode http, alpn h2, TLS 1.2', mode: 'http', bind: 'alpn h2 ssl-max-ver TLSv1.2', ...SELECTS_H2, ...ONLY_12 },
  { what: 'mode http, alpn h2, TLS 1.3', mode: 'http', bind: 'alpn h2 ssl-min-ver TLSv1.3', ...SELECTS_H2, ...ONLY_13 },
  { what: 'tcp-request connection reject', mode: 'tcp', bind: '', lines: 'tcp-request connection reject', ...CLOSES },
  {
    what: 'strict-sni, another name',
    mode: 'http',
    bind: 'alpn h2 strict-sni',
    serverName: 'grpc.example.net',
    ...REFUSES_NAME,
  },
  {
    what: 'strict-sni, its name',
    mode: 'http',
    bind: 'alpn h2 strict-sni',
    serverName: 'grpc.example.com',
    ...SELECTS_H2,
  },
  { what: 'mode tcp, verify required', mode: 'tcp', bind: VERIFIES, ...REQUIRED, answer: 'closed' },
  {
    what: 'mode tcp, verify required, TLS 1.2',
    mode: 'tcp',
    bind: `${VERIFIES} ssl-max-ver TLSv1.2`,
    ...REQUIRED,
    ...ONLY_12,
    answer: null,
  },
  {
    what: 'mode tcp, verify required, with a foreign certificate',
    mode: 'tcp',
    bind: VERIFIES,
    ...SELECTS_H2,
    ...REFUSED,
    answer: 'closed',
  },
  {
    what: 'mode tcp, verify required, with a foreign certificate, TLS 1.2',
    mode: 'tcp',
    bind: `${VERIFIES} ssl-max-ver TLSv1.2`,
    ...SELECTS_H2,
    ...ONLY_12,
    ...REFUSED,
    answer: null,
  },
  {
    what: 'mode tcp, verify required, with a foreign certificate, TLS 1.3',
    mode: 'tcp',
    bind: `${VERIFIES} ssl-min-ver TLSv1.3`,
    ...SELECTS_H2,
    ...ONLY_13,
    ...REFUSED,
    answer: 'closed',
  },
  {
    what: 'mode tcp, verify required, with a certificate',
    mode: 'tcp',
    bind: VERIFIES,
    ...SELECTS_H2,
    certificate: 'own',
    clientCertificate: 'asked',
  },
];

const APACHE: readonly (ProbeRow & LinesEndpoint)[] = [
  {
    what: 'as it comes',
    lines: '',
    class: 'D',
    cells: ['?', 'http/1.1', '-'],
    cells12: ['D http/1.1', 'http/1.1', '-'],
  },
  {
    what: 'as it comes, TLS 1.2',
    lines: 'SSLProtocol -all +TLSv1.2',
    class: 'D',
    cells: ['D http/1.1', 'http/1.1', '-'],
    ...ONLY_12,
  },
  {
    what: 'as it comes, TLS 1.3',
    lines: 'SSLProtocol -all +TLSv1.3',
    class: 'D',
    cells: ['?', 'http/1.1', '-'],
    ...ONLY_13,
  },
  { what: 'Protocols h2 http/1.1', lines: 'Protocols h2 http/1.1', ...SELECTS_H2 },
  {
    what: 'Protocols h2 http/1.1, a client certificate wanted',
    lines: 'Protocols h2 http/1.1\nSSLVerifyClient optional_no_ca',
    clientCertificate: 'asked',
    ...SELECTS_H2,
  },
];

const STUNNEL: readonly (ProbeRow & LinesEndpoint)[] = [
  { what: 'as it comes', lines: '', ...NOTHING_SELECTED },
  { what: 'TLS 1.2', lines: 'sslVersion = TLSv1.2', ...NOTHING_SELECTED, ...ONLY_12 },
  { what: 'TLS 1.3', lines: 'sslVersionMin = TLSv1.3', ...NOTHING_SELECTED, ...ONLY_13 },
];

const CADDY: readonly (ProbeRow & CaddyEndpoint)[] = [
  { what: 'as it comes', tls: '', ...SELECTS_H2 },
  { what: 'protocols h1', tls: '', protocols: 'h1', ...SELECTS_HTTP1_ALONE },
  { what: 'alpn http/1.1', tls: 'alpn http/1.1', ...SELECTS_HTTP1_ALONE },
  { what: 'its name', tls: '', host: 'grpc.example.com', serverName: 'grpc.example.com', ...SELECTS_H2 },
  {
    what: 'another name',
    tls: '',
    host: 'grpc.example.com',
    serverName: 'grpc.example.net',
    ...REFUSES_TLS,
    cells: ['!80', '!80', '!80'],
  },
  { what: 'TLS 1.2', tls: 'protocols tls1.2 tls1.2', ...SELECTS_H2, ...ONLY_12 },
  { what: 'TLS 1.3', tls: 'protocols tls1.3 tls1.3', ...SELECTS_H2, ...ONLY_13 },
];

const ENVOY: readonly (ProbeRow & EnvoyEndpoint)[] = [
  { what: 'tcp_proxy', mode: 'tcp', ...NOTHING_SELECTED },
  { what: 'tcp_proxy, http/1.1', mode: 'tcp', alpn: ['http/1.1'], ...SELECTS_HTTP1_OR_NOTHING },
  { what: 'tcp_proxy, h2', mode: 'tcp', alpn: ['h2'], ...SELECTS_H2 },
  { what: 'HTTP', mode: 'http', ...NOTHING_SELECTED },
  { what: 'HTTP, h2 and http/1.1', mode: 'http', alpn: ['h2', 'http/1.1'], ...SELECTS_H2 },
  { what: 'HTTP, h2, TLS 1.2', mode: 'http', alpn: ['h2'], tls: 'TLSv1_2', ...SELECTS_H2, ...ONLY_12 },
  { what: 'HTTP, h2, TLS 1.3', mode: 'http', alpn: ['h2'], tls: 'TLSv1_3', ...SELECTS_H2, ...ONLY_13 },
  { what: 'HTTP/1.1', mode: 'http', isHttp1: true, ...NOTHING_SELECTED, answer: 'http/1.1' },
  { what: 'HTTP/1.1 that promises h2', mode: 'http', isHttp1: true, alpn: ['h2'], ...SELECTS_H2, answer: 'http/1.1' },
  {
    what: 'HTTP, h2, a certificate required',
    mode: 'http',
    alpn: ['h2'],
    requiresCertificate: true,
    ...REQUIRED,
    answer: 'closed',
  },
  {
    what: 'HTTP, h2, a certificate required and another given',
    mode: 'http',
    alpn: ['h2'],
    requiresCertificate: true,
    ...SELECTS_H2,
    ...REFUSED,
    answer: 'closed',
  },
  {
    what: 'HTTP, h2, a certificate required and given',
    mode: 'http',
    alpn: ['h2'],
    requiresCertificate: true,
    ...SELECTS_H2,
    certificate: 'own',
    clientCertificate: 'asked',
  },
  {
    what: 'a filter chain for another name',
    mode: 'http',
    alpn: ['h2'],
    serverNames: ['grpc.example.com'],
    serverName: 'grpc.example.net',
    ...CLOSES,
  },
  {
    what: 'a filter chain for its name',
    mode: 'http',
    alpn: ['h2'],
    serverNames: ['grpc.example.com'],
    serverName: 'grpc.example.com',
    ...SELECTS_H2,
  },
  { what: 'HTTP, TLS 1.2', mode: 'http', tls: 'TLSv1_2', ...NOTHING_SELECTED, ...ONLY_12 },
];

/** HAProxy, Apache, stunnel, Caddy and Envoy. */
export const PROXIES: readonly Group[] = [
  oneServer('HAProxy 2.6', () => haproxy('HAProxy 2.6'), [
    ...OF_TCP,
    { what: 'mode http', mode: 'http', bind: '', ...NOTHING_SELECTED },
    {
      what: 'mode http, TLS 1.2',
      mode: 'http',
      bind: 'ssl-max-ver TLSv1.2',
      ...NOTHING_SELECTED,
      ...ONLY_12,
    },
  ]),
  oneServer('HAProxy 3.2', () => haproxy('HAProxy 3.2'), [
    ...OF_TCP,
    { what: 'mode http', mode: 'http', bind: '', ...SELECTS_H2 },
    { what: 'mode http, no-alpn', mode: 'http', bind: 'no-alpn', ...NOTHING_SELECTED },
    { what: 'mode tcp, no-alpn', mode: 'tcp', bind: 'no-alpn', ...NOTHING_SELECTED },
  ]),
  oneServer('Apache 2.4', () => apache('Apache 2.4'), APACHE),
  oneServer('Apache 2.4 of forky', () => apache('Apache 2.4 of forky'), APACHE),
  oneServer('stunnel 5', () => stunnel('stunnel 5'), STUNNEL),
  oneServer('stunnel 5 of forky', () => stunnel('stunnel 5 of forky'), STUNNEL),
  oneServer('Caddy 2.11', () => caddy('Caddy 2.11'), CADDY),
  oneServer('Envoy 1.40', () => envoy('Envoy 1.40'), ENVOY),
];
