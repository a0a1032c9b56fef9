import { goRemoteError } from './alert.ts';
import { CHECK_ENDPOINT, NO_STOPGAP, OFFER_H2, PROBE_IT, SELECT_H2, SPEAK_TLS } from './errorSteps.ts';
import type { ErrorText } from './errorText.ts';
import { CLIENT_HANDSHAKE, httpHandshake } from './errorTextsGrpcGo.ts';
import { NOT_TLS, UNADVERTISED } from './judge.ts';
import { NO_APPLICATION_PROTOCOL } from './negotiate.ts';

/** crypto/tls, handshake_server.go: negotiateALPN. The client's list follows in parentheses, quoted since Go 1.18. */
const UNSUPPORTED = 'tls: client requested unsupported application protocols (';

const NEVER = 'It has never worked, with any version of grpc-go.';

/** Words of crypto/tls (Go 1.26) that grpc-go and other Go programs pass on, run with grpc-go v1.66.3, v1.67.3 and v1.85.0. */
export const GO_TEXTS: readonly ErrorText[] = [
  {
    id: 'go-no-application-protocol',
    title: 'A peer refused what was offered by ALPN',
    product: 'Go',
    printedBy: 'opens',
    wordings: [{ parts: [goRemoteError(NO_APPLICATION_PROTOCOL)] }],
    alpn: 'yes',
    means:
      'The side that accepts TLS has a list of protocols without any that was offered, and broke the handshake off with alert 120.',
    fault: 'accepts',
    faultWords: 'The side that accepts TLS, if `h2` was offered, as grpc-go does.',
    since: NEVER,
    class: 'C',
    stopgaps: 'useless',
    steps: [PROBE_IT, SELECT_H2, NO_STOPGAP],
    isTelling: true,
  },
  {
    id: 'go-unadvertised',
    title: 'The other side selected a protocol that nobody offered',
    product: 'Go',
    printedBy: 'opens',
    wordings: [{ parts: [CLIENT_HANDSHAKE + UNADVERTISED] }, { parts: [UNADVERTISED] }],
    alpn: 'yes',
    means:
      'The side that accepts TLS answered with a protocol of its own choice, which RFC 7301 forbids. Apache httpd without `Protocols h2` does that.',
    fault: 'accepts',
    faultWords: 'The side that accepts TLS: it has no `h2`, and says something else instead.',
    since: NEVER,
    class: 'D',
    stopgaps: 'useless',
    steps: [PROBE_IT, 'Let it select `h2`. Apache httpd: `Protocols h2 http/1.1`, with mod_http2.', NO_STOPGAP],
    isTelling: true,
  },
  {
    id: 'go-unrequested',
    title: 'The client offered no protocol, and the other side selected one',
    product: 'Go',
    printedBy: 'opens',
    wordings: [{ parts: ['tls: server advertised unrequested ALPN extension'] }],
    alpn: 'yes',
    means:
      'The side that accepts TLS selects a protocol unasked, which RFC 7301 forbids, and this client has offered none. What becomes of an offer of `h2` the text does not tell.',
    fault: 'open',
    faultWords:
      'Both sides: the one that accepts selects what nobody offered, and the one that opens offers no `h2`: `credentials.NewTLS` would.',
    since: NEVER,
    stopgaps: 'useless',
    steps: [OFFER_H2, PROBE_IT, NO_STOPGAP],
    isTelling: true,
  },
  {
    id: 'go-server-refuses-h2',
    title: 'This server refused an offer of h2',
    product: 'Go',
    printedBy: 'accepts',
    wordings: [
      { parts: [`${UNSUPPORTED}["h2"`] },
      { parts: [`${UNSUPPORTED}[h2`] },
      { parts: [`${UNSUPPORTED}["`, '"h2"'], within: 60 },
    ],
    alpn: 'yes',
    means:
      'The client offered `h2`, and the `NextProtos` of this server have something else only. The client sees `remote error: tls: no application protocol`.',
    fault: 'accepts',
    faultWords:
      'This server: its `NextProtos` lack `h2`, which is typical of a `tls.NewListener` with `http/1.1` alone.',
    since: 'It has never worked since Go 1.17, with any version of grpc-go.',
    class: 'C',
    stopgaps: 'useless',
    steps: [
      'Add `"h2"` to `NextProtos` of the tls.Config of the listener, or give the TLS configuration to `grpc.Creds(credentials.NewTLS(…))`, which adds it.',
      NO_STOPGAP,
    ],
    isTelling: true,
  },
  {
    id: 'go-server-unsupported-protocols',
    title: 'This server has none of the protocols that the client offered',
    product: 'Go',
    printedBy: 'accepts',
    wordings: [{ parts: [UNSUPPORTED] }],
    alpn: 'yes',
    means: 'The client offered the protocols in parentheses, without `h2`, and this server has none of them.',
    fault: 'opens',
    faultWords:
      'For gRPC the side that opens the connection: it offers something else than `h2`. Other clients of this port may be right to.',
    since: 'It has never worked since Go 1.17, with any version of grpc-go.',
    stopgaps: 'useless',
    steps: [OFFER_H2, NO_STOPGAP],
    isTelling: true,
  },
  {
    id: 'go-not-tls',
    title: 'One side speaks TLS, and the other does not',
    product: 'Go',
    printedBy: undefined,
    wordings: [{ parts: [NOT_TLS] }],
    alpn: 'no',
    means: 'The first bytes of the other side were no TLS. ALPN did not even begin.',
    fault: 'between',
    faultWords: 'Neither by itself: credentials and port do not fit.',
    since: NEVER,
    stopgaps: 'useless',
    steps: [CHECK_ENDPOINT, SPEAK_TLS, NO_STOPGAP],
    isTelling: true,
  },
  {
    id: 'go-server-not-tls',
    title: 'The server speaks TLS, and what connected does not',
    product: 'Go',
    printedBy: 'accepts',
    wordings: [httpHandshake(NOT_TLS)],
    alpn: 'no',
    means:
      'What connected to this net/http server sent something else than a TLS handshake: plain HTTP, a health check, or a port scan.',
    fault: 'opens',
    faultWords: 'The side that opens the connection, if it is meant to speak TLS.',
    since: NEVER,
    stopgaps: 'useless',
    steps: [
      'Find out what runs at the client address of this line: the host counts, its port is another one at every connection and nobody listens there.',
      'Let it use TLS credentials, or the proxy TLS towards this server.',
    ],
    isTelling: true,
  },
];
