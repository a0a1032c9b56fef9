import { goRemoteError } from './alert.ts';
import { ALLOW_TLS, CHECK_ENDPOINT, PROBE_IT } from './errorSteps.ts';
import type { ErrorText, Wording } from './errorText.ts';
import { CLIENT_HANDSHAKE, httpHandshake, serverHandshake } from './errorTextsGrpcGo.ts';

const NEVER = 'It has never worked, with any version of grpc-go.';

/** In front of the alert that a peer sent. */
const ALERT = 'remote error: tls: ';

/** What the client prints whose peer sent this alert: during the handshake, or, in TLS 1.3, when it reads for the first time. */
function clientAlert(alert: number): readonly [Wording, Wording] {
  const text = goRemoteError(alert);
  return [{ parts: [CLIENT_HANDSHAKE + text] }, { parts: [`error reading server preface: ${text}`] }];
}

// Versions: credentials/tls.go of grpc-go 1.59.0 and 1.60.0; release notes of Go 1.18 and 1.22.
const CLIENT_VERSIONS =
  'It did not come with 1.67.0: clients of grpc-go insist on TLS 1.2 since 1.60.0, and those of Go at all since Go 1.18. With both older than that it may have worked.';
const CLIENT_SUITES =
  'It did not come with 1.67.0. If cipher suites are the cause: clients of grpc-go leave out those that HTTP/2 forbids since 1.60.0, and those of Go leave out RSA key exchange since Go 1.22, so that older ones may have worked.';
const SERVER_VERSIONS =
  'It did not come with 1.67.0: servers of grpc-go insist on TLS 1.2 since 1.60.0, and those of Go at all since Go 1.22. With both older than that it may have worked.';
const SERVER_SUITES =
  'It did not come with 1.67.0: servers of grpc-go leave out the suites that HTTP/2 forbids since 1.60.0, and those of Go leave out RSA key exchange since Go 1.22, so that older ones may have worked.';

/** Words of TLS handshakes that fail for another reason than ALPN, by crypto/tls (Go 1.26), run with grpc-go v1.66.3, v1.67.3 and v1.85.0. */
export const HANDSHAKE_TEXTS: readonly ErrorText[] = [
  {
    id: 'grpc-go-client-handshake-lost',
    title: 'The other side hung up in the middle of the TLS handshake',
    product: 'grpc-go',
    printedBy: 'opens',
    wordings: [
      { parts: [`${CLIENT_HANDSHAKE}EOF`] },
      { parts: [`${CLIENT_HANDSHAKE}read tcp`, 'read: connection reset by peer'] },
    ],
    alpn: 'possibly',
    means:
      'The connection was closed before TLS was agreed upon, without an alert that would say why. Some servers do that where `h2` is offered; others for the server name, for the address that it comes from, or because nothing works behind them.',
    fault: 'open',
    faultWords: 'Not to be told from the text: what accepts there, or something in between, closed the connection.',
    stopgaps: 'useless',
    steps: [
      PROBE_IT,
      CHECK_ENDPOINT,
      'Read the log of what accepts there: a proxy that waits for the PROXY protocol, an access rule or a firewall closes connections like this.',
    ],
    isTelling: true,
  },
  {
    id: 'grpc-go-client-handshake-timeout',
    title: 'The TLS handshake did not come to an end in time',
    product: 'grpc-go',
    printedBy: 'opens',
    wordings: [{ parts: [`${CLIENT_HANDSHAKE}context deadline exceeded`] }],
    alpn: 'no',
    means:
      'The TCP connection is there, and the other side did not answer, or not to the end: what listens there may wait for another protocol, or be overloaded, or something in between drops packets.',
    fault: 'between',
    faultWords: 'The port, the network or what accepts there; ALPN is not.',
    stopgaps: 'useless',
    steps: [
      PROBE_IT,
      CHECK_ENDPOINT,
      'If small packets pass and the handshake does not, look for a tunnel with a smaller MTU.',
    ],
    isTelling: true,
  },
  {
    id: 'grpc-go-client-untrusted',
    title: 'The client does not accept the certificate of the server',
    product: 'grpc-go',
    printedBy: 'opens',
    wordings: [
      { parts: [`${CLIENT_HANDSHAKE}tls: failed to verify certificate: `] },
      { parts: [`${CLIENT_HANDSHAKE}x509: `] },
    ],
    alpn: 'no',
    means:
      'The certificate is for another name, has expired, or was issued by somebody whom this client does not trust; behind `x509: ` stands which. ALPN was decided before that, and grpc-go has not looked at it.',
    fault: 'between',
    faultWords: 'The certificate, the name that is dialled and what the client trusts do not fit; ALPN is not.',
    stopgaps: 'useless',
    steps: [
      'Dial a name of the certificate, renew it, let the server send the whole chain, or give its issuer to the client (`RootCAs`).',
      'If the issuer is none of yours, look for a proxy that inspects TLS.',
      'Probe it then: what ALPN selects counts as soon as the certificate is accepted.',
    ],
    isTelling: true,
  },
  {
    id: 'go-unrecognized-name',
    title: 'The other side does not know the server name',
    product: 'Go',
    printedBy: 'opens',
    wordings: [...clientAlert(112), { parts: [goRemoteError(112)] }],
    alpn: 'no',
    means:
      'The side that accepts TLS has no certificate or server for the name (SNI) that the client sent, or for none, and broke the handshake off with alert 112.',
    fault: 'between',
    faultWords:
      'The name that the client sends and those that the server knows do not fit. To an IP address grpc-go sends no name.',
    since: NEVER,
    stopgaps: 'useless',
    steps: [
      'Dial a name that the server is configured for, or set it by `grpc.WithAuthority`; or configure this name there.',
      'Probe with that name: another server of the proxy may do something else with ALPN.',
    ],
    isTelling: true,
  },
  {
    id: 'go-protocol-version',
    title: 'The other side has no version of TLS that was offered',
    product: 'Go',
    printedBy: 'opens',
    wordings: clientAlert(70),
    alpn: 'no',
    means:
      'grpc-go offers TLS 1.2 and 1.3; the side that accepts has neither, and broke the handshake off with alert 70.',
    fault: 'accepts',
    faultWords: 'The side that accepts TLS, unless the client’s `MinVersion` or `MaxVersion` forbid what it has.',
    since: CLIENT_VERSIONS,
    stopgaps: 'useless',
    steps: [ALLOW_TLS, PROBE_IT],
    isTelling: true,
  },
  {
    id: 'go-unsupported-version',
    title: 'The other side answered in a version of TLS that was not offered',
    product: 'Go',
    printedBy: 'opens',
    wordings: [{ parts: ['tls: server selected unsupported protocol version '] }],
    alpn: 'no',
    means:
      'grpc-go offers TLS 1.2 and 1.3, and the side that accepts selected an older one: 301 is TLS 1.0, 302 is TLS 1.1, 300 is SSL 3.0.',
    fault: 'accepts',
    faultWords: 'The side that accepts TLS, unless the client’s `MinVersion` or `MaxVersion` forbid what it has.',
    since: CLIENT_VERSIONS,
    stopgaps: 'useless',
    steps: [ALLOW_TLS, PROBE_IT],
    isTelling: true,
  },
  {
    id: 'go-handshake-failure',
    title: 'The other side broke the handshake off without saying why',
    product: 'Go',
    printedBy: 'opens',
    wordings: [...clientAlert(40), ...clientAlert(71)],
    alpn: 'possibly',
    means:
      'Most often there is no common cipher suite, the server name is not known there, or, in TLS 1.2, a client certificate is wanted. It is not the alert for ALPN, but some servers send it for whatever they do not like.',
    fault: 'open',
    faultWords: 'Not to be told from the text.',
    since: CLIENT_SUITES,
    stopgaps: 'useless',
    steps: [
      PROBE_IT,
      `If the report says that it is versions or suites: ${ALLOW_TLS}`,
      'If the server wants a client certificate, give the client one.',
    ],
    isTelling: true,
  },
  {
    id: 'go-internal-error',
    title: 'The other side broke the handshake off: an error of its own',
    product: 'Go',
    printedBy: 'opens',
    wordings: clientAlert(80),
    alpn: 'no',
    means:
      'Alert 80 says that something failed there which is not about what the client sent: often there is no certificate for the server name, or it cannot be loaded or fetched.',
    fault: 'accepts',
    faultWords: 'The side that accepts TLS; a name that it does not know may bring it about.',
    stopgaps: 'useless',
    steps: ['Read the log of what accepts there.', CHECK_ENDPOINT, PROBE_IT],
    isTelling: true,
  },
  {
    id: 'go-access-denied',
    title: 'The other side broke the handshake off: access is denied',
    product: 'Go',
    printedBy: 'opens',
    wordings: clientAlert(49),
    alpn: 'no',
    means:
      'Alert 49: the other side understood everything and does not let this client in: because of its certificate, or by a rule for its address or for the server name.',
    fault: 'open',
    faultWords: 'Not to be told from the text: a rule of the side that accepts, or who the client is.',
    stopgaps: 'useless',
    steps: [
      'Look at the access rules there, of a firewall in between, too.',
      'If the server wants a client certificate, give the client one that is allowed in.',
      PROBE_IT,
    ],
    isTelling: true,
  },
  {
    id: 'go-certificate-wanted',
    title: 'The other side wants another client certificate, or one at all',
    product: 'Go',
    printedBy: 'opens',
    wordings: [...clientAlert(116), ...clientAlert(42), ...clientAlert(48), { parts: [goRemoteError(116)] }],
    alpn: 'no',
    means:
      'The side that accepts TLS wants a client certificate (mutual TLS), and got none or one that it does not trust. ALPN was decided before that.',
    fault: 'opens',
    faultWords: 'The client’s certificate; ALPN is not.',
    stopgaps: 'useless',
    steps: [
      'Give the client the certificate and key that the server trusts.',
      'Probe with them: `--cert` and `--key`.',
    ],
    isTelling: true,
  },
  {
    id: 'grpc-go-client-alert',
    title: 'The other side broke the TLS handshake off',
    product: 'grpc-go',
    printedBy: 'opens',
    wordings: [{ parts: [CLIENT_HANDSHAKE + ALERT] }],
    alpn: 'no',
    means: 'Behind `remote error: tls: ` stands the alert that the other side sent. It is not the alert for ALPN.',
    fault: 'open',
    faultWords: 'Not to be told from the text.',
    stopgaps: 'useless',
    steps: [PROBE_IT, 'Read the log of what accepts there.'],
    isTelling: true,
  },
  {
    id: 'go-server-alert',
    title: 'A client broke the TLS handshake off with this server',
    product: 'Go',
    printedBy: 'accepts',
    wordings: [serverHandshake(ALERT), httpHandshake(ALERT)],
    alpn: 'no',
    means:
      'Behind `remote error: tls: ` stands the alert that the client sent. Most often it does not accept this server’s certificate: `unknown certificate authority`, `bad certificate`, `expired certificate`.',
    fault: 'open',
    faultWords: 'Not to be told from here: what the client’s own log says counts.',
    stopgaps: 'useless',
    steps: [
      'Find out what runs at the client address of this line: the host counts, its port is another one at every connection and nobody listens there.',
      'If it is about the certificate: let the client trust its issuer, or this server send the whole chain, for the name that the client dials.',
    ],
    isTelling: false,
  },
  {
    id: 'go-alert',
    title: 'The other side broke the TLS handshake off',
    product: 'Go',
    printedBy: undefined,
    wordings: [{ parts: [ALERT] }],
    alpn: 'no',
    means:
      'Behind `remote error: tls: ` stands the alert that the other side sent. Client and server have the same words for it, and what stands in front of them is missing here.',
    fault: 'open',
    faultWords: 'Not to be told from the text.',
    stopgaps: 'open',
    steps: [
      'Find out whose log this is: `authentication handshake failed` stands in front of it on a client of grpc-go, `ServerHandshake(…) failed` or `TLS handshake error from` on a server.',
      `On a client: ${PROBE_IT}`,
    ],
    isTelling: false,
  },
  {
    id: 'go-server-tls-version',
    title: 'The client has no version of TLS that this server has',
    product: 'Go',
    printedBy: 'accepts',
    wordings: [serverHandshake('tls: client offered only unsupported versions')],
    alpn: 'no',
    means:
      'A grpc-go server has TLS 1.2 and 1.3, unless its tls.Config says otherwise; the client offered older ones only.',
    fault: 'opens',
    faultWords:
      'The side that opens the connection, unless the server’s `MinVersion` or `MaxVersion` forbid what it has.',
    since: SERVER_VERSIONS,
    stopgaps: 'useless',
    steps: ['Let the client, or the proxy that dials, offer TLS 1.2 or 1.3 (nginx: `proxy_ssl_protocols`).'],
    isTelling: true,
  },
  {
    id: 'go-server-ciphers',
    title: 'The client has no cipher suite that this server has',
    product: 'Go',
    printedBy: 'accepts',
    wordings: [serverHandshake('tls: no cipher suite supported by both client and server')],
    alpn: 'no',
    means:
      'For TLS 1.2 a grpc-go server has ECDHE suites with AES-GCM or ChaCha20-Poly1305, since HTTP/2 forbids the others; the client offered none of them.',
    fault: 'opens',
    faultWords:
      'The side that opens the connection, unless its certificate or `CipherSuites` narrow the server’s suites down.',
    since: SERVER_SUITES,
    stopgaps: 'useless',
    steps: ['Let the client, or the proxy that dials, offer such a suite or TLS 1.3 (nginx: `proxy_ssl_ciphers`).'],
    isTelling: true,
  },
];
