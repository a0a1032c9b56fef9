import type { Configuration } from './configuration.ts';
import { fragmentContext, type FragmentContext } from './fragment.ts';
import { readListen, type Listen } from './listen.ts';
import { append, isOn, values, type Placed, type Scope } from './scope.ts';

/** One `server` block. */
export interface VirtualServer {
  readonly module: 'stream' | 'http';
  readonly scope: Scope;
  readonly listens: readonly Listen[];
  readonly names: readonly string[];
  /** Whether a word stands anywhere in the configuration: where it does not, no block needs to be asked for its directive. */
  readonly mentions: (word: string) => boolean;
  /** Why its module is the one, where no block around it in the workspace says so. */
  readonly context: FragmentContext | undefined;
}

/** One address and port of one module, and the servers that listen there, in their order. */
export interface Socket {
  /** The server that answers when no name fits. */
  readonly default: VirtualServer;
  /** `ssl` and `http2` of one `listen` count for all servers of the socket (ngx_http_add_addresses). */
  readonly ssl: boolean;
  readonly http2: boolean;
  readonly proxyProtocol: boolean;
  /** Whether a template decides if one of these is so. */
  readonly isOpen: boolean;
}

/** All servers of a configuration. */
export function serversOf(configuration: Configuration): readonly VirtualServer[] {
  const { root } = configuration;
  const blocks = (['http', 'stream'] as const).flatMap((module) =>
    root.blocks(module).map((scope) => ({ module, scope })),
  );
  const context = blocks.length === 0 ? fragmentContext(configuration.context, root) : undefined;
  if (context !== undefined) blocks.push({ module: context.module, scope: root });
  return blocks.flatMap(({ module, scope }) =>
    scope.blocks('server').map((server) => readServer(module, server, { configuration, context })),
  );
}

function readServer(
  module: 'stream' | 'http',
  scope: Scope,
  around: { readonly configuration: Configuration; readonly context: FragmentContext | undefined },
): VirtualServer {
  const { configuration, context } = around;
  let listens: Listen[] | undefined;
  for (const placed of scope.all('listen')) {
    const listen = readListen(placed);
    if (listen !== undefined) listens = append(listens, listen);
  }
  const names = namesOf(scope.all('server_name'));
  return { module, scope, listens: listens ?? [], names, mentions: configuration.mentions, context };
}

function namesOf(directives: readonly Placed[]): readonly string[] {
  return directives.length > 1 ? directives.flatMap(values) : values(directives[0]);
}

/** Where a listener stands that no `listen` directive makes: nginx listens on `*:80` for an http server without one. */
function implicitListen(server: VirtualServer): Listen | undefined {
  const { of } = server.scope;
  if (server.module === 'stream' || server.listens.length > 0 || of === undefined || server.scope.isOpen)
    return undefined;
  return {
    placed: of,
    address: '*',
    ports: [80],
    ssl: false,
    http2: false,
    isDefault: false,
    proxyProtocol: false,
    isOpen: false,
    datagram: false,
  };
}

/** The listens of a server, the implicit one included. */
export function listensOf(server: VirtualServer): readonly Listen[] {
  const { listens } = server;
  const implicit = implicitListen(server);
  if (implicit !== undefined) return [implicit];
  return listens.some(isDatagram) ? listens.filter((it) => !isDatagram(it)) : listens;
}

function isDatagram({ datagram }: Listen): boolean {
  return datagram;
}

/** Finds the socket of one port of a server's `listen`. */
export type SocketFinder = (server: VirtualServer, listen: Listen, port: number | undefined) => Socket | undefined;

/** What tells the sockets of one address apart: the port. An unreadable one (a variable of a template) makes a socket of its own. */
function portKey(listen: Listen, port: number | undefined): number | string {
  return port ?? (listen.address.startsWith('unix:') ? '' : `?${listen.placed.directive.start}`);
}

/** More than several times all ports of one address: a file with more is there to take time. */
const MOST_SOCKETS = 200_000;

/** The sockets of a configuration; of what a hostile one has too many of, none. */
export function socketsOf(servers: readonly VirtualServer[]): SocketFinder {
  const modules = { http: new Map<string, Sockets>(), stream: new Map<string, Sockets>() };
  let hasLegacySsl = false;
  let joined = 0;
  for (const server of servers) {
    const addresses = modules[server.module];
    hasLegacySsl ||= isLegacySsl(server);
    for (const listen of listensOf(server)) {
      const host = boundHost(listen);
      const sockets = addresses.get(host) ?? new Map<number | string, OpenSocket>();
      addresses.set(host, sockets);
      const joining = {
        default: server,
        explicit: listen.isDefault,
        ssl: listen.ssl,
        http2: listen.http2,
        proxyProtocol: listen.proxyProtocol,
        isOpen: listen.isOpen,
      };
      joined += listen.ports.length;
      if (joined > MOST_SOCKETS) break;
      for (const port of listen.ports) join(sockets, portKey(listen, port), joining);
    }
  }
  // `ssl on;` of the default server makes the whole socket speak TLS, that of another one nothing (ngx_http_init_connection).
  if (hasLegacySsl) {
    for (const sockets of modules.http.values())
      for (const socket of sockets.values()) socket.ssl ||= isLegacySsl(socket.default);
  }
  return (server, listen, port) => modules[server.module].get(boundHost(listen))?.get(portKey(listen, port));
}

/** `ssl on;`, which nginx had until 1.25.1. */
function isLegacySsl(server: VirtualServer): boolean {
  return server.module === 'http' && server.mentions('ssl') && isOn(server.scope.effective('ssl'));
}

/** The address that a socket is bound to. */
function boundHost({ address }: Listen): string {
  return address === 'localhost' ? '127.0.0.1' : address;
}

/** A socket that further servers may join. */
interface OpenSocket {
  default: VirtualServer;
  /** Whether its `listen` says that it is the default. */
  explicit: boolean;
  ssl: boolean;
  http2: boolean;
  proxyProtocol: boolean;
  isOpen: boolean;
}

/** The sockets of one address, by port. */
type Sockets = Map<number | string, OpenSocket>;

function join(sockets: Sockets, key: number | string, joining: Readonly<OpenSocket>): void {
  const socket = sockets.get(key);
  if (socket === undefined) {
    sockets.set(key, { ...joining });
    return;
  }
  socket.ssl ||= joining.ssl;
  socket.http2 ||= joining.http2;
  socket.proxyProtocol ||= joining.proxyProtocol;
  socket.isOpen ||= joining.isOpen;
  if (joining.explicit && !socket.explicit) {
    socket.default = joining.default;
    socket.explicit = true;
  }
}
