import type { GrpcGoBehaviour, Verdict } from '../../alpn/index.ts';
import { clientVerdict, serverVerdict } from '../../project/verdict.ts';
import type { Clients } from './goHops.ts';
import { fateAtOtherEnd, fateOf, type HopKind, type Upgrade, type UpgradeHop } from './hop.ts';
import { linkedHop } from './linkedHop.ts';

/** The listeners of nginx and their ways out, as the modules that are raised meet them. */
export function* nginxHops(upgrade: Upgrade, dialers: Clients['dialers']): Iterable<UpgradeHop> {
  const { then } = upgrade;
  for (const listener of then.listeners) {
    const met = linkedHop(upgrade, listener, dialers.get(listener) ?? []);
    if (met === undefined) continue;
    const { before, after, isServer, grpc, dialers: led } = met;
    const judged = (verdictOf: (grpcGo: GrpcGoBehaviour) => Verdict | undefined, fate = fateOf) => {
      const [today, verdict] = [verdictOf(before), verdictOf(after)];
      return today === undefined || verdict === undefined ? undefined : { fate: fate(today, verdict), verdict };
    };
    const here = judged((it) => clientVerdict(then, listener, it), isServer ? fateAtOtherEnd : fateOf);
    const what: HopKind = { kind: 'nginx-listener', listener };
    if (here !== undefined) yield { what, at: listener.at, refusedBy: 'client', grpc, dialers: led, ...here };
    for (const dial of listener.dials()) {
      const way = judged((it) => serverVerdict(then, listener, dial, it));
      if (way === undefined) continue;
      yield {
        ...{ what: { kind: 'nginx-dialer', listener, dial }, at: dial.dialer.tlsAt ?? dial.dialer.at },
        ...{ refusedBy: 'server', grpc: dial.route.grpc?.() ?? listener.grpc, dialers: [], ...way },
      };
    }
  }
}
