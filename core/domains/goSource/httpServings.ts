import type { SyntaxNode } from '../syntaxTree.ts';
import type { GoHttp2Disabled, GoPlace, GoServing } from './facts.ts';
import { isUnconditional } from './branches.ts';
import { grpcServerBehind } from './grpcServers.ts';
import { listenersOf, servingOn, type ListenerSeen } from './listeners.ts';
import { isSamePlace } from './facts.ts';
import { stringOf, type GoFile } from './source.ts';
import { offersH2, type Configs } from './tlsConfig.ts';
import { textOf, type Sight } from './texts.ts';
import { typeOf } from './types.ts';

/** Calls by which net/http takes connections. `server`: methods of http.Server; `tls`: whether it does TLS itself; what stands at which place among the arguments. */
interface ServeCall {
  readonly tls: boolean;
  readonly listener?: number;
  readonly address?: number;
  readonly handler?: number;
}

const METHODS: ReadonlyMap<string, ServeCall> = new Map([
  ['Serve', { tls: false, listener: 0 }],
  ['ServeTLS', { tls: true, listener: 0 }],
  ['ListenAndServeTLS', { tls: true }],
]);

const FUNCTIONS: ReadonlyMap<string, ServeCall> = new Map([
  ['net/http.Serve', { tls: false, listener: 0, handler: 1 }],
  ['net/http.ServeTLS', { tls: true, listener: 0, handler: 1 }],
  ['net/http.ListenAndServeTLS', { tls: true, address: 0, handler: 3 }],
]);

/** gRPC over net/http: where a server of it, whose handler hands requests to a server of grpc-go, takes connections over TLS. */
export function httpServings(sight: Sight, configs: Configs): readonly GoServing[] {
  const { pkg } = sight;
  const byMethod = [...METHODS].flatMap(([name, how]) =>
    pkg.callsOfMethod(name).flatMap((call) => ofMethod(sight, configs, call, how)),
  );
  const byFunction = [...FUNCTIONS].flatMap(([name, how]) =>
    pkg.callsOf(name).flatMap((call) => ofFunction(sight, configs, call, how)),
  );
  return [...byMethod, ...byFunction];
}

interface Call {
  readonly place: GoPlace;
  readonly file: GoFile;
  readonly how: ServeCall;
}

function ofMethod(sight: Sight, configs: Configs, place: GoPlace, how: ServeCall): readonly GoServing[] {
  const file = sight.pkg.fileOf(place);
  const operand = place.node.child('function')?.child('operand');
  if (file === undefined || operand === undefined) return [];
  if (typeOf(sight.pkg, operand, file)?.name !== 'net/http.Server') return [];
  return sight.origins.of(operand, file).places.flatMap((server) => {
    const handler = setOn(sight, server, 'Handler');
    return handler === undefined ? [] : served(sight, configs, { place, file, how }, { server, handler });
  });
}

function ofFunction(sight: Sight, configs: Configs, place: GoPlace, how: ServeCall): readonly GoServing[] {
  const file = sight.pkg.fileOf(place);
  const handler = place.node.child('arguments')?.parts[how.handler ?? 0];
  return file === undefined || handler === undefined
    ? []
    : served(sight, configs, { place, file, how }, { server: undefined, handler: { node: handler, file } });
}

interface Set {
  readonly node: SyntaxNode;
  readonly file: GoFile;
  /** Whether it is set under no condition; left out: it is not a field. */
  readonly isSure?: boolean;
}

/** @param target.server the value of type http.Server, `undefined` for the one that a function makes */
function served(
  sight: Sight,
  configs: Configs,
  { place, file, how }: Call,
  target: { readonly server: GoPlace | undefined; readonly handler: Set },
): readonly GoServing[] {
  const { server, handler } = target;
  const grpc = grpcServerBehind(sight, handler.node, handler.file);
  if (grpc === undefined) return [];
  const tlsConfig = server && setOn(sight, server, 'TLSConfig');
  const config = tlsConfig && configs.of(tlsConfig.node, tlsConfig.file);
  const disabled = disabledBy(sight, file, server);
  const because = 'its handler hands requests to a server of grpc-go';
  const taken = { servedBy: place, servers: grpc.server.made, grpc: because };
  const common = { consumer: 'http', ...taken, credentials: undefined } as const;
  const listeners = listenersAt(sight, configs, { place, file, how, server });
  if (how.tls)
    return listeners.map((it) => ({
      ...servingOn(it),
      ...common,
      ...{ kind: 'http', at: place, maker: undefined, config, http2Disabled: disabled },
    }));
  const lacksH2 = config !== undefined && config.made.node.type !== 'nil' && offersH2(config.protocols) === false;
  // net/http, shouldConfigureHTTP2ForServe: with a TLSConfig of its own that lacks h2, Serve does not speak it.
  const byConfig: GoHttp2Disabled | undefined =
    lacksH2 && tlsConfig !== undefined
      ? { by: 'TLSConfig', at: { file: tlsConfig.file.path, node: tlsConfig.node }, config }
      : undefined;
  return listeners.flatMap((it): readonly GoServing[] =>
    it.tls === undefined
      ? []
      : [
          {
            ...servingOn(it),
            ...common,
            ...{ kind: 'listener', ...it.tls, http2Disabled: disabled ?? byConfig },
          },
        ],
  );
}

function listenersAt(
  sight: Sight,
  configs: Configs,
  call: Call & { readonly server: GoPlace | undefined },
): readonly ListenerSeen[] {
  const { place, file, how, server } = call;
  const args = place.node.child('arguments')?.parts ?? [];
  const listener = how.listener === undefined ? undefined : args[how.listener];
  const nothing: ListenerSeen = { isShared: false, tls: undefined, socket: undefined };
  if (listener !== undefined) {
    const found = listenersOf(sight, configs, listener, file);
    return found.length > 0 ? found : [nothing];
  }
  const written = how.address === undefined ? undefined : args[how.address];
  const address = written === undefined ? server && setOn(sight, server, 'Addr') : { node: written, file };
  const text = address && textOf(sight, address.node, address.file);
  const port = Number(/:(\d{1,5})$/.exec(text ?? '')?.[1] ?? 443);
  if (address === undefined || text === undefined) return [nothing];
  const at = { file: address.file.path, node: address.node };
  const host = text.slice(0, Math.max(0, text.lastIndexOf(':')));
  return [{ ...nothing, socket: { at, address: at, host, port } }];
}

/** What a field of a value is set to last. */
function setOn(sight: Sight, owner: GoPlace, field: string): Set | undefined {
  const set = sight.origins.setsOn(owner, field).at(-1);
  return set && { node: set.value.node, file: set.file, isSure: isUnconditional(set.at) };
}

/** What switches HTTP/2 off: an empty `TLSNextProto`, `Protocols` without HTTP2, `//go:debug http2server=0`. */
function disabledBy(sight: Sight, file: GoFile, server: GoPlace | undefined): GoHttp2Disabled | undefined {
  const nextProto = server && setOn(sight, server, 'TLSNextProto');
  // golang.org/x/net/http2 enters itself into the map.
  const isConfigured = server !== undefined && getsHttp2(sight, server);
  if (nextProto?.isSure === true && !isConfigured && isEmptyMap(sight, nextProto))
    return { by: 'TLSNextProto', at: { file: nextProto.file.path, node: nextProto.node } };
  const protocols = server && setOn(sight, server, 'Protocols');
  if (protocols?.isSure === true && isWithoutHttp2(sight, protocols))
    return { by: 'protocols', at: { file: protocols.file.path, node: protocols.node } };
  const files = sight.pkg.name === 'main' ? sight.pkg.files : [];
  for (const it of [file, ...files]) {
    if (it.packageName !== 'main') continue;
    const comment = it.tree.root.children.find(
      ({ type, text, start }) =>
        type === 'comment' && start < packageStart(it) && /^\/\/go:debug[ \t]+http2server=0[ \t\r]*$/.test(text),
    );
    if (comment !== undefined) return { by: 'godebug', at: { file: it.path, node: comment } };
  }
  return undefined;
}

/** Such comments count in front of `package` only (go.dev/doc/godebug). */
function packageStart({ tree }: GoFile): number {
  const [clause] = tree.ofTypes('package_clause');
  return clause?.start ?? 0;
}

/** Whether `http2.ConfigureServer(server, …)` of golang.org/x/net is called for a server. */
function getsHttp2({ origins, pkg }: Sight, server: GoPlace): boolean {
  return pkg.callsOf('golang.org/x/net/http2.ConfigureServer').some((call) => {
    const file = pkg.fileOf(call);
    const [argument] = call.node.child('arguments')?.parts ?? [];
    const places = file === undefined || argument === undefined ? [] : origins.of(argument, file).places;
    return places.some((it) => isSamePlace(it, server));
  });
}

/** A map that is made without an entry for h2, and gets none. */
function isEmptyMap({ origins, pkg }: Sight, { node, file }: Set): boolean {
  const { places, isComplete } = origins.of(node, file);
  return (
    isComplete &&
    places.length > 0 &&
    places.every((place) => {
      const where = pkg.fileOf(place);
      if (where === undefined) return false;
      const entries = place.node.child('body')?.parts ?? [];
      const isMade = place.node.child('function')?.text === 'make' || place.node.type === 'composite_literal';
      return isMade && entries.every((it) => stringOf(it.child('key')?.parts[0]) !== 'h2');
    })
  );
}

/** `http.Protocols` on which `SetHTTP2(true)` is never called, but something else is. */
function isWithoutHttp2(sight: Sight, { node, file }: Set): boolean {
  const { places, isComplete } = sight.origins.of(node, file);
  const callsOn = (method: string): readonly SyntaxNode[] =>
    sight.pkg.callsOfMethod(method).flatMap((call) => {
      const where = sight.pkg.fileOf(call);
      const operand = call.node.child('function')?.child('operand');
      const on = where && operand && sight.origins.of(operand, where).places;
      const isIt = on?.some((it) =>
        places.some((place) => place.file === it.file && place.node.number === it.node.number),
      );
      return isIt === true ? [call.node] : [];
    });
  const isTrue = (call: SyntaxNode): boolean => call.child('arguments')?.parts[0]?.text !== 'false';
  return isComplete && places.length > 0 && callsOn('SetHTTP1').some(isTrue) && !callsOn('SetHTTP2').some(isTrue);
}
