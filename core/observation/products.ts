/** Products that end TLS, and what to change in each so that it selects h2: the one table of cures by product. */
export type ProductId =
  | 'aws-nlb'
  | 'aws-elb'
  | 'cloudfront'
  | 'cloud-run'
  | 'azure-front-door'
  | 'azure-container-apps'
  | 'cloudflare'
  | 'cloudflare-origin'
  | 'fly'
  | 'tailscale'
  | 'ingress-nginx'
  | 'openshift-router'
  | 'traefik'
  | 'caddy'
  | 'apache'
  | 'nginx'
  | 'f5-nginx-ingress'
  | 'envoy'
  | 'haproxy';

/** A product by its name, and its cures. */
export interface Product {
  readonly name: string;
  /** What lets it select h2, the exact line in back quotes; empty = nothing is known that would. */
  readonly cures: readonly string[];
}

const NLB_CURES: readonly string[] = [
  'AWS NLB: a TLS listener needs an ALPN policy, and AWS documents that it has None unless set (a TCP listener passes TLS on: then the server behind it decides). Terraform, `aws_lb_listener`: `alpn_policy = "HTTP2Preferred"`.',
  'AWS NLB made by the AWS Load Balancer Controller: annotation `service.beta.kubernetes.io/aws-load-balancer-alpn-policy: HTTP2Preferred` (the controller reads it, the load balancers that Kubernetes makes by itself ignore it).',
  'AWS NLB by command line: `aws elbv2 modify-listener --listener-arn ARN --alpn-policy HTTP2Preferred`.',
];

const CLASSIC_CURE =
  'An AWS Classic Load Balancer has no setting for ALPN at all: let it pass TLS through (listener protocol TCP), or replace it by an NLB with ALPN policy HTTP2Preferred or by an ALB.';

const ALB_CURE =
  'AWS ALB: HTTP/2 has to be switched on, as it is unless changed. Terraform, `aws_lb`: `enable_http2 = true`; the target group needs `protocol_version = "GRPC"`.';

const ORIGIN_CURE =
  'Cloudflare documents that an origin for gRPC must offer HTTP/2 over ALPN on port 443: let the server behind it select h2.';

/** By id. Documentation-only facts say who documents them. */
export const PRODUCTS: Readonly<Record<ProductId, Product>> = {
  'aws-nlb': { name: 'AWS Network Load Balancer', cures: NLB_CURES },
  'aws-elb': {
    name: 'AWS Classic Load Balancer or Application Load Balancer',
    cures: [CLASSIC_CURE, ALB_CURE],
  },
  cloudfront: {
    name: 'Amazon CloudFront',
    cures: [
      'CloudFront: switch HTTP/2 and gRPC on. Terraform, `aws_cloudfront_distribution`: `http_version = "http2"`, and `grpc_config { enabled = true }` in the cache behavior.',
    ],
  },
  'cloud-run': { name: 'Google Cloud Run', cures: [] },
  'azure-front-door': {
    name: 'Azure Front Door',
    cures: [
      'Microsoft documents that Azure Front Door speaks HTTP/1.1 to what is behind it: gRPC does not get through. Let clients dial the service itself.',
    ],
  },
  'azure-container-apps': {
    name: 'Azure Container Apps',
    cures: ['Azure Container Apps: `transport: http2` in the ingress of the app.'],
  },
  cloudflare: {
    name: 'Cloudflare',
    cures: ["Cloudflare: switch gRPC on in the zone's settings (Network, gRPC)."],
  },
  'cloudflare-origin': { name: 'a server behind Cloudflare (its own certificate for origins)', cures: [ORIGIN_CURE] },
  fly: {
    name: 'Fly.io',
    cures: [
      'Fly.io, fly.toml: `tls_options = { alpn = ["h2"] }` in the `[[services.ports]]` that has the `tls` handler.',
    ],
  },
  tailscale: {
    name: 'Tailscale',
    cures: [
      'Tailscale: `tailscale serve --tls-terminated-tcp` selects no protocol. Use `tailscale serve --tcp`, and let the gRPC server end TLS itself.',
    ],
  },
  'ingress-nginx': {
    name: 'ingress-nginx',
    cures: [
      'ingress-nginx: `use-http2: "true"` in its ConfigMap (the default, on port 443 only).',
      'ingress-nginx: it shows its fake certificate where no Ingress with TLS has this name: `spec.tls` with this host, and `nginx.ingress.kubernetes.io/backend-protocol: "GRPC"`.',
    ],
  },
  'openshift-router': {
    name: 'the OpenShift router (HAProxy)',
    cures: [
      'OpenShift: the router offers no ALPN for routes with its default certificate. Switch HTTP/2 on, `oc annotate ingresses.config/cluster ingress.operator.openshift.io/default-enable-http2=true`, and give the route a certificate of its own.',
      'OpenShift: or let the route pass TLS through, `spec.tls.termination: passthrough`.',
    ],
  },
  traefik: {
    name: 'Traefik',
    cures: [
      'Traefik: `h2` has to be in `alpnProtocols` of the TLS options in force, as it is by default: `alpnProtocols: [h2, http/1.1]`.',
    ],
  },
  caddy: {
    name: 'Caddy',
    cures: [
      'Caddy: h2 has to be left in: `protocols h1 h2` in the global `servers` block, and no `alpn` without `h2` in `tls`.',
    ],
  },
  apache: {
    name: 'Apache httpd',
    cures: ['Apache httpd: `Protocols h2 http/1.1` in the virtual host, with mod_http2 loaded (2.4.17 and newer).'],
  },
  nginx: {
    name: 'nginx',
    cures: [
      'nginx, http: `http2 on;` (before 1.25.1: `listen … ssl http2;`); nginx, stream: `ssl_alpn h2;` (since 1.21.4).',
    ],
  },
  'f5-nginx-ingress': {
    name: 'F5 NGINX Ingress Controller',
    cures: [
      'F5 NGINX Ingress Controller: `http2: "True"` in its ConfigMap (the default is False), and the annotation `nginx.org/grpc-services`.',
    ],
  },
  envoy: {
    name: 'Envoy',
    cures: ['Envoy: `alpn_protocols: ["h2", "http/1.1"]` in `common_tls_context` of the DownstreamTlsContext.'],
  },
  haproxy: { name: 'HAProxy', cures: ['HAProxy: `alpn h2,http/1.1` on the `bind` line.'] },
};
