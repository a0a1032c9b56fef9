import type { GrpcGoBehaviour, Verdict } from '../../alpn/index.ts';
import type { GrpcEvidence } from '../../domains/facts.ts';
import { clientVerdict, serverVerdict } from '../../project/verdict.ts';
import type { Clients } from './goHops.ts';
import { fateAtOtherEnd, fateOf, type HopKind, type Upgrade, type UpgradeHop } from './hop.ts';
import { grpcGoOfModule } from './versions.ts';

/** The listeners of nginx and their ways out, as the modules that are raised meet them. */
export function* nginxHops(upgrade: Upgrade, dialers: Clients['dialers']): Iterable<UpgradeHop> {
  const { then, raised } = upgrade;
  for (const listener of then.listeners) {
    if (listener.grpc.grpc === 'no') continue;
    const led = dialers.get(listener) ?? [];
    const linked = listener.modules.filter(({ module }) => raised.has(module.file));
    if (upgrade.isOnly && listener.modules.length > 0 && linked.length === 0 && led.length === 0) continue;
    const grpc: GrpcEvidence = led.length === 0 ? listener.grpc : { grpc: 'yes', because: ['a client in Go dials it'] };
    const [before, after] = grpcGoOfModule(upgrade, (linked[0] ?? listener.modules[0])?.module.file);
    // A module that is named as the server behind it is not the client of it.
    const isServer =
      upgrade.isOnly && led.length === 0 && linked.length > 0 && linked.every(({ role }) => role === 'server');
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
