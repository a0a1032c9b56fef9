import { classify, negotiate } from '../alpn/index.ts';
import { values } from '../domains/nginx/scope.ts';
import { socketAt } from '../project/answer.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { GRPC_GO_OFFER } from '../project/verdict.ts';

/** Whether a listener selects h2 for a grpc-go client. */
export function selectsH2({ alpn }: ProjectListener): boolean {
  return classify(negotiate(GRPC_GO_OFFER, alpn)) === 'A';
}

/** Whether a client can send a server name: `_`, an empty one and IP addresses are none (RFC 6066 section 3). */
export function canBeSent(name: string): boolean {
  return name !== '' && name !== '_' && !isIpAddress(name);
}

/** Whether a server name is an IP address, which clients do not send. */
export function isIpAddress(name: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$|^[\da-f:.]*:[\da-f:.]*$|^\[/i.test(name);
}

/** The default server of a listener's socket, if it is another one and does not select h2. `undefined`, too: it may stand in a file that is not known. */
export function defaultBeside(project: Project, listener: ProjectListener): ProjectListener | undefined {
  const first = socketAt(project, listener).find(({ isDefault }) => isDefault);
  if (first === undefined || first.server === listener.server || selectsH2(first)) return undefined;
  if (first.alpn.kind === 'unknown') return undefined;
  const { configuration } = project.configurations.find((it) => it.configuration.main === listener.configuration) ?? {};
  const isKnown = isExplicitDefault(first) || (configuration?.fragment === false && configuration.notes().length === 0);
  return isKnown ? first : undefined;
}

/** Whether `listen` says that this is the default server, wherever it stands. */
export function isExplicitDefault({ listen }: ProjectListener): boolean {
  return values(listen).some((it) => it === 'default_server' || it === 'default');
}
