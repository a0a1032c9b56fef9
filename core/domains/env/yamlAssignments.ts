import { isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { ENFORCE_VARIABLE } from '../../alpn/index.ts';
import { startOfLine } from '../../text/lines.ts';
import type { Span } from '../../text/span.ts';
import { isConfigMap, refusalOf } from './kubernetes.ts';
import { correction, shellAssignments } from './shell.ts';
import type { Assignment, EnvTree } from './tree.ts';
import { textOf } from '../yamlReader.ts';
import { pairIn, pairSpan, spanOf, valueIn, type Place } from '../yamlFile.ts';
import { removalOf, removalOfItem } from './yamlRemoval.ts';

/** The assignments of a file, and which of them are longer than a line. */
export function inOrder(found: readonly Found[]): Pick<EnvTree, 'assignments' | 'statements'> {
  const sorted = found.toSorted((a, b) => a.start - b.start);
  return { assignments: sorted, statements: sorted.flatMap(({ statement }) => statement ?? []) };
}

/** An assignment, and the item of a list that it is told in. */
export interface Found extends Assignment {
  readonly statement?: Span | undefined;
}

/** How one kind of YAML gives variables to processes. */
export interface Dialect {
  /** What it means that the variable stands there; `undefined`: nothing. */
  entry(place: Place): Pick<Assignment, 'form' | 'words' | 'argumentOf' | 'folders' | 'program'> | undefined;
  /** The form of what stands at a place. */
  form(place: Place): Assignment['form'];
  /** Whether a key without a value gives the empty text, and not what is there already. */
  readonly nullIsEmpty: boolean;
  /** Whether the quotes in `- NAME="false"` are a part of the value. */
  readonly keepsQuotes: boolean;
  /** The text of a value with what stands for something else replaced; `undefined`: that is not known. */
  expand(value: string): string | undefined;
  /** Of `name` and `value` in a list: the lists that hold such items. */
  readonly lists: RegExp | undefined;
}

/** What one place of a document gives to a process. */
export function assignmentsAt(text: string, place: Place, dialect: Dialect): readonly Found[] {
  const { node, key } = place;
  if (isMap(node)) {
    const pair = pairIn(node, ENFORCE_VARIABLE);
    const named = dialect.lists !== undefined && dialect.lists.test(key ?? '') && textOf(valueIn(node, 'name'));
    if (pair !== undefined) return entryOf(text, node, pair, place, dialect);
    return named === ENFORCE_VARIABLE ? itemOf(text, node, place, dialect) : [];
  }
  if (!isScalar(node)) return [];
  const written = textOf(node);
  if (written === undefined || !written.includes(ENFORCE_VARIABLE)) return [];
  const isItem = isSeq(place.up?.node) && written.startsWith(HEAD);
  // Arguments of a build are a list of variables, those of a container a list of words.
  const isWord = SCRIPTS.has(key ?? '') && dialect.entry(place)?.argumentOf === undefined;
  if (isWord && !(isItem && isBehindEnv(place))) return scriptOf(text, node, place, dialect);
  return isItem ? listItemOf(text, node, written, place, dialect) : [];
}

const HEAD = `${ENFORCE_VARIABLE}=`;

/** Keys behind which commands of a shell stand. */
const SCRIPTS = new Set(['run', 'script', 'before_script', 'command', 'commands', 'entrypoint', 'cmd', 'cmds', 'args']);

/** `[env, NAME=false, /server]`. */
function isBehindEnv({ node, up }: Place): boolean {
  const words = isSeq(up?.node) ? up.node.items : [];
  const before = words.slice(0, words.indexOf(node)).map((it) => textOf(it) ?? '');
  return (
    /^(?:\/usr\/bin\/|\/bin\/)?env$/.test(before[0] ?? '') &&
    before.slice(1).every((it) => /^[-\w]{1,100}=|^-/.test(it))
  );
}

/** `NAME: "false"`. */
function entryOf(text: string, map: YAMLMap, pair: Pair, place: Place, dialect: Dialect): readonly Found[] {
  const [meant, span] = [dialect.entry(place), trimmed(text, pairSpan(pair))];
  const { value } = pair;
  if (meant === undefined || span === undefined || !isScalar(value)) return [];
  const isEmpty = value.value === null;
  const isKubernetes = meant.form === 'kubernetes' && isConfigMap(place);
  if (isEmpty && !dialect.nullIsEmpty && !isKubernetes) return [];
  const refused = isKubernetes ? refusalOf(text, value, 'ConfigMap.data') : undefined;
  return [
    {
      ...meant,
      ...span,
      ...valueOf(text, isEmpty ? undefined : value, dialect),
      ...(refused !== undefined && { refused }),
      removal: removalOf(text, span, map.items.length === 1 ? place : undefined, map),
    },
  ];
}

/** `- name: NAME`, `value: "false"`. */
function itemOf(text: string, map: YAMLMap, place: Place, dialect: Dialect): readonly Found[] {
  const [meant, item] = [dialect.entry(place), trimmed(text, spanOf(map))];
  const [name, pair] = [pairIn(map, 'name'), pairIn(map, 'value')];
  const told = pair ?? name;
  const span = told && trimmed(text, pairSpan(told));
  if (meant === undefined || span === undefined || item === undefined || map.has('valueFrom')) return [];
  const value = isScalar(pair?.value) && pair.value.value !== null ? pair.value : undefined;
  const refused = meant.form === 'kubernetes' && value !== undefined ? refusalOf(text, value, 'EnvVar') : undefined;
  const list = place.up;
  const isOnly = list !== undefined && isSeq(list.node) && list.node.items.length === 1;
  const statement = { start: startOfLine(text, item.start), end: item.end };
  return [
    {
      ...meant,
      ...span,
      ...valueOf(text, value, dialect),
      ...(refused !== undefined && { refused }),
      removal: map.flow ? undefined : removalOfItem(text, item, isOnly ? list : undefined),
      statement,
    },
  ];
}

/** `- NAME=false`. */
function listItemOf(text: string, node: Scalar, written: string, place: Place, dialect: Dialect): readonly Found[] {
  const [meant, span] = [dialect.entry(place), spanOf(node)];
  if (meant === undefined || span === undefined) return [];
  const source = text.slice(span.start, span.end);
  const at = source.indexOf(HEAD);
  const isQuoted = /^["']/.test(source);
  const inside = { start: span.start + at + HEAD.length, end: span.end - (isQuoted ? 1 : 0) };
  const given = dialect.expand(written.slice(HEAD.length));
  const [, bare] = /^(?:"([^"]*)"|'[^']*')$/.exec(given ?? '') ?? [];
  const { valueAt, correct } = correction(text, inside);
  const list = place.up;
  const isOnly = list !== undefined && isSeq(list.node) && list.node.items.length === 1;
  return [
    {
      ...meant,
      ...span,
      value: dialect.keepsQuotes ? given : (bare ?? given),
      valueAt: at < 0 || source.includes('\\') ? undefined : valueAt,
      correct: dialect.keepsQuotes ? 'false' : correct,
      removal: removalOfItem(text, span, isOnly ? list : undefined),
    },
  ];
}

/** The commands in a text, and `env NAME=false command` as a list of words. */
function scriptOf(text: string, node: Scalar, place: Place, dialect: Dialect): readonly Found[] {
  const span = spanOf(node);
  if (span === undefined) return [];
  const form = dialect.form(place);
  const source = text.slice(span.start, span.end);
  const quote = /^["']/.exec(source)?.[0] ?? '';
  if (quote !== '' && (source.includes('\\') || source.slice(1, -1).includes("''"))) return [];
  const inside = { start: span.start + quote.length, end: Math.max(span.start, span.end - quote.length) };
  const meant = dialect.entry(place);
  const found = shellAssignments(text, inside, meant?.form ?? form);
  // What a folded text or a quoted one would look like without a command is not known.
  const isBlock = node.type === 'BLOCK_LITERAL';
  const start = (place.pair && spanOf(place.pair.key)?.start) ?? span.start;
  const statement = { start: startOfLine(text, start), end: span.end };
  const program = meant?.program;
  return found.map((it) => ({ ...it, program, removal: isBlock || quote === '' ? it.removal : undefined, statement }));
}

/** The value of a scalar, where it stands, and what must stand there. */
function valueOf(
  text: string,
  node: Scalar | undefined,
  dialect: Dialect,
): Pick<Assignment, 'value' | 'valueAt' | 'correct'> {
  const span = trimmed(text, spanOf(node));
  if (node === undefined || span === undefined) return { value: '', valueAt: undefined, correct: '"false"' };
  const value = dialect.expand(textOf(node) ?? '');
  return { value, valueAt: span, correct: text[span.start] === "'" ? "'false'" : '"false"' };
}

/** Without the line break that the library counts to the text of a block (`|`, `>`): the next line stays where it is. */
function trimmed(text: string, span: Span | undefined): Span | undefined {
  return span && { start: span.start, end: span.start + text.slice(span.start, span.end).trimEnd().length };
}
