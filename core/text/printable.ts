/** C0 and C1 controls, DEL, and the format characters that change how a line is shown (zero width, direction, line separators, BOM, tags). */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

/**
 * Text from the network or from a user, made fit for one line of a terminal or a report: what cannot be seen is written as an escape
 * (`\x1b`, `\u202e`), what is too long is cut. Applied twice it changes nothing more.
 * @param limit UTF-16 code units that are kept
 */
export function printable(text: string, limit = 300): string {
  const shown = text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
  });
  return shown.length > limit ? `${shown.slice(0, limit - 1).replace(/[\ud800-\udbff]$/u, '')}…` : shown;
}

/** Text of several lines, made fit for a terminal: line ends and tabs stay, nothing is cut. */
export function printableLines(text: string): string {
  return text.replace(/[^\t\n]+/g, (part) => printable(part, Infinity));
}

/** Text as a piece of Markdown that shows it as it is: no emphasis, link, HTML or line of its own comes of it. */
export function markdownText(text: string, limit?: number): string {
  return printable(text, limit)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[!#*+.:@[\\\]^_`{|}~-]/g, '\\$&');
}

/** Text as a code span of Markdown (CommonMark 6.1): the fence is longer than every run of back quotes in it. */
export function markdownCode(text: string, limit?: number): string {
  const shown = printable(text, limit);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = shown.startsWith('`') || shown.endsWith('`') || shown.trim() === '' ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}
