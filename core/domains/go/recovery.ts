import { VERBS } from './directives.ts';
import type { Line, Token } from './scan.ts';
import { isGoLine, isToolchain, looksLikeVersion } from './word.ts';

/** Whether what stands behind a known verb fits it so well that the line hardly means anything else. */
function fits(verb: string, args: readonly string[]): boolean {
  const [first = '', second = ''] = args;
  if (args.length === 0) return false;
  if (first === '(') return args.length === 1 || (args.length === 2 && second === ')');
  switch (verb) {
    case 'go':
      return args.length === 1 && isGoLine(first);
    case 'toolchain':
      return args.length === 1 && isToolchain(first);
    case 'require':
    case 'exclude':
      return args.length === 2 && looksLikeVersion(second);
    case 'replace':
      return args.length >= 3 && (second === '=>' || args[2] === '=>');
    case 'retract':
      return looksLikeVersion(first) || first === '[';
    case 'godebug':
      return args.length === 1 && first.includes('=');
    default:
      return args.length === 1 && !looksLikeVersion(first);
  }
}

/** Whether go could take the line for one of the block's own, a strange one maybe: a module may be called `go`. */
function isLineOf(blockVerb: string, tokens: readonly Token[]): boolean {
  const [, second, third] = tokens;
  switch (blockVerb) {
    case 'require':
    case 'exclude':
      return tokens.length === 2 && second !== undefined && looksLikeVersion(second.text);
    case 'replace':
      return second?.text === '=>' || (third?.text === '=>' && second !== undefined && looksLikeVersion(second.text));
    default:
      return tokens.length === 1;
  }
}

/**
 * Whether a line inside a block shows that the block's `)` is missing: it starts with a known verb, what follows fits that verb, and it
 * can be no line of the block.
 */
export function startsStatement({ first, tokens }: Line, blockVerb: string): boolean {
  if (!VERBS.has(first.text) || isLineOf(blockVerb, tokens)) return false;
  // Beyond that length nothing fits, and a line may be very long.
  return (
    tokens.length <= 8 &&
    fits(
      first.text,
      tokens.slice(1).map(({ text }) => text),
    )
  );
}
