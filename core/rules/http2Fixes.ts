import { nginx } from '../domains/nginxVersion.ts';
import { isOn } from '../domains/nginx/scope.ts';
import type { Directive } from '../domains/nginx/tree.ts';
import type { TextEdit } from '../text/textEdit.ts';
import { addToListens, siteFix, type AlpnSite } from './alpnSite.ts';
import { insertAfter, removeDirective } from './edits.ts';
import type { Fix } from './rule.ts';

/** nginx 1.25.1 brought `http2 on` (CHANGES). */
export const HTTP2_DIRECTIVE_SINCE = nginx('1.25.1');

/** Switches HTTP/2 on for the http server around a site, in place of directives that were to do so and cannot. */
export function switchOnHttp2(site: AlpnSite, instead: readonly Directive[]): readonly (Fix | undefined)[] {
  const { place, server, version, listeners } = site;
  if (server === undefined) return [];
  const { file } = place;
  const gone = instead.map((directive) => removeDirective(file, { directive, file: file.path }));
  const name = place.directive.name.value;
  const ending = listeners.filter(({ tls }) => tls === 'terminated');
  if (ending.length > 0 && ending.every((it) => it.http2 === true)) {
    return [siteFix(site, { title: `Remove \`${name}\`: HTTP/2 is on here`, edits: gone })];
  }
  const own = listeners[0]?.server.scope.own('http2');
  // What is switched off on purpose stays so.
  if (own !== undefined && !isOn(own)) return [];
  const words = addToListens(site, 'http2', ({ ssl }) => ssl);
  const inListens =
    words && siteFix(site, { title: 'Switch HTTP/2 on: `listen … ssl http2`', edits: [...words, ...gone] });
  const byDirective = siteFix(site, {
    title: 'Switch HTTP/2 on for the server: `http2 on;`',
    edits: writeInServer(site, instead),
    since: HTTP2_DIRECTIVE_SINCE,
  });
  return version !== undefined && version >= HTTP2_DIRECTIVE_SINCE ? [byDirective] : [inListens, byDirective];
}

/** Writes `http2 on;` into the server: in the place of what stands there, else behind its last `listen`. */
function writeInServer(
  { place: { file }, server }: AlpnSite,
  instead: readonly Directive[],
): readonly (TextEdit | undefined)[] {
  const children = server?.block?.children ?? [];
  const [here] = instead.filter((it) => children.includes(it));
  const anchor = children.findLast(({ name, hasSemicolon }) => name.value === 'listen' && hasSemicolon);
  const removed = instead
    .filter((it) => it !== here)
    .map((directive) => removeDirective(file, { directive, file: file.path }));
  if (here !== undefined) {
    const end = (here.args.at(-1) ?? here.name).end;
    return [{ file: file.path, span: { start: here.start, end }, newText: 'http2 on' }, ...removed];
  }
  return [anchor && insertAfter(file, { directive: anchor, file: file.path }, 'http2 on;'), ...removed];
}
