/** A feed on this machine that somebody publishes in. */
import type { TestContext } from 'node:test';
import { serve } from '../../support/server.ts';

export interface PublishedFeed {
  readonly origin: string;
  readonly url: string;
  readonly publish: (title: string) => void;
}

/** Starts it; it goes when the test ends. */
export async function publishFeed(t: TestContext): Promise<PublishedFeed> {
  const titles = ['The first story'];
  const items = () =>
    titles.map((title) => `<item><title>${title}</title><guid>${title}</guid></item>`).join('');
  const served = await serve((_, response) => {
    response.setHeader('content-type', 'application/rss+xml');
    response.end(`<rss version="2.0"><channel><title>Harbour</title>${items()}</channel></rss>`);
  });
  t.after(served.close);
  const { origin } = served;
  return { origin, url: `${origin}/feed`, publish: (title) => void titles.unshift(title) };
}
