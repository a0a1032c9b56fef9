import { negotiate, classify } from '../alpn/index.ts';
import { nginx } from '../domains/nginxVersion.ts';
import { headOf, type Placed } from '../domains/nginx/scope.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { replaceArguments } from './edits.ts';
import { listenerFinding, versionedFix } from './nginxFinding.ts';
import { onePerPlace } from './onePerPlace.ts';
import type { Fix, Rule } from './rule.ts';

const SSL_ALPN_SINCE = nginx('1.21.4');

/** Reports an `ssl_alpn` that never selects h2: nginx ends every gRPC client's handshake with alert 120 (ngx_stream_ssl_alpn_select). */
export const nginxStreamAlpnWithoutH2: Rule = {
  id: 'nginx-stream-alpn-without-h2',
  summary: 'An `ssl_alpn` that cannot select h2',
  *check(project) {
    for (const { listener, directive } of onePerPlace(project.listeners, sslAlpnOf)) {
      yield listenerFinding(project, listener, {
        kind: 'never-worked',
        refusedBy: 'server',
        at: headOf(directive),
        message: `${explain(directive)} A gRPC client is refused with "remote error: tls: no application protocol", whatever its version: this has never worked.`,
        fixes: [selectH2(project, listener, directive)],
      });
    }
  },
};

/** The `ssl_alpn` that makes this listener refuse an offer of h2. */
function sslAlpnOf(listener: ProjectListener): Placed | undefined {
  if (listener.module !== 'stream' || listener.alpn.kind !== 'selects') return undefined;
  return classify(negotiate(['h2'], listener.alpn)) === 'C' ? listener.server.scope.effective('ssl_alpn') : undefined;
}

function explain(directive: Placed): string {
  const names = directive.directive.args.map(({ value }) => value);
  if (names.some((it) => it.includes(',')))
    return '`ssl_alpn` takes its protocols separated by spaces: with a comma they are one name that nobody offers.';
  if (names.some((it) => it.toLowerCase() === 'h2'))
    return 'Protocol names are case-sensitive: the name of HTTP/2 is `h2`.';
  return 'This `ssl_alpn` never selects h2.';
}

/** The protocols as they were meant, h2 among them. */
function withH2(written: readonly string[]): readonly string[] {
  const names = written
    .flatMap((it) => it.split(','))
    .map((it) => (it.toLowerCase() === 'h2' ? 'h2' : it))
    .filter((it) => it !== '');
  return names.includes('h2') ? [...new Set(names)] : ['h2', ...names];
}

function selectH2(project: Project, listener: ProjectListener, directive: Placed): Fix | undefined {
  const written = withH2(directive.directive.args.map(({ value }) => value)).join(' ');
  const file = project.nginxFiles.get(directive.file);
  const own = listener.server.scope.written('ssl_alpn')?.directive === directive.directive;
  return versionedFix(listener, SSL_ALPN_SINCE, {
    title: `Change to \`ssl_alpn ${written};\`${own ? '' : ' for all servers that take it over'}`,
    edits: [file && replaceArguments(file, directive, written)],
    safe: own,
  });
}
