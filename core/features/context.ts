import { classify, negotiate, type Offer, type Outcome } from '../alpn/index.ts';
import { formatNginxVersion } from '../domains/nginxVersion.ts';
import { locationOf } from '../domains/goSource/facts.ts';
import type { Prediction, WorkspaceContext } from '../observation/types.ts';
import { handshakeAt, socketAt } from '../project/answer.ts';
import type { ProjectEdge } from '../project/edges.ts';
import { moduleOf } from '../project/goModules.ts';
import { goPlacesOf } from '../project/goPlaces.ts';
import { alpnOfServing, grpcGoOfFile, speaksTls } from '../project/goServing.ts';
import { leadsBehind, type Lead } from '../project/leads.ts';
import type { Project } from '../project/project.ts';
import type { Location } from '../text/location.ts';
import { answerersAt, type Answerer, type ProbedEndpoint } from './answerers.ts';
import { labelOf } from './answererWords.ts';
import { curesAt } from './cures.ts';
import { ownClients } from './ownClients.ts';

/** The offers of the probe. */
const OFFERS: readonly Offer[] = [['h2'], ['h2', 'http/1.1'], []];

/**
 * What the workspace says about an endpoint: what answers there, if what runs is what is written, and who may be its clients. Where texts
 * do not tell which of several listeners it is, all of them; where they tell nothing, none.
 */
export function contextOf(project: Project, endpoint: ProbedEndpoint): WorkspaceContext<Location> {
  const answerers = answerersAt(project, endpoint);
  return {
    predictions: answerers.map((it) => ({ ...predictionOf(project, it), cures: curesAt(project, it) })),
    modules: ownClients(project, endpoint.target, answerers),
  };
}

/** What one listener does, without the ways out. */
export function predictionOf(project: Project, answerer: Answerer): Omit<Prediction<Location>, 'cures'> {
  const outcomes = OFFERS.map((offer) => ({ offer, outcome: outcomeAt(project, answerer, offer) }));
  return {
    at: placeOf(answerer),
    label: labelOf(project, answerer),
    version: versionOf(project, answerer),
    ...(answerer.kind === 'edge' && { isDeclared: true }),
    outcomes,
    class: (outcomes[0] && classify(outcomes[0].outcome)) ?? null,
  };
}

/** Where a listener is written. */
export function placeOf(answerer: Answerer): Location {
  switch (answerer.kind) {
    case 'nginx':
      return answerer.listener.at;
    case 'go':
      return locationOf(answerer.serving.at);
    case 'edge':
      return answerer.edge.at;
  }
}

function outcomeAt(project: Project, answerer: Answerer, offer: Offer): Outcome {
  if (answerer.kind === 'go') {
    const { serving } = answerer;
    if (!speaksTls(serving)) return { kind: 'plaintext' };
    return negotiate(offer, alpnOfServing(serving, grpcGoOfFile(project, serving.at)));
  }
  if (answerer.kind === 'edge') {
    const outcome = negotiate(offer, answerer.edge.alpn);
    return outcome.kind === 'relayed' ? (behindEdge(project, answerer.edge, offer) ?? outcome) : outcome;
  }
  const { destination } = answerer;
  if (socketAt(project, destination).some(({ proxyProtocol }) => proxyProtocol)) return EXPECTS_HEADER;
  const outcome = handshakeAt(project, destination, offer);
  return outcome.kind === 'relayed' ? (behindIn(project, answerer, offer) ?? outcome) : outcome;
}

const EXPECTS_HEADER: Outcome = {
  kind: 'unknown',
  because: 'this listener wants a PROXY protocol header first, which only a load balancer in front of it sends',
};

/** What the server in Go does that TLS is passed on to. `undefined`: it is not known which, or several differ. */
function behindIn(
  project: Project,
  { listener }: Extract<Answerer, { kind: 'nginx' }>,
  offer: Offer,
): Outcome | undefined {
  const places = goPlacesOf(project);
  const outcomes: Outcome[] = [];
  for (const dial of listener.dials()) {
    const servings = dial.dialer.addresses.length === 1 ? places.servingsBehind(dial) : [];
    if (servings.length === 0) return undefined;
    // Where one speaks TLS and the other does not, they will not be meant to meet.
    if (servings.some((it) => !speaksTls(it))) return undefined;
    outcomes.push(...servings.map((it) => negotiate(offer, alpnOfServing(it, grpcGoOfFile(project, it.at)))));
  }
  return ifSame(outcomes);
}

/** The same for what a platform runs. */
function behindEdge(project: Project, edge: ProjectEdge, offer: Offer): Outcome | undefined {
  const outcomes: Outcome[] = [];
  for (const target of edge.targets) {
    const leads = leadsBehind(project, edge, target);
    const behind = leads.flatMap((it) => outcomeOfLead(project, it, offer) ?? []);
    if (leads.length === 0 || behind.length < leads.length) return undefined;
    outcomes.push(...behind);
  }
  return ifSame(outcomes);
}

function outcomeOfLead(project: Project, lead: Lead, offer: Offer): Outcome | undefined {
  if (lead.kind === 'edge' && lead.edge.tls !== 'passthrough') return negotiate(offer, lead.edge.alpn);
  if (lead.kind !== 'go' || !speaksTls(lead.serving)) return undefined;
  return negotiate(offer, alpnOfServing(lead.serving, grpcGoOfFile(project, lead.serving.at)));
}

function ifSame(outcomes: readonly Outcome[]): Outcome | undefined {
  const [first] = outcomes;
  return outcomes.every((it) => JSON.stringify(it) === JSON.stringify(first)) ? first : undefined;
}

/** The product, its version and where that is known from. `null`: no version is known, or the platform decides it. */
function versionOf(project: Project, answerer: Answerer): string | null {
  if (answerer.kind === 'edge') return null;
  if (answerer.kind === 'nginx') {
    const { nginxVersion } = answerer.listener;
    return nginxVersion === undefined ? null : `nginx ${formatNginxVersion(nginxVersion.value)} (${nginxVersion.from})`;
  }
  const grpc = moduleOf(project.modules, answerer.serving.at.file)?.grpc;
  if (grpc === undefined || grpc.certainty === 'unknown') return null;
  const newer = grpc.certainty === 'at-least' ? ' or newer' : '';
  return `grpc-go ${grpc.version.text}${newer} (${grpc.because})`;
}
