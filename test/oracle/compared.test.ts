import { describe, expect, it } from 'vitest';
import { contextOf } from '../../core/features/context.ts';
import { compare } from '../../core/observation/compare.ts';
import type { Comparison } from '../../core/observation/types.ts';
import type { Location } from '../../core/text/location.ts';
import { observedOf, parseTarget, probe } from '../../probe/index.ts';
import { projectUnder } from '../support/projectUnder.ts';
import { nginxesUnderTest, startNginx, type NginxBinary } from './nginx.ts';

const TLS = 'ssl_certificate a.crt; ssl_certificate_key a.key;';
const stream = (servers: string): string => `events {}\nstream { ${servers} }\n`;
const http = (servers: string): string => `events {}\nhttp { ${TLS} ${servers} }\n`;

const SILENT = stream(`server { listen 8443 ssl; ${TLS} proxy_pass 10.0.0.7:50051; }`);
const SELECTING = SILENT.replace('proxy_pass', 'ssl_alpn h2; proxy_pass');
const WITHOUT_HTTP2 = http('server { listen 8443 ssl; }');
// One `http2` counts for all servers of a socket, so that the other one is told apart by something else.
const NAMED = http(`
  server { listen 8443 ssl; ssl_reject_handshake on; }
  server { listen 8443 ssl http2; server_name grpc.example.com; }`);

/** What the probe sees of an nginx that runs one text, beside what another text says of it. */
async function compared(
  nginx: NginxBinary,
  texts: { readonly runs: string; readonly written: string },
  sni: string | null = null,
): Promise<readonly Comparison<Location>[]> {
  const running = await startNginx({ nginx, files: texts.runs });
  try {
    const { host, port } = running.at(8443);
    const parsed = parseTarget(`${host}:${port}`);
    if (parsed.kind === 'refused') throw new Error(parsed.message);
    const [seen] = observedOf(await probe({ targets: [parsed.target], sni }));
    if (seen === undefined) throw new Error('nothing was probed');
    // Where it runs here is not where it is written to run.
    const observed = { ...seen, target: '127.0.0.1:8443' };
    const project = await projectUnder({ 'nginx.conf': texts.written }, nginx.version);
    return compare(contextOf(project, { target: observed.target, sni }), observed);
  } finally {
    await running.stop();
  }
}

describe.each(await nginxesUnderTest())('nginx $version', (nginx) => {
  it.each([
    ['a stream that selects nothing', SILENT, null, 'B'],
    ['a stream that selects h2', SELECTING, null, 'A'],
    ['a stream that refuses', SILENT.replace('proxy_pass', 'ssl_alpn http/1.1; proxy_pass'), null, 'C'],
    ['http without HTTP/2', WITHOUT_HTTP2, null, 'C'],
    ['http without a name: the default server refuses', NAMED, null, null],
    ['http by its name', NAMED, 'grpc.example.com', 'A'],
    [
      'a stream that passes on to another one',
      stream(
        `server { listen 8443; proxy_pass 127.0.0.1:9443; }
         server { listen 127.0.0.1:9443 ssl; ${TLS} proxy_pass 10.0.0.7:1; }`,
      ),
      null,
      'B',
    ],
  ])('does what is written: %s', async (_, text, sni, found) => {
    const comparisons = await compared(nginx, { runs: text, written: text }, sni);
    expect(comparisons.map(({ result, prediction }) => [result, prediction.class])).toEqual([['agrees', found]]);
  });

  it.each([
    ['an older state of the file', SILENT, SELECTING],
    ['a newer state of the file', SELECTING, SILENT],
    ['another file', WITHOUT_HTTP2, SILENT],
  ])('does not: %s runs', async (_, runs, written) => {
    const [comparison, ...others] = await compared(nginx, { runs, written });
    expect([comparison?.result, others]).toEqual(['differs', []]);
    expect(comparison?.explanation[0]).toMatch(/^Offered h2, it .+; as it is written, it .+\.$/);
  });
});
