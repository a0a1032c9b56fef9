import type { EdgeListener } from '../edges.ts';
import { hasFlag } from './controllers.ts';
import { controllerEdge } from './controllersEdge.ts';
import { hostsOf, upstreamTargets, type Around } from './f5Upstreams.ts';
import { locationOf, nameLocation, nodeAt, textAt, type KubernetesObject } from './objects.ts';

/**
 * TLS is passed on by its server name, or with all else that comes to a port of TCP. One with a certificate of its own ends it, and has no
 * `ssl_alpn` unless somebody writes one (internal/configs/version2/nginx.transportserver.tmpl, in all of its versions).
 */
export function transportServer(server: KubernetesObject, around: Around): readonly EdgeListener[] {
  const { ports, running } = around;
  const protocol = textAt(server, 'spec', 'listener', 'protocol');
  const isPassthrough = protocol === 'TLS_PASSTHROUGH';
  const secret = nodeAt(server, 'spec', 'tls', 'secret');
  const isEnding = nodeAt(server, 'spec', 'tls') !== undefined;
  if (isEnding ? protocol !== 'TCP' || !endsPlainly(server, around) : !isPassthrough && protocol !== 'TCP') return [];
  return [
    controllerEdge({
      product: 'f5-nginx-ingress',
      by: server,
      at: isEnding && secret !== undefined ? locationOf(server.source, secret) : nameLocation(server),
      protocol: isPassthrough || isEnding ? 'TLS' : 'TCP',
      port: isPassthrough ? 443 : ports(textAt(server, 'spec', 'listener', 'name') ?? ''),
      tls: isEnding ? 'terminated' : 'passthrough',
      hosts: hostsOf(server),
      http2: undefined,
      targets: upstreamTargets(server, around, {
        upstream: textAt(server, 'spec', 'action', 'pass'),
        spoken: { protocol: 'TCP', certain: [] },
      }),
      remarks:
        isPassthrough && (running.length === 0 || !running.every((it) => hasFlag(it, 'enable-tls-passthrough')))
          ? ['This has an effect only where the controller runs with `-enable-tls-passthrough`.']
          : [],
    }),
  ];
}

/** Whether a TransportServer ends TLS as the controller's own template has it: nothing in reach brings another template, or `ssl_alpn`. */
function endsPlainly(server: KubernetesObject, { running, objects }: Around): boolean {
  const snippets = ['serverSnippets', 'streamSnippets'].map((key) => textAt(server, 'spec', key) ?? '');
  return (
    (textAt(server, 'spec', 'tls', 'secret') ?? '') !== '' &&
    !snippets.some((it) => /\b(?:ssl_alpn|include)\b/.test(it)) &&
    !running.some(({ flags }) => flags.has('transportserver-template-path')) &&
    ['ssl_alpn', 'transportserver-template'].every((it) => objects.ofKinds(['ConfigMap'], it).length === 0)
  );
}
