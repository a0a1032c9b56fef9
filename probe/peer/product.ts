import type { Outcome } from '../../core/alpn/index.ts';
import { PRODUCTS, type ProductId } from '../../core/observation/products.ts';
import type { CertificateFacts } from './certificate.ts';
import type { ProbeClass } from '../address/classify.ts';

/** Which product ends TLS at an address, by what it reveals without being asked. */
export interface ProductHint {
  readonly id: ProductId;
  readonly product: string;
  /** What shows it: "the host name ends in …". */
  readonly because: string;
  /** Whether that is shown by others as well, so that something else may end TLS: the cure is then told with "if". */
  readonly isGuess: boolean;
  /** What to change in it so that it selects h2, the exact lines in back quotes; empty = nothing has to be changed, or nothing is known. */
  readonly cure: readonly string[];
}

/** What a hint rests on. */
export interface ProductInput {
  /** The host that was dialled, and the name that was sent. */
  readonly names: readonly string[];
  readonly certificate: CertificateFacts | null;
  readonly class: ProbeClass;
  readonly outcome: Outcome;
  /** What stands in the header `Server` of an answer in HTTP/1, if one came; `null` = none. */
  readonly server: string | null;
}

/** Classes in which a setting of ALPN is what helps. */
const CURABLE: ReadonlySet<ProbeClass> = new Set<ProbeClass>(['B', 'C', 'D', 'closes-on-h2']);

/** The product behind an address. The certificate tells more than the name, and the name more than behaviour. `undefined` = it cannot be told. */
export function productHint(input: ProductInput): ProductHint | undefined {
  const found = byCertificate(input.certificate) ?? byNames(input) ?? byServer(input) ?? byBehaviour(input);
  if (found === undefined) return undefined;
  const { name, cures } = PRODUCTS[found.id];
  const isGuess = found.isGuess === true;
  const cure = isGuess ? cures.map((it) => `If ${name} ends TLS there: ${it}`) : cures;
  return { id: found.id, product: name, because: found.because, isGuess, cure: CURABLE.has(input.class) ? cure : [] };
}

interface Found {
  readonly id: ProductId;
  readonly because: string;
  /** As in `ProductHint`. */
  readonly isGuess?: true;
}

function byCertificate(certificate: CertificateFacts | null): Found | undefined {
  const [leaf] = certificate?.chain ?? [];
  if (leaf === undefined) return undefined;
  const because = `its certificate is “${leaf.subject}”, issued by “${leaf.issuer}”`;
  if (leaf.subject === 'Kubernetes Ingress Controller Fake Certificate') return { id: 'ingress-nginx', because };
  if (leaf.subject === 'TRAEFIK DEFAULT CERT') return { id: 'traefik', because };
  if (leaf.issuer.startsWith('Caddy Local Authority')) return { id: 'caddy', because };
  if (/^ingress-operator@\d+$/.test(leaf.issuer)) return { id: 'openshift-router', because };
  const origin = /^cloudflare origin/i.test(leaf.subject) || /^cloudflare origin/i.test(leaf.issuer);
  return origin ? { id: 'cloudflare-origin', because } : undefined;
}

/** By the ends of names that the providers give to what they run; `elsewhere` = to what else they give such a name. */
const ENDS: readonly (readonly [end: string, id: ProductId, elsewhere?: string])[] = [
  ['.cloudfront.net', 'cloudfront'],
  ['.run.app', 'cloud-run'],
  ['.azurefd.net', 'azure-front-door'],
  ['.azurecontainerapps.io', 'azure-container-apps'],
  ['.fly.dev', 'fly', 'so does that of an app which ends TLS itself'],
  ['.ts.net', 'tailscale', 'so does that of each machine of a tailnet, whatever listens there'],
  ['.openshiftapps.com', 'openshift-router', 'so does that of a route which passes TLS through'],
];

function byNames({ names }: ProductInput): Found | undefined {
  for (const written of names) {
    const name = written.toLowerCase().replace(/\.$/, '');
    const aws = awsLoadBalancer(name);
    if (aws !== undefined) return aws;
    const end = ENDS.find(([suffix]) => name.endsWith(suffix));
    if (end === undefined) continue;
    const [suffix, id, elsewhere] = end;
    const because = `the name ends in ${suffix}`;
    return elsewhere === undefined ? { id, because } : { id, because: `${because}; ${elsewhere}`, isGuess: true };
  }
  return undefined;
}

/**
 * AWS names an NLB `NAME-ID.elb.REGION.amazonaws.com`, an ALB and a Classic Load Balancer `NAME-ID.REGION.elb.amazonaws.com`; in China
 * `.com.cn`.
 */
function awsLoadBalancer(name: string): Found | undefined {
  const bare = name.replace(/\.cn$/, '');
  if (!bare.endsWith('.amazonaws.com')) return undefined;
  const labels = bare.slice(0, -'.amazonaws.com'.length).split('.');
  const [region, elb] = labels.slice(-2);
  if (labels.length < 3) return undefined;
  if (region === 'elb') return { id: 'aws-nlb', because: 'the name is one that AWS gives to Network Load Balancers' };
  if (elb !== 'elb') return undefined;
  return { id: 'aws-elb', because: 'the name is one that AWS gives to Classic and Application Load Balancers' };
}

/** By the first word of the header, in lower case. */
const SERVERS: ReadonlyMap<string, ProductId> = new Map([
  ['nginx', 'nginx'],
  ['openresty', 'nginx'],
  ['apache', 'apache'],
  ['envoy', 'envoy'],
  ['istio-envoy', 'envoy'],
  ['caddy', 'caddy'],
  ['cloudflare', 'cloudflare'],
  ['cloudfront', 'cloudfront'],
  ['awselb', 'aws-elb'],
]);

/** Whoever speaks HTTP says it: what ends TLS may stand in front of it, and pass all else on. */
function byServer({ server, class: found }: ProductInput): Found | undefined {
  const word = server?.toLowerCase().split(/[/ (]/, 1)[0] ?? '';
  const id = SERVERS.get(word);
  if (id === undefined) return undefined;
  if (found === 'plaintext') return { id, because: `it answers with “Server: ${server ?? ''}”` };
  return { id, because: `what answers says “Server: ${server ?? ''}”; TLS may end in front of it`, isGuess: true };
}

/** Of the servers that were tried, only Apache httpd's mod_ssl selects http/1.1 where it is not offered. */
function byBehaviour({ class: found, outcome }: ProductInput): Found | undefined {
  if (found !== 'D' || outcome.kind !== 'unoffered' || outcome.protocol !== 'http/1.1') return undefined;
  return {
    id: 'apache',
    because:
      'it selects http/1.1 though that is not offered: of the servers that were tried, only Apache httpd does so',
    isGuess: true,
  };
}
