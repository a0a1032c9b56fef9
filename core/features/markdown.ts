/** Text as inline code, whatever is in it: control characters are taken out, and the fence is longer than any run of backticks inside. */
export function inlineCode(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is meant
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, ' ');
  const longest = Math.max(0, ...(clean.match(/`+/g) ?? []).map((it) => it.length));
  const fence = '`'.repeat(longest + 1);
  const pad = clean.startsWith('`') || clean.endsWith('`') || clean.trim() === '' ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** Text as plain Markdown text: nothing in it is markup. */
export function plainText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is meant
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>&~:@/]/g, '\\$&');
}
