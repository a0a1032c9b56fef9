import { edgeHops } from './edgeHops.ts';
import { clientsOf, ownHops, servingHops } from './goHops.ts';
import { lacksAlpn, type UnseenTarget, type Upgrade, type UpgradeHop } from './hop.ts';
import { nginxHops } from './nginxHops.ts';

/** Judges every hop before and after. */
export function upgradeHops(upgrade: Upgrade): {
  readonly hops: readonly UpgradeHop[];
  readonly unseen: readonly UnseenTarget[];
} {
  const clients = clientsOf(upgrade);
  const hops = [
    ...edgeHops(upgrade, clients.dialers),
    ...nginxHops(upgrade, clients.dialers),
    ...servingHops(upgrade, clients.dialers),
    ...clients.hops,
    ...ownHops(upgrade),
  ];
  // Where nothing says gRPC, it is of use to know what would break, if it were; everything else may be said of any TLS.
  const told = hops.filter(({ fate, grpc }) => grpc?.grpc !== 'unknown' || lacksAlpn(fate));
  return { hops: onePerPlace(told), unseen: clients.unseen };
}

/** Two sockets of a server lead to one way out, and a file may be included twice: each place is told once for each thing that is said of it. */
function onePerPlace(hops: readonly UpgradeHop[]): readonly UpgradeHop[] {
  const found = new Map<string, UpgradeHop>();
  for (const hop of hops) {
    const { at, what, fate } = hop;
    // An annotation makes several ports end TLS, each of which is another connection.
    const port = what.kind === 'edge' ? (what.edge.port ?? '') : '';
    const key = `${at.file} ${at.span.start} ${what.kind} ${fate} ${port}`;
    if (!found.has(key)) found.set(key, hop);
  }
  return [...found.values()];
}
