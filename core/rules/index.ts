import { alpnOptOut } from './alpn-opt-out.ts';
import { alpnOptOutIneffective } from './alpn-opt-out-ineffective.ts';
import { awsAlbHttp2Disabled } from './aws-alb-http2-disabled.ts';
import { awsAlbTargetGroupNotGrpc } from './aws-alb-target-group-not-grpc.ts';
import { awsClassicElbEndsTls } from './aws-classic-elb-ends-tls.ts';
import { awsNlbAlpnWithoutH2 } from './aws-nlb-alpn-without-h2.ts';
import { awsNlbTlsWithoutAlpn } from './aws-nlb-tls-without-alpn.ts';
import { goCredentialsWithoutAlpn } from './go-credentials-without-alpn.ts';
import { goDoubleTls } from './go-double-tls.ts';
import { goGetConfigForClientWithoutH2 } from './go-getconfigforclient-without-h2.ts';
import { goHttp2Disabled } from './go-http2-disabled.ts';
import { goTlsListenerWithoutH2 } from './go-tls-listener-without-h2.ts';
import { grpcGoEnforcesAlpn } from './grpc-go-enforces-alpn.ts';
import { grpcGoGetConfigForClient } from './grpc-go-getconfigforclient.ts';
import { grpcGoMixedEnforcement } from './grpc-go-mixed-enforcement.ts';
import { ignoreWithoutReason } from './ignore-without-reason.ts';
import { kubernetesIngressWithoutHttp2 } from './kubernetes-ingress-without-http2.ts';
import { kubernetesNlbAlpnIgnored } from './kubernetes-nlb-alpn-ignored.ts';
import { kubernetesNlbWithoutAlpn } from './kubernetes-nlb-without-alpn.ts';
import { nginxAlpnDirectiveMisplaced } from './nginx-alpn-directive-misplaced.ts';
import { nginxAlpnDirectiveTooNew } from './nginx-alpn-directive-too-new.ts';
import { nginxAlpnDirectiveWithoutTls } from './nginx-alpn-directive-without-tls.ts';
import { nginxGrpcListenerWithoutHttp2 } from './nginx-grpc-listener-without-http2.ts';
import { nginxGrpcOverProxyPass } from './nginx-grpc-over-proxy-pass.ts';
import { nginxListenerWithoutSsl } from './nginx-listener-without-ssl.ts';
import { nginxPrereadOnTerminatedTls } from './nginx-preread-on-terminated-tls.ts';
import { nginxSniAlpnDiffers } from './nginx-sni-alpn-differs.ts';
import { nginxStreamAlpnWithoutH2 } from './nginx-stream-alpn-without-h2.ts';
import { nginxStreamTlsWithoutAlpn } from './nginx-stream-tls-without-alpn.ts';
import { nginxStreamUpstreamAlpnWithoutH2 } from './nginx-stream-upstream-alpn-without-h2.ts';
import { nginxStreamUpstreamWithoutAlpn } from './nginx-stream-upstream-without-alpn.ts';
import { nginxTlsRefusedByGrpcGo } from './nginx-tls-refused-by-grpc-go.ts';
import type { AnyRule } from './rule.ts';
import { syntax } from './syntax.ts';
import { unusedIgnore } from './unused-ignore.ts';

/** All rules, in the order of their ids. */
export const rules: readonly AnyRule[] = [
  alpnOptOut,
  alpnOptOutIneffective,
  awsAlbHttp2Disabled,
  awsAlbTargetGroupNotGrpc,
  awsClassicElbEndsTls,
  awsNlbAlpnWithoutH2,
  awsNlbTlsWithoutAlpn,
  goCredentialsWithoutAlpn,
  goDoubleTls,
  goGetConfigForClientWithoutH2,
  goHttp2Disabled,
  goTlsListenerWithoutH2,
  grpcGoEnforcesAlpn,
  grpcGoGetConfigForClient,
  grpcGoMixedEnforcement,
  ignoreWithoutReason,
  kubernetesIngressWithoutHttp2,
  kubernetesNlbAlpnIgnored,
  kubernetesNlbWithoutAlpn,
  nginxAlpnDirectiveMisplaced,
  nginxAlpnDirectiveTooNew,
  nginxAlpnDirectiveWithoutTls,
  nginxGrpcListenerWithoutHttp2,
  nginxGrpcOverProxyPass,
  nginxListenerWithoutSsl,
  nginxPrereadOnTerminatedTls,
  nginxSniAlpnDiffers,
  nginxStreamAlpnWithoutH2,
  nginxStreamTlsWithoutAlpn,
  nginxStreamUpstreamAlpnWithoutH2,
  nginxStreamUpstreamWithoutAlpn,
  nginxTlsRefusedByGrpcGo,
  syntax,
  unusedIgnore,
];
