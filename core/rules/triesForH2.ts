import { nginx } from '../domains/nginxVersion.ts';
import { isOn, values, type Scope } from '../domains/nginx/scope.ts';
import type { Project, ProjectListener } from '../project/project.ts';

/** nginx 1.25.1 brought `http2 on` (CHANGES). */
const HTTP2_DIRECTIVE_SINCE = nginx('1.25.1');

/**
 * Whether something is there that was to select h2 and that nginx refuses to start with: it is reported itself
 * (nginx-alpn-directive-misplaced, nginx-alpn-directive-too-new), and what follows from it is not.
 */
export function triesForH2(project: Project, { server, module, nginxVersion }: ProjectListener): boolean {
  const { scope, listens } = server;
  const file = scope.of?.file;
  // In a template, or where the surroundings are not known, nothing is reported.
  const isPlaced = scope.parent?.of !== undefined || server.context?.isStated === true;
  if (!isPlaced || file === undefined || project.nginxFiles.get(file)?.tree.template !== false) return false;
  if (module === 'stream') return listens.some(({ http2 }) => http2) || isOn(scope.effective('http2'));
  const isTooNew = nginxVersion !== undefined && nginxVersion.value < HTTP2_DIRECTIVE_SINCE;
  if (namesH2(scope.effective('ssl_alpn')) || (isTooNew && isOn(scope.effective('http2')))) return true;
  return scope.blocks('location').some((it) => isOn(it.own('http2')) || namesH2(it.own('ssl_alpn')));
}

function namesH2(directive: ReturnType<Scope['own']>): boolean {
  return values(directive).includes('h2');
}
