import { classify, negotiate, type Offer, type Outcome } from '../alpn/index.ts';
import { formatNginxVersion } from '../domains/nginxVersion.ts';
import { locationOf } from '../domains/goSource/facts.ts';
import type { Prediction, WorkspaceContext } from '../observation/types.ts';
import { handshakeAt, socketAt } from '../project/answer.ts';
import { moduleOf } from '../project/goModules.ts';
import { goPlacesOf } from '../project/goPlaces.ts';
import { alpnOfServing, grpcGoOfFile, speaksTls } from '../project/goServing.ts';
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
    outcomes,
    class: (outcomes[0] && classify(outcomes[0].outcome)) ?? null,
  };
}

/** Where a listener is written. */
export function placeOf(answerer: Answerer): Location {
  return answerer.kind === 'nginx' ? answerer.listener.at : locationOf(answerer.serving.at);
}

function outcomeAt(project: Project, answerer: Answerer, offer: Offer): Outcome {
  if (answerer.kind === 'go') {
    const { serving } = answerer;
    if (!speaksTls(serving)) return { kind: 'plaintext' };
    return negotiate(offer, alpnOfServing(serving, grpcGoOfFile(project, serving.at)));
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
  const [first] = outcomes;
  return outcomes.every((it) => JSON.stringify(it) === JSON.stringify(first)) ? first : undefined;
}

/** The product, its version and where that is known from. `null`: no version is known. */
function versionOf(project: Project, answerer: Answerer): string | null {
  if (answerer.kind === 'nginx') {
    const { nginxVersion } = answerer.listener;
    return nginxVersion === undefined ? null : `nginx ${formatNginxVersion(nginxVersion.value)} (${nginxVersion.from})`;
  }
  const grpc = moduleOf(project.modules, answerer.serving.at.file)?.grpc;
  if (grpc === undefined || grpc.certainty === 'unknown') return null;
  const newer = grpc.certainty === 'at-least' ? ' or newer' : '';
  return `grpc-go ${grpc.version.text}${newer} (${grpc.because})`;
}
