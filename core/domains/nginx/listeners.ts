import type { DomainInput } from '../domain.ts';
import type { Listener } from '../facts.ts';
import { alpnOf, http2Of, tlsMode } from './alpn.ts';
import { lazy } from '../../text/lazy.ts';
import type { Configuration } from './configuration.ts';
import { routesOf } from './dialer.ts';
import { evidenceOf } from './evidence.ts';
import { headOf, type Placed } from './scope.ts';
import { listensOf, serversOf, socketsOf, type VirtualServer } from './server.ts';
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
  const listeners: NginxListener[] = [];
  for (const server of servers) {
    const routes = lazy(() => routesOf(server));
    const mayPassGrpc = server.module === 'stream' || configuration.mentions('grpc_pass');
    const grpc = evidenceOf(server, mayPassGrpc ? routes() : [], configuration, input);
    for (const listen of listensOf(server)) {
      for (const port of listen.ports) {
        const socket = socketOf(server, listen, port);
        if (socket === undefined) continue;
        if (listeners.length >= MOST_LISTENERS) return listeners;
        listeners.push({
          source: 'nginx',
          configuration: configuration.main,
          module: server.module,
          at:
            listen.placed === server.scope.of
              ? { file: listen.placed.file, span: listen.placed.directive.name }
              : headOf(listen.placed),
          address: listen.address,
          port,
          serverNames: server.names,
          isDefault: socket.default === server,
          tls: tlsMode(server, socket),
          http2: http2Of(server, socket),
          alpn: alpnOf(server, socket),
          grpc,
          routes,
          server,
          listen: listen.placed,
          mayPassGrpc,
        });
      }
    }
  }
  return listeners;
}
