import type { Project, ProjectListener } from '../../project/project.ts';

/** Whether http can listen where a stream server does, once that server is gone. */
export function canListenInHttp(project: Project, { server, configuration }: ProjectListener): boolean {
  const sockets = project.listeners.filter((it) => it.server === server);
  // A port that is not known (a variable of a template) may be any.
  if (sockets.some(({ address, port }) => port === undefined && !address.startsWith('unix:'))) return false;
  return project.listeners.every(
    (other) =>
      other.server === server ||
      other.configuration !== configuration ||
      !sockets.some((socket) => meets(socket, other)),
  );
}

/** Whether both need one socket. Two modules cannot have it, and with another http server it would be names that tell the two apart. */
function meets(
  socket: Pick<ProjectListener, 'address' | 'port'>,
  other: Pick<ProjectListener, 'address' | 'port' | 'module'>,
): boolean {
  if (socket.port !== other.port) return false;
  if (socket.address === other.address) return true;
  return other.module === 'stream' && isAnyOf(socket.address, other.address);
}

/** Whether one of two addresses stands for all of a family to which the other one belongs. */
function isAnyOf(a: string, b: string): boolean {
  const isSix = (address: string): boolean => address.startsWith('[');
  const isUnix = a.startsWith('unix:') || b.startsWith('unix:');
  return !isUnix && isSix(a) === isSix(b) && [a, b].some((it) => it === '*' || it === '[::]');
}
