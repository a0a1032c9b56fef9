/** An address that is listened on or connected to. */
export interface SocketAddress {
  /** `*` (any IPv4 address), `127.0.0.1`, `[::1]`, a host name in lower case, or `unix:/path`. */
  readonly host: string;
  /** `undefined`: a unix socket, none is written, or it is no number. */
  readonly port: number | undefined;
}

/** Reads `host:port`, `[::1]:port`, `unix:/path` (also `unix:/path:` as `proxy_pass` in http has it), or a host alone. */
export function readSocketAddress(text: string): SocketAddress {
  if (text.startsWith('unix:')) return { host: text.replace(/:$/, ''), port: undefined };
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1;
  const colon = text.indexOf(':', bracket + 1);
  const host = canonicalHost(colon < 0 ? text : text.slice(0, colon));
  const port = colon < 0 ? '' : text.slice(colon + 1);
  return { host, port: /^\d{1,5}$/.test(port) ? Number(port) : undefined };
}

/** A host as sockets are compared: `*` for any IPv4 address, the shortest spelling of an IPv6 address, names in lower case. */
export function canonicalHost(host: string): string {
  if (host === '' || host === '*' || host === '0.0.0.0') return '*';
  if (!host.startsWith('[')) return host.toLowerCase();
  const groups = groupsOf(host.slice(1, -1));
  return groups === undefined ? host.toLowerCase() : `[${shortest(groups)}]`;
}

/** Whether a host is this machine itself, by its number or name. */
export function isLoopback(host: string): boolean {
  return host.startsWith('127.') || host === 'localhost' || host === '[::1]';
}

/** The eight groups of an IPv6 address; `undefined`: it is none. */
function groupsOf(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return groups.every((it) => /^[\da-f]{1,4}$/i.test(it)) ? groups.map((it) => parseInt(it, 16)) : undefined;
}

/** RFC 5952: the longest run of zeros as `::`. */
function shortest(groups: readonly number[]): string {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const text = (some: readonly number[]): string => some.map((it) => it.toString(16)).join(':');
  if (best.length < 2) return text(groups);
  return `${text(groups.slice(0, best.start))}::${text(groups.slice(best.start + best.length))}`;
}
