import type { GrpcEvidence } from '../domains/facts.ts';
import type { Configuration } from '../domains/nginx/index.ts';
import { mayNameGrpc } from '../domains/grpcNames.ts';
import { firstValue, headOf, isOn, type Scope } from '../domains/nginx/scope.ts';
import type { VirtualServer } from '../domains/nginx/server.ts';
import { withKnowledge, type Dial, type Project, type ProjectListener } from '../project/project.ts';
import type { Location } from '../text/location.ts';
import { evidenceAt } from './grpcLocation.ts';
import { listenerFinding, versionedFix } from './nginxFinding.ts';
import { passesIn, type Pass } from './passes.ts';
import type { Finding, Fix, Rule } from './rule.ts';
import { toGrpcPass } from './toGrpcPass.ts';

/**
 * Reports gRPC that is sent through http's `proxy_pass`: HTTP/1.1 without ALPN; with `proxy_http_version 2` without trailers; with
 * `proxy_pass_trailers`, too, errors lose their status (ngx_http_proxy_v2_module.c ends headers without a body with a frame of its own).
 */
export const nginxGrpcOverProxyPass: Rule = {
  id: 'nginx-grpc-over-proxy-pass',
  summary: 'gRPC is passed on by `proxy_pass`, which loses HTTP/2, trailers or the status of errors',
  *check(project) {
    const ports = project.grpcServers.map(({ port }) => `:${port}`);
    // Where a whole configuration has none of these words, none of its thousands of servers is looked at.
    const mayPass = new Set(
      project.configurations.flatMap(({ configuration: it }) =>
        mayPassGrpc(it, ports) || isStated(project, it) ? [it.main] : [],
      ),
    );
    const seen = new Set<VirtualServer>();
    const told = new Map<string, Finding>();
    for (const listener of project.listeners) {
      const { server } = listener;
      if (listener.module !== 'http' || seen.has(server)) continue;
      if (!mayPass.has(listener.configuration)) continue;
      seen.add(server);
      for (const found of foundIn(project, listener)) {
        const key = placeOf(headOf(found.pass));
        const before = told.get(key);
        if (before === undefined || (before.evidence?.grpc === 'likely' && found.evidence.grpc === 'yes'))
          told.set(key, findingFor(project, listener, found));
      }
    }
    yield* told.values();
  },
};

/** The blocks of a server that pass gRPC on by `proxy_pass`. */
function* foundIn(project: Project, listener: ProjectListener): Iterable<Found> {
  const dials = listener.dials();
  const some = dials.filter(({ route, dialer }) => dialer.via === 'proxy_pass' && isLikely(route.grpc?.()));
  if (some.length === 0) return;
  const places = new Map(
    [...passesIn(listener.server.scope, 'proxy_pass')].map((it) => [placeOf(headOf(it.pass)), it]),
  );
  for (const dial of some) {
    const place = places.get(placeOf(dial.dialer.at));
    if (place === undefined) continue;
    const evidence = evidenceAt(project, listener, { scope: place.scope, dial, alone: dials.length === 1 });
    if (evidence !== undefined) yield { ...place, dial, evidence };
  }
}

function isLikely(evidence: GrpcEvidence | undefined): boolean {
  return evidence?.grpc === 'yes' || evidence?.grpc === 'likely';
}

/** Whether anything of a configuration could be gRPC by `proxy_pass`. */
function mayPassGrpc({ mentions }: Pick<Configuration, 'mentions'>, ports: readonly string[]): boolean {
  return mentions('proxy_pass') && (mayNameGrpc(mentions) || ports.some(mentions));
}

/** Whether grpc-alpn.json states of a configuration, or one of its files, that gRPC runs there. */
function isStated({ options }: Project, { stated, files }: Configuration): boolean {
  return stated?.grpc === 'yes' || files.some((it) => options.grpcOf(it)?.grpc === 'yes');
}

function placeOf({ file, span }: Location): string {
  return `${file} ${span.start}`;
}

interface Found extends Pass {
  readonly dial: Dial;
  readonly evidence: GrpcEvidence;
}

function findingFor(project: Project, listener: ProjectListener, found: Found): Finding {
  const { scope, pass, dial, evidence } = found;
  const speaksHttp2 = dial.speaks === 'h2';
  const partly = speaksHttp2 && isOn(scope.effective('proxy_pass_trailers'));
  const finding = listenerFinding(project, withKnowledge(listener, { grpc: evidence }), {
    kind: 'never-worked',
    refusedBy: 'server',
    at: headOf(pass),
    message: partly ? partlyWords(scope) : speaksHttp2 ? WITHOUT_TRAILERS : withHttp1(dial),
    fixes: [grpcPass(withKnowledge(listener, { grpc: evidence }), found)],
  });
  // Calls that succeed do get through.
  return partly ? { ...finding, softened: true } : finding;
}

function withHttp1({ dialer }: Dial): string {
  const alpn = dialer.tls ? ' and offers no protocol by ALPN' : '';
  return `gRPC is passed on here by \`proxy_pass\`, which speaks HTTP/1.x to the upstream${alpn}. No gRPC server understands that: clients print "unexpected HTTP status code received from server" or "stream terminated by RST_STREAM with error code: INTERNAL_ERROR". This has never worked, with any version of grpc-go.`;
}

const WITHOUT_TRAILERS =
  'gRPC is passed on here by `proxy_pass`, which keeps the trailers back. A gRPC client prints "server closed the stream without sending trailers": this has never worked, with any version of grpc-go.';

const BUFFERING = ['proxy_buffering', 'proxy_request_buffering'];

function partlyWords(scope: Scope): string {
  const buffers = BUFFERING.some((name) => firstValue(scope.effective(name))?.toLowerCase() !== 'off');
  const streams = buffers ? ' Streams in both directions hang, because nginx buffers them.' : '';
  return `gRPC is passed on here by \`proxy_pass\`: calls that succeed get through, but an error that the server answers with loses its status, and clients see code Internal instead.${streams} That has always been so, with every version of grpc-go.`;
}

function grpcPass(listener: ProjectListener, { scope, pass, dial }: Found): Fix | undefined {
  // Where a variable chooses among several, the others need not be gRPC.
  if (dial.route.by !== undefined) return undefined;
  const change = toGrpcPass(scope, pass);
  if (change === undefined || scope.own('grpc_pass') !== undefined) return undefined;
  return versionedFix(listener, change.since, {
    title: `Change to \`${change.written}\``,
    edits: change.edits,
    safe: change.complete,
  });
}
