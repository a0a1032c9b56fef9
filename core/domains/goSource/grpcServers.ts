import type { SyntaxNode } from '../syntaxTree.ts';
import { credentialsOf, optionsOf, type CredentialsSeen } from './credentials.ts';
import { placeKey, type GoPlace } from './facts.ts';
import { givenByCalls } from './perCall.ts';
import type { GoFile } from './source.ts';
import type { Configs } from './tlsConfig.ts';
import type { Sight } from './texts.ts';
import { typeOf } from './types.ts';

const GRPC = 'google.golang.org/grpc';

/** Makers of grpc-go servers. That of xDS has credentials of its own kind. */
/** Packages whose functions put something around a handler and leave it what it is. */
const WRAPPERS = [
  'net/http.',
  'golang.org/x/net/http2/h2c.',
  'github.com/gorilla/handlers.',
  'go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp.',
];

const NEW_SERVER: ReadonlySet<string> = new Set([`${GRPC}.NewServer`, `${GRPC}/xds.NewGRPCServer`]);

/** A value that is a grpc-go server. */
export interface GrpcServerValue {
  /** The calls that may have made it; empty: it is one by its type. */
  readonly made: readonly GoPlace[];
}

/** Whether an expression is a grpc-go server; `undefined`: it is not, or that is not known. */
export function grpcServerOf(sight: Sight, node: SyntaxNode, file: GoFile): GrpcServerValue | undefined {
  const { places } = sight.origins.of(node, file);
  const made = places.filter((place) => {
    const where = sight.pkg.fileOf(place);
    return where !== undefined && NEW_SERVER.has(sight.pkg.externalOf(place.node.child('function'), where) ?? '');
  });
  if (made.length > 0) return { made };
  return typeOf(sight.pkg, node, file)?.name === `${GRPC}.Server` ? { made } : undefined;
}

/** The credentials that a grpc-go server was made with; `undefined`: it has none, and does no TLS itself. */
export function serverCredentials(
  sight: Sight,
  configs: Configs,
  { made }: GrpcServerValue,
): readonly (CredentialsSeen | undefined)[] {
  if (made.length === 0) return [{ kind: 'unknown', at: undefined, config: undefined }];
  return made.flatMap((place): readonly (CredentialsSeen | undefined)[] => {
    const file = sight.pkg.fileOf(place);
    if (file === undefined) return [];
    const options = optionsOf(sight, place.node.child('arguments')?.parts ?? [], file);
    const creds = options.calls.filter(({ name }) => name === `${GRPC}.Creds`);
    const seen = creds.map(({ call, file: where }) => {
      const [argument] = call.child('arguments')?.parts ?? [];
      const option = { file: where.path, node: call };
      return argument && { ...credentialsOf(sight, configs, argument, where), option };
    });
    if (seen.length > 0) return seen;
    return [options.isComplete ? undefined : { kind: 'unknown', at: undefined, config: undefined }];
  });
}

/** A grpc-go server that a handler of net/http hands requests to: `server.ServeHTTP(w, r)` somewhere in it; `undefined`: none is seen. */
export function grpcServerBehind(
  sight: Sight,
  handler: SyntaxNode,
  file: GoFile,
  seen: Set<string> = new Set(),
): { readonly server: GrpcServerValue; readonly at: GoPlace } | undefined {
  // `server`, or the function `server.ServeHTTP`.
  const isMethod = handler.child('field')?.text === 'ServeHTTP';
  const owner = isMethod ? (handler.child('operand') ?? handler) : handler;
  const server = grpcServerOf(sight, owner, file);
  if (server !== undefined) return { server, at: { file: file.path, node: handler } };
  const own = `${handler.number} ${file.path}`;
  const given = seen.has(own) ? [] : givenByCalls(sight, handler, file);
  if (given.length > 1) {
    // One function that makes several servers: what each of them has is not followed call by call.
    const behind = given.map((it) => grpcServerBehind(sight, it.node, it.file, new Set([...seen, own])));
    return behind.every((it) => it !== undefined) ? behind[0] : undefined;
  }
  for (const place of sight.origins.of(handler, file).places) {
    const where = sight.pkg.fileOf(place);
    const body = where && bodyOf(sight, place, where);
    const key = placeKey(place);
    if (where === undefined || body === undefined || seen.has(key)) continue;
    seen.add(key);
    const found = servedIn(sight, body, where, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What of a handler is looked through: a function's body, the literal of a type that has `ServeHTTP`, the arguments of what makes it. */
function bodyOf({ pkg }: Sight, { node }: GoPlace, file: GoFile): SyntaxNode | undefined {
  if (node.type === 'identifier' && node.parent?.type === 'function_declaration') return node.parent;
  if (node.type === 'composite_literal') {
    const type = typeOf(pkg, node, file);
    const method = pkg
      .methods('ServeHTTP')
      .find((it) => type?.kind === 'own' && it.node.child('receiver')?.text.includes(type.name) === true);
    return method?.file === file ? method.node : undefined;
  }
  return node.type === 'func_literal' || node.type === 'call_expression' || node.type === 'type_conversion_expression'
    ? node
    : undefined;
}

function servedIn(
  sight: Sight,
  body: SyntaxNode,
  file: GoFile,
  seen: Set<string>,
): { readonly server: GrpcServerValue; readonly at: GoPlace } | undefined {
  for (const call of body.ofTypes('call_expression')) {
    const called = call.child('function');
    const operand = called?.child('operand');
    if (called?.child('field')?.text === 'ServeHTTP' && operand !== undefined) {
      const server = grpcServerOf(sight, operand, file);
      if (server !== undefined) return { server, at: { file: file.path, node: call } };
    }
    // `h2c.NewHandler(handler, …)`, `http.HandlerFunc(serve)`, `grpcOrHTTP(server, mux)`. What other packages make of a server is not known.
    const external = sight.pkg.externalOf(called, file);
    if (external !== undefined && !WRAPPERS.some((it) => external.startsWith(it))) continue;
    for (const argument of call.child('arguments')?.parts ?? []) {
      const isName =
        argument.type === 'identifier' ||
        argument.type === 'selector_expression' ||
        argument.type === 'call_expression';
      const found = isName ? grpcServerBehind(sight, argument, file, seen) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
