/** A token as nginx sees it (ngx_conf_read_token): `\"`, `\'`, `\\`, `\t`, `\r` and `\n` are decoded, every other backslash stays. */
export function decode(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(/\\(["'\\trn])/g, (_, code: string) => CONTROL[code] ?? code);
}

const CONTROL: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' };
