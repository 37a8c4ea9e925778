/** The clients of the network for feeds and hubs, made of one description. */
import { createFetcher, type FetcherOptions } from '../get/fetch.ts';
import type { Get } from '../get/fetched.ts';
import { type NamedGetDeps, namedGets } from '../get/user-agent.ts';
import { type AskHub, createHubClient } from './hub.ts';

/** The GET of a newsletter under its own name, and the request to a hub. */
export function openNetwork({
  siteUrl,
  readers,
  ...client
}: FetcherOptions & Pick<NamedGetDeps, 'siteUrl' | 'readers'>): {
  readonly getOf: (newsletterId: string) => Promise<Get>;
  readonly ask: AskHub;
} {
  const { getAs } = createFetcher(client);
  return {
    getOf: namedGets({ siteUrl, getAs, readers, now: client.now }),
    ask: createHubClient(client).ask,
  };
}
