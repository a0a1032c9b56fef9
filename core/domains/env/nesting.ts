/** Deeper nesting than any file has that a person wrote. */
const DEEPEST = 200;

/** Whether brackets are nested so deep that libraries which follow them run out of time or stack. Quotes are not looked at. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 123 || code === 91) {
      if (++depth > DEEPEST) return true;
    } else if ((code === 125 || code === 93) && depth > 0) depth--;
  }
  return false;
}
