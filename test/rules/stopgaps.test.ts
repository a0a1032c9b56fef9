import { describe, expect, it } from 'vitest';
import type { Fix } from '../../core/rules/rule.ts';
import { checkTexts } from '../support/openWorkspace.ts';
import { applyFix, type Texts } from './harness.ts';

const CLIENT = `package main

import (
	"log"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func main() {
	creds := credentials.NewClientTLSFromCert(nil, "")
	connection, err := grpc.NewClient("orders.shop.example:9443", grpc.WithTransportCredentials(creds))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	log.Print(dial(credentials.NewTLS(nil)))
}

func dial(creds credentials.TransportCredentials) error {
	_, err := grpc.NewClient("stock.shop.example:443", grpc.WithTransportCredentials(creds))
	return err
}
`;

const SERVER = `package main

import (
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func main() {
	creds, err := credentials.NewServerTLSFromFile("server.crt", "server.key")
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", ":19000")
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(grpc.NewServer(grpc.Creds(creds)).Serve(listener))
}
`;

const ALIAS = '\texpcreds "google.golang.org/grpc/experimental/credentials"\n';

/** A stream server that ends TLS, and one that opens it. */
function nginx(lines: string): string {
  return `# grpc-alpn: nginx=1.26.3\n# grpc-alpn: grpc=yes\nevents {}\nstream {\n    server {\n${lines}    }\n}\n`;
}

const ENDS = nginx(`        listen 9443 ssl;
        server_name orders.shop.example;
        ssl_certificate     tls/server.crt;
        ssl_certificate_key tls/server.key;
        proxy_pass 10.0.0.7:9000;
`);

const OPENS = nginx(`        listen 9000;
        proxy_pass 127.0.0.1:19000;
        proxy_ssl on;
`);

function module(version: string): string {
  return `module shop.example/orders\n\ngo 1.25.0\n\nrequire google.golang.org/grpc ${version}\n`;
}

/** The stopgaps that a rule offers in Go files. */
async function stopgapsOf(texts: Texts, rule: string): Promise<readonly Fix[]> {
  const { analysis } = await checkTexts(texts);
  expect(analysis.findings.map((it) => it.rule)).toContain(rule);
  return analysis.findings
    .flatMap((it) => (it.rule === rule ? it.fixes : []))
    .filter(({ title }) => title.includes('WithALPNDisabled'));
}

describe('the stopgap in a client of this folder', () => {
  const texts = { 'nginx.conf': ENDS, 'go.mod': module('v1.85.0'), 'shop/main.go': CLIENT };
  const RULE = 'nginx-stream-tls-without-alpn';

  it('is offered where it leads to the listener of nginx, and nowhere else', async () => {
    const [fix, ...others] = await stopgapsOf(texts, RULE);
    expect(others).toEqual([]);
    expect(fix?.safety).toBe('unsafe');
    expect(fix?.title).toContain('the client in shop/main.go');
    expect(fix && applyFix(texts, fix)['shop/main.go']).toBe(
      CLIENT.replace(
        '"google.golang.org/grpc/credentials"\n',
        `"google.golang.org/grpc/credentials"\n${ALIAS}`,
      ).replace('credentials.NewClientTLSFromCert(', 'expcreds.NewClientTLSFromCertWithALPNDisabled('),
    );
  });

  it('is not offered below grpc-go 1.70.0, which has no such credentials', async () => {
    expect(await stopgapsOf({ ...texts, 'go.mod': module('v1.69.4') }, RULE)).toEqual([]);
  });

  it('is not offered without a module, whose grpc-go would tell', async () => {
    const others = { 'nginx.conf': ENDS, 'shop/main.go': CLIENT };
    expect(await stopgapsOf(others, RULE)).toEqual([]);
  });

  it('takes another name where the first one is taken, in the file or in the package', async () => {
    const inFile = { ...texts, 'shop/main.go': CLIENT.replaceAll('connection', 'expcreds') };
    const [first] = await stopgapsOf(inFile, RULE);
    expect(first && applyFix(inFile, first)['shop/main.go']).toContain('experimentalcreds "google.golang.org');
    const inPackage = { ...texts, 'shop/other.go': 'package main\n\nvar expcreds = "grpc"\n' };
    const [second] = await stopgapsOf(inPackage, RULE);
    expect(second && applyFix(inPackage, second)['shop/main.go']).toContain('experimentalcreds "google.golang.org');
  });

  it('uses the import that there is', async () => {
    const imported = {
      ...texts,
      'shop/main.go': CLIENT.replace(
        '\t"google.golang.org/grpc/credentials"\n',
        (line) => `${line}${ALIAS.replace('expcreds', 'lax')}`,
      ).replace('credentials.NewTLS(nil)', 'lax.NewTLSWithALPNDisabled(nil)'),
    };
    const [fix] = await stopgapsOf(imported, RULE);
    const after = fix && applyFix(imported, fix)['shop/main.go'];
    expect(after).toContain('lax.NewClientTLSFromCertWithALPNDisabled(nil, "")');
    expect(after?.split('experimental/credentials').length).toBe(2);
  });
});

describe('the stopgap in a client of a load balancer', () => {
  const service = (host: string): string => `apiVersion: v1
kind: Service
metadata:
  name: orders-grpc
  annotations:
    external-dns.alpha.kubernetes.io/hostname: ${host}
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-central-1:123456789012:certificate/00000000
spec:
  type: LoadBalancer
  ports:
    - port: 9443
`;
  const RULE = 'kubernetes-nlb-without-alpn';

  it('is offered where it dials the name of the load balancer, behind what mends it, and nowhere else', async () => {
    const texts = { 'go.mod': module('v1.85.0'), 'shop/main.go': CLIENT };
    const named = { ...texts, 'service.yaml': service('orders.shop.example') };
    const [fix, ...others] = await stopgapsOf(named, RULE);
    expect(others).toEqual([]);
    expect(fix && applyFix(named, fix)['shop/main.go']).toContain(
      'expcreds.NewClientTLSFromCertWithALPNDisabled(nil, "")',
    );
    const { analysis } = await checkTexts(named);
    expect(analysis.findings.find(({ rule }) => rule === RULE)?.fixes.at(-1)).toEqual(fix);
    expect(await stopgapsOf({ ...texts, 'service.yaml': service('stock.shop.example') }, RULE)).toEqual([]);
  });
});

describe('the stopgap in a server of this folder', () => {
  it('is offered where nginx offers it no protocol', async () => {
    const texts = { 'nginx.conf': OPENS, 'go.mod': module('v1.85.0'), 'main.go': SERVER };
    const [fix] = await stopgapsOf(texts, 'nginx-stream-upstream-without-alpn');
    const after = fix && applyFix(texts, fix)['main.go'];
    expect(fix?.title).toContain('the server in main.go');
    expect(after).toBe(
      SERVER.replace('\t"google.golang.org/grpc/credentials"\n', ALIAS).replace(
        'credentials.NewServerTLSFromFile(',
        'expcreds.NewServerTLSFromFileWithALPNDisabled(',
      ),
    );
  });
});
