import type { Condition } from '../alpn/errorText.ts';
import { ERROR_TEXTS, type ErrorText, type Wording } from '../alpn/errorTexts.ts';
import { lowerBound, type Span } from '../text/span.ts';
import { squash } from './unfold.ts';

/** A text that was found. */
export interface Match {
  readonly text: ErrorText;
  readonly wording: Wording;
  /** In the squashed text. */
  readonly span: Span;
}

/** So many characters may stand between two parts of a wording, unless it says otherwise. */
const WITHIN = 150;

/** A text that stands this near to another one is about the same connection. */
const NEAR = 4000;

interface Pattern {
  readonly text: ErrorText;
  readonly wording: Wording;
  readonly parts: readonly string[];
  readonly last: string;
  readonly within: number;
  readonly condition: Condition | undefined;
}

let patterns: readonly Pattern[] | undefined;

function allPatterns(): readonly Pattern[] {
  patterns ??= ERROR_TEXTS.flatMap((text) =>
    text.wordings.map((wording) => {
      const parts = wording.parts.map(squash);
      const { behind, within = WITHIN } = wording;
      const condition = behind && { ...behind, words: squash(behind.words), without: squash(behind.without) };
      return { text, wording, parts: parts.slice(0, -1), last: parts.at(-1) ?? '', within, condition };
    }),
  );
  return patterns;
}

/** All known texts in a squashed one, in their order. Where they overlap, one that lies in another is left out; of two alike the first of the catalogue stays. */
export function findTexts(squashed: string): readonly Match[] {
  const found: Match[] = [];
  for (const pattern of allPatterns()) {
    for (const span of placesOf(pattern, squashed)) found.push({ text: pattern.text, wording: pattern.wording, span });
  }
  found.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const outer: Match[] = [];
  let reached = -1;
  for (const match of found) {
    if (match.span.end <= reached) continue;
    outer.push(match);
    reached = match.span.end;
  }
  return withoutHidden(outer);
}

/** Every part is looked for in a window of bounded size, so that the time is in proportion to the text. */
function* placesOf({ parts, last, within, condition }: Pattern, text: string): Iterable<Span> {
  for (let at = text.indexOf(last); at >= 0; at = text.indexOf(last, at + last.length)) {
    let start = at;
    let fits = true;
    for (let i = parts.length - 1; i >= 0 && fits; i--) {
      const part = parts[i] ?? '';
      const from = Math.max(0, start - within - part.length);
      const place = text.slice(from, start).lastIndexOf(part);
      fits = place >= 0;
      start = from + place;
    }
    if (fits && isBehind(text, start, condition)) yield { start, end: at + last.length };
  }
}

function isBehind(text: string, at: number, condition: Condition | undefined): boolean {
  if (condition === undefined) return true;
  const before = text.slice(Math.max(0, at - condition.within - condition.words.length), at);
  const place = before.lastIndexOf(condition.words);
  return place >= 0 && !before.includes(condition.without, place);
}

/** Without what another text near it explains. */
function withoutHidden(matches: readonly Match[]): readonly Match[] {
  const spans = new Map<string, Span[]>();
  for (const { text, span } of matches) {
    const known = spans.get(text.id);
    if (known === undefined) spans.set(text.id, [span]);
    else known.push(span);
  }
  const isNear = (id: string, span: Span): boolean => {
    const others = spans.get(id) ?? [];
    const next = others[lowerBound(others, span.start - NEAR)];
    return next !== undefined && next.start <= span.end + NEAR;
  };
  return matches.filter(({ text, span }) => text.hiddenBy?.some((id) => isNear(id, span)) !== true);
}
