import type { PreUpgrade } from './preUpgrade.ts';
import { lacksAlpn, type UpgradeHop } from './hop.ts';
import { item, type Item } from '../report.ts';

/** The order in which nothing breaks: both sides refuse, so what accepts connections comes first, unless a client of one's own offers nothing. */
export function orderItems({ hops, modules }: PreUpgrade): readonly Item[] {
  const failing = hops.filter(({ fate, grpc }) => lacksAlpn(fate) && grpc?.grpc !== 'unknown');
  const accepting = failing.filter(({ refusedBy }) => refusedBy === 'client');
  const offering = failing.filter(({ refusedBy }) => refusedBy === 'server');
  const both = modules.length > 1 ? ' A module that is server and client counts as a server first.' : '';
  return [
    item(
      [
        'What accepts TLS selects `h2`: load balancers first, then proxies and servers. Old clients go on working with that.',
      ],
      placesOf(accepting),
    ),
    ...(offering.length === 0
      ? []
      : [
          item(
            [
              'What opens TLS without offering a protocol, proxies and clients with credentials of their own, offers `h2`, and that is rolled out everywhere before a server behind it is raised. Servers of today accept it. This is what makes three steps of it: offer and select, raise, take stopgaps away.',
            ],
            placesOf(offering),
          ),
        ]),
    item(['Rehearse, and probe every address that clients use.']),
    item([`Raise grpc-go in the servers, and roll them out.${both}`]),
    item(['Raise grpc-go in the clients.']),
    item([
      'Take stopgaps away: `GRPC_ENFORCE_ALPN_ENABLED=false` and experimental/credentials will be removed from grpc-go.',
    ]),
  ];
}

function placesOf(hops: readonly UpgradeHop[]): Item['more'] {
  return hops.length === 0
    ? []
    : [hops.slice(0, 10).flatMap(({ at }, index) => (index === 0 ? ['here: ', { at }] : [', ', { at }]))];
}
