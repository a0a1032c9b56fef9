import type { VirtualServer } from '../domains/nginx/server.ts';
import type { ProjectListener } from '../project/project.ts';

/** Listeners by the server that they belong to, in their order. */
export function byServer(
  listeners: readonly ProjectListener[],
): ReadonlyMap<VirtualServer, readonly ProjectListener[]> {
  const found = new Map<VirtualServer, ProjectListener[]>();
  for (const listener of listeners) {
    const same = found.get(listener.server);
    if (same === undefined) found.set(listener.server, [listener]);
    else same.push(listener);
  }
  return found;
}
