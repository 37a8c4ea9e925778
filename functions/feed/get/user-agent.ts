/** Who asks: product, address, and how many people read what is fetched, as feed readers say it. */
import { hourMs } from '../../config/time.ts';
import type { Fetcher } from './fetch.ts';
import type { Get } from './fetched.ts';

/** The User-Agent header of a newsletter's requests; without a number until readers were counted. */
export function userAgent(siteUrl: string, readers?: number): string {
  const count = readers === undefined ? '' : `; ${readers} subscriber${readers === 1 ? '' : 's'}`;
  return `Paperboy/0.1 (feed-to-email newsletter; +${siteUrl}${count})`;
}

/** Who asks for a site, and where; `allowedOrigins` need not be public. */
export function clientOf(siteUrl: string, now: () => number, allowedOrigins: readonly string[]) {
  return { userAgent: userAgent(siteUrl), now, allowedOrigins };
}

/** What the name of a request is made of. */
export interface NamedGetDeps {
  readonly siteUrl: string;
  readonly getAs: Fetcher['getAs'];
  /** The readers of a newsletter, as they were counted last. */
  readonly readers: (newsletterId: string) => Promise<number | undefined>;
  readonly now: () => number;
}

const countKeptMs = hourMs;

/** Gives each newsletter a GET under its own name; the number of readers is looked up hourly. */
export function namedGets(deps: NamedGetDeps): (newsletterId: string) => Promise<Get> {
  const known = new Map<string, { readonly get: Get; readonly until: number }>();
  return async (newsletterId) => {
    const kept = known.get(newsletterId);
    if (kept !== undefined && kept.until > deps.now()) return kept.get;
    const get = deps.getAs(userAgent(deps.siteUrl, await deps.readers(newsletterId)));
    known.set(newsletterId, { get, until: deps.now() + countKeptMs });
    return get;
  };
}
