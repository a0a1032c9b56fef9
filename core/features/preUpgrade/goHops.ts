import { judge, negotiate, type Verdict } from '../../alpn/index.ts';
import { locationOf, type GoDialing } from '../../domains/goSource/facts.ts';
import { dialingVerdict, destinationsOf, offerOfDialing } from '../../project/goDialing.ts';
import { servingVerdict, speaksTls } from '../../project/goServing.ts';
import { readGoTarget } from '../../project/goTarget.ts';
import { listenerOf, type Led } from '../../project/leads.ts';
import type { Project } from '../../project/project.ts';
import { GRPC_GO_OFFER, GRPC_GO_SERVER } from '../../project/verdict.ts';
import type { Location } from '../../text/location.ts';
import { fateAtOtherEnd, fateOf, type UnseenTarget, type Upgrade, type UpgradeHop } from './hop.ts';
import { grpcGoOf, isRaised, older, ownGrpcGo } from './versions.ts';

/** What is told of the clients in Go, and where they lead. */
export interface Clients {
  readonly hops: readonly UpgradeHop[];
  readonly unseen: readonly UnseenTarget[];
  /** By the listener that they lead to. */
  readonly dialers: ReadonlyMap<Led, readonly Location[]>;
}

/** Judges what clients in Go offer, and finds where they lead. */
export function clientsOf(upgrade: Upgrade): Clients {
  const { today, then } = upgrade;
  const hops: UpgradeHop[] = [];
  const unseen: UnseenTarget[] = [];
  const dialers = new Map<Led, Location[]>();
  for (const dialing of then.goSource.dialings) {
    const offer = offerOfDialing(dialing);
    if (!isRaised(upgrade, dialing.at.file) || offer === undefined || !isTls(dialing)) continue;
    const at = locationOf(dialing.at);
    const destinations = destinationsOf(then, dialing);
    for (const it of destinations) {
      const key = listenerOf(it);
      dialers.set(key, [...(dialers.get(key) ?? []), at]);
    }
    const offersH2 = offer.kind === 'fixed' && offer.protocols.includes('h2');
    if (offer.kind === 'fixed' && !offersH2) {
      const verdicts = [today, then].map((it) => dialingVerdict(it, dialing, grpcGoOf(upgrade, it, dialing.at.file)));
      const [before = UNKNOWN, after = UNKNOWN] = verdicts;
      const told = {
        what: { kind: 'go-client', dialing },
        at,
        refusedBy: 'server',
        grpc: undefined,
        dialers: [],
      } as const;
      const isMet = destinations.some((it) => it.kind === 'go' && isRaised(upgrade, it.serving.at.file));
      hops.push({ ...told, fate: isMet ? fateOf(before, after) : fateAtOtherEnd(before, after), verdict: after });
    } else if (destinations.length === 0 && !isInProcess(dialing)) unseen.push({ at, target: targetOf(dialing) });
  }
  return { hops, unseen, dialers };
}

/** Whether its credentials look at what is selected, or may: or it makes no difference to them what grpc-go does. */
function isTls({ credentials: { kind } }: GoDialing): boolean {
  return kind === 'tls' || kind === 'own' || kind === 'insecure' || kind === 'unknown';
}

/** Whether a target is one that only stands there: connections in memory have no address (google.golang.org/grpc/test/bufconn). */
function isInProcess({ target }: GoDialing): boolean {
  return target !== undefined && /(?:^|\/)(?:buf(?:net|conn)?|pipe)$/.test(target.text);
}

function targetOf({ target }: GoDialing): string | undefined {
  const read = target === undefined ? undefined : readGoTarget(target.text);
  return read && `${read.host === '' ? 'localhost' : read.host}:${read.port}`;
}

const UNKNOWN: Verdict = { result: 'unknown', cures: [] };

/** Servers in Go, and the clients that the folder has for them. */
export function* servingHops(upgrade: Upgrade, dialers: Clients['dialers']): Iterable<UpgradeHop> {
  const { today, then } = upgrade;
  for (const serving of then.goSource.servings) {
    const led = dialers.get(serving) ?? [];
    const isOwn = isRaised(upgrade, serving.at.file);
    if (!speaksTls(serving) || (!isOwn && led.length === 0)) continue;
    const at = (project: Project): Verdict => {
      const server = ownGrpcGo(project, serving.at.file);
      return servingVerdict(serving, {
        client: isOwn ? (server ?? older(upgrade, project)) : older(upgrade, project),
        server,
      });
    };
    const [before, verdict] = [at(today), at(then)];
    const fate = led.length > 0 ? fateOf(before, verdict) : fateAtOtherEnd(before, verdict);
    const told = { what: { kind: 'go-server', serving }, at: locationOf(serving.at), refusedBy: 'client' } as const;
    yield { ...told, grpc: undefined, dialers: led, fate, verdict };
  }
}

/** Handshakes that code makes itself. A client's meets a grpc-go server, a server's a grpc-go client. */
export function* ownHops(upgrade: Upgrade): Iterable<UpgradeHop> {
  const { today, then } = upgrade;
  for (const own of then.goSource.ownCredentials) {
    const { config, side } = own;
    if (!isRaised(upgrade, own.at.file) || config === undefined || config.protocols.kind === 'unknown') continue;
    const { names } = config.protocols;
    const judged = (project: Project): Verdict => {
      const grpcGo = grpcGoOf(upgrade, project, own.at.file);
      const outcome =
        side === 'client'
          ? negotiate(names, GRPC_GO_SERVER)
          : negotiate(GRPC_GO_OFFER, { kind: 'selects', protocols: names, order: 'server', otherwise: 'go' });
      return judge({ side: side === 'client' ? 'server' : 'client', outcome, peerSpeaks: 'h2', behaviour: grpcGo });
    };
    const [before, verdict] = [judged(today), judged(then)];
    const refusedBy = side === 'client' ? 'server' : 'client';
    const told = { what: { kind: 'go-handshake', own }, at: locationOf(own.at), refusedBy } as const;
    yield { ...told, grpc: undefined, dialers: [], fate: fateAtOtherEnd(before, verdict), verdict };
  }
}
