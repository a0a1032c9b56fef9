import { bandOf } from '../alpn/index.ts';
import type { GrpcEvidence } from '../domains/facts.ts';
import { formatNginxVersion } from '../domains/nginxVersion.ts';
import type { AtLocation, MapDial, MapEvidence, MapListener, MapModule } from '../map/types.ts';
import { usesGrpcGo } from '../project/goModules.ts';
import { leadsOfDial } from '../project/leads.ts';
import type { Dial, Project, ProjectListener } from '../project/project.ts';
import { clientVerdict, serverVerdict } from '../project/verdict.ts';
import type { FilePath } from '../text/filePath.ts';
import { edgeListenersOf } from './edgeMap.ts';
import { goListenersOf } from './goMap.ts';
import { leadOf } from './mapLeads.ts';
import { outcomesOf, verdictsOf } from './mapVerdicts.ts';

/** All listeners of a project, what they do with each offer, where they lead, and what each grpc-go gets: those of nginx, those in Go, and what is declared for platforms. */
export function mapOf(
  project: Project,
  listeners: readonly ProjectListener[] = project.listeners,
): readonly MapListener<AtLocation, FilePath>[] {
  return [...listeners.map((it) => mapListenerOf(project, it)), ...goListenersOf(project), ...edgeListenersOf(project)];
}

/** One listener of nginx. */
export function mapListenerOf(project: Project, listener: ProjectListener): MapListener<AtLocation, FilePath> {
  return {
    source: listener.source,
    configuration: listener.configuration,
    module: listener.module,
    at: listener.at,
    name: null,
    address: listener.address,
    port: listener.port ?? null,
    serverNames: listener.serverNames,
    default: listener.isDefault,
    proxyProtocol: listener.proxyProtocol,
    tls: listener.tls,
    http2: listener.http2 ?? null,
    alpn: listener.alpn,
    outcomes: outcomesOf(listener.alpn),
    grpc: evidenceOf(listener.grpc),
    nginxVersion:
      listener.nginxVersion === undefined
        ? null
        : { value: formatNginxVersion(listener.nginxVersion.value), from: listener.nginxVersion.from },
    grpcGo: null,
    remarks: [],
    verdicts: verdictsOf('client', (behaviour) => clientVerdict(project, listener, behaviour)),
    dials: dialsOf(project, listener),
  };
}

/** The modules of a project that use grpc-go, and which one each selects. */
export function modulesOf({ modules }: Project): readonly MapModule<AtLocation>[] {
  return modules.filter(usesGrpcGo).flatMap(({ path, grpc }) =>
    grpc === undefined
      ? []
      : {
          at: grpc.at,
          path: path ?? null,
          grpcGo: grpc.version.text,
          band: bandOf(grpc.version),
          certainty: grpc.certainty,
        },
  );
}

function dialsOf(project: Project, listener: ProjectListener): readonly MapDial<AtLocation, FilePath>[] {
  const dials = listener.dials();
  // Beside `grpc_pass`, `proxy_pass` is there for something else.
  const otherwise =
    listener.module === 'http' && dials.some(({ dialer }) => dialer.via === 'grpc_pass') ? OTHER_WAY : listener.grpc;
  return dials.map((dial) =>
    mapDial(project, listener, dial, dial.dialer.via === 'proxy_pass' ? otherwise : listener.grpc),
  );
}

function mapDial(
  project: Project,
  listener: ProjectListener,
  dial: Dial,
  grpc: GrpcEvidence,
): MapDial<AtLocation, FilePath> {
  const { route, dialer, offer, speaks } = dial;
  return {
    route: { kind: route.kind, match: route.match, by: route.by ?? null },
    to: dialer.to,
    resolved: dialer.resolved ?? null,
    addresses: dialer.addresses,
    protocol: null,
    port: null,
    tls: dialer.tls,
    speaks,
    offer,
    grpc: evidenceOf(route.grpc?.() ?? grpc),
    at: dialer.at,
    verdicts: verdictsOf('server', (behaviour) => serverVerdict(project, listener, dial, behaviour)),
    leadsTo: leadsOfDial(project, listener, dial).map(leadOf),
  };
}

function evidenceOf({ grpc, because }: GrpcEvidence): MapEvidence {
  return { evidence: grpc, because };
}

const OTHER_WAY: GrpcEvidence = { grpc: 'unknown', because: ['gRPC takes another way: grpc_pass'] };
