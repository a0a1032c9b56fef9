import { nginx } from '../domains/nginxVersion.ts';
import type { TextEdit } from '../text/textEdit.ts';
import { addToListens, listensAt, removal, saysOn, siteFix, type AlpnSite, type Fixer } from './alpnSite.ts';
import { insertAfter, removeArgument, removeDirective } from './edits.ts';
import type { Fix } from './rule.ts';

const SSL_ALPN_SINCE = nginx('1.21.4');

/** By the word that stands in stream. */
export const MISPLACED_IN_STREAM: Readonly<Partial<Record<string, Fixer>>> = {
  http2: alpnInsteadOfHttp2,
  'listen … http2': alpnInsteadOfHttp2,
  ssl: sslInListen,
  proxy_http_version: (site) => [
    siteFix(site, {
      title: 'Remove `proxy_http_version`: stream passes on whatever version is spoken',
      edits: [removal(site)],
    }),
  ],
};

/** HTTP/2 in stream: what it was to do, `ssl_alpn` does where TLS is ended; elsewhere there is nothing to do. */
function alpnInsteadOfHttp2(site: AlpnSite): readonly (Fix | undefined)[] {
  const { place, server, listeners, version } = site;
  const { file } = place;
  if (server === undefined) return [forAllServers(site)];
  if (listeners.length === 0) return [];
  const isOff = place.word.kind === 'directive' && !saysOn(place.directive);
  const written = new Set(server.block?.children);
  const words = listensAt(site).filter(({ http2 }) => http2);
  if (!words.every(({ placed }) => placed.file === file.path && written.has(placed.directive))) return [];
  const gone: readonly (TextEdit | undefined)[] = [
    ...words.map(({ placed }) => removeArgument(file, placed, 'http2')),
    ...[...written]
      .filter(({ name, hasSemicolon }) => name.value === 'http2' && hasSemicolon)
      .map((directive) => removeDirective(file, { directive, file: file.path })),
  ];
  if (isOff || listeners.every(({ tls }) => tls !== 'terminated')) {
    return [siteFix(site, { title: 'Remove `http2`: this server passes on what it gets', edits: gone })];
  }
  const own = listeners[0]?.server.scope.effective('ssl_alpn');
  if (own !== undefined)
    return [siteFix(site, { title: 'Remove `http2`: `ssl_alpn` selects the protocol', edits: gone })];
  if (version !== undefined && version < SSL_ALPN_SINCE) return [];
  const anchor = [...written].findLast(({ name, hasSemicolon }) => name.value === 'listen' && hasSemicolon);
  return [
    siteFix(site, {
      title: 'Select h2 with `ssl_alpn h2;` instead',
      edits: [...gone, anchor && insertAfter(file, { directive: anchor, file: file.path }, 'ssl_alpn h2;')],
      since: SSL_ALPN_SINCE,
    }),
  ];
}

/** `http2 on;` for a whole stream block. */
function forAllServers(site: AlpnSite): Fix | undefined {
  const { file, directive } = site.place;
  const around = site.blocks.at(-1);
  if (around?.name.value !== 'stream' || !saysOn(directive)) return undefined;
  const has = around.block?.children.some(({ name }) => name.value === 'ssl_alpn') === true;
  const { end } = directive.args.at(-1) ?? directive.name;
  return siteFix(site, {
    title: has
      ? 'Remove `http2`: `ssl_alpn` selects the protocol'
      : 'Select h2 for all servers with `ssl_alpn h2;` instead',
    edits: [has ? removal(site) : { file: file.path, span: { start: directive.start, end }, newText: 'ssl_alpn h2' }],
    since: SSL_ALPN_SINCE,
  });
}

/** `ssl on;` in stream, which never had it: the parameter of `listen` does that. */
function sslInListen(site: AlpnSite): readonly (Fix | undefined)[] {
  if (!saysOn(site.place.directive)) return [siteFix(site, { title: 'Remove `ssl`', edits: [removal(site)] })];
  const words = addToListens(site, 'ssl', () => true);
  return [
    words && siteFix(site, { title: 'End TLS with `listen … ssl`', edits: [...words, removal(site)], safe: false }),
  ];
}
