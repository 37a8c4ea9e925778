/** Which addresses a request may go to, said before any connection is tried. */
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** An address that may be asked, or the reason why not. */
export type UrlCheck =
  | { readonly kind: 'allowed'; readonly url: URL }
  | { readonly kind: 'refused'; readonly reason: string };

const urlCharsMax = 2_000;
const localNames = ['localhost', 'local', 'internal', 'home.arpa', 'onion'];

/**
 * The rules for every hop: http or https, the usual ports, no credentials, no host that only this
 * machine or network knows. `allowedOrigins` are exact origins that need not be public: the
 * development allowance, which only the stage passes.
 */
export function checkUrl(raw: string, allowedOrigins: readonly string[] = []): UrlCheck {
  const url = raw.length > urlCharsMax ? null : URL.parse(raw.trim());
  if (url === null) return refused('That is no web address.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refused('The address must begin with http:// or https://.');
  }
  if (url.username !== '' || url.password !== '') {
    return refused('The address must not hold a user name or password.');
  }
  if (allowedOrigins.includes(url.origin)) return { kind: 'allowed', url };
  // WHATWG leaves out the port that is the scheme's own; the other scheme's is as harmless.
  if (url.port !== '' && url.port !== '80' && url.port !== '443') {
    return refused(`Port ${url.port} is not one that feeds are served from (80 or 443).`);
  }
  return isLocalHost(url.hostname)
    ? refused('The address does not lead to a public host.')
    : { kind: 'allowed', url };
}

function isLocalHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(bare) !== 0) return !isPublicAddress(bare);
  return (
    localNames.some((name) => bare === name || bare.endsWith(`.${name}`)) || !bare.includes('.')
  );
}

function refused(reason: string): UrlCheck {
  return { kind: 'refused', reason };
}
