import { PORTS, type HttpServerShape, type ListenShape, type StreamServerShape } from './randomShape.ts';
import type { Surroundings } from './randomText.ts';

/** A `listen` that fits the others. */
export interface FittedListen {
  /** Its arguments; empty for the second port of a range. */
  readonly text: string;
  /** Equal for what nginx takes for one socket. */
  readonly key: string;
  /** Addresses that lead to it, or to one that is more specific. */
  readonly connect: readonly string[];
  /** Whether it is for every address. */
  readonly wildcard: boolean;
  readonly port: number | undefined;
  readonly ssl: boolean;
  readonly quic: boolean;
  readonly isDefault: boolean;
  readonly proxyProtocol: boolean;
  /** Whether it would be for IPv4, too. */
  readonly both: boolean;
}

/** A server with the listens that are left to it. */
export interface FittedServer<Shape = HttpServerShape | StreamServerShape> {
  readonly shape: Shape;
  readonly listens: readonly FittedListen[];
  /** The name of its file in the folder that is included by a glob. */
  readonly glob: string;
}

/** Leaves out what nginx does not take: the same address twice in a server, two default servers, servers that share a socket where they cannot. */
export function fittedListens<Shape extends HttpServerShape | StreamServerShape>(
  shapes: readonly Shape[],
  options: {
    readonly around: Surroundings;
    readonly module: 'http' | 'stream';
    /** Whether several servers may listen on one socket. */
    readonly shared: boolean;
    readonly quic: boolean;
  },
): readonly FittedServer<Shape>[] {
  const defaults = new Set<string>();
  const taken = new Set<string>();
  const servers: FittedServer<Shape>[] = [];
  for (const { shape, glob } of inOrder(shapes)) {
    const keys = new Set<string>();
    const listens: FittedListen[] = [];
    for (const listen of shape.listens) {
      const sockets = fit(listen, options, defaults);
      if (sockets.some(({ key }) => keys.has(key) || (!options.shared && taken.has(key)))) continue;
      for (const { key, isDefault } of sockets) {
        keys.add(key);
        taken.add(key);
        if (isDefault) defaults.add(key);
      }
      listens.push(...sockets);
    }
    if (listens.length > 0) servers.push({ shape, listens, glob });
  }
  return withBothFamilies(servers);
}

/** Lets IPv4 clients come to the sockets that are written so, where no other socket has the port. */
function withBothFamilies<Shape extends HttpServerShape | StreamServerShape>(
  servers: readonly FittedServer<Shape>[],
): readonly FittedServer<Shape>[] {
  const all = servers.flatMap(({ listens }) => listens);
  const first = all.find(
    ({ both, port }) => both && all.every((it) => it.port !== port || it.both || it.text.startsWith('[::]')),
  );
  if (first === undefined) return servers;
  const widened = (listen: FittedListen): FittedListen =>
    listen.key === first.key
      ? {
          ...listen,
          text: listen === first ? `${listen.text} ipv6only=off` : listen.text,
          connect: [...listen.connect, '127.0.0.1'],
        }
      : listen;
  return servers.map((server) => ({ ...server, listens: server.listens.map(widened) }));
}

/** What a glob includes comes last, in the order of bytes. */
function inOrder<Shape extends HttpServerShape | StreamServerShape>(
  shapes: readonly Shape[],
): readonly { readonly shape: Shape; readonly glob: string }[] {
  const named = shapes.map((shape, i) => ({
    shape,
    glob: shape.place.kind === 'glob' ? `${shape.place.order}-${i}.conf` : '',
  }));
  return named.sort((a, b) => (a.glob < b.glob ? -1 : a.glob > b.glob ? 1 : 0));
}

/** The sockets of a `listen`: one for each port. Only the first has a text. */
function fit(
  listen: ListenShape,
  { around, module, shared, quic }: Parameters<typeof fittedListens>[1],
  defaults: ReadonlySet<string>,
): readonly FittedListen[] {
  const index = listen.port + (module === 'http' ? 0 : PORTS);
  const port = around.ports[index] ?? 0;
  const isUnix = listen.host === 'unix:';
  const isQuic = listen.quic && quic && !isUnix;
  const indexes = listen.range && !isUnix && !isQuic && listen.port + 1 < PORTS ? [index, index + 1] : [index];
  const host = ['', '*:', '0.0.0.0:'].includes(listen.host) ? '*:' : listen.host;
  const keys = indexes.map((it) => `${host}${it}${isQuic ? ' quic' : ''}`);
  const isDefault = listen.isDefault && shared && !keys.some((it) => defaults.has(it));
  const address = isUnix ? `unix:${around.sockets}/${index}.sock` : `${listen.host}${port}`;
  const text = [
    indexes.length > 1 ? `${address}-${port + 1}` : address,
    isQuic ? 'quic' : '',
    listen.ssl && !isQuic ? 'ssl' : '',
    listen.http2 && module === 'http' && !isQuic ? 'http2' : '',
    isDefault ? 'default_server' : '',
    listen.proxyProtocol && !isQuic ? 'proxy_protocol' : '',
  ];
  return keys.map((key, i) => ({
    text: i === 0 ? text.filter((it) => it !== '').join(' ') : '',
    key,
    connect: isUnix ? [address] : (CLIENTS.get(host) ?? [host.slice(0, -1)]),
    wildcard: CLIENTS.has(host),
    port: isUnix ? undefined : port + i,
    ssl: listen.ssl && !isQuic,
    quic: isQuic,
    isDefault,
    proxyProtocol: listen.proxyProtocol && !isQuic,
    both: listen.both && host === '[::]:' && keys.length === 1 && !isQuic,
  }));
}

/** Where clients come from to sockets that are for every address. */
const CLIENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['*:', ['127.0.0.1', '127.0.0.2']],
  ['[::]:', ['[::1]']],
]);
