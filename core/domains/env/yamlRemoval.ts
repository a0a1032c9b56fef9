import { isMap, isSeq, type YAMLMap } from 'yaml';
import { indentBefore, startOfLine } from '../../text/lines.ts';
import type { Span } from '../../text/span.ts';
import { pairSpan, type Place } from '../yamlFile.ts';
import { wholeLines } from './wholeLines.ts';

/** The lines of an entry; those of the key above as well, where it is the only entry there. */
export function removalOf(text: string, span: Span, only: Place | undefined, map: YAMLMap): Span | undefined {
  if (map.flow) return undefined;
  const lines = withoutComments(text, wholeLines(text, span));
  if (only === undefined) return lines;
  return map.anchor === undefined ? removalAbove(text, only) : undefined;
}

/** The lines of a key with all that is in it, unless nothing would be left beside it. */
function removalAbove(text: string, { pair, up }: Place): Span | undefined {
  const above = pair && pairSpan(pair);
  const isOnly = isMap(up?.node) && up.node.items.length === 1;
  return above === undefined || isOnly ? undefined : withoutComments(text, wholeLines(text, above));
}

/** The lines of an item and its dash. */
export function removalOfItem(text: string, item: Span, only: Place | undefined): Span | undefined {
  if (only !== undefined) {
    return isSeq(only.node) && only.node.anchor === undefined ? removalAbove(text, only) : undefined;
  }
  const line = startOfLine(text, item.start);
  const dash = /^[ \t]*-[ \t]+$/.exec(text.slice(line, item.start));
  if (dash === null) return undefined;
  const start = line + dash[0].indexOf('-');
  return indentBefore(text, start) === undefined
    ? undefined
    : withoutComments(text, wholeLines(text, { start, end: item.end }));
}

/** A fix loses no comment but that behind the value. */
function withoutComments(text: string, span: Span | undefined): Span | undefined {
  if (span === undefined) return undefined;
  const lines = text.slice(span.start, span.end).trimEnd().split('\n');
  return lines.some((line, i) => (i < lines.length - 1 || /^\s*#/.test(line)) && /(?:^|\s)#/.test(line))
    ? undefined
    : span;
}
