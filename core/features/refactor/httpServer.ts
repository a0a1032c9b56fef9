import { nginx, type NginxVersion } from '../../domains/nginxVersion.ts';
import type { Scope } from '../../domains/nginx/scope.ts';
import type { Project } from '../../project/project.ts';
import { convertBlock, convertedLines, flush, withBehind, withoutBlanksAround, type Converted } from './convert.ts';
import { counterpartOf, timeouts, type Surroundings } from './counterpart.ts';
import { inheritedBy } from './inherited.ts';
import type { Line } from './layout.ts';

/** nginx 1.25.1 brought `http2 on` (CHANGES). */
const HTTP2_DIRECTIVE_SINCE = nginx('1.25.1');

/** ngx_stream_proxy_module.c: `proxy_timeout` is 10m where nothing is said; http gives up after 60s. */
const STREAM_TIMEOUT = '10m';

/** Whether `http2 on;` is the way to say it. `listen … http2` loads everywhere, newer versions only warn. */
export function hasHttp2Directive(version: NginxVersion | undefined): boolean {
  return version !== undefined && version >= HTTP2_DIRECTIVE_SINCE;
}

/** A `server` block of http. */
export interface HttpServer {
  readonly lines: readonly Line[];
  /** The names of directives that are only a comment now. */
  readonly lost: readonly string[];
}

/** The http server that does for gRPC what a stream server does. `undefined`: it cannot be said what it holds. */
export function httpServer(
  project: Project,
  server: Scope,
  options: Surroundings & {
    /** What `grpc_pass` names. */
    readonly target: string;
    /** The comment behind the `}` of the stream server. */
    readonly behind: string | undefined;
  },
): HttpServer | undefined {
  const location = [
    { depth: 0, text: 'location / {' },
    { depth: 1, text: `grpc_pass ${options.target};` },
    { depth: 0, text: '}' },
  ];
  const own = convertBlock(project, server, (placed) =>
    placed.directive.name.value === 'proxy_pass'
      ? { kind: 'replaced', lines: location }
      : counterpartOf(placed, options),
  );
  if (own === undefined) return undefined;
  const inherited = inheritedBy(server).map((placed) => ({ placed, counterpart: counterpartOf(placed, options) }));
  const passedOn = inherited.flatMap(({ placed, counterpart }) => convertedLines(project, placed, counterpart));
  const lost = inherited.filter(({ counterpart }) => counterpart.kind === 'none').map(({ placed }) => placed);
  const before = [
    ...flush(passedOn.length === 0 ? [] : ['', '# From stream {}:']),
    ...passedOn,
    ...flush(['']),
    ...asInStream(server),
    ...unlikeHttp(server, options.http),
    ...flush(['']),
  ];
  const body = withoutBlanksAround(bodyLines(own.items, { hasHttp2Directive: options.hasHttp2Directive, before }));
  return {
    lines: [
      { depth: 0, text: withBehind('server {', own.heading) },
      ...body.map(({ depth, text }) => ({ depth: depth + 1, text })),
      { depth: 0, text: withBehind('}', options.behind) },
    ],
    lost: [...new Set([...own.lost, ...lost.map(({ directive }) => directive.name.value)])],
  };
}

/** What stream does without being told, and http does not. */
function asInStream(server: Scope): readonly Line[] {
  const isStated = server.effective('proxy_timeout') !== undefined;
  const silence = isStated ? '' : `be silent for ${STREAM_TIMEOUT} (http: 60s) and `;
  return [
    ...flush([`# As in stream: a call may ${silence}send any amount, and its metadata have any name.`]),
    ...(isStated ? [] : timeouts(STREAM_TIMEOUT)),
    ...flush(['client_max_body_size 0;', 'ignore_invalid_headers off;']),
    ...flush(server.effective('set_real_ip_from') === undefined ? [] : ['real_ip_header proxy_protocol;']),
  ];
}

/** What http says to all its servers, and what takes it back: those of stream do not know it. */
const TAKEN_BACK = {
  auth_basic: 'auth_basic off;',
  auth_request: 'auth_request off;',
  ssl_reject_handshake: 'ssl_reject_handshake off;',
  ssl_verify_client: 'ssl_verify_client off;',
  allow: 'allow all;',
  deny: 'allow all;',
} as const;

function unlikeHttp(server: Scope, http: Scope | undefined): readonly Line[] {
  const hasAccess = ['allow', 'deny'].some((name) => server.effective(name) !== undefined);
  const lines = Object.entries(TAKEN_BACK)
    .filter(([name, text]) => !(text === 'allow all;' && hasAccess) && server.effective(name) === undefined)
    .filter(([name]) => http?.own(name) !== undefined)
    .map(([, text]) => text);
  return flush(lines.length === 0 ? [] : ['# Unlike the rest of http {}:', ...new Set(lines)]);
}

/** The lines of a server: `http2 on;` behind the last `listen`, and some lines before `location` and the comments above it. */
function bodyLines(
  items: readonly Converted[],
  options: { readonly hasHttp2Directive: boolean; readonly before: readonly Line[] },
): readonly Line[] {
  const names = items.map(({ item }) => item.directive?.name.value);
  let location = names.indexOf('proxy_pass');
  if (location < 0) location = items.length;
  while (location > 0 && items[location]?.item.isApart === false && names[location - 1] === undefined) location--;
  const lastListen = names.lastIndexOf('listen');
  const http2 = options.hasHttp2Directive ? flush(['http2 on;']) : [];
  return [
    ...(lastListen < 0 ? http2 : []),
    ...items.flatMap(({ item, lines }, i) => [
      ...(i === location ? options.before : []),
      ...flush(item.isApart ? [''] : []),
      ...lines,
      ...(i === lastListen ? http2 : []),
    ]),
    ...(location === items.length ? options.before : []),
  ];
}
