import { describe, expect, it } from 'vitest';
import { rootCertificates } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import type { CertificateFacts, ChainCertificate } from '../../probe/peer/certificate.ts';
import { inspectionHint, inspectorOf, type InspectionInput } from '../../probe/peer/inspection.ts';
import { INSPECTORS } from '../../probe/peer/inspectors.ts';
import { isPublicAddress, isPublicName } from '../../probe/peer/publicName.ts';
import { authority, issue } from './chain.ts';
import { probeOne, tlsServer } from './servers.ts';

function link(subject: string, issuer: string, issuerOrganisation: string | null = null): ChainCertificate {
  const selfSigned = subject === issuer;
  return { subject, issuer, issuerOrganisation, validFrom: null, validTo: null, selfSigned, key: 'RSA 2048' };
}

function facts(chain: readonly ChainCertificate[], more: Partial<CertificateFacts> = {}): CertificateFacts {
  return {
    names: [],
    issuer: chain[0]?.issuer ?? '',
    validFrom: null,
    validTo: null,
    daysLeft: null,
    trusted: false,
    whyNot: 'SELF_SIGNED_CERT_IN_CHAIN',
    problems: [{ kind: 'unknown-issuer', text: '' }],
    chain,
    chainLength: chain.length,
    ...more,
  };
}

const PRIVATE = [link('grpc.example.com', 'Corporate CA'), link('Corporate CA', 'Corporate CA')];

function hint(input: Partial<InspectionInput>): ReturnType<typeof inspectionHint> {
  return inspectionHint({
    certificate: facts(PRIVATE),
    identity: 'grpc.example.com',
    address: '93.184.216.34',
    class: 'B',
    hasCa: false,
    ...input,
  });
}

describe('a product in the name of an issuer', () => {
  it.each([
    ['Zscaler Intermediate Root CA (zscaler.net)', 'Zscaler'],
    ['Zscaler Inc.', 'Zscaler'],
    ['ca.tenant.goskope.com', 'Netskope'],
    ['Fortinet_CA_SSL', 'Fortinet FortiGate'],
    ['FortiGate CA', 'Fortinet FortiGate'],
    ['Gateway CA - Cloudflare Managed G1 0123456789abcdef', 'Cloudflare Gateway'],
    ['Cisco Umbrella Secondary SubCA fra-SG', 'Cisco Umbrella'],
    ['Sophos_CA_0123456789', 'Sophos'],
    ['ESET SSL Filter CA', 'ESET'],
    ['Kaspersky Anti-Virus Personal Root Certificate', 'Kaspersky'],
    ['Bitdefender Personal CA.Net-Defender', 'Bitdefender'],
    ['Avast Web/Mail Shield Root', 'Avast'],
    ['AVG Web/Mail Shield Root', 'AVG'],
    ['mitmproxy', 'mitmproxy'],
    ['Charles Proxy CA (1 Jan 2026, laptop)', 'Charles'],
    ['DO_NOT_TRUST_FiddlerRoot', 'Fiddler'],
    ['PortSwigger CA', 'Burp Suite'],
    ['Blue Coat ProxySG', 'Blue Coat ProxySG (Symantec)'],
    ['Barracuda', 'Barracuda'],
    ['Forcepoint Cloud CA', 'Forcepoint'],
  ])('%s', (name, product) => {
    expect(inspectorOf(name)).toBe(product);
  });

  it.each([
    'Reset Systems',
    'Umbrella Corporation CA',
    'Norton Hospital CA',
    'Palo Alto City CA',
    'Corporate CA',
    'R11',
    "Let's Encrypt",
    'Cloudflare Inc ECC CA-3',
    'Cisco',
    'DigiCert Inc',
    '',
  ])('not in %j', (name) => {
    expect(inspectorOf(name)).toBeUndefined();
  });

  it('names each product once, by words as they are compared', () => {
    expect(new Set(INSPECTORS.map(({ product }) => product)).size).toBe(INSPECTORS.length);
    for (const { marks } of INSPECTORS) for (const mark of marks) expect(mark).toMatch(/^[a-z0-9]+(?: [a-z0-9]+)*$/);
  });

  it('is no name of a public root', () => {
    for (const pem of rootCertificates)
      for (const part of new X509Certificate(pem).subject.split('\n'))
        expect([part, inspectorOf(part)]).toEqual([part, undefined]);
  });

  it('is told, whatever the class, and claimed of nobody', () => {
    const certificate = facts([link('grpc.example.com', 'Intermediate', 'Zscaler Inc.')]);
    const found = hint({ certificate, class: 'A', identity: '10.0.0.1', address: '10.0.0.1' });
    expect(found).toMatchObject({ product: 'Zscaler' });
    expect(found?.text).toBe(
      "The issuer “Zscaler Inc.” suggests that Zscaler opens TLS on the way to the server: then the answer about ALPN is its own, not the server's.",
    );
    expect(found?.advice.join(' ')).toMatch(/from a machine outside of this network.*exception/);
  });
});

describe('a maker of load balancers in the name of an issuer', () => {
  const made = facts([link('grpc.example.com', 'support', 'Fortinet')], { problems: [] });

  it('opens TLS on the way to a public server', () => {
    expect(hint({ certificate: made })).toMatchObject({ product: 'Fortinet FortiGate' });
  });

  it.each([
    ['a private address', { certificate: made, address: '10.0.0.1' }],
    ['a private name', { certificate: made, identity: 'grpc.internal' }],
    ['one that is signed by itself', { certificate: facts([link('Barracuda', 'Barracuda', 'Barracuda Networks')]) }],
    [
      'one that names the device, and not the server',
      { certificate: facts([link('FWB-VM', 'support', 'Fortinet')], { problems: [{ kind: 'wrong-name', text: '' }] }) },
    ],
  ] as const)('is not said to inspect: %s', (_when, input) => {
    expect(hint({ ...input, class: 'A' })).toBeUndefined();
  });
});

describe('a private issuer', () => {
  it('of a public name at a public address may be a proxy', () => {
    expect(hint({})).toMatchObject({ product: null });
    expect(hint({})?.text).toMatch(
      /“Corporate CA”, which is not in the list of CAs that Node brings along: that may be a private CA, or a proxy/,
    );
    const trusted = hint({ certificate: facts(PRIVATE, { trusted: true, whyNot: null, problems: [] }) });
    expect(trusted?.text).toContain('this probe trusts, though it is none of the public roots');
  });

  it.each([
    ['with h2 selected', { class: 'A' }],
    ['with a CA of the user', { hasCa: true }],
    ['at a private address', { address: '10.1.2.3' }],
    ['of a private name', { identity: 'grpc.corp.internal' }],
    ['of an address', { identity: '93.184.216.34' }],
    ['that is the server itself', { certificate: facts([link('x', 'x')]) }],
    [
      'whose certificate is missing',
      { certificate: facts(PRIVATE, { problems: [{ kind: 'missing-issuer', text: '' }] }) },
    ],
    ['without a chain', { certificate: facts([]) }],
  ] as const)('is nothing to remark upon %s', (_when, input) => {
    expect(hint(input)).toBeUndefined();
  });

  it('is none where the chain leads to a root that Node brings along', () => {
    const certificate = facts([
      link('grpc.example.com', 'R11', "Let's Encrypt"),
      link('R11', 'ISRG Root X1', 'Internet Security Research Group'),
    ]);
    expect(hint({ certificate })).toBeUndefined();
  });
});

describe('what is public', () => {
  it.each(['grpc.example.com', 'EXAMPLE.COM.', 'a.b.co.uk'])('the name %s', (name) => {
    expect(isPublicName(name)).toBe(true);
  });

  it.each([
    'localhost',
    'server',
    'a.local',
    'svc.cluster.local',
    'a.internal',
    'a.home.arpa',
    '1.2.3.4',
    '::1',
    'a.test',
  ])('not the name %s', (name) => {
    expect(isPublicName(name)).toBe(false);
  });

  it.each(['8.8.8.8', '2606:4700::1111', '172.32.0.1', '100.128.0.1'])('the address %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.1.1',
    '100.64.0.1',
    '192.0.2.1',
    '0.0.0.0',
    '240.0.0.1',
    '::1',
    '::',
    'fe80::1%eth0',
    'fd00::1',
    '2001:db8::1',
    '::ffff:10.0.0.1',
    'no address',
  ])('not the address %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a probe', () => {
  it('tells the product that issued the certificate, and changes no class', async () => {
    const root = await authority('Zscaler Root CA', 'Zscaler Inc.');
    const leaf = await issue(root, ['127.0.0.1']);
    const server = await tlsServer({ key: leaf.key, cert: leaf.cert + root.cert });
    expect(await probeOne(server.port)).toMatchObject({ class: 'B', inspection: { product: 'Zscaler' } });
  });

  it('says nothing of a CA of nobody, on loopback', async () => {
    const leaf = await issue(await authority('Corporate CA'), ['127.0.0.1']);
    const server = await tlsServer({ key: leaf.key, cert: leaf.cert });
    expect(await probeOne(server.port)).toMatchObject({ class: 'B', inspection: null });
  });
});
