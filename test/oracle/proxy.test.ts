import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { proxyFor, type Environment } from '../../probe/environmentProxy.ts';
import { BUILD_TIMEOUT } from './grpcGoBuild.ts';

const run = promisify(execFile);
const SOURCE = fileURLToPath(new URL('./go/proxy/main.go', import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grpc-alpn-proxy-'));
  await run('go', ['build', '-trimpath', '-o', join(folder, 'program'), SOURCE], { cwd: folder });
}, BUILD_TIMEOUT);

afterAll(() => rm(folder, { recursive: true, force: true }));

const HOSTS: readonly (readonly [host: string, port: number])[] = [
  ['grpc.example.com', 443],
  ['grpc.example.com', 8443],
  ['example.com', 443],
  ['notexample.com', 443],
  ['a.b.example.com', 443],
  ['example.com.', 443],
  ['localhost', 443],
  ['LOCALHOST', 443],
  ['Grpc.Example.COM', 443],
  ['server', 50051],
  ['xn--bcher-kva.example', 443],
  ['a.xn--bcher-kva.example', 443],
  ['127.0.0.1', 443],
  ['127.9.9.9', 443],
  ['10.1.2.3', 443],
  ['10.1.2.3', 8443],
  ['192.168.0.1', 443],
  ['::1', 443],
  ['::ffff:127.0.0.1', 443],
  ['::ffff:10.1.2.3', 443],
  ['2001:db8::1', 443],
  ['fe80::1%eth0', 443],
];

/** What Go says of all hosts in an environment, and what we say. */
async function both(environment: Environment): Promise<Readonly<Record<'go' | 'own', readonly string[]>>> {
  const addresses = HOSTS.map(([host, port]) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`));
  // Nothing of the machine's own environment counts.
  const { stdout } = await run(join(folder, 'program'), addresses, { env: { ...environment } });
  const label = (lines: readonly string[]): readonly string[] =>
    lines.map((line, i) => `${addresses[i] ?? ''} ${line}`);
  return {
    go: label(stdout.split('\n').slice(0, HOSTS.length)),
    own: label(HOSTS.map(([host, port]) => proxyFor(host, port, environment) ?? '')),
  };
}

const PROXY = 'http://proxy.example:3128';

it.each([
  {},
  { HTTPS_PROXY: PROXY },
  { https_proxy: PROXY },
  { HTTPS_PROXY: '', https_proxy: PROXY },
  { HTTPS_PROXY: PROXY, https_proxy: 'http://other:1' },
  { HTTP_PROXY: PROXY },
  { ALL_PROXY: PROXY },
  { HTTPS_PROXY: 'proxy.example:3128' },
  { HTTPS_PROXY: 'proxy.example' },
  { HTTPS_PROXY: '10.0.0.1:3128' },
  { HTTPS_PROXY: '[::1]:3128' },
  { HTTPS_PROXY: 'http://[::1]:3128/' },
  { HTTPS_PROXY: 'HTTPS://Proxy.Example:3128/path?query#fragment' },
  { HTTPS_PROXY: 'socks5://proxy.example:1080' },
  { HTTPS_PROXY: 'http://user:secret@proxy.example:3128' },
  { HTTPS_PROXY: 'user:secret@proxy.example:3128' },
  { HTTPS_PROXY: 'http://us%40er:s%3Aecret@proxy.example:3128' },
  { HTTPS_PROXY: 'http://user@host:secret@proxy.example:3128' },
  { HTTPS_PROXY: 'http://proxy.example:port' },
  { HTTPS_PROXY: 'http://proxy.example:' },
  { HTTPS_PROXY: 'http://proxy example:3128' },
  { HTTPS_PROXY: 'proxy example' },
  { HTTPS_PROXY: ' ' },
  { HTTPS_PROXY: 'http:' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '*' },
  { HTTPS_PROXY: PROXY, NO_PROXY: 'nothing, *' },
  { HTTPS_PROXY: PROXY, NO_PROXY: 'example.com' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '.example.com' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '*.example.com' },
  { HTTPS_PROXY: PROXY, NO_PROXY: 'EXAMPLE.com:8443' },
  { HTTPS_PROXY: PROXY, NO_PROXY: 'example.com:' },
  { HTTPS_PROXY: PROXY, NO_PROXY: ' , ,:443,example.com ,' },
  { HTTPS_PROXY: PROXY, NO_PROXY: 'com' },
  { HTTPS_PROXY: PROXY, NO_PROXY: 'example.com.' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.0/8' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '10.1.2.3/33,10.1.2.3/a,10.1.2.3/' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '10.1.2.3' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '10.1.2.3:8443' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '010.1.2.3' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '10.1.2' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '10.*' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '::ffff:10.1.2.3' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '2001:DB8::/32' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '2001:db8:0:0:0:0:0:1' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '[2001:db8::1]' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '[2001:db8::1]:443' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '[2001:db8::1]:8443' },
  { HTTPS_PROXY: PROXY, NO_PROXY: 'bücher.example' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '.bücher.example,*.bücher.example,\u{1f600}..' },
  { HTTPS_PROXY: PROXY, NO_PROXY: 'a:b:c,[,],[]:1,*.,.,*.*' },
  { HTTPS_PROXY: PROXY, no_proxy: 'example.com' },
  { HTTPS_PROXY: PROXY, NO_PROXY: '', no_proxy: 'server' },
])('what Go does with %j is what is said', async (environment) => {
  const { go, own } = await both(environment);
  expect(own).toEqual(go);
});

it('and with lists of all kinds of pieces', async () => {
  const host = fc.constantFrom(
    'example.com',
    'server',
    'com',
    '10.1.2.3',
    '2001:db8::1',
    '[2001:db8::1]',
    'localhost',
    '',
  );
  const entry = fc
    .tuple(
      fc.constantFrom('', '.', '*.', '*', ' '),
      host,
      fc.constantFrom('', ':443', ':8443', ':', '/8', '/32', '/128', '.', ' '),
    )
    .map((parts) => parts.join(''));
  const list = fc.array(entry, { maxLength: 4 }).map((entries) => entries.join(','));
  const seed = Number(process.env['GRPC_ALPN_SEED'] ?? '1');
  await fc.assert(
    fc.asyncProperty(list, async (excluded) => {
      const { go, own } = await both({ HTTPS_PROXY: PROXY, NO_PROXY: excluded });
      expect(own).toEqual(go);
    }),
    { seed, numRuns: 200 },
  );
});
