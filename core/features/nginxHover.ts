import { FACTS, negotiate } from '../alpn/index.ts';
import { formatNginxVersion, parseNginxVersion } from '../domains/nginxVersion.ts';
import type { Directive } from '../domains/nginx/tree.ts';
import { socketAt } from '../project/answer.ts';
import type { Dial, Project, ProjectListener } from '../project/project.ts';
import { clientVerdict, GRPC_GO_OFFER, serverVerdict } from '../project/verdict.ts';
import type { FilePath } from '../text/filePath.ts';
import { touches } from '../text/span.ts';
import type { Hover } from './hover.ts';
import { builtWords, takenWords } from './hoverReasons.ts';
import { markdownCode, markdownText } from '../text/printable.ts';
import { classSentence, verdictLines } from './verdictWords.ts';

/** So many listeners are told about in one hover; a directive of an outer block may count for thousands. */
const MOST = 3;

/** The directives that are told about, and whose listeners they decide for. */
const SUBJECTS: Readonly<Record<string, 'client' | 'upstream'>> = {
  listen: 'client',
  server_name: 'client',
  ssl_alpn: 'client',
  http2: 'client',
  proxy_ssl: 'upstream',
  proxy_ssl_alpn: 'upstream',
  grpc_pass: 'upstream',
  proxy_pass: 'upstream',
  pass: 'upstream',
};

/** What a grpc-go client or server gets at a directive of nginx. */
export function nginxHover(project: Project, file: FilePath, offset: number): Hover | undefined {
  const directive = directiveAt(project.nginxFiles.get(file)?.tree.directives ?? [], offset);
  const subject = directive && SUBJECTS[directive.name.value];
  if (directive === undefined || subject === undefined) return undefined;
  const concerned = project.listeners.filter((it) => concerns(it, directive, file));
  if (concerned.length === 0) return undefined;
  const sections = concerned
    .slice(0, MOST)
    .map((it) => (subject === 'client' ? clientSection(project, it) : upstreamSection(project, it, directive)));
  const more = concerned.length > MOST ? [`… and ${concerned.length - MOST} more listeners.`] : [];
  return { span: directive.name, markdown: [...sections, ...more].join('\n\n---\n\n') };
}

/** The innermost directive whose name or arguments stand at the offset. */
function directiveAt(directives: readonly Directive[], offset: number): Directive | undefined {
  for (let level = directives; ;) {
    const around = level.find((it) => touches(it, offset));
    if (around === undefined) return undefined;
    if (touches({ start: around.start, end: around.args.at(-1)?.end ?? around.name.end }, offset)) return around;
    if (around.block === undefined) return undefined;
    level = around.block.children;
  }
}

function concerns(listener: ProjectListener, directive: Directive, file: FilePath): boolean {
  const name = directive.name.value;
  if (name === 'listen') return listener.at.file === file && listener.at.span.start === directive.start;
  // What http proxies by `proxy_pass` is the web: nothing to tell there.
  if (name === 'proxy_pass' && listener.module === 'http') return false;
  if (PASSES.has(name)) return listener.dials().some((it) => isAt(it, directive, file));
  const effective = listener.server.scope.effective(name);
  return effective?.directive === directive && effective.file === file;
}

/** The directives that lead out of a server; a location has its own. */
const PASSES: ReadonlySet<string> = new Set(['grpc_pass', 'proxy_pass', 'pass']);

function isAt({ dialer }: Dial, directive: Directive, file: FilePath): boolean {
  return dialer.at.file === file && dialer.at.span.start === directive.start;
}

function clientSection(project: Project, listener: ProjectListener): string {
  return [
    `**${titleOf(listener)}**`,
    answersFor(project, listener),
    whatItDoes(listener),
    clientLines(project, listener),
    ...reasons(listener),
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}

/** So many names are told; a server may have thousands. */
const MOST_NAMES = 5;

/** For which names it answers, where several servers share the socket. */
function answersFor(project: Project, listener: ProjectListener): string {
  const { configuration, address, port, serverNames, isDefault } = listener;
  if (socketAt(project, { configuration, address, port }).length < 2) return '';
  const names = serverNames.slice(0, MOST_NAMES).map((it) => markdownCode(it));
  const more = serverNames.length > MOST_NAMES ? [`${serverNames.length - MOST_NAMES} more`] : [];
  const others = isDefault ? ['clients that send another name or none (default server)'] : [];
  const all = [...names, ...more, ...others];
  return all.length === 0 ? 'No client reaches it: it has no name.' : `Answers for ${all.join(', ')}.`;
}

function clientLines(project: Project, listener: ProjectListener): string {
  const lines = verdictLines((behaviour) => clientVerdict(project, listener, behaviour));
  return lines.length === 0
    ? ''
    : `As a client, ${listener.module === 'stream' ? 'with a gRPC server behind it' : 'with TLS'}:\n\n${lines.join('\n')}`;
}

function upstreamSection(project: Project, listener: ProjectListener, directive: Directive): string {
  const dials = listener
    .dials()
    .filter(
      (it) =>
        !PASSES.has(directive.name.value) ||
        listener.dials().length === 1 ||
        it.dialer.at.span.start === directive.start,
    );
  const parts = dials.map((dial) => {
    const lines = verdictLines((behaviour) => serverVerdict(project, listener, dial, behaviour));
    const leg =
      lines.length === 0
        ? 'No TLS is opened here, so nothing is negotiated.'
        : `As the server behind it:\n\n${lines.join('\n')}`;
    return `**To ${targetWords(dial)}**: ${offerWords(dial)}\n\n${leg}`;
  });
  return [`**${titleOf(listener)}**`, ...parts, ...reasons(listener)].join('\n\n');
}

function targetWords({ route, dialer: { to, resolved } }: Dial): string {
  if (resolved === undefined || resolved === to) return markdownCode(to);
  const when = route.by === undefined ? '' : ` (where ${markdownCode(`$${route.by}`)} is ${markdownText(route.match)})`;
  return `${markdownCode(resolved)}${when}`;
}

function offerWords({ dialer, offer }: Dial): string {
  if (dialer.via === 'pass') return 'handed over to another server of this nginx';
  if (!dialer.tls) return dialer.via === 'grpc_pass' ? 'HTTP/2 in plain text' : 'as it comes, without TLS of its own';
  switch (offer.kind) {
    case 'fixed':
      return offer.protocols.length === 0
        ? 'TLS that offers no protocol'
        : `TLS that offers ${offer.protocols.map((it) => markdownCode(it)).join(', ')}`;
    case 'mirrors':
      return 'TLS that offers what the client was given';
    case 'unknown':
      return `TLS; ${offer.because}`;
  }
}

function titleOf({ address, port, module, tls }: ProjectListener): string {
  const words = { plain: 'no TLS', terminated: 'TLS ends here', passthrough: 'TLS passes through' }[tls];
  return `${markdownCode(port === undefined ? address : `${address}:${port}`)} (${module}, ${words})`;
}

function whatItDoes(listener: ProjectListener): string {
  if (listener.tls === 'plain') {
    if (listener.module === 'stream') return 'Clients connect without TLS.';
    return listener.http2 === true
      ? 'Clients connect without TLS, and may speak HTTP/2.'
      : 'Clients connect without TLS, and cannot speak HTTP/2: a gRPC client fails.';
  }
  const outcome = negotiate(GRPC_GO_OFFER, listener.alpn);
  const sentence = classSentence(outcome);
  if (sentence !== undefined) return sentence;
  switch (outcome.kind) {
    case 'relayed':
      return 'ALPN is negotiated with the upstream, end to end: nginx has no part in it.';
    case 'refused':
      return `It refuses every handshake with alert ${outcome.alert}.`;
    default:
      return '';
  }
}

function reasons(listener: ProjectListener): readonly string[] {
  return [
    takenWords(listener.grpc),
    versionWords(listener),
    ...contextWords(listener),
    ...builtWords(listener.modules),
  ];
}

/** Which block the file is taken to be included in, where no main file of the workspace says. */
function contextWords({ server: { context } }: ProjectListener): readonly string[] {
  if (context === undefined) return [];
  return [
    `No main file here includes this one; it is taken for a part of \`${context.module} {}\`: ${markdownText(context.because)}.`,
  ];
}

function versionWords({ nginxVersion }: ProjectListener): string {
  if (nginxVersion === undefined) return `The version of nginx is not known: this is what ${FACTS.nginx} does.`;
  const newest = parseNginxVersion(FACTS.nginx);
  const beyond =
    newest !== undefined && nginxVersion.value > newest
      ? `, newer than the newest we know (${FACTS.nginx}), whose behaviour is told`
      : '';
  return `nginx ${formatNginxVersion(nginxVersion.value)}, from ${markdownText(nginxVersion.from)}${beyond}.`;
}
