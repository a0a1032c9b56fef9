import { grpcGoEnforcesAlpn } from './grpc-go-enforces-alpn.ts';
import { nginxGrpcListenerWithoutHttp2 } from './nginx-grpc-listener-without-http2.ts';
import { nginxStreamAlpnWithoutH2 } from './nginx-stream-alpn-without-h2.ts';
import { nginxStreamTlsWithoutAlpn } from './nginx-stream-tls-without-alpn.ts';
import { nginxStreamUpstreamWithoutAlpn } from './nginx-stream-upstream-without-alpn.ts';
import type { Rule } from './rule.ts';
import { syntax } from './syntax.ts';

/** All rules, in the order of their ids. */
export const rules: readonly Rule[] = [
  grpcGoEnforcesAlpn,
  nginxGrpcListenerWithoutHttp2,
  nginxStreamAlpnWithoutH2,
  nginxStreamTlsWithoutAlpn,
  nginxStreamUpstreamWithoutAlpn,
  syntax,
];
