import type { Span } from '../../core/text/span.ts';

/** What a marker line says about the line above it. */
export interface Marker {
  readonly span: Span;
  readonly severity: string;
  readonly rule: string;
  /** A part of the message; empty where the marker names none. */
  readonly message: string;
}

/** A text without its marker lines, and what they said. */
export interface Marked {
  readonly text: string;
  readonly markers: readonly Marker[];
}

const CARETS = /^\s*(?:#|\/\/)?\s*(\^+)\s+(error|warning|information|hint):\s+([a-z0-9-]+)(?:\s+"([^"]*)")?\s*$/;
const COLUMNS =
  /^\s*(?:#|\/\/)\s*\[(\d+)-(\d+)\]\s+(error|warning|information|hint):\s+([a-z0-9-]+)(?:\s+"([^"]*)")?\s*$/;

/**
 * Takes the marker lines out of a text. A marker stands under what it is about, in a comment:
 *
 *     listen 443 ssl;
 *   # ^^^^^^^^^^^^^^ warning: nginx-stream-tls-without-alpn "missing selected ALPN property"
 *
 * or names the columns where carets cannot stand: `# [0-14] error: syntax`.
 */
export function readMarkers(marked: string): Marked {
  const kept: string[] = [];
  const markers: Marker[] = [];
  let offset = 0;
  let lineStart = 0;
  for (const line of marked.split(/(?<=\n)/)) {
    const marker = readMarker(line.replace(/\r?\n$/, ''), lineStart);
    if (marker !== undefined) {
      markers.push(marker);
      continue;
    }
    kept.push(line);
    lineStart = offset;
    offset += line.length;
  }
  return { text: kept.join(''), markers };
}

function readMarker(line: string, lineStart: number): Marker | undefined {
  const [carets, run, severity = '', rule = '', message = ''] = CARETS.exec(line) ?? [];
  if (carets !== undefined && run !== undefined) {
    const column = line.indexOf(run);
    return { span: { start: lineStart + column, end: lineStart + column + run.length }, severity, rule, message };
  }
  const columns = COLUMNS.exec(line);
  if (columns === null) return undefined;
  const [, from = '', to = '', level = '', id = '', words = ''] = columns;
  return {
    span: { start: lineStart + Number(from), end: lineStart + Number(to) },
    severity: level,
    rule: id,
    message: words,
  };
}

/** A marker line for a span of a line, as people write it: what a failing test shows to be copied. */
export function writeMarker(line: string, columns: Span, words: string, comment: '#' | '//'): string {
  if (columns.start > comment.length) {
    const indent = ' '.repeat(Math.max(0, columns.start - comment.length - 1));
    return `${indent}${comment} ${'^'.repeat(Math.max(1, Math.min(columns.end, line.length) - columns.start))} ${words}`;
  }
  return `${comment} [${columns.start}-${columns.end}] ${words}`;
}
