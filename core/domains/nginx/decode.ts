const BACKSLASH = 92;

/** What stands for what behind a backslash. */
const DECODED: Readonly<Record<string, string>> = { '"': '"', "'": "'", '\\': '\\', t: '\t', r: '\r', n: '\n' };

/** A token as nginx sees it (ngx_conf_read_token): `\"`, `\'`, `\\`, `\t`, `\r` and `\n` are decoded, every other backslash stays. */
export function decode(raw: string): string {
  let result = '';
  let done = 0;
  for (let i = raw.indexOf('\\'); i >= 0 && i < raw.length; i++) {
    if (raw.charCodeAt(i) !== BACKSLASH) continue;
    const decoded = DECODED[raw.charAt(i + 1)];
    if (decoded === undefined) continue;
    result += raw.slice(done, i) + decoded;
    done = ++i + 1;
  }
  return result + raw.slice(done);
}
