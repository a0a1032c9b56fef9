import { targetFor } from '../domains/nginx/dialer.ts';
import { isOn } from '../domains/nginx/scope.ts';
import { selectByName } from '../domains/nginx/serverName.ts';
import { withKnowledge, type Project, type ProjectListener } from '../project/project.ts';

/** What answers for a name: of each socket one listener, or none where that cannot be said. */
export interface Answering {
  /** With the ways out that a connection with this name may take. */
  readonly listeners: readonly ProjectListener[];
  /** One listener of each socket where a server name decides that is not understood. */
  readonly undecided: readonly ProjectListener[];
}

/**
 * The listeners that a grpc-go client reaches which sends this server name.
 * @param serverName as in SNI
 */
export function answeringFor({ listeners }: Project, serverName: string): Answering {
  const sockets = new Map<string, [ProjectListener, ...ProjectListener[]]>();
  for (const listener of listeners) {
    const { configuration, module, address, port } = listener;
    const key = JSON.stringify([configuration, module, address, port]);
    const socket = sockets.get(key);
    if (socket === undefined) sockets.set(key, [listener]);
    else socket.push(listener);
  }
  const answering: ProjectListener[] = [];
  const undecided: ProjectListener[] = [];
  for (const socket of sockets.values()) {
    const selected = selectByName(socket, serverName);
    if (selected === undefined) undecided.push(socket[0]);
    else answering.push(withWaysFor(selected, serverName));
  }
  return { listeners: answering, undecided };
}

/** A listener with the ways that a connection with this name takes; with all of them where that depends on something else. */
function withWaysFor(listener: ProjectListener, serverName: string): ProjectListener {
  const dials = listener.dials();
  if (listener.tls === 'terminated' || dials.every(({ route }) => route.by === undefined)) return listener;
  // Without `ssl_preread on` nothing is read, and the variables are empty.
  const prereads = isOn(listener.server.scope.effective('ssl_preread'));
  const target = targetFor(listener.server, {
    ssl_preread_server_name: prereads ? serverName : '',
    ssl_preread_alpn_protocols: prereads ? 'h2' : '',
  });
  if (target === undefined) return listener;
  const taken = dials.filter(({ dialer }) => dialer.resolved === target);
  return withKnowledge(listener, { dials: () => taken });
}
