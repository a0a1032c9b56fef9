import { ENFORCE_VARIABLE } from '../../alpn/index.ts';
import { baseName, folderOf, type FilePath } from '../../text/filePath.ts';
import { endOfLine } from '../../text/lines.ts';
import type { Span } from '../../text/span.ts';
import { correction } from './shell.ts';
import { EMPTY, type Assignment, type Comment, type EnvTree, type NamedFile } from './tree.ts';
import { wholeLines } from './wholeLines.ts';

/** Parses a unit or a drop-in (systemd.syntax(7), systemd.exec(5)). */
export function parseSystemd(text: string, path: FilePath): EnvTree {
  const program = unitOf(path);
  const assignments: Assignment[] = [];
  const files: NamedFile[] = [];
  const comments: Comment[] = [];
  const statements: Span[] = [];
  let section: string | undefined;
  const unset = new Set<string>();
  for (let at = 0; at < text.length;) {
    const end = endOfLine(text, at);
    const line = text.slice(at, end);
    const start = at + (line.length - line.trimStart().length);
    const marker = text.charAt(start);
    const isComment = marker === '#' || marker === ';';
    if (isComment) {
      const value = text.slice(start + 1, end).trimEnd();
      comments.push({ start, end: start + 1 + value.length, value });
    }
    section = /^\[([^\]]{0,100})\]\s*$/.exec(line.trimStart())?.[1] ?? section;
    const [head, name] = /^(Environment|EnvironmentFile|UnsetEnvironment)[ \t]{0,20}=/.exec(line.trimStart()) ?? [];
    if (head === undefined) {
      at = isComment ? afterLine(text, end) : behindStatement(text, at);
      continue;
    }
    const { words, last } = wordsFrom(text, start + head.length);
    at = last + 1;
    // What stands in front of all sections nobody reads: it may be a part of a file.
    if (section === undefined) continue;
    const statement = { start, end: last };
    const unreached = EXECUTING.has(section)
      ? undefined
      : `systemd takes no \`${name ?? ''}=\` from a section \`[${section}]\`: it ignores the line.`;
    statements.push(statement);
    const given = name === 'Environment' ? assignmentsOf(text, words, statement) : [];
    if (unreached !== undefined) {
      assignments.push(...given.map((it) => ({ ...it, program, unreached })));
      continue;
    }
    // Without a value, each of them forgets what stood before (systemd.exec(5)).
    if (name === 'Environment') {
      if (words.length === 0) replace(assignments, 'The empty `Environment=` further down takes it away again.');
      for (const it of given) {
        if (it.value?.toLowerCase() !== 'false')
          replace(assignments, 'Another `Environment=` further down gives it another value, and the last one counts.');
        assignments.push({ ...it, program });
      }
    } else if (name === 'EnvironmentFile') {
      if (words.length === 0) files.length = 0;
      files.push(...fileOf(text.slice(start + head.length, end).trim()).map((it) => ({ ...it, program })));
    } else if (words.length === 0) unset.clear();
    else for (const { value } of words) if (value !== undefined) unset.add(value);
  }
  if (unset.has(ENFORCE_VARIABLE) || unset.has(`${ENFORCE_VARIABLE}=false`))
    replace(assignments, '`UnsetEnvironment=` takes it away from what is started.');
  return { ...EMPTY, assignments, files: unset.has(ENFORCE_VARIABLE) ? [] : files, comments, statements };
}

/** Sections that say how something is started (systemd.exec(5); podman-systemd.unit(5)). */
const EXECUTING: ReadonlySet<string> = new Set(['Service', 'Socket', 'Mount', 'Swap', 'Container']);

/** Says of those that would switch the check off why they do not. */
function replace(assignments: Assignment[], unreached: string): void {
  for (const [i, it] of assignments.entries())
    if (it.value?.toLowerCase() === 'false' && it.unreached === undefined) assignments[i] = { ...it, unreached };
}

/** Where the next statement begins: a back slash at the end of a line goes on in the next one. */
function behindStatement(text: string, from: number): number {
  for (let at = from; at < text.length;) {
    const end = endOfLine(text, at);
    const next = end > at ? continuation(text, end - 1) : at;
    if (end === at || next === end - 1) return afterLine(text, end);
    at = next;
  }
  return text.length;
}

function afterLine(text: string, end: number): number {
  const feed = text.indexOf('\n', end);
  return feed < 0 ? text.length : feed + 1;
}

/** `orders` of `orders@.service`, and of the drop-ins in `orders.service.d`. */
function unitOf(path: FilePath): string {
  const name = baseName(path);
  const unit = name.endsWith('.conf') ? baseName(folderOf(path)) : name;
  return unit.replace(/@?\..*$/, '');
}

function fileOf(written: string): readonly NamedFile[] {
  const name = written.replace(/^-/, '');
  return name === '' ? [] : [{ name, reader: 'systemd', folders: [] }];
}

interface UnitWord extends Span {
  /** `undefined`: something else decides a part of it. */
  readonly value: string | undefined;
}

/**
 * The words of a value: quotes stand anywhere, a back slash at the end of a line goes on in the next one, comments between such lines are
 * left out (src/basic/extract-word.c with EXTRACT_CUNESCAPE and EXTRACT_UNQUOTE; src/shared/conf-parser.c).
 */
function wordsFrom(text: string, from: number): { readonly words: readonly UnitWord[]; readonly last: number } {
  const words: UnitWord[] = [];
  let at = from;
  for (;;) {
    while (at < text.length) {
      const continued = continuation(text, at);
      if (continued > at) at = continued;
      else if (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') at++;
      else break;
    }
    if (at >= text.length || text[at] === '\n') return { words, last: at };
    const start = at;
    let value: string | undefined = '';
    let quote = '';
    for (; at < text.length && text[at] !== '\n'; at++) {
      const character = text.charAt(at);
      const continued = continuation(text, at);
      if (continued > at) {
        if (quote === '') break;
        value = value === undefined ? undefined : `${value} `;
        at = continued - 1;
      } else if (quote === '' && /[ \t\r]/.test(character)) break;
      else if (character === quote) quote = '';
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
      else if (character === '\\') {
        const escaped = ESCAPES.get(text.charAt(++at));
        value = value === undefined || escaped === undefined ? undefined : value + escaped;
      } else if (character === '%') {
        // A specifier is what systemd knows and nobody else; `%%` is a percent sign.
        const isPercent = text[at + 1] === '%';
        if (isPercent) at++;
        value = isPercent && value !== undefined ? `${value}%` : undefined;
      } else value = value === undefined ? undefined : value + character;
    }
    at = Math.min(at, text.length);
    words.push({ start, end: at, value });
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['s', ' '],
  ['t', '\t'],
]);

/** Where the text goes on behind a back slash at the end of a line; the offset itself where none is. */
function continuation(text: string, at: number): number {
  if (text[at] !== '\\') return at;
  let next = text.startsWith('\r\n', at + 1) ? at + 3 : text[at + 1] === '\n' ? at + 2 : at;
  if (next === at) return at;
  for (;;) {
    let begin = next;
    while (text[begin] === ' ' || text[begin] === '\t') begin++;
    if (text[begin] !== '#' && text[begin] !== ';') return next;
    const feed = text.indexOf('\n', begin);
    if (feed < 0) return text.length;
    next = feed + 1;
  }
}

function assignmentsOf(text: string, words: readonly UnitWord[], statement: Span): readonly Assignment[] {
  return words.flatMap((word, i): readonly Assignment[] => {
    const written = text.slice(word.start, word.end);
    const quote = written.startsWith('"') || written.startsWith("'") ? written.charAt(0) : '';
    const head = `${quote}${ENFORCE_VARIABLE}=`;
    if (!written.startsWith(head)) return [];
    const end = quote !== '' && written.endsWith(quote) && written.length > head.length ? word.end - 1 : word.end;
    const [before, next] = [words[i - 1], words[i + 1]];
    return [
      {
        form: 'systemd',
        words: '`Environment=`',
        start: word.start,
        end: word.end,
        value: word.value?.slice(ENFORCE_VARIABLE.length + 1),
        ...correction(text, { start: word.start + head.length, end }),
        removal: (words.length === 1
          ? [wholeLines(text, statement)]
          : [before && { start: before.end, end: word.end }, next && { start: word.start, end: next.start }]
        ).find((it) => it !== undefined && !/^[ \t]{0,100}[#;]/m.test(text.slice(it.start, it.end))),
      },
    ];
  });
}
