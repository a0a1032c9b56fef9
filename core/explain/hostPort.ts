/** An address as it stands in a text, and where it ends there. */
export interface HostPort {
  /** `10.0.0.1`, `::1`, `fe80::1%eth0`, `orders.example.com` */
  readonly host: string;
  readonly port: number;
  readonly end: number;
}

/** `host:port` as people write it: an IPv6 address stands in brackets. */
export function hostPortText({ host, port }: Pick<HostPort, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The address that begins here: a name or IPv4 address, or an IPv6 address in brackets (also `%5B…%5D`, as gRPC's C-core has it), and a port. */
export function hostPortAt(text: string, at: number): HostPort | undefined {
  const bracketed = bracketedAt(text, at);
  const [host, end] = bracketed ?? nameAt(text, at);
  if (host === '' || text[end] !== ':') return undefined;
  return withPort(text, host, end + 1);
}

/** All addresses that stand for themselves: after them nothing tells what they are, so that they must look like it. */
export function* freeHostPorts(text: string): Iterable<HostPort> {
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    if (!isDigit(text.charCodeAt(colon + 1))) continue;
    const host = text[colon - 1] === ']' ? bracketedBefore(text, colon - 1) : nameBefore(text, colon);
    if (host === undefined) continue;
    const found = withPort(text, host, colon + 1);
    if (found === undefined) continue;
    const next = text.slice(found.end, found.end + 2);
    // A file's line and column, a time, a version.
    if (/^(?:[A-Za-z_-]|[:.]\d)/.test(next)) continue;
    yield found;
  }
}

function withPort(text: string, host: string, at: number): HostPort | undefined {
  const digits = /^\d{1,6}/.exec(text.slice(at, at + 6))?.[0] ?? '';
  const port = Number(digits);
  return port >= 1 && port <= 65535 ? { host, port, end: at + digits.length } : undefined;
}

/** `fe80::1%eth0` too (RFC 4007). */
const IPV6 = /^[0-9a-f]{0,4}:[0-9a-f:.]{1,45}(?:%[\w.-]{1,20})?$/i;

function bracketedAt(text: string, at: number): readonly [string, number] | undefined {
  const [open, close] = text.startsWith('[', at) ? ['[', ']'] : ['%5B', '%5D'];
  if (!text.startsWith(open, at)) return undefined;
  const inside = text.slice(at + open.length, at + open.length + 80);
  const length = inside.indexOf(close);
  const host = inside.slice(0, Math.max(0, length));
  return IPV6.test(host) ? [host, at + open.length + length + close.length] : undefined;
}

function bracketedBefore(text: string, close: number): string | undefined {
  const from = Math.max(0, close - 80);
  const open = text.slice(from, close).lastIndexOf('[');
  const host = open < 0 ? '' : text.slice(from + open + 1, close);
  return IPV6.test(host) ? host : undefined;
}

const LONGEST_NAME = 253;

function nameAt(text: string, at: number): readonly [string, number] {
  let end = at;
  while (end - at < LONGEST_NAME && isNameCharacter(text.charCodeAt(end))) end++;
  const name = text.slice(at, end);
  return /^[A-Za-z0-9]/.test(name) ? [name, end] : ['', at];
}

/** Endings of source files, which stand in front of the number of a line. */
const FILES: ReadonlySet<string> = new Set([
  'go',
  'cc',
  'c',
  'h',
  'cpp',
  'java',
  'kt',
  'js',
  'ts',
  'mjs',
  'py',
  'rb',
  'rs',
  'cs',
  'php',
  'conf',
  'log',
]);

function nameBefore(text: string, end: number): string | undefined {
  let start = end;
  while (start > 0 && end - start < LONGEST_NAME && isNameCharacter(text.charCodeAt(start - 1))) start--;
  const name = text.slice(start, end);
  if (name === 'localhost' || isIpv4(name)) return name;
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  if (labels.length < 2 || !/^[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/.test(last)) return undefined;
  if (FILES.has(last) && labels.length === 2) return undefined;
  return labels.every((it) => /^[A-Za-z0-9_](?:[\w-]{0,61}[A-Za-z0-9_])?$/.test(it)) ? name : undefined;
}

/** Whether it is an IPv4 address. */
export function isIpv4(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) && host.split('.').every((it) => Number(it) <= 255);
}

function isNameCharacter(code: number): boolean {
  return (
    isDigit(code) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x5f
  );
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
