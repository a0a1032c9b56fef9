/** Defaults that hold further variables hold so many at most. */
const DEEPEST = 5;

/**
 * A text with its variables replaced: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:+other}`. `undefined`: one of them has no known value.
 * Sources: Dockerfile reference, "Environment replacement"; compose specification, "Interpolation".
 */
export function expand(text: string, valueOf: (name: string) => string | undefined, depth = 0): string | undefined {
  if (depth > DEEPEST) return undefined;
  let result = '';
  let at = 0;
  for (;;) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) return result + text.slice(at);
    const isEscaped = text[dollar - 1] === '\\';
    result += text.slice(at, isEscaped ? dollar - 1 : dollar);
    if (isEscaped || text[dollar + 1] === '$') {
      result += '$';
      at = dollar + (isEscaped ? 1 : 2);
      continue;
    }
    const isBraced = text[dollar + 1] === '{';
    const start = dollar + (isBraced ? 2 : 1);
    let end = start;
    while (/[A-Za-z0-9_]/.test(text.charAt(end))) end++;
    const name = text.slice(start, end);
    if (name === '') {
      if (isBraced) return undefined;
      result += '$';
      at = end;
      continue;
    }
    const close = isBraced ? closingBrace(text, end) : end;
    if (close < 0) return undefined;
    const value = withDefault(valueOf(name), text.slice(end, close), (it) => expand(it, valueOf, depth + 1));
    if (value === undefined) return undefined;
    result += value;
    at = isBraced ? close + 1 : close;
  }
}

/** @param rest what follows the name: `:-default` */
function withDefault(
  value: string | undefined,
  rest: string,
  expanded: (text: string) => string | undefined,
): string | undefined {
  const isStrict = rest.startsWith(':');
  const operator = isStrict ? rest.charAt(1) : rest.charAt(0);
  const other = rest.slice(isStrict ? 2 : 1);
  const isSet = value !== undefined && (!isStrict || value !== '');
  switch (operator) {
    case '':
    case '?':
      return value;
    case '-':
      return isSet ? value : expanded(other);
    case '+':
      return isSet ? expanded(other) : value === undefined ? undefined : '';
    default:
      return undefined;
  }
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}
