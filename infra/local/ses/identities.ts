import { bareAddress } from './address.ts';

/**
 * The identity that verifies an address: the address itself before its domain, the domain before
 * those above it (SES Developer Guide, "Creating and verifying identities"). Undefined: not verified.
 */
export function identityOf(text: string, identities: readonly string[]): string | undefined {
  const address = bareAddress(text).toLowerCase();
  const known = new Map(identities.map((identity) => [identity.toLowerCase(), identity]));
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const labels = domain.split('.');
  const domains = labels.map((_, above) => labels.slice(above).join('.'));
  const found = [address, ...domains].find((name) => known.has(name));
  return found === undefined ? undefined : known.get(found);
}
