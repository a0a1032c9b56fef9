import { locationOf, type GoDialing, type GoPlace, type GoServing } from '../domains/goSource/facts.ts';
import type { AtLocation, DialerFacts, ListenerFacts, MapDialer, MapEvidence, MapListener } from '../map/types.ts';
import { destinationsOf, dialingVerdict } from '../project/goDialing.ts';
import { moduleOf } from '../project/goModules.ts';
import { alpnOfServing, grpcGoOfFile, servingVerdict, speaksTls } from '../project/goServing.ts';
import { readGoTarget } from '../project/goTarget.ts';
import { offerInPackage } from '../project/ownOffer.ts';
import type { Project } from '../project/project.ts';
import { relativeTo, type FilePath } from '../text/filePath.ts';
import { leadOf, moduleWord, socketOf } from './mapLeads.ts';
import { outcomesOf, verdictsOf } from './mapVerdicts.ts';

/** The listeners in Go source. */
export function goListenersOf(project: Project): readonly MapListener<AtLocation, FilePath>[] {
  return project.goSource.servings.map((it) => goListenerOf(project, it));
}

/** The clients in Go source, where they lead, and what each grpc-go gets there. */
export function goDialersOf(project: Project): readonly MapDialer<AtLocation, FilePath>[] {
  return project.goSource.dialings.map((it) => goDialerOf(project, it));
}

function goListenerOf(project: Project, serving: GoServing): MapListener<AtLocation, FilePath> {
  const { at } = serving;
  const isTls = speaksTls(serving);
  const server = grpcGoOfFile(project, at);
  const alpn = alpnOfServing(serving, server);
  return {
    source: 'go',
    configuration: at.file,
    module: moduleWord(serving),
    at: locationOf(at),
    name: null,
    ...socketOf(serving),
    serverNames: [],
    default: true,
    proxyProtocol: false,
    tls: isTls ? 'terminated' : 'plain',
    http2: speaksHttp2(serving),
    alpn,
    outcomes: outcomesOf(alpn),
    grpc: evidenceOf(serving),
    nginxVersion: null,
    grpcGo: grpcGoFor(project, at),
    remarks: [],
    verdicts: isTls ? verdictsOf('client', (client) => servingVerdict(serving, { client, server })) : [],
    dials: [],
  };
}

/** Whether HTTP/2 is spoken; `null`: that depends on the handler. */
function speaksHttp2({ kind, consumer, http2Disabled }: GoServing): boolean | null {
  if (consumer !== 'http') return true;
  return kind === 'plain' ? null : http2Disabled === undefined;
}

function evidenceOf({ grpc, consumer }: GoServing): MapEvidence {
  if (grpc !== undefined) return { evidence: 'yes', because: [grpc] };
  return consumer === 'grpc'
    ? { evidence: 'yes', because: ['a grpc-go server takes its connections'] }
    : { evidence: 'unknown', because: ['nothing here says what is served'] };
}

/** What a Go file is built with, as its module says it. */
function grpcGoFor(project: Project, { file }: GoPlace): ListenerFacts['grpcGo'] {
  const module = moduleOf(project.modules, file);
  if (module?.grpc === undefined) return null;
  const { certainty, version } = module.grpc;
  if (certainty === 'unknown') return null;
  const stated = certainty === 'stated' ? project.options.grpcGoVersionFor(module.file)?.from : undefined;
  return { value: version.text, from: stated ?? relativeTo(project.folder, module.file), certainty };
}

function goDialerOf(project: Project, dialing: GoDialing): MapDialer<AtLocation, FilePath> {
  const { at, target, credentials } = dialing;
  const offer = offerInPackage(project, dialing);
  const read = target === undefined ? undefined : readGoTarget(target.text);
  return {
    source: 'go',
    configuration: at.file,
    module: 'grpc',
    at: locationOf(at),
    to: target?.text ?? '',
    addresses: read === undefined ? [] : [`${read.host}:${read.port}`],
    tls: offer !== undefined,
    speaks: 'h2',
    offer: offer ?? { kind: 'fixed', protocols: [] },
    grpc: { evidence: 'yes', because: ['grpc-go opens it'] },
    credentials: credentials.kind,
    grpcGo: grpcGoFor(project, at),
    verdicts: verdictsFor(project, dialing),
    leadsTo: destinationsOf(project, dialing).map(leadOf),
  };
}

/** Of a client that leads elsewhere without an offer of h2, what grpc-go does as the server behind it. */
function verdictsFor(project: Project, dialing: GoDialing): DialerFacts['verdicts'] {
  const offer = offerInPackage(project, dialing);
  const lacksH2 = offer?.kind === 'fixed' && !offer.protocols.includes('h2');
  const isServers = lacksH2 && destinationsOf(project, dialing).length === 0;
  return verdictsOf(isServers ? 'server' : 'client', (grpcGo) => dialingVerdict(project, dialing, grpcGo, offer));
}
