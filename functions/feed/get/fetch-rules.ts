/** Which addresses a request may go to, said before any connection is tried. */
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** An address that may be asked, or the reason why not. */
export type UrlCheck =
  | { readonly kind: 'allowed'; readonly url: URL }
  | { readonly kind: 'refused'; readonly reason: string };

const urlCharsMax = 2_000;
/**
 * Ports at which other things than websites listen, which a request could be a command to (Fetch
 * Standard, "Port blocking").
 */
const badPorts = new Set(
  (
    '0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 ' +
    '113 115 117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 ' +
    '548 554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 ' +
    '6566 6665 6666 6667 6668 6669 6679 6697 10080'
  ).split(' '),
);
const localNames = ['localhost', 'local', 'internal', 'home.arpa', 'onion'];

/**
 * The rules for every hop: http or https, no port of mail and the like, no credentials, no host that
 * only this machine or network knows. `allowedOrigins` are exact origins that need not be public:
 * those that the owner has allowed by setting, and the stage's own.
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
  if (badPorts.has(url.port)) {
    return refused(`Port ${url.port} belongs to something else than the web.`);
  }
  return isLocalHost(url.hostname)
    ? refused(
        `${url.origin} is not a public host: only what is on the internet is asked, unless ` +
          'its owner allows this one with feedOrigins in cdk.json.',
      )
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
