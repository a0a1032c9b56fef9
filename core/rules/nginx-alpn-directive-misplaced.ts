import { alpnPlaces, spanOf, type AlpnPlaces } from '../domains/nginx/alpnPlaces.ts';
import { nameOf, refusalOf, saysOf } from '../domains/nginx/alpnWords.ts';
import { contextsIn, type ContextMask } from '../domains/nginx/directives.ts';
import { says } from '../domains/nginx/messages.ts';
import { formatNginxVersion, nginx } from '../domains/nginxVersion.ts';
import type { ProjectConfiguration } from '../project/project.ts';
import { siteFinder } from './alpnSite.ts';
import { MISPLACED_IN_HTTP } from './misplacedInHttp.ts';
import { MISPLACED_IN_STREAM } from './misplacedInStream.ts';
import { refusedFinding } from './refusedFinding.ts';
import type { Rule } from './rule.ts';

/** Reports what people write to have ALPN, in a block where no nginx takes it (ngx_conf_handler compares the contexts of each directive). */
export const nginxAlpnDirectiveMisplaced: Rule = {
  id: 'nginx-alpn-directive-misplaced',
  summary: 'The right directive in the wrong block: nginx does not start',
  *check(project) {
    const siteOf = siteFinder(project);
    for (const configuration of project.configurations) {
      for (const { uses, ...where } of alpnPlaces(configuration.configuration, project.nginxFiles)) {
        const refusal = refusalOf(where.word, where.around, configuration.nginxVersion?.value);
        if (refusal?.kind !== 'misplaced') continue;
        const module = moduleOf(where.around);
        const fixers = module === 'http' ? MISPLACED_IN_HTTP : module === 'stream' ? MISPLACED_IN_STREAM : {};
        const fixer = fixers[nameOf(where.word)];
        const message = `${told(where, module)} ${says(wordsFor(where, refusal.says, configuration))}`;
        for (const directive of uses) {
          const at = { file: where.file.path, span: spanOf(where.word, directive) };
          const fixes = fixer?.(siteOf({ ...where, directive }, configuration)) ?? [];
          yield refusedFinding(project, { at, message, fixes });
        }
      }
    }
  },
};

type Where = Omit<AlpnPlaces, 'uses'>;

function moduleOf(around: ContextMask): 'http' | 'stream' | undefined {
  const modules = new Set(contextsIn(around).map((it) => it.split('.')[0]));
  const [module] = modules;
  return modules.size === 1 && (module === 'http' || module === 'stream') ? module : undefined;
}

/** What is wrong, where the word belongs, and what does in this module what it was to do. */
function told({ word, around }: Where, module: 'http' | 'stream' | undefined): string {
  const name = nameOf(word);
  const here = contextsIn(around);
  const place = here.length > 1 ? 'this block' : (BLOCKS[here[0] ?? ''] ?? 'this block');
  const belongs = word.kind === 'variable' ? ['`stream`'] : contextsIn(word.contexts).flatMap((it) => HOMES[it] ?? []);
  const until = word.until === undefined ? '' : ` (until ${formatNginxVersion(word.until)})`;
  const instead = module === undefined ? undefined : INSTEAD[module][name];
  const told = `nginx does not start: \`${name}\` cannot stand in ${place}, only in ${belongs.join(' or ')}${until}.`;
  return instead === undefined ? told : `${told} ${instead}`;
}

/** Blocks that one would write a directive into. */
const HOMES: Readonly<Partial<Record<string, string>>> = {
  http: '`http`',
  'http.server': 'a `server` of `http`',
  'http.location': 'a `location`',
  stream: '`stream`',
  'stream.server': 'a `server` of `stream`',
};

const BLOCKS: Readonly<Partial<Record<string, string>>> = {
  ...HOMES,
  main: 'the outermost block',
  events: '`events`',
  'http.server.if': 'an `if` of a `server`',
  'http.location.if': 'an `if` of a `location`',
  'http.limit_except': '`limit_except`',
  'http.upstream': 'an `upstream`',
  'stream.upstream': 'an `upstream`',
};

const HTTP2 = 'In `http`, h2 is selected where HTTP/2 is on: `http2 on;`, before 1.25.1 `listen … http2`.';
const SSL_ALPN = 'In `stream`, `ssl_alpn h2;` selects h2 (since 1.21.4).';
const PREREAD =
  'In `http`, TLS is ended, and `$ssl_server_name` and `$ssl_alpn_protocol` (since 1.21.4) say what came of it.';

const INSTEAD: Readonly<Record<'http' | 'stream', Readonly<Partial<Record<string, string>>>>> = {
  http: {
    ssl_alpn: HTTP2,
    proxy_ssl_alpn: 'In `http`, `grpc_pass grpcs://…` offers h2 to the upstream.',
    proxy_ssl: 'In `http`, the scheme opens TLS to the upstream: `grpc_pass grpcs://…`.',
    $ssl_preread_alpn_protocols: PREREAD,
    $ssl_preread_protocol: PREREAD,
    $ssl_preread_server_name: PREREAD,
  },
  stream: {
    http2: SSL_ALPN,
    'listen … http2': SSL_ALPN,
    ssl: 'In `stream`, `listen … ssl` ends TLS.',
    grpc_pass: 'In `stream`, `proxy_pass` passes on what comes, gRPC or not.',
  },
};

/** nginx's own words, and those of an nginx that does not know the name at all. */
function wordsFor({ word, around }: Where, own: string, { configuration, nginxVersion }: ProjectConfiguration): string {
  if (word.kind !== 'directive' || own.startsWith('unknown')) return own;
  const first = Math.min(...Object.values(word.since));
  const since = Object.values(word.since).find((it) => it === first);
  const when = [
    ...(nginxVersion === undefined && since !== undefined && since > OLDEST_RUN
      ? [`before ${formatNginxVersion(since)}`]
      : []),
    ...(word.since.http === undefined && configuration.root.all('stream').length === 0
      ? ['without its stream module']
      : []),
  ];
  return when.length === 0 ? own : `${own} (${when.join(' or ')}: ${saysOf(word, around, OLDEST)})`;
}

/** Older than all of these directives. */
const OLDEST = nginx('1.0.0');
/** Of what was there before it, nobody wants to know when it came. */
const OLDEST_RUN = nginx('1.14.0');
