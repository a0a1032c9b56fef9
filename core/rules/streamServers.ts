import { STREAM_SERVERS_SINCE } from '../domains/nginx/alpnWords.ts';
import type { Sourced } from '../domains/facts.ts';
import { says } from '../domains/nginx/messages.ts';
import { headOf } from '../domains/nginx/scope.ts';
import { formatNginxVersion, type NginxVersion } from '../domains/nginxVersion.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { lazy } from '../text/lazy.ts';
import { siteFix } from './alpnSite.ts';
import { byServer } from './byServer.ts';
import { removeDirective } from './edits.ts';
import { sharedSockets } from './passThrough.ts';
import { refusedFinding } from './refusedFinding.ts';
import type { Finding, Fix } from './rule.ts';

/** That nginx does not start, since something came later than the version in force. */
export function needs(what: string, since: NginxVersion, version: Sourced<NginxVersion>): string {
  return `nginx does not start: ${what} needs nginx ${formatNginxVersion(since)}, and ${inForce(version)}.`;
}

/** The version in force, and where it comes from. */
export function inForce({ value, from }: Sourced<NginxVersion>): string {
  return `${formatNginxVersion(value)} is in force (${from})`;
}

/** Virtual servers of stream under an nginx before 1.25.5: it refuses their names, and the second of them on a socket. */
export function* streamServers(project: Project): Iterable<Finding> {
  const shared = lazy(() => sharedSockets(project));
  const listenersOf = lazy(() => byServer(project.listeners));
  const first = new Map<string, ProjectListener>();
  const named = new Set<ProjectListener['server']>();
  for (const listener of project.listeners) {
    const { module, nginxVersion, configuration, server } = listener;
    if (module !== 'stream' || nginxVersion === undefined || nginxVersion.value >= STREAM_SERVERS_SINCE) continue;
    if (project.nginxFiles.get(listener.listen.file)?.tree.template !== false) continue;
    if (isNamed(listener)) {
      const listeners = named.has(server) ? undefined : listenersOf().get(server);
      if (listeners !== undefined) yield* names(project, listeners, { version: nginxVersion, shared: shared() });
      named.add(server);
      continue;
    }
    const socket = socketOf(listener);
    const key = `${configuration} ${socket ?? ''}`;
    const other = first.get(key);
    if (socket === undefined) continue;
    if (other === undefined) first.set(key, listener);
    // A server's own two are refused by every version.
    else if (other.server !== server) yield duplicate(project, { listener, other, socket, version: nginxVersion });
  }
}

function isNamed({ server: { scope } }: ProjectListener): boolean {
  return scope.own('server_name') !== undefined;
}

function* names(
  project: Project,
  listeners: readonly ProjectListener[],
  { version, shared }: { readonly version: Sourced<NginxVersion>; readonly shared: ReadonlySet<string> },
): Iterable<Finding> {
  const isAlone = listeners.every(
    ({ configuration, address, port }) => !shared.has(`${configuration} ${address} ${port ?? ''}`),
  );
  for (const directive of listeners[0]?.server.scope.all('server_name') ?? []) {
    const file = project.nginxFiles.get(directive.file);
    const edit = isAlone && file !== undefined ? removeDirective(file, directive) : undefined;
    const fix: Fix | undefined = siteFix(
      { version: version.value, listeners },
      { title: 'Remove `server_name`: there is no other server to choose from', edits: [edit] },
    );
    yield refusedFinding(project, {
      at: headOf(directive),
      message: `${needs('`server_name` in `stream`', STREAM_SERVERS_SINCE, version)} ${says('"server_name" directive is not allowed here')}`,
      fixes: [fix],
    });
  }
}

function duplicate(
  project: Project,
  told: {
    readonly listener: ProjectListener;
    readonly other: ProjectListener;
    readonly socket: string;
    readonly version: Sourced<NginxVersion>;
  },
): Finding {
  const { listener, other, socket, version } = told;
  const finding = refusedFinding(project, {
    at: listener.at,
    message: `${needs(`a second \`stream\` server on ${socket}`, STREAM_SERVERS_SINCE, version)} ${says(`duplicate "${socket}" address and port pair`)}`,
    fixes: [],
  });
  return { ...finding, related: [{ at: other.at, message: 'the first one' }] };
}

/** The socket as nginx writes it. `undefined`: a name, or a port, that is not known here. */
function socketOf({ address, port }: ProjectListener): string | undefined {
  if (address.startsWith('unix:')) return address;
  if (port === undefined || !/^(?:\*|[\d.]+|\[[\da-f:.]+\])$/.test(address)) return undefined;
  return `${address === '*' ? '0.0.0.0' : address}:${port}`;
}
