import type { Span } from '../../text/span.ts';

/** A part of a template that can be read by itself: entries of a mapping that stand beside each other. */
export interface Cut extends Span {
  /** `heading`: `Resources:` without what stands below it. */
  readonly within: 'sections' | 'heading' | 'resources';
}

/** Shorter texts are read whole, in UTF-16 code units: that takes a few milliseconds. */
const LONG = 16 * 1024;

const HEADING = /^Resources:[ \t]{0,99}(?:#[^\n]{0,999})?\r?$/;

/**
 * The parts of a template in block style, by the indentation of its lines: its sections, and its resources. What begins in a line of less
 * indentation belongs to nothing before it. `undefined`: it is short, or not laid out so.
 */
export function cutsOf(text: string): readonly Cut[] | undefined {
  if (text.length < LONG) return undefined;
  const starts: { readonly at: number; readonly within: Cut['within'] }[] = [];
  /** The column of resources; `undefined`: this is another section; 0: none has come. */
  let column: number | undefined;
  let isMarked = false;
  for (let at = 0; at < text.length; at = nextLine(text, at)) {
    const first = firstIn(text, at);
    if (isNothing(text, first)) continue;
    const indentation = first - at;
    if (indentation === 0) {
      const end = nextLine(text, at);
      const line = text.slice(at, end).replace(/\n$/, '');
      if (starts.length === 0 && !isMarked && /^---[ \t]{0,99}\r?$/.test(line)) {
        isMarked = true;
        continue;
      }
      if (!/^[A-Za-z]/.test(line)) return undefined;
      const isHeading = HEADING.test(line);
      column = isHeading ? 0 : undefined;
      starts.push({ at, within: isHeading ? 'heading' : 'sections' });
    } else if (starts.length === 0 || text.charAt(first) === '\t') return undefined;
    else if (column !== undefined && (column === 0 || indentation <= column)) {
      // What closes brackets, an item, or what an explicit key is about continues the resource before it.
      if ((column > 0 && indentation < column) || !/[A-Za-z0-9"']/.test(text.charAt(first))) return undefined;
      column = indentation;
      starts.push({ at, within: 'resources' });
    }
  }
  const isEmpty = ({ within }: (typeof starts)[number], i: number): boolean =>
    within === 'heading' && starts[i + 1]?.within !== 'resources';
  if (starts.length < 2 || starts.some(isEmpty)) return undefined;
  return starts.map(({ at, within }, i) => ({ start: at, end: starts[i + 1]?.at ?? text.length, within }));
}

function nextLine(text: string, at: number): number {
  const feed = text.indexOf('\n', at);
  return feed < 0 ? text.length : feed + 1;
}

/** Where something begins in a line, behind its blanks. */
function firstIn(text: string, line: number): number {
  let at = line;
  while (text.charCodeAt(at) === 32) at++;
  return at;
}

/** Whether a line has nothing but a comment from there on. */
function isNothing(text: string, at: number): boolean {
  const first = text.charAt(at);
  return first === '' || first === '\n' || first === '#' || (first === '\r' && text.charAt(at + 1) === '\n');
}
