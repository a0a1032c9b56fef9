import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { CertificateFacts } from './certificate.ts';
import type { ProbeClass } from '../address/classify.ts';
import { organisationOf, parseDistinguishedName, shortName } from './distinguishedName.ts';
import { INSPECTORS, type Inspector } from './inspectors.ts';
import { isPublicAddress, isPublicName } from './publicName.ts';

/** What suggests that something between this machine and the server opens TLS and closes it again. Never a claim. */
export interface InspectionHint {
  /** The product that the issuer's name suggests; `null` = only that the issuer is a private one is known. */
  readonly product: string | null;
  /** One or two sentences: what was seen, and what it may mean. */
  readonly text: string;
  /** What to do, one sentence each. */
  readonly advice: readonly string[];
}

/** What a hint rests on. */
export interface InspectionInput {
  readonly certificate: CertificateFacts;
  /** The name that was dialled, or sent as SNI. */
  readonly identity: string;
  readonly address: string;
  readonly class: ProbeClass;
  /** Whether a CA was given to the probe: then a private one is what the user expects. */
  readonly hasCa: boolean;
}

const ADVICE: readonly string[] = [
  'Probe the same endpoint from a machine outside of this network, or without the inspecting program, and compare the issuers.',
  'If they differ, ask whoever runs the inspection for an exception for this host: it takes the place of the server in the TLS handshake, ALPN included.',
];

/**
 * Looks for the marks of TLS inspection in the chain. A product is named where an issuer carries its name, and the certificate is not one that
 * the maker's own load balancer would show; else, where gRPC fails, a public
 * name at a public address whose chain ends in no public root is remarked upon.
 */
export function inspectionHint(input: InspectionInput): InspectionHint | undefined {
  const hint = namedInspector(input) ?? privateIssuer(input);
  return hint === undefined || endsInPublicRoot(input.certificate) ? undefined : hint;
}

function namedInspector({ certificate, identity, address }: InspectionInput): InspectionHint | undefined {
  const { chain, problems } = certificate;
  // What inspects makes a certificate for the name that was dialled; a device's own is signed by itself, or names the device.
  if (chain[0]?.selfSigned === true || problems.some(({ kind }) => kind === 'wrong-name')) return undefined;
  const isPublic = isPublicName(identity) && isPublicAddress(address);
  const names = chain.flatMap(({ issuer, issuerOrganisation }) => [issuer, issuerOrganisation ?? '']);
  for (const name of names) {
    const found = inspectorBy(name);
    if (found === undefined || (found.isServersOwn === true && !isPublic)) continue;
    const { product } = found;
    const text = `The issuer “${name}” suggests that ${product} opens TLS on the way to the server: then the answer about ALPN is its own, not the server's.`;
    return { product, text, advice: ADVICE };
  }
  return undefined;
}

/** The product that a name of an issuer belongs to. `undefined` = none that is known. */
export function inspectorOf(name: string): string | undefined {
  return inspectorBy(name)?.product;
}

function inspectorBy(name: string): Inspector | undefined {
  const words = ` ${name.toLowerCase().replace(/[^a-z0-9]+/g, ' ')} `;
  return INSPECTORS.find(({ marks }) => marks.some((mark) => words.includes(` ${mark} `)));
}

function privateIssuer({
  certificate,
  identity,
  address,
  hasCa,
  ...rest
}: InspectionInput): InspectionHint | undefined {
  const [leaf] = certificate.chain;
  // A proxy that inspects issues certificates; one that is signed by itself is a server's own.
  if (leaf === undefined || leaf.selfSigned || hasCa || rest.class === 'A') return undefined;
  if (!isPublicName(identity) || !isPublicAddress(address)) return undefined;
  const trust = certificate.trusted
    ? 'this probe trusts, though it is none of the public roots that Node brings along'
    : 'is not in the list of CAs that Node brings along';
  const issuer = leaf.issuer === '' ? 'an issuer without a name' : `“${leaf.issuer}”`;
  // Where a certificate is missing, or bad in another way, nothing tells a private CA from a public one.
  if (certificate.problems.some(({ kind }) => kind === 'missing-issuer' || kind === 'other')) return undefined;
  const text = `The name is a public one, and its certificate comes from ${issuer}, which ${trust}: that may be a private CA, or a proxy that opens TLS on the way, which often takes ALPN out.`;
  return { product: null, text, advice: ADVICE };
}

/** Whether the chain leads to one of the roots that Node brings along (Mozilla's list), by the names of its issuers. */
function endsInPublicRoot({ chain }: CertificateFacts): boolean {
  return chain.some(({ issuer, issuerOrganisation }) => publicRoots().has(rootKey(issuer, issuerOrganisation ?? '')));
}

let known: ReadonlySet<string> | undefined;

/** Read when they are first asked for: that takes tens of milliseconds. */
function publicRoots(): ReadonlySet<string> {
  known ??= new Set(
    rootCertificates.map((pem) => {
      const subject = parseDistinguishedName(new X509Certificate(pem).subject);
      return rootKey(shortName(subject), organisationOf(subject) ?? '');
    }),
  );
  return known;
}

function rootKey(name: string, organisation: string): string {
  return `${organisation}\n${name}`;
}
