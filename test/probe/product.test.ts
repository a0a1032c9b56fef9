import { describe, expect, it } from 'vitest';
import { PRODUCTS } from '../../core/observation/products.ts';
import type { CertificateFacts } from '../../probe/peer/certificate.ts';
import { productHint, type ProductHint, type ProductInput } from '../../probe/peer/product.ts';
import { serverHeader } from '../../probe/wire/serverHeader.ts';
import { authority, issue } from './chain.ts';
import { curesOf } from '../../probe/told/viewCures.ts';
import { plain } from '../../probe/told/words.ts';
import { classServers, probeOne, rawServer, tlsServer } from './servers.ts';

function hint(input: Partial<ProductInput>): ProductHint | undefined {
  return productHint({ names: [], certificate: null, class: 'B', outcome: { kind: 'none' }, server: null, ...input });
}

function shown(subject: string, issuer: string): CertificateFacts {
  const link = {
    subject,
    issuer,
    issuerOrganisation: null,
    validFrom: null,
    validTo: null,
    selfSigned: false,
    key: null,
  };
  return {
    ...{ names: [subject], issuer, validFrom: null, validTo: null, daysLeft: null, trusted: false, whyNot: null },
    ...{ problems: [], chain: [link], chainLength: 1 },
  };
}

describe('the product behind an address', () => {
  it.each([
    ['app-0123456789abcdef.elb.us-east-2.amazonaws.com', 'aws-nlb'],
    ['app-0123456789abcdef.elb.cn-north-1.amazonaws.com.cn', 'aws-nlb'],
    ['internal-app-123456789.us-east-2.elb.amazonaws.com', 'aws-elb'],
    ['APP-123456789.us-east-2.elb.amazonaws.com.', 'aws-elb'],
    ['d111111abcdef8.cloudfront.net', 'cloudfront'],
    ['service-abc-ew.a.run.app', 'cloud-run'],
    ['app.azurefd.net', 'azure-front-door'],
    ['app.region.azurecontainerapps.io', 'azure-container-apps'],
  ])('by its name: %s', (name, id) => {
    expect(hint({ names: ['grpc.example.com', name] })).toMatchObject({ id, isGuess: false });
  });

  it.each([
    ['app.fly.dev', 'fly', 'Fly.io', 'an app which ends TLS itself'],
    ['machine.tailnet.ts.net', 'tailscale', 'Tailscale', 'each machine of a tailnet'],
    [
      'grpc.apps.rosa.abc.p1.openshiftapps.com',
      'openshift-router',
      'the OpenShift router (HAProxy)',
      'a route which passes TLS through',
    ],
  ])('perhaps, by a name that others have, too: %s', (name, id, product, elsewhere) => {
    const found = hint({ names: [name] });
    expect(found).toMatchObject({ id, isGuess: true });
    expect(found?.because).toContain(elsewhere);
    for (const cure of found?.cure ?? []) expect(cure).toContain(`If ${product} ends TLS there: `);
  });

  it.each([
    'elb.amazonaws.com',
    'amazonaws.com',
    's3.us-east-2.amazonaws.com',
    'xrun.app',
    'cloudfront.net',
    'a.elb.example.com',
  ])('not by the name %s', (name) => {
    expect(hint({ names: [name] })).toBeUndefined();
  });

  it.each([
    [
      'Kubernetes Ingress Controller Fake Certificate',
      'Kubernetes Ingress Controller Fake Certificate',
      'ingress-nginx',
    ],
    ['TRAEFIK DEFAULT CERT', 'TRAEFIK DEFAULT CERT', 'traefik'],
    ['', 'Caddy Local Authority - ECC Intermediate', 'caddy'],
    ['*.apps.cluster.example.com', 'ingress-operator@1700000000', 'openshift-router'],
    ['CloudFlare Origin Certificate', 'CloudFlare Origin SSL Certificate Authority', 'cloudflare-origin'],
  ])('by its certificate: %s, %s', (subject, issuer, id) => {
    expect(hint({ certificate: shown(subject, issuer), names: ['app.fly.dev'] })).toMatchObject({ id });
  });

  it.each([
    ['nginx/1.26.3', 'nginx'],
    ['Apache/2.4.62 (Debian)', 'apache'],
    ['envoy', 'envoy'],
    ['Caddy', 'caddy'],
    ['cloudflare', 'cloudflare'],
    ['awselb/2.0', 'aws-elb'],
  ])('perhaps, by what it says in HTTP/1: %s', (server, id) => {
    const because = `what answers says “Server: ${server}”; TLS may end in front of it`;
    expect(hint({ server })).toMatchObject({ id, because, isGuess: true });
    expect(hint({ server, class: 'plaintext' })).toMatchObject({ id, isGuess: false, cure: [] });
  });

  it('by what nobody else does: http/1.1 selected, and not offered', () => {
    expect(hint({ class: 'D', outcome: { kind: 'unoffered', protocol: 'http/1.1' } })).toMatchObject({
      id: 'apache',
      isGuess: true,
      cure: [expect.stringMatching(/^If Apache httpd ends TLS there: Apache httpd: `Protocols h2 http\/1\.1`/)],
    });
    expect(hint({ class: 'D', outcome: { kind: 'unoffered', protocol: 'spdy/3' } })).toBeUndefined();
  });

  it('cannot be told of most', () => {
    expect(
      hint({ names: ['grpc.example.com'], server: 'something', certificate: shown('grpc.example.com', 'R11') }),
    ).toBeUndefined();
  });

  it('has cures where ALPN is what fails, and none where it works', () => {
    const names = ['app-0123456789abcdef.elb.us-east-2.amazonaws.com'];
    expect(hint({ names })?.cure.join('\n')).toMatch(
      /alpn_policy = "HTTP2Preferred"[^]*aws-load-balancer-alpn-policy: HTTP2Preferred[^]*modify-listener/,
    );
    expect(hint({ names, class: 'A' })).toMatchObject({ id: 'aws-nlb', cure: [] });
    expect(hint({ names, class: 'timeout' })).toMatchObject({ id: 'aws-nlb', cure: [] });
  });

  it('every product has a name, and every cure is a sentence with a line in back quotes or a reason', () => {
    for (const [id, { name, cures }] of Object.entries(PRODUCTS)) {
      expect([id, name === '']).toEqual([id, false]);
      for (const cure of cures) expect(cure).toMatch(/\.$|\)$/);
    }
  });
});

describe('the header Server', () => {
  it.each([
    ['HTTP/1.1 400 Bad Request\r\nServer: nginx/1.26.3\r\nDate: x\r\n', 'nginx/1.26.3'],
    ['HTTP/1.0 400 Bad Request\r\nDate: x\r\nSERVER:a\r\n\r\n', 'a'],
    ['HTTP/1.1 400 Bad Request\r\nServer: ngi', undefined],
    ['HTTP/1.1 400 Bad Request\r\n\r\nServer: body\r\n', undefined],
    ['SSH-2.0\r\nServer: x\r\n', undefined],
    ['', undefined],
  ])('of %j', (text, server) => {
    expect(serverHeader(Buffer.from(text))).toBe(server);
  });
});

describe('a probe', () => {
  it('class D with http/1.1 is Apache’s way', async () => {
    const address = await probeOne((await classServers()).get('D'));
    expect(address).toMatchObject({ class: 'D', product: { id: 'apache' } });
    // A guess does not take the place of what is true of every server.
    const [general, guessed] = curesOf([address], []).map(({ words }) => plain(words));
    expect(general).toMatch(/^Let what ends TLS at this address select/);
    expect(guessed).toMatch(/^If Apache httpd ends TLS there: /);
  });

  it('reads the certificate', async () => {
    const leaf = await issue(await authority('Caddy Local Authority - 2026 ECC Root'), ['127.0.0.1']);
    const server = await tlsServer({ key: leaf.key, cert: leaf.cert, ALPNProtocols: ['http/1.1'] });
    expect(await probeOne(server.port)).toMatchObject({ class: 'C', product: { id: 'caddy', product: 'Caddy' } });
  });

  it('reads what a plaintext server says unasked, and asks nothing', async () => {
    const server = await rawServer(
      (socket) =>
        void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nServer: nginx/1.26.3\r\n\r\n')),
    );
    expect(await probeOne(server.port)).toMatchObject({ class: 'plaintext', product: { id: 'nginx', cure: [] } });
  });

  it('reads what is answered in HTTP/1 where HTTP/2 was asked for', async () => {
    const server = await tlsServer({}, (socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\nServer: Apache/2.4.62\r\n\r\n'));
    });
    const address = await probeOne(server.port, { http2: true });
    expect(address).toMatchObject({
      class: 'B',
      http2: { asked: true, answer: 'http/1.1', server: 'Apache/2.4.62' },
      product: { id: 'apache' },
    });
  });
});
