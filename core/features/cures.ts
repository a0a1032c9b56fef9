import type { GoServing } from '../domains/goSource/facts.ts';
import { headOf } from '../domains/nginx/scope.ts';
import type { PredictedCure } from '../observation/types.ts';
import { socketAt } from '../project/answer.ts';
import type { ProjectEdge } from '../project/edges.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { rules } from '../rules/index.ts';
import { fixesInReach } from '../rules/reach.ts';
import type { Finding, Fix } from '../rules/rule.ts';
import type { FilePath } from '../text/filePath.ts';
import { endOfLine, startOfLine } from '../text/lines.ts';
import type { Location } from '../text/location.ts';
import type { TextEdit } from '../text/textEdit.ts';
import type { Answerer } from './answerers.ts';

/** The rules about what a listener does with its own clients. What it does as a client of what is behind it is another leg. */
const ABOUT_CLIENTS: ReadonlySet<string> = new Set([
  'aws-alb-http2-disabled',
  'aws-classic-elb-ends-tls',
  'aws-nlb-alpn-without-h2',
  'aws-nlb-tls-without-alpn',
  'go-double-tls',
  'go-getconfigforclient-without-h2',
  'go-http2-disabled',
  'go-tls-listener-without-h2',
  'grpc-go-getconfigforclient',
  'kubernetes-ingress-without-http2',
  'kubernetes-nlb-alpn-ignored',
  'kubernetes-nlb-without-alpn',
  'nginx-alpn-directive-misplaced',
  'nginx-alpn-directive-too-new',
  'nginx-alpn-directive-without-tls',
  'nginx-grpc-listener-without-http2',
  'nginx-listener-without-ssl',
  'nginx-sni-alpn-differs',
  'nginx-stream-alpn-without-h2',
  'nginx-stream-tls-without-alpn',
  'nginx-tls-refused-by-grpc-go',
]);

/** The directives that rules find something at, and that may stand anywhere in or around a server. */
const DECIDING = ['ssl_alpn', 'http2', 'ssl_protocols', 'ssl_ciphers'];

/** The fixes of the rules at a listener, in their order, whatever is shown of their findings. */
export function curesAt(project: Project, answerer: Answerer): readonly PredictedCure<Location>[] {
  const cures = findingsAbout(project, answerer, findingsOf(project)).flatMap(({ fixes }) =>
    fixesInReach(project, fixes()).flatMap(({ title, edits }) => {
      const [first] = edits;
      if (first === undefined) return [];
      return { title, line: lineOf(project, edits), at: { file: first.file, span: first.span } };
    }),
  );
  return cures.filter((it, index) => cures.findIndex(({ title }) => title === it.title) === index);
}

/** Those of some findings that are about what a listener does with its clients. */
export function findingsAbout<Some extends Pick<Finding, 'at'> & { readonly rule: string }>(
  project: Project,
  answerer: Answerer,
  findings: readonly Some[],
): readonly Some[] {
  const places = placesOf(project, answerer);
  return findings.filter(({ rule, at }) => ABOUT_CLIENTS.has(rule) && places.some((it) => isIn(at, it)));
}

function placesOf(project: Project, answerer: Answerer): readonly Location[] {
  switch (answerer.kind) {
    case 'nginx':
      return nginxPlaces(project, answerer.listener);
    case 'go':
      return goPlaces(answerer.serving);
    case 'edge':
      return edgePlaces(answerer.edge);
  }
}

/** Where the rules tell of an edge. Several may stand in one declaration: all of that would be too much. */
function edgePlaces({ at, alpnPolicy, http2 }: ProjectEdge): readonly Location[] {
  return [at, alpnPolicy?.at, http2?.at].filter((it) => it !== undefined);
}

function isIn({ file, span }: Location, place: Location): boolean {
  return file === place.file && place.span.start <= span.start && span.end <= place.span.end;
}

function nginxPlaces(project: Project, listener: ProjectListener): readonly Location[] {
  const { at, server } = listener;
  const first = socketAt(project, listener).find(({ isDefault }) => isDefault);
  const scopes = first === undefined ? [server.scope] : [server.scope, first.server.scope];
  const directives = scopes.flatMap((scope) => DECIDING.map((name) => scope.effective(name)));
  return [at, ...directives.flatMap((it) => (it === undefined ? [] : headOf(it)))];
}

function goPlaces({ at, config, credentials, http2Disabled }: GoServing): readonly Location[] {
  const places = [at, config?.getConfigForClient?.at, credentials?.at, http2Disabled?.at];
  return places.flatMap((it) =>
    it === undefined ? [] : { file: it.file, span: { start: it.node.start, end: it.node.end } },
  );
}

/** What a rule finds, as far as it is about cures. */
interface RuleFinding extends Pick<Finding, 'at'> {
  readonly rule: string;
  readonly fixes: () => readonly Fix[];
}

const found = new WeakMap<Project, readonly RuleFinding[]>();

/** All that the rules about clients find. A comment that silences a finding does not make its fix another one. */
function findingsOf(project: Project): readonly RuleFinding[] {
  let findings = found.get(project);
  if (findings === undefined) {
    findings = rules.flatMap((rule) => {
      if (!('check' in rule) || !ABOUT_CLIENTS.has(rule.id)) return [];
      try {
        return [...rule.check(project)].map((it) => ({ at: it.at, rule: rule.id, fixes: () => it.fixes }));
      } catch {
        // The check of the folder tells of a rule that throws.
        return [];
      }
    });
    found.set(project, findings);
  }
  return findings;
}

/** The line that one edit writes, without indentation. `null`: it is more than one, or one is taken away. */
function lineOf(project: Project, edits: readonly TextEdit[]): string | null {
  const [edit, ...others] = edits;
  const text = edit && textOf(project, edit.file);
  if (edit === undefined || text === undefined || others.length > 0) return null;
  const { span, newText } = edit;
  const written = newText.trim();
  if (written === '' || written.includes('\n')) return null;
  const before = text.slice(startOfLine(text, span.start), span.start);
  const after = text.slice(span.end, endOfLine(text, span.end));
  const isWhole = /^\r?\n/.test(newText) || (isNginx(project, edit.file) && written.endsWith(';'));
  if (isWhole || newText.endsWith('\n')) return written;
  const line = isNginx(project, edit.file)
    ? `${before.slice(lastEnd(before))}${newText}${after.slice(0, after.indexOf(';') + 1)}`
    : `${before}${newText}${after}`;
  return line.trim();
}

/** Where the last directive or block in front of the end of a line of nginx's ends; 0: none does. */
function lastEnd(before: string): number {
  return Math.max(...[';', '{', '}'].map((it) => before.lastIndexOf(it))) + 1;
}

function isNginx({ nginxFiles }: Project, file: FilePath): boolean {
  return nginxFiles.has(file);
}

function textOf({ nginxFiles, goSourceFiles, declarationFiles }: Project, file: FilePath): string | undefined {
  return (nginxFiles.get(file) ?? goSourceFiles.get(file) ?? declarationFiles.get(file))?.text;
}
