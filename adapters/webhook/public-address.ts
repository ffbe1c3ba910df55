/**
 * Which addresses belong to the internet. A webhook is a request that somebody else makes the platform send, so it must not reach
 * what only the platform can: its own machine, its network, the metadata service of its cloud. The ranges are IANA's registries of
 * special-purpose addresses.
 * Example: 93.184.215.14 → true; 169.254.169.254, 10.0.0.1, ::1, ::ffff:10.0.0.1 → false.
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

const special: readonly (readonly [net: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/** Of the global unicast range: what is reserved, for documentation, or leads to an IPv4 address by a tunnel. */
const special6: readonly (readonly [net: string, prefix: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const refused = new BlockList();
for (const [net, prefix] of special) refused.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of special6) refused.addSubnet(net, prefix, 'ipv6');
/** Everything else (loopback, link-local, unique local, mapped and translated IPv4, multicast) lies outside of it. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** @param address as the resolver gives it; what is no address is not public */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !refused.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  return globalUnicast.check(address, 'ipv6') && !refused.check(address, 'ipv6');
}
