import type { Project, ProjectListener } from '../../project/project.ts';
import { passThrough, sharedSockets } from '../../rules/passThrough.ts';
import type { Refactoring } from './refactoring.ts';

/** Lets clients and upstream do TLS with each other, ALPN included. `undefined`: that is not what this server could do. */
export function passTlsThrough(project: Project, listener: ProjectListener): Refactoring | undefined {
  const found = passThrough(project, listener, sharedSockets(project));
  if (found === undefined) return undefined;
  const before = found.upstreamHasTls
    ? 'Certificates and protocols of nginx no longer count.'
    : 'The upstream must end TLS itself, with a certificate for its clients: today nginx sends it plain text.';
  return {
    id: 'passTlsThrough',
    title: 'Pass TLS through',
    description: `nginx no longer ends TLS here: clients see the upstream's own certificate and agree on ALPN with it. ${before}`,
    edits: found.edits,
  };
}
