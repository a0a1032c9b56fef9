import {
  TLS_UPSTREAM,
  OFFERS_NOTHING,
  OFFERS_H2,
  selects,
  CERTIFICATE,
  inStream,
  streamServer,
  httpServer,
  NOT_BEFORE_67,
  ALWAYS,
  NO_OUTCOMES,
  MISSING,
  H2_ONLY,
  HTTP1_ONLY,
  REFUSES_ALL,
  REJECTS,
  SSL_ALPN,
  SNI_IN_STREAM,
  PROXY_SSL_ALPN,
  WITH_HTTP2,
  twoNames,
  type Row,
} from './alpnRow.ts';

/** The truth table, what stream does: S1 to S16. */
export const STREAM_ROWS: readonly Row[] = [
  { id: 'S1', what: 'stream ends TLS, no ssl_alpn', configuration: inStream(streamServer('')), entrances: [MISSING] },
  {
    id: 'S2',
    what: 'ssl_alpn h2',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn h2;')),
    entrances: [H2_ONLY],
  },
  {
    id: 'S3',
    what: 'ssl_alpn http/1.1',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn http/1.1;')),
    entrances: [HTTP1_ONLY],
  },
  {
    id: 'S4',
    what: 'ssl_alpn http/1.1 h2',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn http/1.1 h2;')),
    entrances: [{ outcomes: ['h2', 'http/1.1', 'http/1.1', '-'], alpn: selects('http/1.1', 'h2'), works: ALWAYS }],
  },
  {
    id: 'S5',
    what: 'ssl_alpn h2 http/1.1',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn h2 http/1.1;')),
    entrances: [{ outcomes: ['h2', 'h2', 'http/1.1', '-'], alpn: selects('h2', 'http/1.1'), works: ALWAYS }],
  },
  {
    id: 'S5b H2',
    what: 'ssl_alpn in capitals',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn H2;')),
    entrances: [REFUSES_ALL],
  },
  {
    id: 'S5b ""',
    what: 'ssl_alpn of an empty name',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn "";')),
    entrances: [{ ...REFUSES_ALL, alpn: selects('') }],
  },
  {
    id: 'S5b ,',
    what: 'ssl_alpn with a comma',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn h2,http/1.1;')),
    entrances: [{ ...REFUSES_ALL, alpn: selects('h2,http/1.1') }],
  },
  {
    id: 'S6',
    what: 'TLS passes through',
    configuration: inStream(streamServer('', { listen: '443', upstream: TLS_UPSTREAM })),
    entrances: [{ outcomes: ['h2', 'h2', '-', '-'], alpn: { kind: 'relays' }, works: ALWAYS }],
  },
  {
    id: 'S6 preread',
    what: 'TLS passes through, ssl_preread on',
    configuration: inStream(streamServer('ssl_preread on;', { listen: '443', upstream: TLS_UPSTREAM })),
    entrances: [{ outcomes: ['h2', 'h2', '-', '-'], alpn: { kind: 'relays' }, works: ALWAYS }],
  },
  {
    id: 'S6 certificate',
    what: 'a certificate without ssl on the listener',
    configuration: inStream(streamServer('', { listen: '443', upstream: TLS_UPSTREAM, tls: true })),
    entrances: [{ outcomes: ['h2', 'h2', '-', '-'], alpn: { kind: 'relays' }, works: ALWAYS }],
  },
  {
    id: 'S8',
    what: 'proxy_ssl on for plaintext clients',
    configuration: inStream(streamServer('proxy_ssl on;', { listen: '443', upstream: TLS_UPSTREAM })),
    entrances: [{ ...NO_OUTCOMES, works: NOT_BEFORE_67 }],
    dialer: OFFERS_NOTHING,
  },
  {
    id: 'S9',
    what: 'ssl_alpn h2 and proxy_ssl on',
    ...SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn h2; proxy_ssl on;', { upstream: TLS_UPSTREAM })),
    entrances: [{ ...H2_ONLY, works: NOT_BEFORE_67 }],
    dialer: OFFERS_NOTHING,
  },
  {
    id: 'S9 name',
    what: 'the same with proxy_ssl_server_name on',
    ...SSL_ALPN,
    configuration: inStream(
      streamServer('ssl_alpn h2; proxy_ssl on; proxy_ssl_server_name on; proxy_ssl_name grpc.example.com;', {
        upstream: TLS_UPSTREAM,
      }),
    ),
    entrances: [{ ...H2_ONLY, works: NOT_BEFORE_67 }],
    dialer: OFFERS_NOTHING,
  },
  {
    id: 'S9n',
    what: 'proxy_ssl on, no ssl_alpn',
    configuration: inStream(streamServer('proxy_ssl on;', { upstream: TLS_UPSTREAM })),
    entrances: [MISSING],
    dialer: OFFERS_NOTHING,
  },
  {
    id: 'S10',
    what: 'ssl_alpn h2 and proxy_ssl_alpn h2',
    ...PROXY_SSL_ALPN,
    configuration: inStream(streamServer('ssl_alpn h2; proxy_ssl on; proxy_ssl_alpn h2;', { upstream: TLS_UPSTREAM })),
    entrances: [H2_ONLY],
    dialer: OFFERS_H2,
  },
  {
    id: 'S11',
    what: 'proxy_ssl_alpn mirrors the client',
    ...PROXY_SSL_ALPN,
    configuration: inStream(
      streamServer('ssl_alpn h2 http/1.1; proxy_ssl on; proxy_ssl_alpn $ssl_alpn_protocol;', {
        upstream: TLS_UPSTREAM,
      }),
    ),
    entrances: [{ outcomes: ['h2', 'h2', 'http/1.1', '-'], alpn: selects('h2', 'http/1.1'), works: ALWAYS }],
    dialer: { kind: 'mirrors' },
  },
  {
    id: 'S12',
    what: 'proxy_ssl_alpn h2 for plaintext clients',
    ...PROXY_SSL_ALPN,
    configuration: inStream(
      streamServer('proxy_ssl on; proxy_ssl_alpn h2;', { listen: '443', upstream: TLS_UPSTREAM }),
    ),
    entrances: [{ ...NO_OUTCOMES, works: ALWAYS }],
    dialer: OFFERS_H2,
  },
  {
    id: 'S12d',
    what: 'proxy_ssl_alpn h2 without ssl_alpn',
    ...PROXY_SSL_ALPN,
    configuration: inStream(streamServer('proxy_ssl on; proxy_ssl_alpn h2;', { upstream: TLS_UPSTREAM })),
    entrances: [MISSING],
    dialer: OFFERS_H2,
  },
  {
    id: 'S10 ""',
    what: 'an inherited proxy_ssl_alpn cancelled',
    ...PROXY_SSL_ALPN,
    configuration: inStream(
      `proxy_ssl_alpn h2;\n    ${streamServer('ssl_alpn h2; proxy_ssl on; proxy_ssl_alpn "";', { upstream: TLS_UPSTREAM })}`,
    ),
    entrances: [{ ...H2_ONLY, works: NOT_BEFORE_67 }],
    dialer: OFFERS_NOTHING,
  },
  {
    id: 'S13',
    what: 'ssl_alpn inherited, and replaced',
    ...SSL_ALPN,
    configuration: inStream(
      `ssl_alpn h2;\n    ${streamServer('')}\n    ${streamServer('ssl_alpn http/1.1;', { listen: '8443 ssl' })}`,
    ),
    entrances: [H2_ONLY, { ...HTTP1_ONLY, listen: '8443' }],
  },
  {
    id: 'S14',
    what: 'two names, ssl_alpn h2 in the second',
    ...SNI_IN_STREAM,
    configuration: twoNames('', 'ssl_alpn h2;'),
    entrances: [
      MISSING,
      { ...MISSING, serverName: 'a.example.com' },
      { ...MISSING, serverName: 'unknown.example.com' },
      { ...H2_ONLY, serverName: 'b.example.com' },
    ],
  },
  {
    id: 'S15',
    what: 'two names, ssl_alpn h2 in the first',
    ...SNI_IN_STREAM,
    configuration: twoNames('ssl_alpn h2;', ''),
    entrances: [H2_ONLY, { ...H2_ONLY, serverName: 'a.example.com' }, { ...MISSING, serverName: 'b.example.com' }],
  },
  {
    id: 'S15b',
    what: 'a named server with ssl_alpn and without certificate',
    ...SNI_IN_STREAM,
    configuration: inStream(`${streamServer('server_name a.example.com;')}
    ${streamServer('server_name b.example.com; ssl_alpn h2;', { tls: false })}`),
    entrances: [MISSING, { ...MISSING, serverName: 'b.example.com' }],
  },
  {
    id: 'S14 reject',
    what: 'the default server refuses, ssl_alpn h2 in the named one',
    ...SNI_IN_STREAM,
    configuration: twoNames('ssl_reject_handshake on;', 'ssl_alpn h2;'),
    entrances: [
      REJECTS,
      { ...REJECTS, serverName: 'a.example.com' },
      { ...REJECTS, serverName: 'unknown.example.com' },
      { ...H2_ONLY, serverName: 'b.example.com' },
    ],
  },
  {
    id: 'S16',
    what: 'pass to an http server of the same nginx',
    since: '1.25.5',
    refusal: /unknown directive "(?:pass|http2|ssl_alpn)"/,
    configuration: `events {}
stream {
    server {
        listen 443 ssl;
        ${CERTIFICATE}
        ssl_alpn h2;
        pass 127.0.0.1:8080;
    }
}
http {
    ${httpServer('127.0.0.1:8080', { lines: 'http2 on;' })}
}
`,
    entrances: [H2_ONLY],
  },
  {
    id: 'S16 preread',
    what: 'TLS passed to an http server of the same nginx',
    since: '1.25.5',
    refusal: /unknown directive "(?:pass|http2)"/,
    configuration: `events {}
stream {
    server {
        listen 443;
        ssl_preread on;
        pass 127.0.0.1:8443;
    }
}
http {
    ${httpServer('127.0.0.1:8443 ssl', { lines: 'http2 on;' })}
}
`,
    entrances: [WITH_HTTP2],
  },
];
