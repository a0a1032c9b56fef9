import { ENFORCE_VARIABLE } from '../../alpn/index.ts';
import { endOfLine } from '../../text/lines.ts';
import type { Span } from '../../text/span.ts';
import { defaultOf } from './defaults.ts';
import { parseEnvironmentFile } from './environmentFile.ts';
import { correction } from './shell.ts';
import { EMPTY, type Assignment, type Comment, type EnvTree } from './tree.ts';
import { wholeLines } from './wholeLines.ts';

/** Parses a file of variables, as compose and systemd read them. */
export function parseVariables(text: string, options: { readonly isForSystemd: boolean }): EnvTree {
  const { assignments, comments } = parseDotenv(text);
  const forSystemd = parseEnvironmentFile(text);
  return { ...EMPTY, assignments: options.isForSystemd ? forSystemd : assignments, forSystemd, comments };
}

/**
 * A file of the form that `env_file` of compose takes (compose specification, "Env_file format"; compose-go 2.16, dotenv): `NAME=value`,
 * `NAME: value`, `export` in front, quotes around a value, a comment behind a space.
 */
function parseDotenv(text: string): {
  readonly assignments: readonly Assignment[];
  readonly comments: readonly Comment[];
} {
  const assignments: Assignment[] = [];
  const comments: Comment[] = [];
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length;) {
    const line = { start: behindBlanks(text, at), end: endOfLine(text, at) };
    at = line.end + 1;
    if (text[line.start] === '#') comments.push(commentOf(text, line));
    const [head, name] = KEY.exec(text.slice(line.start, Math.min(line.end, line.start + LONGEST_KEY))) ?? [];
    if (head === undefined || name === undefined) continue;
    const { span, value } = valueAt(text, { start: line.start + head.length, end: line.end });
    at = Math.max(at, span.end);
    if (name !== ENFORCE_VARIABLE) continue;
    const end = Math.max(span.end, line.start + head.trimEnd().length);
    assignments.push({
      form: 'env-file',
      words: '',
      start: line.start + (head.length - head.replace(/^export\s+/, '').length),
      end,
      value,
      ...correction(text, span),
      removal: wholeLines(text, { start: line.start, end }),
    });
  }
  return { assignments, comments };
}

const LONGEST_KEY = 300;
const KEY = /^(?:export[ \t]{1,20})?([\w.-]{1,200})[ \t]{0,20}[=:][ \t]{0,20}/;

function behindBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

function commentOf(text: string, { start, end }: Span): Comment {
  const value = text.slice(start + 1, end).trimEnd();
  return { start, end: start + 1 + value.length, value };
}

function valueAt(text: string, { start, end }: Span): { readonly span: Span; readonly value: string | undefined } {
  const quote = text.charAt(start);
  if (start < end && (quote === '"' || quote === "'")) {
    const close = closingQuote(text, start);
    if (close === undefined) return { span: { start, end }, value: undefined };
    const inside = text.slice(start + 1, close);
    const isPlain = quote === "'" || !/[\\$]/.test(inside);
    return { span: { start, end: close + 1 }, value: isPlain ? inside : defaultOf(inside) };
  }
  const rest = text.slice(start, end);
  const comment = rest.indexOf(' #');
  const written = (comment < 0 ? (rest.startsWith('#') ? '' : rest) : rest.slice(0, comment)).trimEnd();
  const value = /[\\$]/.test(written) ? defaultOf(written) : written;
  return { span: { start, end: start + written.length }, value };
}

function closingQuote(text: string, open: number): number | undefined {
  const quote = text.charAt(open);
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === quote) return at;
    if (text[at] === '\\') at++;
  }
  return undefined;
}
