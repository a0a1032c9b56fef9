import type { GoConsumer, GoPlace, GoServing } from './facts.ts';
import { countTogether } from './branches.ts';
import { credentialsOf } from './credentials.ts';
import { grpcServerOf, serverCredentials, type GrpcServerValue } from './grpcServers.ts';
import { httpServings } from './httpServings.ts';
import { isSamePlace } from './facts.ts';
import { listenersOf, servingOn, type ListenerSeen } from './listeners.ts';
import type { Configs } from './tlsConfig.ts';
import type { Sight } from './texts.ts';

/** All places of a package where connections come in that carry gRPC. */
export function servingsOf(sight: Sight, configs: Configs): readonly GoServing[] {
  const served = [...grpcServings(sight, configs), ...httpServings(sight, configs)];
  return distinct([...served, ...madeServings(sight, configs, served)]);
}

/** `server.Serve(listener)` of grpc-go. */
function grpcServings(sight: Sight, configs: Configs): readonly GoServing[] {
  return sight.pkg.callsOfMethod('Serve').flatMap((call): readonly GoServing[] => {
    const file = sight.pkg.fileOf(call);
    const operand = call.node.child('function')?.child('operand');
    const [listener] = call.node.child('arguments')?.parts ?? [];
    if (file === undefined || operand === undefined || listener === undefined) return [];
    const server = grpcServerOf(sight, operand, file);
    if (server === undefined) return [];
    const listeners = listenersOf(sight, configs, listener, file);
    return servedBy({ sight, configs, call, server, listeners });
  });
}

/** Credentials of servers that code outside of the package, or code that is not understood, makes or lets serve. */
function madeServings(sight: Sight, configs: Configs, served: readonly GoServing[]): readonly GoServing[] {
  const seen = served.flatMap(({ at, credentials }) => [
    at,
    ...(credentials?.at === undefined ? [] : [credentials.at]),
  ]);
  return sight.pkg.callsOf('google.golang.org/grpc.Creds').flatMap((option): readonly GoServing[] => {
    const file = sight.pkg.fileOf(option);
    const [argument] = option.node.child('arguments')?.parts ?? [];
    const credentials = file && argument && credentialsOf(sight, configs, argument, file);
    const { at, kind, config } = credentials ?? {};
    if (at === undefined || kind === undefined || kind === 'insecure') return [];
    if (seen.some((it) => isSamePlace(it, at))) return [];
    const grpc = 'its credentials are an option for a server of grpc-go';
    return [
      {
        ...servingOn(NOT_SEEN),
        ...{ kind: 'credentials', at, config, maker: undefined, consumer: 'grpc', servedBy: undefined, grpc },
        ...{ servers: [], credentials: { kind, at } },
      },
    ];
  });
}

function servedBy(served: {
  readonly sight: Sight;
  readonly configs: Configs;
  readonly call: GoPlace;
  readonly server: GrpcServerValue;
  readonly listeners: readonly ListenerSeen[];
}): readonly GoServing[] {
  const { sight, configs, call, server, listeners } = served;
  const known = listeners.length > 0 ? withoutUnderneath(listeners) : [NOT_SEEN];
  return serverCredentials(sight, configs, server).flatMap((credentials) =>
    known.flatMap((listener): readonly GoServing[] => {
      const consumer: GoConsumer = listener.isShared ? 'cmux' : 'grpc';
      const common = {
        ...servingOn(listener),
        consumer,
        servedBy: call,
        servers: server.made,
        grpc: 'a server of grpc-go takes its connections',
      };
      const kindAndPlace = credentials && { kind: credentials.kind, at: credentials.at };
      // TLS by one condition, credentials by another: perhaps never both.
      const isEither =
        credentials?.kind !== 'insecure' && !countTogether(listener.tls?.at.node, credentials?.option?.node);
      const secured: readonly GoServing[] =
        listener.tls === undefined
          ? []
          : [{ ...common, kind: 'listener', ...listener.tls, credentials: isEither ? undefined : kindAndPlace }];
      if (secured.length > 0 && !isEither) return secured;
      if (credentials?.at !== undefined && credentials.kind !== 'insecure') {
        const { at, config } = credentials;
        return [
          ...secured,
          { ...common, kind: 'credentials', at, config, maker: undefined, credentials: kindAndPlace },
        ];
      }
      const isPlain = credentials === undefined || credentials.kind === 'insecure';
      if (secured.length > 0) return secured;
      if (!isPlain || listener.socket === undefined) return [];
      return [
        {
          ...common,
          kind: 'plain',
          at: listener.socket.at,
          config: undefined,
          maker: undefined,
          credentials: kindAndPlace,
        },
      ];
    }),
  );
}

/** A name that gets TLS put around what it held: `listener = tls.NewListener(listener, config)`. */
function withoutUnderneath(listeners: readonly ListenerSeen[]): readonly ListenerSeen[] {
  const secured = listeners.flatMap(({ tls, socket }) =>
    tls === undefined || socket === undefined ? [] : [socket.at],
  );
  return listeners.filter(
    ({ tls, socket }) => tls !== undefined || socket === undefined || !secured.some((it) => isSamePlace(it, socket.at)),
  );
}

const NOT_SEEN: ListenerSeen = { isShared: false, tls: undefined, socket: undefined };

/** Each once, however many ways lead to it. */
function distinct(servings: readonly GoServing[]): readonly GoServing[] {
  const found = new Map<string, GoServing>();
  for (const it of servings) {
    const key = `${it.kind} ${it.at.node.number} ${it.at.file} ${it.consumer} ${it.port?.number ?? ''}`;
    if (!found.has(key)) found.set(key, it);
  }
  return [...found.values()];
}
