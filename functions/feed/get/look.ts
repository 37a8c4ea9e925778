/**
 * Looking at an address while somebody waits for the page that shows it: the same client as for
 * polls, with the same look at every address that is connected to, but not for long.
 */
import type { FetcherOptions } from './fetch.ts';
import type { Get } from './fetched.ts';

/** A whole look may take so long, with all redirects and every address that is tried. */
const lookMsMax = 10_000;
const limits = { connectMs: 3_000, headersMs: 5_000, totalMs: 6_000 } as const;

/** Uses a client that ends after ten seconds, whatever it is asked for then. */
export type Look = <T>(use: (get: Get) => Promise<T>) => Promise<T>;

/** Opens looks under this name. The client is loaded with the first. */
export function openLook(client: Omit<FetcherOptions, 'limits' | 'until'>): Look {
  return async (use) => {
    const { createFetcher } = await import('./fetch.ts');
    const until = AbortSignal.timeout(lookMsMax);
    const fetcher = createFetcher({ ...client, limits, until });
    try {
      return await use(fetcher.get);
    } finally {
      await fetcher.close();
    }
  };
}
