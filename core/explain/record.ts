import type { Span } from '../text/span.ts';

/** So far from a text is looked for what belongs to it: `curl -v` prints a thousand characters between the address and what was selected. */
const FAR = 2000;

/**
 * How lines of logs begin: a date or time, a level, a brace, glog's and syslog's prefixes, a prompt. Compose puts a name and a bar
 * in front. Everything else may be the continuation of a line that was wrapped.
 */
const BEGINNING =
  /^(?:[^|\n]{1,30}\| )?[ \t]{0,8}(?:\d{4}[-/.]\d\d|\d\d:\d\d:\d\d|\[?\d{1,2}\/|[IWEF]\d{4} |(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d|\{"|\[\d|(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\b|level=|time=|ts=|[$#>%] )/;

/** The piece of a text around a match that probably tells of the same connection: to where another line of a log begins, and at most so far. */
export function recordAround(text: string, { start, end }: Span): Span {
  return { start: beginningOf(text, start), end: endOf(text, end) };
}

function beginningOf(text: string, start: number): number {
  const least = Math.max(0, start - FAR);
  for (let line = lineStart(text, start); ; line = lineStart(text, line - 1)) {
    if (line <= least) return least;
    if (isBeginning(text, line)) return line;
  }
}

function endOf(text: string, end: number): number {
  const rest = text.slice(end, end + FAR);
  for (let next = rest.indexOf('\n'); next >= 0; next = rest.indexOf('\n', next + 1)) {
    if (isBeginning(text, end + next + 1)) return end + next;
  }
  return end + rest.length;
}

function lineStart(text: string, at: number): number {
  // No further than what is looked at: a megabyte may be one line.
  const from = Math.max(0, at - FAR - 1);
  const found = text.slice(from, at).lastIndexOf('\n');
  return found < 0 ? from : from + found + 1;
}

function isBeginning(text: string, line: number): boolean {
  const head = text.slice(line, line + 80);
  return head.startsWith('\n') || BEGINNING.test(head);
}
