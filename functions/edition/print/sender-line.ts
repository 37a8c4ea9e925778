/** Who sends it: name and postal address, in one line, at the foot of every mail and page. */
import type { Newsletter } from '../newsletter.ts';

/** The name of the sender before the address, unless the address begins with it. */
export function senderLine({
  sender,
  postalAddress,
}: Pick<Newsletter, 'sender' | 'postalAddress'>): string {
  return postalAddress.startsWith(sender.name)
    ? postalAddress
    : `${sender.name} · ${postalAddress}`;
}
