import { RE2JS } from 're2js';

/** Longer ones nobody writes, and compiling takes time. In UTF-16 code units. */
const LONGEST = 1000;

/**
 * Whether a text matches a regular expression of PCRE somewhere, by an engine that needs linear time.
 * `undefined`: the expression has what such an engine cannot do (look around, back references), or is none.
 */
export function compilePattern(
  expression: string,
  options: { readonly ignoresCase: boolean },
): ((text: string) => boolean) | undefined {
  if (expression.length > LONGEST) return undefined;
  try {
    const pattern = RE2JS.compile(expression, options.ignoresCase ? RE2JS.CASE_INSENSITIVE : 0);
    return (text) => pattern.matcher(text).find();
  } catch {
    return undefined;
  }
}
