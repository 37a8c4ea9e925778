/** Which network addresses a feed may live at: only those that anyone on the internet can reach. */
import ipaddr from 'ipaddr.js';

/** IPv6 ranges that carry an IPv4 address inside, or are no host's (RFC 6052, 3056, 3849, 8215). */
const refusedV6 = [
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fec0::/10',
].map((range) => ipaddr.IPv6.parseCIDR(range));

/** IPv4 ranges that are not "unicast" in fact though some tables call them so (RFC 6890). */
const refusedV4 = ['192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15'].map((range) =>
  ipaddr.IPv4.parseCIDR(range),
);

/** Whether an IP address is a public host's; text that is no address is not. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv6) return !refusedV6.some((range) => parsed.match(range));
  return !refusedV4.some((range) => parsed.match(range));
}
