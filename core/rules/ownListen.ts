import type { Placed } from '../domains/nginx/scope.ts';
import type { ProjectListener } from '../project/project.ts';

/** The `listen` directive of a listener, where it is written in the server block itself. `undefined`: none is, or an include brings it. */
export function ownListen({ listen, server }: ProjectListener): Placed | undefined {
  return listen.directive.name.value === 'listen' && listen.inclusion === server.scope.of?.inclusion
    ? listen
    : undefined;
}

/** The first `listen` directive that is written in the block of a listener's server itself: the same for all listeners of the server. */
export function firstOwnListen({ server: { scope } }: ProjectListener): Placed | undefined {
  return scope.all('listen').find(({ inclusion }) => inclusion === scope.of?.inclusion);
}
