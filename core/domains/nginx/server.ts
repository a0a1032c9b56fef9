import type { Configuration } from './configuration.ts';
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
}

/** One address and port of one module, and the servers that listen there, in their order. */
export interface Socket {
  /** The server that answers when no name fits. */
  readonly default: VirtualServer;
  /** `ssl` and `http2` of one `listen` count for all servers of the socket (ngx_http_add_addresses). */
  readonly ssl: boolean;
  readonly http2: boolean;
}

/** All servers of a configuration. */
export function serversOf(configuration: Configuration): readonly VirtualServer[] {
  const { root } = configuration;
  const blocks = (['http', 'stream'] as const).flatMap((module) =>
    root.blocks(module).map((scope) => ({ module, scope })),
  );
  const module = blocks.length === 0 ? fragmentModule(root) : undefined;
  if (module !== undefined) blocks.push({ module, scope: root });
  return blocks.flatMap(({ module, scope }) =>
    scope.blocks('server').map((server) => readServer(module, server, configuration.mentions)),
  );
}

/** What stands only in servers of one module. Sources: the contexts of ngx_http_core_module, ngx_stream_proxy_module and their kin. */
const ONLY_HTTP = ['location', 'root', 'index', 'error_page', 'rewrite', 'add_header', 'client_max_body_size', 'http2'];
const ONLY_STREAM = ['proxy_pass', 'proxy_ssl', 'ssl_preread', 'ssl_alpn', 'proxy_timeout'];

/** The module that a fragment's servers must belong to, by what stands in them; `undefined` where nothing tells. */
function fragmentModule(root: Scope): 'http' | 'stream' | undefined {
  const servers = root.blocks('server');
  const has = (names: readonly string[]): boolean =>
    servers.some((server) => names.some((name) => server.own(name) !== undefined));
  // `proxy_pass` stands in an http server's locations, never in the server itself.
  if (servers.some((server) => server.own('proxy_pass') !== undefined)) return 'stream';
  if (has(ONLY_HTTP)) return 'http';
  return has(ONLY_STREAM) ? 'stream' : undefined;
}

function readServer(module: 'stream' | 'http', scope: Scope, mentions: VirtualServer['mentions']): VirtualServer {
  let listens: Listen[] | undefined;
  for (const placed of scope.all('listen')) {
    const listen = readListen(placed);
    if (listen !== undefined) listens = append(listens, listen);
  }
  return { module, scope, listens: listens ?? [], names: namesOf(scope.all('server_name')), mentions };
}

function namesOf(directives: readonly Placed[]): readonly string[] {
  return directives.length > 1 ? directives.flatMap(values) : values(directives[0]);
}

/** Where a listener stands that no `listen` directive makes: nginx listens on `*:80` for an http server without one. */
function implicitListen(server: VirtualServer): Listen | undefined {
  const { of } = server.scope;
  if (server.module === 'stream' || server.listens.length > 0 || of === undefined) return undefined;
  return { placed: of, address: '*', ports: [80], ssl: false, http2: false, isDefault: false, datagram: false };
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

/** The sockets of a configuration. */
export function socketsOf(servers: readonly VirtualServer[]): SocketFinder {
  const modules = { http: new Map<string, Sockets>(), stream: new Map<string, Sockets>() };
  for (const server of servers) {
    const addresses = modules[server.module];
    const legacySsl = server.module === 'http' && server.mentions('ssl') && isOn(server.scope.effective('ssl'));
    for (const listen of listensOf(server)) {
      const sockets = addresses.get(listen.address) ?? new Map<number | string, OpenSocket>();
      addresses.set(listen.address, sockets);
      const joining = {
        default: server,
        explicit: listen.isDefault,
        ssl: listen.ssl || legacySsl,
        http2: listen.http2,
      };
      for (const port of listen.ports) join(sockets, portKey(listen, port), joining);
    }
  }
  return (server, listen, port) => modules[server.module].get(listen.address)?.get(portKey(listen, port));
}

/** A socket that further servers may join. */
interface OpenSocket {
  default: VirtualServer;
  /** Whether its `listen` says that it is the default. */
  explicit: boolean;
  ssl: boolean;
  http2: boolean;
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
  if (joining.explicit && !socket.explicit) {
    socket.default = joining.default;
    socket.explicit = true;
  }
}
