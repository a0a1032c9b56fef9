/** Sentences of advice that several error texts share. */

export const PROBE_IT =
  'Probe the address that the client dials, with the name that it sends: the report tells the class, and which grpc-go fails.';

export const SELECT_H2 =
  'Let what ends TLS there select `h2`. nginx, http: `http2 on;` (before 1.25.1: `listen … ssl http2;`); nginx, stream: `ssl_alpn h2;` (since 1.21.4); Go: `"h2"` in `NextProtos` of its tls.Config; Envoy: `alpn_protocols: ["h2"]`; HAProxy: `alpn h2` on the `bind` line; AWS NLB: ALPN policy `HTTP2Preferred`.';

export const PASS_THROUGH = 'Or let TLS pass through the proxy, so that the gRPC server behind it answers itself.';

export const OFFER_H2 =
  'Let the side that opens the connection offer `h2`. nginx, stream: `proxy_ssl_alpn h2;` (since 1.31.0); HAProxy: `server … ssl alpn h2`; Envoy: `alpn_protocols: ["h2"]` in the UpstreamTlsContext; credentials of one’s own in Go: `NextProtos: []string{"h2"}`.';

export const CLIENT_STOPGAP =
  'Until then, as a stopgap on the client: `NewTLSWithALPNDisabled` of `google.golang.org/grpc/experimental/credentials` for one connection (since 1.70.0), or `GRPC_ENFORCE_ALPN_ENABLED=false` for the process. Both are going to be removed from grpc-go.';

export const SERVER_STOPGAP =
  'Until then, as a stopgap on the server: `NewServerTLSFromCertWithALPNDisabled` of `google.golang.org/grpc/experimental/credentials` (since 1.70.0), or `GRPC_ENFORCE_ALPN_ENABLED=false` for the process. Both are going to be removed from grpc-go.';

export const NO_STOPGAP =
  'Do not try `GRPC_ENFORCE_ALPN_ENABLED=false`, `experimental/credentials` or an older grpc-go: none of them changes this.';

export const READ_SERVER_LOG =
  'Read the log of the grpc-go server with `GRPC_GO_LOG_SEVERITY_LEVEL=info`: by default a server that rejects a connection prints nothing.';

export const CHECK_ENDPOINT = 'Check host and port: another service, or another server of the proxy, may answer there.';

export const SPEAK_TLS =
  'Use the port that speaks TLS, or end TLS in front of this one; or dial it without TLS, if that is meant.';

export const ALLOW_TLS =
  'Allow TLS 1.2 or 1.3 there and, for TLS 1.2, ECDHE suites with AES-GCM or ChaCha20-Poly1305: grpc-go has no others.';

export const SPEAK_HTTP2 =
  'Put a server that speaks HTTP/2 behind this address: gRPC does not work over HTTP/1.1. nginx needs `grpc_pass`, not `proxy_pass`.';
