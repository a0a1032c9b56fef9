import { goRemoteError } from './alert.ts';
import {
  CHECK_ENDPOINT,
  CLIENT_STOPGAP,
  NO_STOPGAP,
  OFFER_H2,
  PASS_THROUGH,
  PROBE_IT,
  READ_SERVER_LOG,
  SELECT_H2,
  SERVER_STOPGAP,
  SPEAK_HTTP2,
  SPEAK_TLS,
} from './errorSteps.ts';
import type { ErrorText, Wording } from './errorText.ts';
import { LONG_TEXT, SHORT_TEXT } from './grpcGo.ts';
import { ANSWERED_IN_HTTP1, ANSWERED_IN_HTTP1_BEFORE, NOT_TLS, REFUSED_BY_SERVER } from './judge.ts';
import { NO_APPLICATION_PROTOCOL } from './negotiate.ts';

/** internal/transport/http2_client.go: in front of what ClientHandshake returned. */
export const CLIENT_HANDSHAKE = 'authentication handshake failed: ';

/** internal/transport/http2_client.go: in front of what reading the server's first frame returned. */
const PREFACE = 'error reading server preface: ';

/**
 * internal/transport/http2_server.go: `ServerHandshake("10.0.0.9:48246") failed: ` and this cause, with the client's address. At level info only.
 */
export function serverHandshake(cause: string): Pick<Wording, 'parts' | 'within'> {
  return { parts: ['ServerHandshake("', `") failed: ${cause}`], within: 100 };
}

/** net/http, server.go: `http: TLS handshake error from 10.0.0.9:48246: ` and this cause, with the client's address. */
export function httpHandshake(cause: string): Pick<Wording, 'parts' | 'within'> {
  return { parts: ['TLS handshake error from ', `: ${cause}`], within: 100 };
}

const SHORT_VERSIONS = '1.65 to 1.69, or a newer one whose text was cut';
const LONG_VERSIONS = '1.70 and newer';

const CHECKED_SINCE =
  'grpc-go checks by default since 1.67.0; 1.65 and 1.66 only with `GRPC_ENFORCE_ALPN_ENABLED=true`. It broke with the upgrade if the peer speaks HTTP/2; a peer that does not has never worked.';

/** Words of grpc-go's own (credentials/tls.go, internal/transport, clientconn.go, server.go), run with v1.66.3, v1.67.3 and v1.85.0. */
export const GRPC_GO_TEXTS: readonly ErrorText[] = [
  {
    id: 'grpc-go-client-missing-alpn',
    title: 'The client refused the connection: the other side selected no protocol',
    product: 'grpc-go',
    printedBy: 'opens',
    wordings: [
      { parts: [CLIENT_HANDSHAKE + LONG_TEXT], versions: LONG_VERSIONS },
      { parts: [`${CLIENT_HANDSHAKE}${SHORT_TEXT}. If you`], versions: LONG_VERSIONS },
      { parts: [CLIENT_HANDSHAKE + SHORT_TEXT], versions: SHORT_VERSIONS },
    ],
    alpn: 'yes',
    means:
      'The TLS handshake succeeded, but no application protocol was selected by ALPN, and this client insists on one.',
    fault: 'accepts',
    faultWords:
      'The side that accepts TLS: the server, or the proxy or load balancer that ends TLS in front of it. The client offers `h2` as it should.',
    since: CHECKED_SINCE,
    class: 'B',
    stopgaps: 'helps',
    steps: [PROBE_IT, SELECT_H2, PASS_THROUGH, CLIENT_STOPGAP],
    isTelling: true,
  },
  {
    id: 'grpc-go-server-missing-alpn',
    title: 'The server refused the connection: the client offered no protocol',
    product: 'grpc-go',
    printedBy: 'accepts',
    wordings: [
      { ...serverHandshake(LONG_TEXT), versions: LONG_VERSIONS },
      { ...serverHandshake(`${SHORT_TEXT}. If you`), versions: LONG_VERSIONS },
      { ...serverHandshake(SHORT_TEXT), versions: SHORT_VERSIONS },
    ],
    alpn: 'yes',
    means:
      'The TLS handshake succeeded, but no application protocol was selected by ALPN, and this server insists on one. Its client is not told: it sees `error reading server preface: EOF`, a reset or a broken pipe.',
    fault: 'opens',
    faultWords:
      'Nearly always the side that opens the connection: it offers no `h2`. That is a proxy that dials with TLS (nginx stream, HAProxy, Envoy), a health check, or a client with credentials of its own. Only where `GetConfigForClient` returns a configuration without `h2` (below 1.68.0) is it this server.',
    since: CHECKED_SINCE,
    stopgaps: 'helps',
    steps: [
      'Find out what runs at the client address of this line: the host counts, its port is another one at every connection and nobody listens there.',
      OFFER_H2,
      'If the server sets `GetConfigForClient`, raise its grpc-go to 1.68.0 or newer, or set `NextProtos` there.',
      SERVER_STOPGAP,
    ],
    isTelling: true,
  },
  {
    id: 'grpc-go-missing-alpn',
    title: 'A grpc-go refused a connection on which no protocol was selected',
    product: 'grpc-go',
    printedBy: undefined,
    wordings: [
      { parts: [LONG_TEXT], versions: LONG_VERSIONS },
      { parts: ['cannot check peer: missing selected ALPN property. If you'], versions: LONG_VERSIONS },
      { parts: ['cannot check peer: missing selected ALPN property'], versions: SHORT_VERSIONS },
    ],
    alpn: 'yes',
    means:
      'The TLS handshake succeeded, but no application protocol was selected by ALPN. Client and server of grpc-go have the same words for it, and what stands in front of them is missing here.',
    fault: 'open',
    faultWords:
      'In the log of a client, the side that accepts TLS is wrong: it selects nothing. In the log of a server, the side that opens the connection is: it offers nothing.',
    since: CHECKED_SINCE,
    stopgaps: 'helps',
    steps: [
      'Find out whose log this is: `authentication handshake failed` stands in front of it on a client, `ServerHandshake(…) failed` on a server.',
      `On a client: ${PROBE_IT}`,
      SELECT_H2,
      `On a server: ${OFFER_H2}`,
      CLIENT_STOPGAP,
    ],
    isTelling: true,
  },
  {
    id: 'grpc-go-client-allows-without-alpn',
    title: 'A warning: this server selects no protocol, and the client lets it pass',
    product: 'grpc-go',
    printedBy: 'opens',
    wordings: [{ parts: ['Allowing TLS connection to server ', ' with ALPN disabled'], within: 300 }],
    alpn: 'yes',
    means: 'The connection works, but no application protocol was selected. With the check switched on it is refused.',
    fault: 'accepts',
    faultWords: 'The side that accepts TLS: the server, or the proxy that ends TLS in front of it.',
    since:
      'Printed by 1.65 and 1.66, where the check is off by default, and by 1.67.0 and newer with `GRPC_ENFORCE_ALPN_ENABLED=false`. It breaks when the variable goes, or with the upgrade to 1.67.0.',
    class: 'B',
    stopgaps: 'helps',
    steps: [PROBE_IT, SELECT_H2, PASS_THROUGH],
    isTelling: true,
  },
  {
    id: 'grpc-go-server-allows-without-alpn',
    title: 'A note: this client offers no protocol, and the server lets it pass',
    product: 'grpc-go',
    printedBy: 'accepts',
    wordings: [{ parts: ['Allowing TLS connection from client with ALPN disabled'] }],
    alpn: 'yes',
    means: 'The connection works, but no application protocol was selected. With the check switched on it is refused.',
    fault: 'opens',
    faultWords:
      'The side that opens the connection: a proxy that dials with TLS, a health check, or a client with credentials of its own. Which one, this line does not tell.',
    since:
      'Printed by 1.65 and 1.66, where the check is off by default, and by 1.67.0 and newer with `GRPC_ENFORCE_ALPN_ENABLED=false`; at level info, with `GRPC_GO_LOG_VERBOSITY_LEVEL=2`.',
    stopgaps: 'helps',
    steps: ['List what connects to this server: proxies, health checks, clients in other languages.', OFFER_H2],
    isTelling: true,
  },
  {
    id: 'grpc-go-client-lost',
    title: 'The other side hung up behind the TLS handshake, without a word',
    product: 'grpc-go',
    printedBy: 'opens',
    wordings: [
      { parts: [REFUSED_BY_SERVER] },
      { parts: [`${PREFACE}read tcp`, 'connection reset by peer'] },
      { parts: [`${PREFACE}read tcp`, 'broken pipe'] },
      { parts: ['transport: failed to write client preface: '] },
      ...(['broken pipe', 'connection reset by peer'] as const).flatMap((cause) => [
        { parts: ['code = Unavailable desc = write tcp', `write: ${cause}`] as const },
        { parts: ['addrConn.createTransport failed', '. Err: write tcp', `write: ${cause}`] as const, within: 400 },
        { parts: ['[client-transport', 'Closing: write tcp', `write: ${cause}`] as const },
        { parts: ['TRANSIENT_FAILURE, last error: write tcp', `write: ${cause}`] as const },
      ]),
    ],
    alpn: 'possibly',
    means:
      'The client took the handshake for good, and the other side closed the connection before its first HTTP/2 frame. This is how a client sees it that a grpc-go server since 1.67.0 refuses it for offering no ALPN: EOF, reset and broken pipe vary from run to run. Other causes look the same.',
    fault: 'open',
    faultWords:
      'Not to be told from here. If the server is a grpc-go since 1.67.0: the side that opened the TLS connection to it, a client with credentials of its own or a proxy in between that offers no `h2`. A client with `credentials.NewTLS` offers it and is not the cause.',
    since: 'As a refusal for lack of ALPN since 1.67.0 of the server; for other causes with every version.',
    stopgaps: 'open',
    steps: [
      READ_SERVER_LOG,
      'If it says `cannot check peer: missing selected ALPN property`: let who dials that server offer `h2`. A stopgap counts on that server, not on this client.',
      'If it says `first record does not look like a TLS handshake`: TLS is spoken on one side only, or twice (`tls.NewListener` below `grpc.Creds`).',
      "If it says `client didn't provide a certificate`: give the client one; in TLS 1.3 the alert that says so may be lost.",
      'If it says nothing at all: a net/http server that has HTTP/2 without `h2` in its own TLSConfig, a proxy without a working upstream, or a port of something else closes connections like this.',
      PROBE_IT,
    ],
    isTelling: true,
  },
  {
    id: 'grpc-go-client-http1',
    title: 'The other side answered in HTTP/1.1',
    product: 'grpc-go',
    printedBy: 'opens',
    wordings: [
      { parts: [ANSWERED_IN_HTTP1], versions: '1.73 and newer' },
      { parts: [ANSWERED_IN_HTTP1_BEFORE], versions: '1.72 and older' },
      { parts: ['http2: frame too large, note that the frame header looked like an HTTP/1.1 header'] },
    ],
    alpn: 'possibly',
    means:
      'TLS is up, and what answers there does not speak HTTP/2: its HTTP/1.1 answer was read as a frame. Either a protocol other than `h2` was selected, or none and this client does not insist on one.',
    fault: 'accepts',
    faultWords: 'The side that accepts: this port serves HTTP/1.1, or a proxy passes to a server that does.',
    since: 'It has never worked, with any version of grpc-go.',
    stopgaps: 'useless',
    steps: [CHECK_ENDPOINT, SPEAK_HTTP2, PROBE_IT, NO_STOPGAP],
    isTelling: true,
  },
  {
    id: 'grpc-go-client-http-status',
    title: 'A proxy answered with an HTTP status of its own',
    product: 'grpc-go',
    printedBy: 'opens',
    wordings: [{ parts: ['unexpected HTTP status code received from server: '] }],
    alpn: 'possibly',
    means:
      'Between this client and the proxy TLS, ALPN and HTTP/2 are fine; the answer is the proxy’s, not that of a gRPC server. With 502 or 503 the connection from the proxy to its upstream is what failed, and that may be for lack of ALPN.',
    fault: 'open',
    faultWords: 'The proxy, or what is behind it; the client is not.',
    stopgaps: 'open',
    steps: [
      'Read the error log of the proxy: it says what became of its connection to the upstream.',
      'Probe the upstream’s address from the proxy’s machine.',
      'Of 401, 403 and 404: look at the proxy’s routes and access rules.',
    ],
    isTelling: true,
  },
  {
    id: 'grpc-go-client-no-application-protocol',
    title: 'The other side knows ALPN, and refused the offer of h2',
    product: 'grpc-go',
    printedBy: 'opens',
    wordings: [{ parts: [CLIENT_HANDSHAKE + goRemoteError(NO_APPLICATION_PROTOCOL)] }],
    alpn: 'yes',
    means:
      'The side that accepts TLS has a list of protocols without any that was offered, and broke the handshake off with alert 120.',
    fault: 'accepts',
    faultWords:
      'The side that accepts TLS: it has no `h2`. Only a client whose own credentials offer something else than `h2` is at fault itself.',
    since: 'It has never worked, with any version of grpc-go.',
    class: 'C',
    stopgaps: 'useless',
    steps: [PROBE_IT, SELECT_H2, NO_STOPGAP],
    isTelling: true,
  },
  {
    id: 'grpc-go-client-not-tls',
    title: 'The client speaks TLS, and the other side does not',
    product: 'grpc-go',
    printedBy: 'opens',
    wordings: [{ parts: [CLIENT_HANDSHAKE + NOT_TLS] }],
    alpn: 'no',
    means: 'What answers at this port sent plain text instead of TLS. ALPN did not even begin.',
    fault: 'between',
    faultWords: 'Neither by itself: the client’s credentials and the port do not fit.',
    since: 'It has never worked, with any version of grpc-go.',
    stopgaps: 'useless',
    steps: [CHECK_ENDPOINT, SPEAK_TLS, NO_STOPGAP],
    isTelling: true,
  },
  {
    id: 'grpc-go-server-not-tls',
    title: 'The server speaks TLS, and what connected does not',
    product: 'grpc-go',
    printedBy: 'accepts',
    wordings: [serverHandshake(NOT_TLS)],
    alpn: 'no',
    means: 'What connected sent something else than a TLS handshake: plain HTTP/2, a health check, or a port scan.',
    fault: 'opens',
    faultWords:
      'The side that opens the connection, unless TLS ends twice on this server: `grpc.Creds` behind a `tls.NewListener` sees the inside of the first TLS.',
    since: 'It has never worked, with any version of grpc-go.',
    stopgaps: 'useless',
    steps: [
      'Let the client use TLS credentials, or the proxy TLS towards this server (`grpcs://`, `proxy_ssl on;`).',
      'Look whether the server has a TLS listener and `grpc.Creds` at once, and take one of them away.',
      NO_STOPGAP,
    ],
    isTelling: true,
  },
  {
    id: 'grpc-go-server-tls-greeting',
    title: 'The client speaks TLS, and the server does not',
    product: 'grpc-go',
    printedBy: 'accepts',
    wordings: [{ parts: ['http2Server.HandleStreams received bogus greeting from client: "\\x16\\x03'] }],
    alpn: 'no',
    means: 'The server wants the plain HTTP/2 preface and got the beginning of a TLS handshake.',
    fault: 'between',
    faultWords: 'Neither by itself: the client’s credentials and this port do not fit.',
    since: 'It has never worked, with any version of grpc-go.',
    stopgaps: 'useless',
    steps: [
      'Give the server TLS (`grpc.Creds(credentials.NewTLS(…))`), or end TLS in front of it, or dial it without TLS.',
      NO_STOPGAP,
    ],
    isTelling: true,
  },
  {
    id: 'grpc-go-server-bogus-greeting',
    title: 'What connected does not speak HTTP/2',
    product: 'grpc-go',
    printedBy: 'accepts',
    wordings: [{ parts: ['http2Server.HandleStreams received bogus greeting from client: "'] }],
    alpn: 'no',
    means: 'The server wants the HTTP/2 preface and got something else; the text shows its first bytes.',
    fault: 'opens',
    faultWords:
      'The side that opens the connection: an HTTP/1.1 client, a proxy with `proxy_pass` instead of `grpc_pass`, a health check or a port scan.',
    since: 'It has never worked, with any version of grpc-go.',
    stopgaps: 'useless',
    steps: [
      'Let the proxy speak HTTP/2 to this server (nginx: `grpc_pass`), or the health check use gRPC.',
      NO_STOPGAP,
    ],
    isTelling: true,
  },
  {
    id: 'grpc-go-client-not-connected',
    title: 'No connection came about',
    product: 'grpc-go',
    printedBy: 'opens',
    wordings: [
      { parts: ['transport: Error while dialing: '] },
      { parts: ['name resolver error: produced zero addresses'] },
    ],
    alpn: 'no',
    means:
      'There is no TCP connection yet: the name has no address, nothing listens there, or something in between does not let it through. TLS and ALPN have not begun.',
    fault: 'between',
    faultWords: 'Name, address, port or the network; ALPN is not.',
    stopgaps: 'useless',
    steps: [
      'Check that the name resolves on this machine, that the server runs, and that no firewall is in between.',
      'Behind a proxy of the environment (`HTTPS_PROXY`), check that it allows this host and port.',
    ],
    isTelling: false,
  },
];
