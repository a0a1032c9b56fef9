import type { SyntaxNode } from '../syntaxTree.ts';
import type { GoPlace, GoServing, GoTlsConfig } from './facts.ts';
import { differsByCall } from './perCall.ts';
import type { GoFile } from './source.ts';
import type { Configs } from './tlsConfig.ts';
import { textOf, type Sight } from './texts.ts';
import { typeOf } from './types.ts';

/** A `net.Listener`, from the outermost layer to the socket. */
export interface ListenerSeen {
  /** Whether what comes out of it is parted among several servers (github.com/soheilhy/cmux and its forks). */
  readonly isShared: boolean;
  /** The layer that ends TLS. */
  readonly tls: TlsLayer | undefined;
  /** Where the socket is opened; `undefined`: not known. */
  readonly socket: Socket | undefined;
}

/** TLS that crypto/tls or another package ends on a listener. */
export interface TlsLayer {
  readonly at: GoPlace;
  /** `undefined`: not known. */
  readonly config: GoTlsConfig | undefined;
  /** The function of another package that decides about protocols by itself. */
  readonly maker: string | undefined;
}

/** A socket that is listened on. */
export interface Socket {
  readonly at: GoPlace;
  /** The expression that names the address. */
  readonly address: GoPlace | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
}

/** What a serving has from its listener alone. */
export function servingOn({ socket }: ListenerSeen): Pick<GoServing, 'port' | 'host' | 'http2Disabled'> {
  const port = socket?.port;
  const address = socket?.address;
  return {
    port: port === undefined || address === undefined ? undefined : { number: port, at: address },
    host: socket?.host,
    http2Disabled: undefined,
  };
}

/** github.com/docker/go-connections: the listener gets `NextProtos: ["http/1.1"]` where a configuration is given (tcp_socket.go). */
const DOCKER_SOCKET = 'github.com/docker/go-connections/sockets.NewTCPSocket';

const NO_LAYER: ListenerSeen = { isShared: false, tls: undefined, socket: undefined };

/**
 * All listeners that an expression may be; empty: not known.
 * @param known what was found out for this one already, by places
 */
export function listenersOf(
  sight: Sight,
  configs: Configs,
  node: SyntaxNode,
  file: GoFile,
  known = new Map<string, readonly ListenerSeen[]>(),
): readonly ListenerSeen[] {
  return sight.origins.of(node, file).places.flatMap((place): readonly ListenerSeen[] => {
    const key = `${place.node.number} ${place.file}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    // A name that holds what is put around its own value adds nothing.
    known.set(key, []);
    const found = madeAt(sight, configs, place, known);
    known.set(key, found);
    return found;
  });
}

function madeAt(
  sight: Sight,
  configs: Configs,
  place: GoPlace,
  known: Map<string, readonly ListenerSeen[]>,
): readonly ListenerSeen[] {
  const file = sight.pkg.fileOf(place);
  if (file === undefined || differsByCall(sight, place, file)) return [];
  const inner = (part: SyntaxNode | undefined): readonly ListenerSeen[] =>
    part === undefined ? [] : listenersOf(sight, configs, part, file, known);
  if (place.node.type === 'composite_literal') return wrapped(sight, place.node, file).flatMap(inner);
  return place.node.type === 'call_expression' ? ofCall(sight, configs, { place, file, inner }) : [];
}

function ofCall(
  sight: Sight,
  configs: Configs,
  call: {
    readonly place: GoPlace;
    readonly file: GoFile;
    readonly inner: (part: SyntaxNode | undefined) => readonly ListenerSeen[];
  },
): readonly ListenerSeen[] {
  const { place, file, inner } = call;
  const called = place.node.child('function');
  const args = place.node.child('arguments')?.parts ?? [];
  const [first, second, third] = args;
  switch (sight.pkg.externalOf(called, file)) {
    case 'crypto/tls.NewListener': {
      const config = second && configs.of(second, file);
      const tls = { at: place, config, maker: undefined };
      const below = inner(first);
      return below.length === 0 ? [{ ...NO_LAYER, tls }] : below.map((it) => ({ ...it, tls, isShared: false }));
    }
    case 'crypto/tls.Listen': {
      const tls = { at: place, config: third && configs.of(third, file), maker: undefined };
      return [{ ...NO_LAYER, tls, socket: socketOf(sight, place, file, second) }];
    }
    case 'net.Listen':
    case 'net.ListenTCP':
      return isNetwork(sight, first, file) ? [{ ...NO_LAYER, socket: socketOf(sight, place, file, second) }] : [];
    case DOCKER_SOCKET: {
      const config = second && configs.of(second, file);
      const isPlain = second?.type === 'nil' || config?.made.node.type === 'nil';
      const socket = socketOf(sight, place, file, first);
      const tls = { at: place, config, maker: 'sockets.NewTCPSocket' };
      return [isPlain ? { ...NO_LAYER, socket } : { ...NO_LAYER, tls, socket }];
    }
    case undefined:
      return ofMethod(sight, { place, file, inner });
    default:
      // What wraps a listener gets it first: netutil.LimitListener(listener, n).
      return first === undefined ? [] : inner(first);
  }
}

/** `mux.Match(…)` of cmux, `listenConfig.Listen(ctx, "tcp", address)`. */
function ofMethod(
  sight: Sight,
  call: {
    readonly place: GoPlace;
    readonly file: GoFile;
    readonly inner: (part: SyntaxNode | undefined) => readonly ListenerSeen[];
  },
): readonly ListenerSeen[] {
  const { place, file, inner } = call;
  const called = place.node.child('function');
  const operand = called?.child('operand');
  const method = called?.child('field')?.text ?? '';
  if (operand === undefined) return [];
  if (method === 'Listen' && typeOf(sight.pkg, operand, file)?.name === 'net.ListenConfig') {
    const [, network, address] = place.node.child('arguments')?.parts ?? [];
    return isNetwork(sight, network, file) ? [{ ...NO_LAYER, socket: socketOf(sight, place, file, address) }] : [];
  }
  if (!/^Match(?:WithWriters)?$/.test(method)) return [];
  return sight.origins.of(operand, file).places.flatMap((mux) => {
    const where = sight.pkg.fileOf(mux);
    const shared = where && sharedBy(sight, mux.node, where);
    if (where === undefined || shared === undefined) return [];
    const found = where === file ? inner(shared) : [];
    return (found.length === 0 ? [NO_LAYER] : found).map((it) => ({ ...it, isShared: true }));
  });
}

/** The listener that `cmux.New(listener)` parts; `undefined`: it is something else. */
function sharedBy({ pkg }: Sight, node: SyntaxNode, file: GoFile): SyntaxNode | undefined {
  if (node.type !== 'call_expression') return undefined;
  const name = pkg.externalOf(node.child('function'), file) ?? '';
  return name.endsWith('/cmux.New') ? node.child('arguments')?.parts[0] : undefined;
}

/** What a literal of a struct around a listener holds: `keepAliveListener{listener.(*net.TCPListener)}`, `&proxyproto.Listener{Listener: listener}`. */
function wrapped({ pkg }: Sight, literal: SyntaxNode, file: GoFile): readonly SyntaxNode[] {
  const elements = literal.child('body')?.parts ?? [];
  return elements.flatMap((element): readonly SyntaxNode[] => {
    if (element.type === 'literal_element') {
      const [value] = element.parts;
      return elements.length <= 2 && value !== undefined && isListener(typeOf(pkg, value, file)?.name ?? '')
        ? [value]
        : [];
    }
    const name = element.child('key')?.text ?? '';
    const value = element.child('value')?.parts[0];
    if (value === undefined) return [];
    const isInner = name === 'Listener' || name === 'TCPListener' || isListener(typeOf(pkg, value, file)?.name ?? '');
    return isInner ? [value] : [];
  });
}

function isListener(type: string): boolean {
  return type === 'net.Listener' || type === 'net.TCPListener';
}

function isNetwork(sight: Sight, node: SyntaxNode | undefined, file: GoFile): boolean {
  const network = node && textOf(sight, node, file);
  return network === undefined ? node !== undefined : /^tcp[46]?$/.test(network);
}

function socketOf(sight: Sight, at: GoPlace, file: GoFile, address: SyntaxNode | undefined): Socket {
  const text = address && textOf(sight, address, file);
  const colon = text?.lastIndexOf(':') ?? -1;
  const port = colon >= 0 && /^:\d{1,5}$/.test(text?.slice(colon) ?? '') ? Number(text?.slice(colon + 1)) : 0;
  return {
    at,
    address: address && { file: file.path, node: address },
    host: colon >= 0 ? text?.slice(0, colon) : undefined,
    port: port > 0 && port < 65_536 ? port : undefined,
  };
}
