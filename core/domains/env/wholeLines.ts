import { afterLineBreak, endOfLine, indentBefore } from '../../text/lines.ts';
import type { Span } from '../../text/span.ts';

/** The lines of a span, where nothing else stands on them. */
export function wholeLines(text: string, { start, end }: Span): Span | undefined {
  const indent = indentBefore(text, start);
  const lineEnd = endOfLine(text, end);
  const rest = text.slice(end, lineEnd).trim();
  if (indent === undefined || (rest !== '' && !rest.startsWith('#'))) return undefined;
  return { start: start - indent.length, end: afterLineBreak(text, lineEnd) };
}
