import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFACTORINGS } from '../../core/features/refactor/refactoring.ts';
import { BUILD_TIMEOUT } from './grpcGo.ts';
import { nginxesUnderTest, testNginx } from './nginx.ts';
import { expectServed, nginxFiles, refactor } from './refactored.ts';
import { startRoom, type Room } from './room.ts';

const binaries = await nginxesUnderTest();

let room: Room;
beforeAll(async () => {
  room = await startRoom(['v1.85.0']);
}, BUILD_TIMEOUT);
afterAll(() => room.stop());

/** What may stand in a stream server beside what must, and in `stream` around it. */
const DIRECTIVES = [
  'ssl_protocols TLSv1.2 TLSv1.3;',
  'ssl_ciphers "HIGH:!aNULL";',
  'ssl_session_cache shared:TLS:1m;',
  'ssl_session_cache builtin:100;',
  'ssl_session_tickets off;',
  'ssl_handshake_timeout 5s;',
  'ssl_prefer_server_ciphers on;',
  'proxy_timeout 1h;',
  "proxy_timeout '30s';",
  'proxy_connect_timeout 2s;',
  'proxy_next_upstream on;',
  'proxy_next_upstream off;',
  'proxy_next_upstream_tries 2;',
  'proxy_socket_keepalive on;',
  'proxy_buffer_size 8k;',
  'proxy_upload_rate 10m;',
  'proxy_ssl_server_name on;',
  'proxy_ssl_name localhost;',
  'proxy_ssl_session_reuse off;',
  'proxy_ssl_protocols TLSv1.2\n        TLSv1.3;',
  'tcp_nodelay on;',
  'allow all;',
  'resolver 127.0.0.1;',
  'preread_timeout 3s;',
  'limit_conn clients 100;',
];
const COMMENTS = ['# why', '# "quoted', '# { not a block', '#', '# ssl_alpn h2;'];

const nameOf = (directive: string): string => directive.slice(0, directive.search(/\s/));
const directives = fc.uniqueArray(fc.constantFrom(...DIRECTIVES), { selector: nameOf, maxLength: 8 });
const comment = fc.option(fc.constantFrom(...COMMENTS), { nil: undefined, freq: 2 });

/** How a configuration is made. */
const shapes = fc.record({
  own: directives,
  around: directives,
  comments: fc.array(comment, { minLength: 12, maxLength: 12 }),
  blanks: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  reversed: fc.boolean(),
  tls: fc.boolean(),
  upstream: fc.constantFrom('none', 'own', 'shared'),
  certificate: fc.constantFrom('own', 'around', 'include'),
  included: fc.boolean(),
  http: fc.constantFrom('none', 'empty', 'one line', 'with server', 'before'),
  oneLine: fc.boolean(),
  indent: fc.constantFrom('    ', '  ', '\t'),
  lineBreak: fc.constantFrom('\n', '\r\n'),
});
type Shape = typeof shapes extends fc.Arbitrary<infer Value> ? Value : never;

const CERTIFICATE = ['ssl_certificate tls/server.crt;', 'ssl_certificate_key tls/server.key;'];

function block(head: string, lines: readonly string[], indent: string): readonly string[] {
  return [`${head} {`, ...lines.map((line) => (line === '' ? '' : indent + line)), '}'];
}

/** A configuration with one stream server for gRPC on port 8443, and the offset of its `listen`. */
function write(shape: Shape): {
  readonly texts: Readonly<Record<string, string>>;
  readonly cursor: { readonly file: string; readonly offset: number };
} {
  const { indent, lineBreak, comments, blanks } = shape;
  const decorated = (lines: readonly string[]): readonly string[] =>
    lines.flatMap((line, i) => {
      const words = comments[i % comments.length];
      const isAbove = i % 2 === 0;
      return [
        ...(blanks[i % blanks.length] === true ? [''] : []),
        ...(words !== undefined && isAbove ? [words] : []),
        words !== undefined && !isAbove ? `${line} ${words}` : line,
      ];
    });
  const target = shape.upstream === 'none' ? '10.0.0.5:50051' : 'backend';
  const own = [
    ...shape.own,
    ...(shape.tls ? ['proxy_ssl on;'] : []),
    ...(shape.certificate === 'own' ? CERTIFICATE : shape.certificate === 'include' ? ['include snippets/tls;'] : []),
    `proxy_pass ${target};`,
  ];
  const body = ['listen 8443 ssl;', ...(shape.reversed ? own.reverse() : own)];
  const server = shape.oneLine
    ? [`server { ${body.map((it) => it.replace(/\n\s*/g, ' ')).join(' ')} }`]
    : block('server', decorated(body), indent);
  const group = block('upstream backend', ['zone backend 64k;', 'least_conn;', 'server 10.0.0.5:50051;'], indent);
  const part = [
    ...(shape.upstream === 'none' ? [] : group),
    ...(comments[3] === undefined ? [] : [comments[3]]),
    ...server,
  ];
  const stream = block(
    'stream',
    [
      'limit_conn_zone $binary_remote_addr zone=clients:1m;',
      ...decorated(shape.around),
      ...(shape.certificate === 'around' ? CERTIFICATE : []),
      ...(shape.included ? ['include stream.d/*.conf;'] : part),
      ...(shape.upstream === 'shared' ? block('server', ['listen 9443;', 'proxy_pass backend;'], indent) : []),
    ],
    indent,
  );
  const web = block('server', ['listen 8080;', 'return 204;'], indent);
  const http = {
    none: [],
    empty: ['http {', '}'],
    'one line': ['http { server { listen 8080; return 204; } }'],
    'with server': block('http', web, indent),
    before: block('http', [...web, '# The end.'], indent),
  }[shape.http];
  const lines = ['events {}', ...(shape.http === 'before' ? [...http, ...stream] : [...stream, ...http])];
  const join = (text: readonly string[]): string => `${text.join('\n').replaceAll('\n', lineBreak)}${lineBreak}`;
  const texts = {
    'nginx.conf': join(lines),
    'snippets/tls': join(CERTIFICATE),
    ...(shape.included && { 'stream.d/orders.conf': join(part) }),
  };
  const file = shape.included ? 'stream.d/orders.conf' : 'nginx.conf';
  return { texts, cursor: { file, offset: join(shape.included ? part : lines).indexOf('listen 8443') } };
}

/** Of each refactoring. */
const RUNS = Math.ceil((process.env['GRPC_ALPN_ORACLE_LONG'] === undefined ? 100 : 500) / binaries.length);
const SEED = Number(process.env['GRPC_ALPN_SEED'] ?? 1);

describe.each(binaries.map((nginx) => ({ version: nginx.version, nginx })))('nginx $version', ({ nginx }) => {
  it.each(REFACTORINGS)(
    `loads what %s makes of ${RUNS} random configurations, and gRPC gets through`,
    async (id) => {
      await fc.assert(
        fc.asyncProperty(shapes, async (shape) => {
          const { texts, cursor } = write(shape);
          const before = await testNginx({ nginx, files: nginxFiles(texts) });
          expect(before.ok, before.output).toBe(true);
          await expectServed(room, 'v1.85.0', await refactor({ id, texts, cursor }, nginx));
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
    RUNS * 10_000,
  );
});
