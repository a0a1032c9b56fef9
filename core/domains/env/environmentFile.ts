import { ENFORCE_VARIABLE } from '../../alpn/index.ts';
import { correction } from './shell.ts';
import type { Assignment } from './tree.ts';
import { wholeLines } from './wholeLines.ts';

/**
 * What systemd takes from a file that `EnvironmentFile=` names (systemd.exec(5); src/basic/env-file.c): no comments behind values, no
 * `export`, nothing is expanded, and a quoted part may be followed by another one.
 */
export function parseEnvironmentFile(text: string): readonly Assignment[] {
  const assignments: Assignment[] = [];
  for (let at = 0; at < text.length;) {
    const start = behind(text, at, ' \t\r\n');
    if (text[start] === '#' || text[start] === ';') {
      const feed = text.indexOf('\n', start);
      at = feed < 0 ? text.length : feed + 1;
      continue;
    }
    const feed = text.indexOf('\n', start);
    const lineEnd = feed < 0 ? text.length : feed;
    const equals = text.indexOf('=', start);
    if (equals < 0 || equals > lineEnd) {
      at = lineEnd + 1;
      continue;
    }
    const name = text.slice(start, equals).trimEnd();
    const { value, from, end } = valueBehind(text, equals + 1);
    at = end + 1;
    if (name !== ENFORCE_VARIABLE) continue;
    const written = text.slice(from, end).trimEnd();
    const last = from + written.length;
    assignments.push({
      form: 'env-file',
      words: '',
      start,
      end: Math.max(last, equals + 1),
      value,
      ...correction(text, { start: from, end: last }),
      removal: wholeLines(text, { start, end: Math.max(last, equals + 1) }),
    });
  }
  return assignments;
}

function behind(text: string, from: number, blanks: string): number {
  let at = from;
  while (at < text.length && blanks.includes(text.charAt(at))) at++;
  return at;
}

function valueBehind(
  text: string,
  equals: number,
): { readonly value: string; readonly from: number; readonly end: number } {
  const from = behind(text, equals, ' \t');
  let value = '';
  let kept = 0;
  let isBare = false;
  let at = from;
  for (; at < text.length && text[at] !== '\n'; at++) {
    const character = text.charAt(at);
    // A quote inside of what began without one stands for itself.
    if (!isBare && (character === '"' || character === "'")) {
      const quoted = quotedAt(text, at);
      value = value.slice(0, kept) + quoted.value;
      kept = value.length;
      at = quoted.last;
    } else if (character === '\\') {
      at++;
      if (text[at] !== '\n') value += text.charAt(at);
      isBare = true;
      kept = value.length;
    } else {
      value += character;
      if (/\s/.test(character)) continue;
      isBare = true;
      kept = value.length;
    }
  }
  return { value: value.slice(0, kept), from, end: Math.min(at, text.length) };
}

function quotedAt(text: string, open: number): { readonly value: string; readonly last: number } {
  const quote = text.charAt(open);
  let value = '';
  let at = open + 1;
  for (; at < text.length && text[at] !== quote; at++) {
    if (text[at] === '\\' && quote === '"') {
      at++;
      if (text[at] !== '\n') value += text.charAt(at);
    } else value += text.charAt(at);
  }
  return { value, last: at };
}
