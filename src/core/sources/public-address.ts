import { BlockList, isIP } from 'node:net';

/**
 * IPv4 ranges that are not public, after IANA's special-purpose address registry
 * (https://www.iana.org/assignments/iana-ipv4-special-registry) and, for multicast,
 * https://www.iana.org/assignments/multicast-addresses.
 */
const specialIPv4 = [
  ['0.0.0.0', 8], // "this network", and the unspecified address: RFC 791
  ['10.0.0.0', 8], // private use: RFC 1918
  ['100.64.0.0', 10], // shared by a carrier's customers (CGNAT): RFC 6598
  ['127.0.0.0', 8], // loopback: RFC 1122
  ['169.254.0.0', 16], // link-local, and clouds' metadata at 169.254.169.254: RFC 3927
  ['172.16.0.0', 12], // private use: RFC 1918
  ['192.0.0.0', 24], // protocol assignments: RFC 6890
  ['192.0.2.0', 24], // documentation: RFC 5737
  ['192.88.99.0', 24], // 6to4 relays, deprecated: RFC 7526
  ['192.168.0.0', 16], // private use: RFC 1918
  ['198.18.0.0', 15], // benchmarks: RFC 2544
  ['198.51.100.0', 24], // documentation: RFC 5737
  ['203.0.113.0', 24], // documentation: RFC 5737
  ['224.0.0.0', 4], // multicast: RFC 5771
  ['240.0.0.0', 4], // reserved, and broadcast at 255.255.255.255: RFC 1112, RFC 8190
] as const;

/** Prefixes whose last 32 bits are the IPv4 address that is really spoken to. */
const carryingIPv4 = [
  '::ffff:', // IPv4-mapped: RFC 4291
  '64:ff9b::', // NAT64, how public sites look on IPv6-only networks: RFC 6052
] as const;

/**
 * IPv6 ranges inside 2000::/3 that are not public, after
 * https://www.iana.org/assignments/iana-ipv6-special-registry. What lies outside 2000::/3
 * (loopback, unique local, link-local, multicast, 64:ff9b:1::/48, ...) is not public at all.
 */
const specialIPv6 = [
  ['2001::', 23], // protocol assignments: Teredo, benchmarks, ORCHID: RFC 2928
  ['2001:db8::', 32], // documentation: RFC 3849
  ['2002::', 16], // 6to4, deprecated, can carry private IPv4: RFC 3056, RFC 7526
  ['3fff::', 20], // documentation: RFC 9637
] as const;

const special = new BlockList();
/** All of IPv6 that anyone on the internet can be reached at, with the special ranges in it. */
const reachableIPv6 = new BlockList();

for (const [address, bits] of specialIPv4) {
  special.addSubnet(address, bits, 'ipv4');
  for (const prefix of carryingIPv4) special.addSubnet(prefix + address, 96 + bits, 'ipv6');
}
for (const [address, bits] of specialIPv6) special.addSubnet(address, bits, 'ipv6');
reachableIPv6.addSubnet('2000::', 3, 'ipv6');
for (const prefix of carryingIPv4) reachableIPv6.addSubnet(`${prefix}0.0.0.0`, 96, 'ipv6');

/**
 * Whether an IP address is one that anyone on the internet could reach, and not the user's own
 * computer, network or cloud. False for what is not an address, and for one with a zone (`%eth0`).
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4');
    case 6:
      return (
        !address.includes('%') &&
        reachableIPv6.check(address, 'ipv6') &&
        !special.check(address, 'ipv6')
      );
    default:
      return false;
  }
}
