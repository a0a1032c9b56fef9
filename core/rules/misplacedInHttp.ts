import type { Directive } from '../domains/nginx/tree.ts';
import { endOfLine, indentBefore, lineBreakOf } from '../text/lines.ts';
import { removal, saysOn, siteFix, type AlpnSite, type Fixer } from './alpnSite.ts';
import { replaceArguments } from './edits.ts';
import { HTTP2_DIRECTIVE_SINCE, switchOnHttp2 } from './http2Fixes.ts';
import type { Fix } from './rule.ts';

/** By the word that stands in http. */
export const MISPLACED_IN_HTTP: Readonly<Partial<Record<string, Fixer>>> = {
  ssl_alpn: http2InsteadOfAlpn,
  http2: (site) => (saysOn(site.place.directive) ? switchOnHttp2(site, sameNamed(site)) : []),
  proxy_ssl_alpn: grpcOffersItself,
  proxy_ssl: schemeOpensTls,
  grpc_pass: intoLocation,
};

/** `ssl_alpn` in http: what it was to do, HTTP/2 does. */
function http2InsteadOfAlpn(site: AlpnSite): readonly (Fix | undefined)[] {
  const { place, blocks } = site;
  const { directive, file } = place;
  if (!directive.args.some(({ value }) => value === 'h2')) {
    return [siteFix(site, { title: 'Remove `ssl_alpn`: http selects http/1.1 by itself', edits: [removal(site)] })];
  }
  const inServer = switchOnHttp2(site, sameNamed(site));
  const around = blocks.at(-1);
  if (site.server !== undefined || around?.name.value !== 'http') return inServer;
  const own = around.block?.children.some(({ name }) => name.value === 'http2') === true;
  const { start, end } = { start: directive.start, end: lastEnd(directive) };
  return [
    siteFix(site, {
      title: own ? 'Remove `ssl_alpn`: `http2` decides here' : 'Switch HTTP/2 on for all servers: `http2 on;`',
      edits: [own ? removal(site) : { file: file.path, span: { start, end }, newText: 'http2 on' }],
      since: HTTP2_DIRECTIVE_SINCE,
    }),
  ];
}

function lastEnd({ args, name }: Directive): number {
  return (args.at(-1) ?? name).end;
}

/** All directives of this name in the server: what is right for one of them holds for all, and is written once. */
function sameNamed({ server, place }: AlpnSite): readonly Directive[] {
  const name = place.directive.name.value;
  const found: Directive[] = [];
  const pending = [server];
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    for (const child of block.block?.children ?? []) {
      if (child.name.value === name && child.hasSemicolon && !(name === 'http2' && block === server)) found.push(child);
      if (child.block !== undefined) pending.push(child);
    }
  }
  return found.length > MOST ? [] : found;
}

/** A server with more of them is no slip of anybody's. */
const MOST = 50;

/** The location that a site is in, with what it passes on to. */
function passOf({ blocks }: AlpnSite): Directive | undefined {
  const location = blocks.at(-1);
  if (location?.name.value !== 'location') return undefined;
  return location.block?.children.find(({ name }) => name.value === 'grpc_pass' || name.value === 'proxy_pass');
}

function grpcOffersItself(site: AlpnSite): readonly (Fix | undefined)[] {
  const pass = passOf(site);
  if (pass?.name.value !== 'grpc_pass') return [];
  return [
    siteFix(site, {
      title: 'Remove `proxy_ssl_alpn`: `grpc_pass` offers h2 wherever it opens TLS',
      edits: [removal(site)],
    }),
  ];
}

const OVER_TLS = /^(?:grpcs|https):\/\//i;

function schemeOpensTls(site: AlpnSite): readonly (Fix | undefined)[] {
  const { place } = site;
  const pass = passOf(site);
  const target = pass?.args[0];
  if (pass === undefined || target === undefined || target.value.includes('$')) return [];
  const tls = OVER_TLS.test(target.value);
  const on = saysOn(place.directive);
  if (tls === on) {
    const scheme = target.value.slice(0, target.value.indexOf('://') + 3);
    const why = tls ? `\`${scheme}\` opens TLS` : 'no TLS is opened here';
    return [siteFix(site, { title: `Remove \`proxy_ssl\`: ${why}`, edits: [removal(site)] })];
  }
  if (!on || pass.name.value !== 'grpc_pass' || target.quote !== undefined) return [];
  const host = target.value.replace(/^grpc:\/\//i, '');
  const { file } = place;
  return [
    siteFix(site, {
      title: `Open TLS by the scheme: \`grpc_pass grpcs://${host};\``,
      edits: [replaceArguments(file, { directive: pass, file: file.path }, `grpcs://${host}`), removal(site)],
      safe: false,
    }),
  ];
}

/** `grpc_pass` in a server: a location for everything around it. */
function intoLocation(site: AlpnSite): readonly (Fix | undefined)[] {
  const { place, server, blocks } = site;
  const { file, directive } = place;
  const children = server?.block?.children ?? [];
  if (server === undefined || blocks.at(-1) !== server) return [];
  // Another way for everything is there already, or several that exclude each other.
  const rivals = children.filter(
    (it) =>
      it.name.value === 'include' ||
      (it.name.value === 'grpc_pass' && it !== directive) ||
      (it.name.value === 'location' && it.args.length === 1 && it.args[0]?.value === '/'),
  );
  if (rivals.length > 0) return [];
  const indent = indentBefore(file.text, directive.start);
  const written = file.text.slice(directive.start, directive.end);
  if (written.includes('\n')) return [];
  const alone = indent !== undefined && isLineEnd(file.text, directive.end);
  const lineBreak = lineBreakOf(file.text);
  const step = stepOf(file.text, server, indent ?? '');
  const newText = alone
    ? ['location / {', `${indent}${step}${written}`, `${indent}}`].join(lineBreak)
    : `location / { ${written} }`;
  return [
    siteFix(site, {
      title: 'Put it into `location / { … }`',
      edits: [{ file: file.path, span: { start: directive.start, end: directive.end }, newText }],
    }),
  ];
}

function isLineEnd(text: string, offset: number): boolean {
  return text.slice(offset, endOfLine(text, offset)).trim() === '';
}

/** By how much a server's directives are indented. */
function stepOf(text: string, server: Directive, indent: string): string {
  const outer = indentBefore(text, server.start) ?? '';
  return indent.startsWith(outer) && indent.length > outer.length ? indent.slice(outer.length) : '    ';
}
