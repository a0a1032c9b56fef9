import { BlockList, isIP } from 'node:net';

/** Top-level names that public DNS does not have (RFC 6761, RFC 6762, RFC 8375, RFC 9476, ICANN's reservation of `internal`), or that are used as if they were such. */
const PRIVATE_TOPS: ReadonlySet<string> = new Set(
  'local localhost localdomain internal intranet private corp home lan test example invalid onion alt arpa consul'.split(
    ' ',
  ),
);

/** IANA's registries of special addresses (RFC 6890, RFC 6598), as far as servers may have them. */
const SPECIAL = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  SPECIAL.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b:1::', 48],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  SPECIAL.addSubnet(network, prefix, 'ipv6');

/** Whether a name is one that everybody can look up: two labels or more below a public top-level name. No address is one. */
export function isPublicName(name: string): boolean {
  if (isIP(name) !== 0) return false;
  const labels = name.toLowerCase().replace(/\.$/, '').split('.');
  return labels.length > 1 && !PRIVATE_TOPS.has(labels.at(-1) ?? '');
}

/** Whether an address can be reached from everywhere, as far as the address tells. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  const family = isIP(bare);
  return family !== 0 && !SPECIAL.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}
