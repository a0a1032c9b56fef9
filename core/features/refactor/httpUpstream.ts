import { firstValue, values, type Placed, type Scope } from '../../domains/nginx/scope.ts';
import type { Directive } from '../../domains/nginx/tree.ts';
import type { Project } from '../../project/project.ts';
import type { TextEdit } from '../../text/textEdit.ts';
import {
  convertBlock,
  convertedLines,
  flush,
  withBehind,
  withoutBlanksAround,
  type ConvertedBlock,
} from './convert.ts';
import { isKnownInHttp, type Counterpart } from './counterpart.ts';
import type { Line } from './layout.ts';
import { passageOf } from './removal.ts';

/** The upstream group that an http server needs in place of one of stream. */
export interface HttpUpstream {
  readonly name: string;
  /** What is to be written; `undefined`: http has the same group already. */
  readonly written: ConvertedBlock | undefined;
  /** The group in stream. */
  readonly of: Placed;
  /** What is said in stream around the group, and that it needs to resolve names of servers as they change. */
  readonly resolvers: readonly Placed[];
  /** Whether nothing uses the group in stream any more. */
  readonly isLeft: boolean;
}

/** The group that a stream server's `proxy_pass` names, for http. `undefined`: it names none; `'impossible'`: it cannot be said what it holds. */
export function httpUpstream(
  project: Project,
  server: Scope,
  http: Scope | undefined,
): HttpUpstream | 'impossible' | undefined {
  const target = firstValue(server.own('proxy_pass'))?.toLowerCase();
  const group = server.parent?.blocks('upstream').find((it) => firstValue(it.of)?.toLowerCase() === target);
  const name = firstValue(group?.of);
  if (group?.of === undefined || name === undefined) return undefined;
  const { of } = group;
  const isLeft = !isUsedElsewhere(project, name, [server.of?.directive, of.directive]);
  const others = http?.blocks('upstream') ?? [];
  const sameName = others.find((it) => firstValue(it.of)?.toLowerCase() === target);
  const written = convertBlock(project, group, (placed) => counterpartOf(placed, isLeft));
  if (written === undefined) return 'impossible';
  const resolvers = resolversOf(group);
  if (sameName === undefined) return { name, written, of, resolvers, isLeft };
  if (isSame(group, sameName))
    return { name, written: undefined, of, resolvers, isLeft: isLeft && sameName.of?.directive !== of.directive };
  const other = `${name}_grpc`;
  const isFree = others.every((it) => firstValue(it.of)?.toLowerCase() !== other.toLowerCase());
  return isFree ? { name: other, written, of, resolvers, isLeft } : 'impossible';
}

/** `server … resolve` (nginx 1.27.3) needs a resolver in the group or around it. */
function resolversOf(group: Scope): readonly Placed[] {
  const resolves = group.all('server').some((it) => values(it).includes('resolve'));
  if (!resolves || group.own('resolver') !== undefined) return [];
  return ['resolver', 'resolver_timeout'].flatMap((name) => group.parent?.own(name) ?? []);
}

/** The group for http as it is to be written, with a blank line behind it. */
export function upstreamLines(project: Project, upstream: HttpUpstream | undefined): readonly Line[] {
  const file = upstream && project.nginxFiles.get(upstream.of.file);
  if (upstream?.written === undefined || file === undefined) return [];
  const { above, behind } = passageOf(file, upstream.of.directive);
  const { resolvers } = upstream;
  const body = [
    ...resolvers.flatMap((placed) => convertedLines(project, placed, { kind: 'same' })),
    ...upstream.written.items.flatMap(({ item, lines }) => [...flush(item.isApart ? [''] : []), ...lines]),
  ];
  return [
    ...flush(above),
    { depth: 0, text: withBehind(`upstream ${upstream.name} {`, upstream.written.heading) },
    ...withoutBlanksAround(body).map(({ depth, text }) => ({ depth: depth + 1, text })),
    { depth: 0, text: withBehind('}', behind) },
    { depth: 0, text: '' },
  ];
}

/** Directives of an upstream group that are the same in both modules (ngx_stream_upstream_module.c and its kin). */
const ALIKE: ReadonlySet<string> = new Set(['hash', 'least_conn', 'random', 'resolver', 'resolver_timeout', 'server']);

/** `random` and `least_time` of http measure other times. */
const MEASURES = /^least_time/;

function counterpartOf(placed: Placed, isLeft: boolean): Counterpart {
  const { name, args } = placed.directive;
  if (!values(placed).every((it) => isKnownInHttp(it) && !MEASURES.test(it))) return { kind: 'none' };
  if (name.value === 'zone') {
    const [zone] = args;
    // A zone belongs to one module: the group in stream goes on using this name.
    const edits: readonly TextEdit[] =
      zone === undefined || isLeft ? [] : [{ file: placed.file, span: zone, newText: `${zone.value}_http` }];
    return { kind: 'edited', edits };
  }
  return ALIKE.has(name.value) ? { kind: 'same' } : { kind: 'none' };
}

/** Whether two groups say the same, but for names of zones. */
function isSame(stream: Scope, http: Scope): boolean {
  const said = (scope: Scope): string =>
    scope.segments
      .flatMap(({ directives }) => directives)
      .filter(({ name }) => name.value !== 'zone' && !name.value.startsWith('keepalive'))
      .map(({ name, args }) => [name, ...args].map(({ value }) => value).join(' '))
      .join('\n');
  return said(stream) === said(http);
}

/** Blocks of nginx do not stand deeper; a file where they do is there to exhaust the stack. */
const DEEPEST = 100;

/** Whether a group may be used by something of stream other than what is left out. Files are looked at whatever includes them. */
function isUsedElsewhere(project: Project, name: string, except: readonly (Directive | undefined)[]): boolean {
  const wanted = name.toLowerCase();
  const isUsed = (directives: readonly Directive[], depth: number): boolean =>
    directives.some((directive) => {
      const { args, block } = directive;
      // Groups of http have names of their own.
      if (directive.name.value === 'http' || except.includes(directive)) return false;
      if ([directive.name, ...args].some(({ value }) => wordsOf(value).includes(wanted))) return true;
      if (directive.name.value === 'proxy_pass' && args.some(({ value }) => COMPOSED.test(value))) return true;
      return block !== undefined && (depth > DEEPEST || isUsed(block.children, depth + 1));
    });
  return [...project.nginxFiles.values()].some(({ tree }) => isUsed(tree.directives, 0));
}

/** A target of stream that a variable is a part of: it may become the name of any group. */
const COMPOSED = /^(?!\$\{?\w+\}?$)[^/]*\$/;

function wordsOf(value: string): readonly string[] {
  return value.toLowerCase().split(/[^\w.-]+/);
}
