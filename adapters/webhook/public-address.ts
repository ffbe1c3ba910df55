/**
 * Tells public addresses from others. A caller chooses the URL of a webhook and the platform sends the request, so it must not reach
 * addresses that only the platform can reach: its own machine, its network, the metadata service of its cloud. The ranges are those of
 * IANA's registries of special-purpose addresses.
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
  // Of the internet by its number; in Azure it leads to the service of the machine's own host.
  ['168.63.129.16', 32],
];
/** Parts of the global unicast range that are reserved, are for documentation, or lead to an IPv4 address through a tunnel. */
const special6: readonly (readonly [net: string, prefix: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const refused = new BlockList();
for (const [net, prefix] of special) refused.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of special6) refused.addSubnet(net, prefix, 'ipv6');
/** All other addresses (loopback, link-local, unique local, mapped and translated IPv4, multicast) lie outside of it. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** @param address as the resolver gives it. A text that is no address is not public. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !refused.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  return globalUnicast.check(address, 'ipv6') && !refused.check(address, 'ipv6');
}
