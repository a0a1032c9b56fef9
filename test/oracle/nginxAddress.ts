/** An address as a configuration has it: of `listen`, of an upstream's `server`, of `proxy_pass`. */
export interface Address {
  /** `host:port`, or `unix:/path`: equal for equal addresses however they are written. */
  readonly text: string;
  /** `*` for every IPv4 address, `[::]` for every IPv6 one. */
  readonly host: string;
  /** The first one of a range; 0 for unix sockets. */
  readonly port: number;
  /** How many ports: 1 but for ranges. */
  readonly count: number;
  readonly unix: boolean;
}

/**
 * Reads `443`, `*:443`, `127.0.0.1`, `[::]:443`, `host:443`, `6000-6010`, `unix:/path`.
 * @param defaultPort where none is written
 */
export function readAddress(text: string, defaultPort: number): Address {
  if (text.startsWith('unix:')) return { text, host: text, port: 0, count: 1, unix: true };
  const bare = /^(\d+)(?:-(\d+))?$/.exec(text);
  const full = /^(\[[^\]]*\]|[^:]*)(?::(\d+)(?:-(\d+))?)?$/.exec(text);
  const [host, first, last] = bare === null ? [full?.[1] ?? text, full?.[2], full?.[3]] : ['*', bare[1], bare[2]];
  const port = Number(first ?? defaultPort);
  const known = host === '' || host === '0.0.0.0' ? '*' : host.toLowerCase();
  const count = last === undefined ? 1 : Number(last) - port + 1;
  return { text: `${known}:${port}${count > 1 ? `-${String(last)}` : ''}`, host: known, port, count, unix: false };
}

/** The part of a `proxy_pass` or `grpc_pass` that says where to connect. */
export interface Authority {
  readonly text: string;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly address: Address;
}

/** The authority of `grpcs://host:port`, `http://host/path`, `host:port`. `undefined`: it comes from a variable. */
export function authorityOf(value: string): Authority | undefined {
  const scheme = /^[a-z]+:\/\//i.exec(value)?.[0] ?? '';
  const rest = value.slice(scheme.length);
  const text = rest.startsWith('unix:') ? rest.replace(/:\/?$/, '') : rest.replace(/\/.*$/s, '');
  if (text.includes('$')) return undefined;
  const defaultPort = /^(?:https|grpcs):/i.test(scheme) ? 443 : 80;
  return { text, start: scheme.length, end: scheme.length + text.length, address: readAddress(text, defaultPort) };
}
