/**
 * Sites: whoever answers 429 is left alone as one, whichever of its hosts was asked. A site is a
 * registrable domain; the public suffix list tells where strangers share one, such as the blogs of
 * a hoster.
 */

/** Names the site of an address. */
export type SiteOf = (url: string) => string;

/** Loads the list, which is long and seldom needed. */
export async function openSites(): Promise<SiteOf> {
  const { getDomain } = await import('tldts');
  return (url) => {
    const host = URL.parse(url)?.hostname ?? '';
    return getDomain(host, { allowPrivateDomains: true }) ?? host;
  };
}

/** The sites that are left alone, and until when (ms). */
export type PausedSites = ReadonlyMap<string, number>;

/** Until when the site of an address is left alone; undefined when it is not. */
export async function restsUntil(
  url: string,
  paused: PausedSites,
  now: number,
): Promise<number | undefined> {
  if (paused.size === 0) return undefined;
  const siteOf = await openSites();
  const until = paused.get(siteOf(url));
  return until !== undefined && until > now ? until : undefined;
}
