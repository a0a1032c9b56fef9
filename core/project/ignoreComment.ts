import type { Span } from '../text/span.ts';

/** A rule that a comment names, where it stands. */
export interface IgnoredRule extends Span {
  readonly id: string;
}

/** What a comment `grpc-alpn: ignore ID[, ID] -- reason` says. Its span is the comment's, without what others have written before it. */
export interface IgnoreStatement extends Span {
  readonly scope: 'lines' | 'file';
  readonly rules: readonly IgnoredRule[];
  /** `undefined`: none is given. */
  readonly reason: string | undefined;
}

const BEGINNING = /^\s*grpc-alpn:\s*ignore(-file)?(?![^\s,])/;

/** In go.mod, the go command writes its own word in front of what stands behind a requirement (rule.go, setIndirect). */
const INDIRECT = /^\s*indirect(?=;\s*grpc-alpn:)/;

/** More rules than these do not exist; a hostile comment may name as many as fit. */
const MOST_RULES = 100;

/**
 * Reads a comment.
 * @param comment its text stands behind its marker, which may be another one than `marker`: HCL has both
 * @returns `undefined`: it is another one
 */
export function readIgnore(
  comment: Span & { readonly value: string },
  marker: '#' | '//',
): IgnoreStatement | undefined {
  const { start, end, value } = comment;
  const own = marker === '//' ? (INDIRECT.exec(value)?.[0].length ?? 0) : 0;
  const from = own === 0 ? 0 : own + 1;
  const [head, file] = BEGINNING.exec(value.slice(from)) ?? [];
  if (head === undefined) return undefined;
  const rules: IgnoredRule[] = [];
  const behind = from + head.length;
  let reason: string | undefined;
  for (const { 0: word, index } of value.slice(behind).matchAll(/[^\s,]+/g)) {
    if (word.startsWith('--')) {
      reason = value.slice(behind + index + 2).trim();
      break;
    }
    const at = end - value.length + behind + index;
    if (rules.length < MOST_RULES) rules.push({ id: word, start: at, end: at + word.length });
  }
  return {
    start: own === 0 ? start : start + marker.length + own,
    end,
    scope: file === undefined ? 'lines' : 'file',
    rules,
    reason: reason === '' ? undefined : reason,
  };
}
