import type { DomainInput } from '../domain.ts';
import type { Attribute, EdgeHost, EdgeListener } from '../edges.ts';
import { goTruth, hasFlag, type RunningController } from './controllers.ts';
import { ingressTakers } from './controllersClass.ts';
import { controllerEdge, controllerTargets, type Spoken } from './controllersEdge.ts';
import { ingressesIn, ruleHosts } from './controllersIngress.ts';
import { http2Settings, mayChangeHttp2, unlessForeign } from './controllersSetting.ts';
import { isHost } from './hosts.ts';
import { eachHostOnce, ingressBackends, ingressHosts } from './ingressBackends.ts';
import type { KubernetesObjects } from './lookup.ts';
import { nameLocation, wordsFor, type KubernetesObject } from './objects.ts';
import { Shared } from './shared.ts';
import type { KubernetesTree } from './tree.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';
const PASSTHROUGH_FLAG = 'enable-ssl-passthrough';

/** The hosts that are passed on: the set stays the same as long as these do. */
const PASSED = new Shared<ReadonlySet<string>>((a, b) => a.size === b.size && [...a].every((it) => b.has(it)));

/**
 * What kubernetes/ingress-nginx does with an Ingress: it always listens on 443, with a certificate of its own where it has no other
 * (rootfs/etc/nginx/template/nginx.tmpl, v0.34.1 to v1.15.1).
 */
export function ingressNginxEdges(
  ingress: KubernetesObject,
  objects: KubernetesObjects,
  input: DomainInput<KubernetesTree>,
): readonly EdgeListener[] {
  const takers = ingressTakers(objects);
  if (takers.of(ingress) !== 'ingress-nginx') return [];
  const backends = ingressBackends(ingress);
  if (backends.length === 0) return [];
  const passed = objects.shared(PASSED, '', passedHosts);
  const running = takers.running(ingress, 'ingress-nginx');
  const isWanted = wantsPassthrough(ingress) || (passed.size > 0 && isAllPassed(ruleHosts(ingress), passed));
  const flag = isWanted ? passthroughFlag(running, () => objects.isSaid(PASSTHROUGH_FLAG)) : undefined;
  const isPassed = isWanted && flag !== 'off';
  const http2Of = http2Settings('ingress-nginx', objects);
  const setting = unlessForeign(http2Of(running, nameLocation(ingress)), takers.isSure(ingress, 'ingress-nginx'));
  const spoken: Spoken = isPassed ? { protocol: 'TCP', certain: [] } : spokenTo(ingress);
  return [
    controllerEdge({
      product: 'ingress-nginx',
      by: ingress,
      at: (isWanted ? ingress.annotations.get(`${PREFIX}ssl-passthrough`)?.at : undefined) ?? nameLocation(ingress),
      protocol: 'HTTPS',
      port: 443,
      tls: isPassed ? 'passthrough' : 'terminated',
      hosts: eachHostOnce([...ingressHosts(ingress), ...aliases(ingress)]),
      http2: isPassed ? undefined : http2Under(ingress, setting.attribute),
      targets: controllerTargets(ingress, backends, () => spoken, { objects, input }),
      remarks: [
        ...passthroughRemarks(flag, running),
        ...(!isPassed && !setting.isHere
          ? [
              'HTTP/2 is on, unless `use-http2` of the controller\'s ConfigMap, which is not in this folder, is "false".',
            ]
          : []),
      ],
    }),
  ];
}

function passedHosts(objects: KubernetesObjects): ReadonlySet<string> {
  const takers = ingressTakers(objects);
  const passing = ingressesIn(objects).filter((it) => wantsPassthrough(it) && takers.of(it) === 'ingress-nginx');
  return new Set(passing.flatMap(ruleHosts));
}

function wantsPassthrough({ annotations }: KubernetesObject): boolean {
  return goTruth(annotations.get(`${PREFIX}ssl-passthrough`)?.value ?? '') === true;
}

/** One Ingress of a host is enough: all of the host is passed on (SSLPassthrough of a server, internal/ingress/controller/controller.go). */
function isAllPassed(hosts: readonly string[], passed: ReadonlySet<string>): boolean {
  return hosts.length > 0 && hosts.every((it) => passed.has(it));
}

/** Whether the controller may pass TLS on. `unknown`: none is in the folder, or the flag stands in another text: a patch, another container. */
function passthroughFlag(running: readonly RunningController[], isNamed: () => boolean): 'on' | 'off' | 'unknown' {
  if (running.length === 0) return 'unknown';
  if (running.every((it) => hasFlag(it, PASSTHROUGH_FLAG))) return 'on';
  return isNamed() ? 'unknown' : 'off';
}

function passthroughRemarks(
  flag: 'on' | 'off' | 'unknown' | undefined,
  running: readonly RunningController[],
): readonly string[] {
  const names = running.map(({ workload }) => wordsFor(workload)).join(', ');
  if (flag === 'unknown')
    return ['`ssl-passthrough` has an effect only where the controller runs with `--enable-ssl-passthrough`.'];
  if (flag === 'off')
    return [
      `\`ssl-passthrough\` has no effect: ${names} runs without \`--enable-ssl-passthrough\`, and nginx ends TLS itself.`,
    ];
  return [];
}

function http2Under(ingress: KubernetesObject, http2: Attribute<boolean>): Attribute<boolean> {
  const snippet = ['server-snippet', 'configuration-snippet'].find((name) =>
    mayChangeHttp2(name, ingress.annotations.get(PREFIX + name)?.value ?? ''),
  );
  if (snippet === undefined) return http2;
  return { ...http2, declared: { kind: 'unknown', because: `its ${snippet} changes the configuration itself` } };
}

/**
 * `backend-protocol` in any case, blanks around it left out; before 0.20.0 `grpc-backend` and `secure-backends`, which 0.21.0 took away
 * (internal/ingress/annotations/backendprotocol, Changelog).
 */
function spokenTo({ annotations }: KubernetesObject): Spoken {
  const protocol = annotations.get(`${PREFIX}backend-protocol`)?.value.trim().toUpperCase();
  if (protocol === 'GRPC' || protocol === 'GRPCS')
    return { protocol, certain: [`${PREFIX}backend-protocol is "${protocol}"`] };
  if (protocol === undefined && goTruth(annotations.get(`${PREFIX}grpc-backend`)?.value ?? '') === true)
    return { protocol: 'GRPC', certain: [`${PREFIX}grpc-backend is "true"`] };
  return { protocol: protocol === 'HTTPS' ? 'HTTPS' : 'HTTP', certain: [] };
}

/** Other names of its servers. */
function aliases({ annotations }: KubernetesObject): readonly EdgeHost[] {
  const annotation = annotations.get(`${PREFIX}server-alias`);
  if (annotation === undefined) return [];
  return annotation.value.split(',').flatMap((it) => {
    const name = it.trim();
    return isHost(name) ? [{ name, at: annotation.at }] : [];
  });
}
