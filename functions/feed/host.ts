/** Hosts: whoever serves feeds is asked one thing at a time, and left alone as one. */

/** The host that serves this address, with or without `www.`; '' for what is no address. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host.replace(/^www\./, '') ?? '';
}

/**
 * Whether both addresses are served by one host. A 429 pauses the host and not the registrable
 * domain: without the public suffix list a rule for that would pause strangers who share one, such
 * as the blogs of a hoster.
 */
export function isOnHost(url: string, other: string): boolean {
  return hostOf(url) === hostOf(other);
}
