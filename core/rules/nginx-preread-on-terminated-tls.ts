import { nginx } from '../domains/nginxVersion.ts';
import { headOf, isOn, type Placed, type Scope } from '../domains/nginx/scope.ts';
import type { VirtualServer } from '../domains/nginx/server.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { lazy } from '../text/lazy.ts';
import { removeDirective } from './edits.ts';
import { idleDirectives } from './idleDirectives.ts';
import { listenerFinding, versionedFix } from './nginxFinding.ts';
import { prereadBeforePass } from './prereadBeforePass.ts';
import { INSTEAD, prereadRoute, type PrereadRoute } from './prereadRoute.ts';
import { readInstead, type Routed } from './readInstead.ts';
import type { Rule } from './rule.ts';

/** Reports `$ssl_preread_…` where nginx ends TLS itself: what follows the handshake is no ClientHello, so they are empty (ngx_stream_ssl_preread_handler). */
export const nginxPrereadOnTerminatedTls: Rule = {
  id: 'nginx-preread-on-terminated-tls',
  summary: '`$ssl_preread_…` where nginx ends TLS: always empty',
  *check(project) {
    const routed = routedServers(project);
    const idle = idleDirectives(project, { module: 'stream', name: 'ssl_preread', isIdle: prereadsNothing });
    const fixOf = lazy(() => readInstead(project, [...routed.values()], idle));
    for (const server of routed.values()) {
      if (!server.isEnded) continue;
      const finding = listenerFinding(project, server.listener, {
        kind: 'no-effect',
        refusedBy: 'client',
        at: headOf(server.route.pass),
        message: told(server.route),
        fixes: [fixOf()(server)],
      });
      const map = server.route.map?.of;
      const read = map && { at: headOf(map), message: `\`$${server.route.variable}\` is read here` };
      yield read === undefined ? finding : { ...finding, related: [read, ...finding.related] };
    }
    const toldOf = new Set([...routed.keys()].map(({ scope }) => scope.effective('ssl_preread')?.directive));
    for (const { finding, preread } of prereadBeforePass(project)) {
      toldOf.add(preread);
      yield finding;
    }
    for (const { listener, directive } of idle) {
      if (toldOf.has(directive.directive)) continue;
      const file = project.nginxFiles.get(directive.file);
      yield listenerFinding(project, listener, {
        kind: 'no-effect',
        refusedBy: 'client',
        at: headOf(directive),
        message: `\`ssl_preread on\` has no effect: ${ENDED}, and nothing is left to preread.`,
        fixes: [
          versionedFix(listener, PREREAD_SINCE, {
            title: 'Remove `ssl_preread on;`',
            edits: [file && removeDirective(file, directive)],
          }),
        ],
      });
    }
  },
};

const ENDED = '`listen … ssl` ends TLS before';

/** CHANGES: `ssl_preread`. */
const PREREAD_SINCE = nginx('1.11.5');

function told({ variable, map }: PrereadRoute): string {
  const then =
    map === undefined
      ? 'nginx finds no upstream ("no host in upstream") and closes every connection'
      : `the \`map\` ${givenFor(map)}, whatever the client asks for`;
  return `\`$${variable}\` is always empty here: ${ENDED}. So ${then}. \`$${INSTEAD[variable] ?? ''}\` has it here.`;
}

/** What a map makes of an empty text (ngx_http_map_find, ngx_stream_map_module.c). */
function givenFor(map: Scope): string {
  const keys = map.of?.directive.block?.children.map(({ name }) => name.value) ?? [];
  // An expression may match it, and what is included is not looked at.
  if (keys.some((it) => it === '' || it.startsWith('~') || it === 'include'))
    return 'gives what it has for an empty text';
  return 'gives its `default`';
}

function routedServers(project: Project): ReadonlyMap<VirtualServer, Routed> {
  const found = new Map<VirtualServer, Routed>();
  const others = new Set<VirtualServer>();
  for (const listener of project.listeners) {
    const { server, module, tls } = listener;
    if (module !== 'stream' || others.has(server) || !server.mentions('ssl_preread_')) continue;
    const known = found.get(server);
    const route = known?.route ?? prereadRoute(server.scope);
    if (route === undefined) others.add(server);
    else {
      const isEnded = tls === 'terminated' && isPlain(project, listener) && known?.isEnded !== false;
      found.set(server, { listener: known?.listener ?? listener, route, isEnded });
    }
  }
  return found;
}

function isPlain({ nginxFiles }: Project, { server, listen }: ProjectListener): boolean {
  const files = [server.scope.of?.file, listen.file];
  return files.every((file) => file !== undefined && nginxFiles.get(file)?.tree.template === false);
}

function prereadsNothing(_: VirtualServer, listeners: readonly ProjectListener[], directive: Placed): boolean {
  return isOn(directive) && listeners.every(({ tls }) => tls === 'terminated');
}
