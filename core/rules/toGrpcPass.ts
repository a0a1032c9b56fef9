import { isKnownDirective } from '../domains/nginx/directives.ts';
import { firstValue, values, type Placed, type Scope } from '../domains/nginx/scope.ts';
import { nginx, type NginxVersion } from '../domains/nginxVersion.ts';
import type { TextEdit } from '../text/textEdit.ts';

/** How a `proxy_pass` becomes a `grpc_pass`. */
export interface GrpcPass {
  /** As it is to be written: `grpc_pass grpc://backend;`. */
  readonly written: string;
  readonly edits: readonly TextEdit[];
  /** The first nginx that takes it. */
  readonly since: NginxVersion;
  /** Whether every setting that counted for `proxy_pass` counts for `grpc_pass` then. */
  readonly complete: boolean;
}

/** nginx 1.13.10: `grpc_pass`; 1.17.8: variables in it (CHANGES). */
const GRPC_PASS_SINCE = nginx('1.13.10');
const VARIABLES_SINCE = nginx('1.17.8');

const TARGET = /^(https?):\/\/([^/]+)(\/?)$/i;
const UNIX_TARGET = /^(https?):\/\/(unix:[^:]+)()$/i;

/** Variables that hold a path or a query: `grpc_pass` takes neither ("invalid host in upstream"). */
const URI_VARIABLE = /\$\{?(?:request_uri|uri|document_uri|args|is_args|query_string|\d)(?!\w)/i;

/** Turns the `proxy_pass` of a block into `grpc_pass`, with what belongs to it in the same block. `undefined`: it has a URI, or no scheme. */
export function toGrpcPass(scope: Scope, pass: Placed): GrpcPass | undefined {
  const word = pass.directive.args[0];
  const [, scheme = '', target = '', slash] =
    UNIX_TARGET.exec(word?.value ?? '') ?? TARGET.exec(word?.value ?? '') ?? [];
  // A URI replaces the location's part of the path, which `grpc_pass` cannot; only `/` for `/` changes nothing.
  const identity = slash !== '/' || values(scope.of).join(' ') === '/';
  if (word === undefined || target === '' || !identity || pass.inclusion !== scope.of?.inclusion) return undefined;
  if (URI_VARIABLE.test(target)) return undefined;
  const address = `${scheme.toLowerCase() === 'https' ? 'grpcs' : 'grpc'}://${target}`;
  const companions = companionsOf(scope, pass);
  return {
    written: `grpc_pass ${address};`,
    edits: [
      replaced(pass, pass.directive.name, 'grpc_pass'),
      replaced(pass, word, word.quote === undefined ? address : `${word.quote}${address}${word.quote}`),
      ...companions.renamed.map((it) => replaced(it, it.directive.name, counterpart(it.directive.name.value))),
    ],
    since: target.includes('$') ? VARIABLES_SINCE : GRPC_PASS_SINCE,
    complete: companions.complete && !INHERITED.some((name) => scope.parent?.effective(name) !== undefined),
  };
}

function replaced(
  { file }: Placed,
  { start, end }: { readonly start: number; readonly end: number },
  newText: string,
): TextEdit {
  return { file, span: { start, end }, newText };
}

function counterpart(name: string): string {
  return name.replace(/^proxy_/, 'grpc_');
}

/** Settings of blocks around that stop to count. */
const INHERITED = [
  'proxy_set_header',
  'proxy_connect_timeout',
  'proxy_read_timeout',
  'proxy_send_timeout',
  'proxy_next_upstream',
  'proxy_intercept_errors',
  'proxy_ssl_certificate',
  'proxy_ssl_name',
  'proxy_ssl_server_name',
  'proxy_ssl_trusted_certificate',
  'proxy_ssl_verify',
];

/** Directives that may stand several times in one block. */
const REPEATABLE = /_(?:set_header|hide_header|pass_header|ssl_conf_command)$/;

/** About how HTTP/1 is passed on: nothing is lost without them. */
const WITHOUT_MEANING =
  /^proxy_(?:http_version|buffering|request_buffering|pass_trailers|buffers|busy_buffers_size|max_temp_file_size|temp_file_write_size|redirect|cache_bypass|no_cache)$/;

/** HTTP/2 has no such headers (RFC 9113 section 8.2.2). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'upgrade',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
]);

/** The settings beside a `proxy_pass` that are to go with it. */
function companionsOf(scope: Scope, pass: Placed): { readonly renamed: readonly Placed[]; readonly complete: boolean } {
  const renamed: Placed[] = [];
  let complete = true;
  for (const { inclusion, directives } of scope.segments) {
    for (const directive of directives) {
      const name = directive.name.value;
      if (!name.startsWith('proxy_') || name === 'proxy_pass' || WITHOUT_MEANING.test(name)) continue;
      const placed: Placed = { directive, file: inclusion.file, inclusion };
      if (name === 'proxy_set_header' && HOP_BY_HOP.has(firstValue(placed)?.toLowerCase() ?? '')) continue;
      const to = counterpart(name);
      const free = (REPEATABLE.test(name) || scope.own(to) === undefined) && !isOfCaches(placed);
      const own = inclusion === pass.inclusion && !values(placed).some((it) => it.includes('$proxy_'));
      if (isKnownDirective(to) && free && own) renamed.push(placed);
      else complete = false;
    }
  }
  return { renamed, complete };
}

/** `proxy_next_upstream updating`, which `grpc_next_upstream` does not take: there is no cache. */
function isOfCaches(placed: Placed): boolean {
  return placed.directive.name.value === 'proxy_next_upstream' && values(placed).includes('updating');
}
