import { explainError, isLinked, mayExplain, type Explained } from '../core/explain/index.ts';
import { checkRequest, type ProbeRequest } from './probeRequest.ts';

/** The text that a caller of the command gives: itself, or as `{text}`. `undefined` = it gives none, as menus do. */
export function readExplainRequest(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('text' in argument)) return undefined;
  return typeof argument.text === 'string' ? argument.text : undefined;
}

/** So much is explained, in UTF-16 code units: the window that asks for it does nothing else meanwhile, half a second for a million. */
const LONGEST_TEXT = 2_000_000;

/** Says that a text is too long to be explained in the editor. `undefined` = it is not. */
export function tooLong({ length }: string): string | undefined {
  return length > LONGEST_TEXT
    ? `gRPC ALPN: this text has ${length} characters, and no more than ${LONGEST_TEXT} are explained here. Select the part with the error, or give the file to "grpc-alpn explain -".`
    : undefined;
}

/** A field of one line holds no more, and nobody copies more to have it explained. */
const LONGEST_CLIPBOARD = 20_000;

/** What the field that asks for an error begins with: what is on the clipboard, on one line, if it has a known error. */
export function prefill(clipboard: string): string {
  if (clipboard.length > LONGEST_CLIPBOARD || explainError(clipboard).explanations.length === 0) return '';
  return clipboard.replace(/\s+/g, ' ').trim();
}

/** What can be probed of the addresses in a text, most promising first; such that are none are left out. */
export function probesOf({ explanations }: Explained): readonly ProbeRequest[] {
  const requests = explanations
    .flatMap(({ targets }) => targets)
    .flatMap((it) => {
      const checked = checkRequest(it);
      return checked.kind === 'ready' ? [checked.request] : [];
    });
  return [...new Map(requests.map((it) => [JSON.stringify(it), it])).values()];
}

/** A piece of a terminal's line that can be clicked. UTF-16, as the line is. */
export interface ErrorLink {
  readonly startIndex: number;
  readonly length: number;
}

const MOST_LINKS = 5;

/** Longer ones are output that nobody reads in a terminal; links are looked for wherever the mouse goes. */
const LONGEST_LINE = 100_000;

/** The known errors in a terminal's line. Lines without a sign of one cost next to nothing. */
export function linksIn(line: string): readonly ErrorLink[] {
  if (line.length > LONGEST_LINE || !mayExplain(line)) return [];
  return explainError(line)
    .explanations.filter(({ text }) => isLinked(text.id))
    .flatMap(({ spans }) => spans)
    .slice(0, MOST_LINKS)
    .map(({ start, end }) => ({ startIndex: start, length: linkLength(line.slice(start, end)) }));
}

/** grpc-go's text ends with an address, which the terminal makes a link of its own. */
function linkLength(text: string): number {
  const address = text.indexOf('https://');
  return address > 0 ? text.slice(0, address).trimEnd().length : text.length;
}
