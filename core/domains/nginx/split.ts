import { contextInside, isWordOf, knowledgeOf, refusesMore } from './directives.ts';
import { hosts, mustNotOpenBlock, mustOpenBlock, type Frame } from './frame.ts';
import type { Word } from './tree.ts';

/** What ended a directive: its `;`, its `{`, the `}` of the block around it, or the end of the text. */
export type Ending = 'semicolon' | 'open' | 'close' | 'end';

/** That a word starts a directive of its own, since the one before lacks its `;` or its `{`. */
interface Split {
  /** Whether the first directive lacks a `{`, so that the other one stands in its block. */
  readonly opens: boolean;
  /** nginx's words for it; `undefined`: nginx may well accept the text, if not as it is meant. */
  readonly because: string | undefined;
}

/** A word at a line's start, behind the first word of the directive that it may or may not belong to. */
interface Candidate {
  readonly first: Word;
  readonly word: Word;
  readonly ending: Ending;
  /** How many words follow the first one. */
  readonly count: number;
  /** Whether the line is indented more than that of the first word, as a directive's further lines usually are. */
  readonly isDeeper: boolean;
  readonly frame: Frame;
}

/** Decides whether a word at a line's start is the name of the next directive. */
export function startsHere({ first, word, ending, count, isDeeper, frame }: Candidate): Split | undefined {
  const knowledge = word.quote === undefined ? knowledgeOf(word.value) : undefined;
  if (knowledge === undefined || frame.body !== 'directives' || isWordOf(first.value, word.value)) return undefined;
  const isHosted = hosts(frame, knowledge);
  const own = frame.isForeign ? undefined : knowledgeOf(first.value);

  if (own !== undefined && mustOpenBlock(own, frame)) {
    const inside = contextInside(first.value, frame.inside) ?? 0;
    const isInside = (inside & knowledge.contexts) !== 0 && (isDeeper || !isHosted);
    if (isInside && (ending !== 'open' || refusesMore(first.value, count))) return { opens: true, because: undefined };
  }
  if (own !== undefined && ending === 'open' && mustNotOpenBlock(own, frame)) {
    return { opens: false, because: `directive "${first.value}" is not terminated by ";"` };
  }
  if (own !== undefined && refusesMore(first.value, count)) {
    const because =
      count > own.most
        ? `invalid number of arguments in "${first.value}" directive`
        : `invalid parameter "${word.value}"`;
    return { opens: false, because };
  }
  if (!isHosted) return undefined;
  if (ending === 'close') return { opens: false, because: 'unexpected "}"' };
  if (ending === 'end') return { opens: false, because: 'unexpected end of file, expecting ";" or "}"' };
  return isDeeper ? undefined : { opens: false, because: undefined };
}
