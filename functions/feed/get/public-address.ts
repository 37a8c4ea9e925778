/** Which network addresses a feed may live at: only those that anyone on the internet can reach. */
import ipaddr from 'ipaddr.js';

/** All that is handed out of IPv6 so far (RFC 4291 §2.4): mapped and translated IPv4 lies outside. */
const handedOutV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** What in it carries an IPv4 address, or is no host's (RFC 2928, 3849, 3056, 9637). */
const refusedV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].map((range) =>
  ipaddr.IPv6.parseCIDR(range),
);

/**
 * IPv4 ranges that are not "unicast" in fact though some tables call them so (RFC 6890), and the
 * address at which one cloud answers its machines.
 */
const refusedV4 = ['192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15', '168.63.129.16/32'].map(
  (range) => ipaddr.IPv4.parseCIDR(range),
);

/** Whether an IP address is a public host's; text that is no address is not. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv6) {
    return parsed.match(handedOutV6) && !refusedV6.some((range) => parsed.match(range));
  }
  return !refusedV4.some((range) => parsed.match(range));
}
