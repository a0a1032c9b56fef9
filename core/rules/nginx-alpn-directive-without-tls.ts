import { nginx, type NginxVersion } from '../domains/nginxVersion.ts';
import { headOf, isOn, values, type Placed } from '../domains/nginx/scope.ts';
import type { VirtualServer } from '../domains/nginx/server.ts';
import type { Directive } from '../domains/nginx/tree.ts';
import type { Project, ProjectListener } from '../project/project.ts';
import { lazy } from '../text/lazy.ts';
import { appendArgument, insertAfter, removeDirective, replaceArguments } from './edits.ts';
import { listenerFinding, versionedFix } from './nginxFinding.ts';
import { idleDirectives, type Idle, type Idleness } from './idleDirectives.ts';
import type { Fix, Rule } from './rule.ts';

/** Reports directives about ALPN that nginx takes and does nothing with, since no TLS is there for them. */
export const nginxAlpnDirectiveWithoutTls: Rule = {
  id: 'nginx-alpn-directive-without-tls',
  summary: 'A directive about ALPN that has no effect, since there is no TLS for it',
  *check(project) {
    for (const idle of idleDirectives(project, { module: 'stream', name: 'ssl_alpn', isIdle: selectsNothing })) {
      yield told(project, idle, {
        message: whyNothingIsSelected(idle),
        fixes: [endTls(project, idle), remove(project, idle)],
      });
    }
    for (const idle of idleDirectives(project, { module: 'stream', name: 'proxy_ssl_alpn', isIdle: offersNothing })) {
      yield told(project, idle, {
        message:
          '`proxy_ssl_alpn` has no effect: without `proxy_ssl on` nginx opens no TLS to the upstream, and passes on what the client sends.',
        fixes: [openTls(project, idle), remove(project, idle)],
      });
    }
    for (const idle of idleDirectives(project, {
      module: 'http',
      name: 'http2',
      isMeant: isOff,
      isIdle: switchesNothingOff(project),
    })) {
      yield told(project, idle, {
        message:
          '`http2 off` has no effect: a `listen … http2` of the same address and port switches HTTP/2 on for all its servers, so h2 is selected here.',
        fixes: [remove(project, idle)],
      });
    }
  },
};

function told(
  project: Project,
  { directive, listener }: Idle,
  { message, fixes }: { readonly message: string; readonly fixes: readonly (Fix | undefined)[] },
): ReturnType<typeof listenerFinding> {
  return listenerFinding(project, listener, {
    kind: 'no-effect',
    refusedBy: 'client',
    at: headOf(directive),
    message,
    fixes,
  });
}

/** Sources: ngx_stream_ssl_module.c; CHANGES. */
const SSL_ALPN_SINCE = nginx('1.21.4');
const PROXY_SSL_ALPN_SINCE = nginx('1.31.0');
const HTTP2_SINCE = nginx('1.25.1');

/** An nginx that does not have the directive does not start, which is another rule's finding. */
function lacks({ nginxVersion }: ProjectListener, since: NginxVersion): boolean {
  return nginxVersion !== undefined && nginxVersion.value < since;
}

function selectsNothing(server: VirtualServer, listeners: readonly ProjectListener[], directive: Placed): boolean {
  if (listeners.some((it) => lacks(it, SSL_ALPN_SINCE)) || directive.directive.args.length === 0) return false;
  const ending = listeners.filter(({ tls }) => tls === 'terminated');
  // `ssl on` is refused in stream, and reported itself.
  if (ending.length === 0) return !isOn(server.scope.effective('ssl'));
  return isWithoutCertificate(server) && ending.every((it) => !it.isDefault && !selectsTheSame(it, directive));
}

/** Such a server has no TLS settings of its own: those of the socket's default server count. */
function isWithoutCertificate({ scope }: VirtualServer): boolean {
  return scope.effective('ssl_certificate') === undefined && !isOn(scope.effective('ssl_reject_handshake'));
}

function selectsTheSame({ alpn }: ProjectListener, directive: Placed): boolean {
  return (
    alpn.kind !== 'ignores' && (alpn.kind !== 'selects' || alpn.protocols.join(' ') === values(directive).join(' '))
  );
}

function whyNothingIsSelected({ listener }: Idle): string {
  return listener.tls === 'terminated'
    ? '`ssl_alpn` has no effect: this server has no `ssl_certificate`, so the default server of the socket makes the handshake, with its own `ssl_alpn` or none.'
    : '`ssl_alpn` has no effect: no `listen` here has `ssl`, so nginx ends no TLS and passes on what the client sends.';
}

function offersNothing({ scope }: VirtualServer, listeners: readonly ProjectListener[], directive: Placed): boolean {
  if (listeners.some((it) => lacks(it, PROXY_SSL_ALPN_SINCE)) || scope.own('proxy_pass') === undefined) return false;
  return values(directive).some((it) => it !== '') && !isOn(scope.effective('proxy_ssl'));
}

/** `http2 off` where `listen … http2` wins: ngx_http_ssl_alpn_select asks for either. */
function switchesNothingOff(project: Project): Idleness['isIdle'] {
  const forced = lazy(() => {
    const isForced = ({ module, listen }: ProjectListener): boolean =>
      module === 'http' && values(listen).includes('http2');
    return new Set(project.listeners.filter(isForced).map(socketOf));
  });
  return (_, listeners) => listeners.every((it) => !lacks(it, HTTP2_SINCE) && forced().has(socketOf(it)));
}

function isOff({ args }: Directive): boolean {
  return args[0]?.value.toLowerCase() === 'off';
}

function socketOf({ configuration, address, port }: ProjectListener): string {
  return `${configuration} ${address} ${port ?? ''}`;
}

function remove(project: Project, { listener, directive }: Idle): Fix | undefined {
  const file = project.nginxFiles.get(directive.file);
  const edit = file && removeDirective(file, directive);
  const name = directive.directive.name.value;
  if (edit === undefined) return undefined;
  // What was meant by the others may be done by other means.
  const isSafe = name === 'http2' && listener.grpc.grpc === 'yes' && listener.nginxVersion !== undefined;
  return {
    title: name === 'http2' ? 'Remove `http2 off;`' : `Remove \`${name}\``,
    safety: isSafe ? 'safe' : 'unsafe',
    edits: [edit],
  };
}

/** Only where the server has a certificate: without one, nginx does not start. */
function endTls(project: Project, { listener, directive }: Idle): Fix | undefined {
  const { scope, listens } = listener.server;
  const streams = listens.filter(({ datagram }) => !datagram);
  if (listener.tls === 'terminated' || scope.written('ssl_alpn')?.directive !== directive.directive) return undefined;
  if (scope.effective('ssl_certificate') === undefined || streams.length === 0) return undefined;
  return versionedFix(listener, SSL_ALPN_SINCE, {
    title: `End TLS here: \`listen ${streams.map(({ placed }) => values(placed)[0] ?? '').join(', ')} ssl\``,
    edits: streams.map(({ placed }) => appendArgument(placed, 'ssl')),
    safe: false,
  });
}

function openTls(project: Project, { listener, directive }: Idle): Fix | undefined {
  const own = listener.server.scope.own('proxy_ssl');
  const anchor = own ?? directive;
  const file = project.nginxFiles.get(anchor.file);
  if (file === undefined) return undefined;
  return versionedFix(listener, PROXY_SSL_ALPN_SINCE, {
    title: 'Open TLS to the upstream: `proxy_ssl on;`',
    edits: [own === undefined ? insertAfter(file, directive, 'proxy_ssl on;') : replaceArguments(file, own, 'on')],
    safe: false,
  });
}
