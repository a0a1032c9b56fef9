import type { DomainInput } from '../domain.ts';
import type { GrpcEvidence, Listener, Route, TlsMode } from '../facts.ts';
import type { FilePath } from '../../text/filePath.ts';
import type { Location } from '../../text/location.ts';
import { alpnOf, http2Of, isTlsKnown, tlsMode } from './alpn.ts';
import type { Configuration } from './configuration.ts';
import { routesOf } from './dialer.ts';
import { evidenceOf, routeEvidenceOf } from './evidence.ts';
import { evidenceBehind, type EvidenceBehind } from './handover.ts';
import type { Listen } from './listen.ts';
import { headOf, type Placed } from './scope.ts';
import { listensOf, serversOf, socketsOf, type Socket, type VirtualServer } from './server.ts';
import type { NginxTree } from './tree.ts';

/** A listener and the blocks it was read from, for what only this domain's rules need. */
export interface NginxListener extends Listener {
  readonly server: VirtualServer;
  /** `false`: an http server of a configuration that has no `grpc_pass` anywhere. */
  readonly mayPassGrpc: boolean;
  /** The `listen` directive; the `server` directive where none is written. */
  readonly listen: Placed;
}

/** More than all ports of one address: a file with more than this is not a configuration that anybody runs. */
const MOST_LISTENERS = 70_000;

/** All listeners of a configuration: one for each server and each port that it listens on. */
export function listenersOf(configuration: Configuration, input: DomainInput<NginxTree>): readonly NginxListener[] {
  const servers = serversOf(configuration);
  const socketOf = socketsOf(servers);
  const surroundings = { configuration, input, behind: evidenceBehind(servers) };
  const listeners: NginxListener[] = [];
  for (const server of servers) {
    // Where a template decides where a server listens, there is nothing to be said of it.
    if (server.listens.some(({ isOpen }) => isOpen)) continue;
    const waysOut = new WaysOut(server, surroundings);
    for (const listen of listensOf(server)) {
      for (const port of listen.ports) {
        const socket = socketOf(server, listen, port);
        if (socket === undefined || !isTlsKnown(server, socket)) continue;
        if (listeners.length >= MOST_LISTENERS) return listeners;
        listeners.push(new ServerOnSocket({ configuration, server, waysOut, listen, port, socket }));
      }
    }
  }
  return listeners;
}

interface Surroundings {
  readonly configuration: Configuration;
  readonly input: DomainInput<NginxTree>;
  readonly behind: EvidenceBehind;
}

/** The ways out of a server and what they say of gRPC: found out when they are asked for, once for all its listeners. */
class WaysOut {
  readonly mayPassGrpc: boolean;
  readonly #server: VirtualServer;
  readonly #surroundings: Surroundings;
  #routes: readonly Route[] | undefined;
  #grpc: GrpcEvidence | undefined;

  constructor(server: VirtualServer, surroundings: Surroundings) {
    this.#server = server;
    this.#surroundings = surroundings;
    this.mayPassGrpc = server.module === 'stream' || surroundings.configuration.mentions('grpc_pass');
  }

  get routes(): readonly Route[] {
    const { configuration, input } = this.#surroundings;
    this.#routes ??= routesOf(this.#server, (way) => routeEvidenceOf(this.#server, way, configuration, input));
    return this.#routes;
  }

  get grpc(): GrpcEvidence {
    this.#grpc ??= this.#evidence();
    return this.#grpc;
  }

  #evidence(): GrpcEvidence {
    const { configuration, input, behind } = this.#surroundings;
    const own = evidenceOf(this.#server, () => this.routes, configuration, input);
    const mayBecomeMore = own.grpc === 'unknown' || own.grpc === 'likely';
    const follows = mayBecomeMore && this.#server.module === 'stream' && configuration.mentions('grpc_pass');
    return (follows ? behind(this.routes) : undefined) ?? own;
  }
}

/** One of thousands: a class, because objects with accessors and functions of their own cost several times as much. */
class ServerOnSocket implements NginxListener {
  readonly source = 'nginx';
  readonly configuration: FilePath;
  readonly module: 'stream' | 'http';
  readonly address: string;
  readonly port: number | undefined;
  readonly serverNames: readonly string[];
  readonly isDefault: boolean;
  readonly proxyProtocol: boolean;
  readonly tls: TlsMode;
  readonly http2: NginxListener['http2'];
  readonly alpn: NginxListener['alpn'];
  readonly server: VirtualServer;
  readonly listen: Placed;
  readonly #waysOut: WaysOut;

  constructor(parts: {
    readonly configuration: Configuration;
    readonly server: VirtualServer;
    readonly waysOut: WaysOut;
    readonly listen: Listen;
    readonly port: number | undefined;
    readonly socket: Socket;
  }) {
    const { configuration, server, waysOut, listen, port, socket } = parts;
    const { placed } = listen;
    this.configuration = configuration.main;
    this.module = server.module;
    this.address = listen.address;
    this.port = port;
    this.serverNames = server.names;
    this.isDefault = socket.default === server;
    this.proxyProtocol = socket.proxyProtocol;
    this.tls = tlsMode(server, socket);
    this.http2 = http2Of(server, socket);
    this.alpn = alpnOf(server, socket);
    this.server = server;
    this.listen = placed;
    this.#waysOut = waysOut;
  }

  get at(): Location {
    const { listen, server } = this;
    return listen === server.scope.of ? { file: listen.file, span: listen.directive.name } : headOf(listen);
  }

  get grpc(): GrpcEvidence {
    return this.#waysOut.grpc;
  }

  get mayPassGrpc(): boolean {
    return this.#waysOut.mayPassGrpc;
  }

  routes(): readonly Route[] {
    return this.#waysOut.routes;
  }
}
