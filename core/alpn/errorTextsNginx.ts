import { NO_STOPGAP, PROBE_IT, SPEAK_HTTP2 } from './errorSteps.ts';
import type { ErrorText } from './errorText.ts';

/** Words of nginx's error log (ngx_event_openssl.c, ngx_http_grpc_module.c), run with nginx 1.22.1 and 1.30.6 on OpenSSL 3. */
export const NGINX_TEXTS: readonly ErrorText[] = [
  {
    id: 'nginx-listener-no-application-protocol',
    title: 'nginx refused a client’s offer: this listener has no h2',
    product: 'nginx',
    printedBy: 'accepts',
    wordings: [
      {
        parts: ['SSL_do_handshake() failed (SSL: error:', 'no application protocol) while SSL handshaking, '],
        within: 60,
      },
    ],
    alpn: 'yes',
    means:
      'The client offered protocols by ALPN, and the listener that answers has none of them: nginx broke the handshake off with alert 120. A grpc-go client prints `remote error: tls: no application protocol`. nginx logs this at level info only.',
    fault: 'accepts',
    faultWords:
      'nginx, if the client is a gRPC one: behind `server: ` stands the address of the listener that answered.',
    since: 'In http since nginx 1.21.4; it has never worked, with any version of grpc-go.',
    class: 'C',
    stopgaps: 'useless',
    steps: [
      'In http: `http2 on;` (before 1.25.1: `listen … ssl http2;`) in the server that answers for the client’s name. In stream: `ssl_alpn h2;`.',
      'If several servers share the socket, probe with the name that the client sends: another one may have answered.',
      NO_STOPGAP,
    ],
    isTelling: true,
  },
  {
    id: 'nginx-upstream-no-application-protocol',
    title: 'The upstream refused what nginx offered',
    product: 'nginx',
    printedBy: 'opens',
    wordings: [
      {
        parts: [
          'SSL_do_handshake() failed (SSL: error:',
          'alert no application protocol',
          'while SSL handshaking to upstream',
        ],
        within: 60,
      },
    ],
    alpn: 'yes',
    means:
      'nginx dialled with TLS and offered protocols (`grpc_pass grpcs://` offers `h2`), and the upstream has none of them: alert 120. The gRPC client gets status 502 from nginx.',
    fault: 'accepts',
    faultWords: 'The upstream: behind `upstream: ` stands its address.',
    since: 'It has never worked.',
    class: 'C',
    stopgaps: 'useless',
    steps: [PROBE_IT, 'Let the upstream select `h2`; a Go server: `"h2"` in `NextProtos`.', NO_STOPGAP],
    isTelling: true,
  },
  {
    id: 'nginx-upstream-http1',
    title: 'The upstream answered nginx in HTTP/1.1',
    product: 'nginx',
    printedBy: 'opens',
    // 4740180 is the first three bytes of "HTTP/1.1".
    wordings: [{ parts: ['upstream sent too large http2 frame: 4740180'] }],
    alpn: 'possibly',
    means:
      '`grpc_pass` speaks HTTP/2 to the upstream, and the upstream does not: its HTTP/1.1 answer was read as a frame. The gRPC client gets status 502.',
    fault: 'accepts',
    faultWords: 'The upstream: behind `upstream: ` stands its address.',
    since: 'It has never worked.',
    stopgaps: 'useless',
    steps: ['Check that this address is the gRPC server’s.', SPEAK_HTTP2],
    isTelling: true,
  },
  {
    id: 'nginx-upstream-not-tls',
    title: 'nginx speaks TLS to an upstream that does not',
    product: 'nginx',
    printedBy: 'opens',
    wordings: [
      {
        parts: ['SSL_do_handshake() failed (SSL: error:', 'wrong version number) while SSL handshaking to upstream'],
        within: 60,
      },
    ],
    alpn: 'no',
    means: 'nginx dialled with TLS (`proxy_ssl on`, `grpcs://`), and plain text came back.',
    fault: 'opens',
    faultWords: 'nginx, or the port: behind `upstream: ` stands the address.',
    since: 'It has never worked.',
    stopgaps: 'useless',
    steps: ['Write `grpc_pass grpc://…`, or take `proxy_ssl on` away, or give the upstream TLS.'],
    isTelling: true,
  },
  {
    id: 'nginx-name-rejected',
    title: 'nginx rejected the server name of a client',
    product: 'nginx',
    printedBy: 'accepts',
    wordings: [{ parts: ['handshake rejected while SSL handshaking, '] }],
    alpn: 'no',
    means:
      'The server that answers has `ssl_reject_handshake on`: none is configured for the name that the client sent, or it sent none. A grpc-go client prints `remote error: tls: unrecognized name`.',
    fault: 'between',
    faultWords: 'The name that the client sends and those that nginx knows do not fit.',
    since: 'It has never worked, with any version of grpc-go.',
    stopgaps: 'useless',
    steps: ['Dial a name that nginx has a server for, or write it into `server_name`.'],
    isTelling: true,
  },
];
