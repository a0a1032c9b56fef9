import type { Span } from '../../text/span.ts';
import type { SyntaxProblem } from '../domain.ts';
import type { Token } from './scan.ts';
import type { Exclusion, ModWord, PlainLine, Replacement, Requirement } from './tree.ts';
import { majorProblem } from './pathMajor.ts';
import { isFolder, isGoLine, isToolchain, readWord } from './word.ts';

/** The verbs of go.mod and go.work, and whether a block of lines can stand behind each (rule.go and work.go, parse). */
export const VERBS: ReadonlyMap<string, { readonly block: boolean }> = new Map([
  ['module', { block: true }],
  ['go', { block: false }],
  ['toolchain', { block: false }],
  ['godebug', { block: true }],
  ['require', { block: true }],
  ['exclude', { block: true }],
  ['replace', { block: true }],
  ['retract', { block: true }],
  ['tool', { block: true }],
  ['ignore', { block: true }],
  ['use', { block: true }],
]);

/** One line below a verb: its own or that of its block. */
export interface Entry extends Span {
  readonly verb: string;
  readonly args: readonly Token[];
  /** The comment behind it, with its slashes. */
  readonly comment: string | undefined;
}

/** What one line says. */
export type Directive =
  | { readonly kind: 'requirement'; readonly requirement: Requirement }
  | { readonly kind: 'exclusion'; readonly exclusion: Exclusion }
  | { readonly kind: 'replacement'; readonly replacement: Replacement }
  | { readonly kind: 'plain'; readonly line: PlainLine };

/** A line's meaning (`undefined`: it has none) and what go refuses about it. */
export interface Reading {
  readonly directive: Directive | undefined;
  readonly problem: SyntaxProblem | undefined;
}

function refuse(span: Span, message: string): Reading {
  return { directive: undefined, problem: { span: { start: span.start, end: span.end }, message } };
}

function accept(directive: Directive, problem?: SyntaxProblem): Reading {
  return { directive, problem };
}

/** The words of all arguments, and the first problem among them. */
function readWords(args: readonly Token[]): { words: readonly ModWord[]; problem: SyntaxProblem | undefined } {
  const words: ModWord[] = [];
  let problem: SyntaxProblem | undefined;
  for (const arg of args) {
    const reading = readWord(arg);
    words.push(reading.word);
    if (reading.problem !== undefined)
      problem ??= { span: { start: arg.start, end: arg.end }, message: reading.problem };
  }
  return { words, problem };
}

/** Reads one line as golang.org/x/mod/modfile does for the main module. Unknown verbs are taken as they are: a newer Go may know them. */
export function readEntry(entry: Entry): Reading {
  switch (entry.verb) {
    case 'require':
    case 'exclude':
      return readPathVersion(entry, entry.verb);
    case 'replace':
      return readReplacement(entry);
    case 'retract':
      return readRetraction(entry);
    case 'go':
      return readSingle(entry, 'a version, as in "go 1.23.0"', isGoLine);
    case 'toolchain':
      return readSingle(entry, 'a toolchain, as in "toolchain go1.23.0"', isToolchain);
    case 'godebug':
      return readSingle(entry, 'a setting, as in "godebug default=go1.21"', (text) =>
        /^[^"`',=]*=[^"`',]*$/.test(text),
      );
    case 'module':
      return readSingle(entry, 'one path, as in "module example.com/name"');
    case 'use':
      return readSingle(entry, 'one folder, as in "use ./name"');
    case 'tool':
      return readSingle(entry, 'one package path, as in "tool example.com/name"');
    case 'ignore':
      return readSingle(entry, 'one folder, as in "ignore ./name"');
    default:
      return accept(plain(entry, readWords(entry.args).words));
  }
}

function plain(entry: Entry, words: readonly ModWord[]): Directive {
  return { kind: 'plain', line: { verb: entry.verb, words, start: entry.start, end: entry.end } };
}

/** A verb with exactly one argument. With `fits`, the argument is checked as it is written: there go takes no quotes. */
function readSingle(entry: Entry, wanted: string, fits?: (text: string) => boolean): Reading {
  const [arg, more] = entry.args;
  if (arg === undefined || more !== undefined) return refuse(entry, `${entry.verb} takes ${wanted}`);
  if (fits !== undefined) {
    if (!fits(arg.text)) return refuse(arg, `${entry.verb} takes ${wanted}`);
    return accept(plain(entry, [{ start: arg.start, end: arg.end, value: arg.text }]));
  }
  const { words, problem } = readWords([arg]);
  return accept(plain(entry, words), problem);
}

/** strings.Fields of the comment: `indirect` alone, or `indirect;` and a reason (rule.go, isIndirect). */
function isIndirect(comment: string | undefined): boolean {
  return (
    comment !== undefined &&
    /^\/\/\p{White_Space}*indirect(?:\p{White_Space}*$|;\p{White_Space}+\P{White_Space})/u.test(comment)
  );
}

function readPathVersion(entry: Entry, verb: 'require' | 'exclude'): Reading {
  const { words, problem } = readWords(entry.args);
  const [path, version, more] = words;
  if (path === undefined || version === undefined || more !== undefined) {
    return refuse(entry, `${verb} takes a path and a version, as in "${verb} example.com/name v1.2.3"`);
  }
  const major = problem === undefined ? majorProblem(path.value, version.value) : undefined;
  if (major !== undefined) return refuse(version, major);
  const { start } = path;
  const { end } = version;
  if (verb === 'exclude') return accept({ kind: 'exclusion', exclusion: { start, end, path, version } }, problem);
  const indirect = isIndirect(entry.comment);
  return accept({ kind: 'requirement', requirement: { start, end, path, version, indirect } }, problem);
}

function readReplacement(entry: Entry): Reading {
  const { args } = entry;
  const arrow = args[1]?.text === '=>' ? 1 : 2;
  const { words, problem } = readWords(args.filter((_, index) => index !== arrow));
  const [path, ...rest] = words;
  const fromVersion = arrow === 2 ? rest[0] : undefined;
  const [target, version, more] = arrow === 2 ? rest.slice(1) : rest;
  if (args[arrow]?.text !== '=>' || path === undefined || target === undefined || more !== undefined) {
    return refuse(entry, 'replace takes "path [version] => other/path version" or "path [version] => ./folder"');
  }
  const { start } = path;
  const { end } = version ?? target;
  const replacement = { start, end, from: { path, version: fromVersion }, to: { path: target, version } };
  return (
    (problem === undefined ? refuseReplacement(replacement) : undefined) ??
    accept({ kind: 'replacement', replacement }, problem)
  );
}

/** What go refuses about a replacement whose words are all right. */
function refuseReplacement({ from, to }: Replacement): Reading | undefined {
  const fromMajor = majorProblem(from.path.value, from.version?.value);
  if (fromMajor !== undefined) return refuse(from.version ?? from.path, fromMajor);
  if (to.version === undefined) {
    return isFolder(to.path.value)
      ? undefined
      : refuse(to.path, 'a replacement without a version must be a folder that starts with ./ or ../ or /');
  }
  if (isFolder(to.path.value)) return refuse(to.version, 'a replacement that is a folder takes no version');
  const toMajor = majorProblem(to.path.value, to.version.value);
  return toMajor === undefined ? undefined : refuse(to.version, toMajor);
}

/** `v1.2.3` or `[v1.2.3, v1.2.4]`. */
function readRetraction(entry: Entry): Reading {
  const { words, problem } = readWords(entry.args);
  const shape = entry.args.map(({ kind, text }) => (kind === 'punctuation' ? text : 'v')).join('');
  if (shape !== 'v' && shape !== '[v,v]') {
    return refuse(entry, 'retract takes a version or "[v1.2.3, v1.2.4]"');
  }
  return accept(plain(entry, words), problem);
}
