/** A publisher on this machine that has a hub of its own, which knows one subscriber. */
import { createHmac } from 'node:crypto';
import type { TestContext } from 'node:test';
import { serve } from './server.ts';

export interface Publisher {
  readonly origin: string;
  /** Of this machine. */
  readonly port: number;
  readonly feedUrl: string;
  /** The modes of the requests that the hub had, each with what the callback answered it. */
  readonly verified: readonly string[];
  /** How often the feed was asked for. */
  readonly requests: () => number;
  readonly publish: (title: string) => void;
  /** Pushes to the subscriber; returns the status. */
  readonly ping: (secret?: string) => Promise<number>;
}

const challenge = 'c0ffee';

/**
 * Starts it; it goes when the test ends. With a host it calls itself by that name, on the port that
 * every publisher has, and it is for the test to lead the name to `port`.
 */
export async function testPublisher(t: TestContext, host?: string): Promise<Publisher> {
  const titles = ['The first story'];
  const verified: string[] = [];
  let requests = 0;
  let subscription = new URLSearchParams();
  const served = await serve(async (request, response) => {
    if (request.method === 'POST') {
      let form = '';
      for await (const chunk of request) form += String(chunk);
      subscription = new URLSearchParams(form);
      response.writeHead(202).end();
      verified.push(`${subscription.get('hub.mode')} ${await verify(subscription)}`);
    } else {
      requests += 1;
      response.setHeader('link', `<${origin}/hub>; rel="hub", <${origin}/feed>; rel="self"`);
      response.end(feedOf(titles));
    }
  });
  const { port } = new URL(served.origin);
  const origin = host === undefined ? served.origin : `http://${host}`;
  t.after(served.close);
  return {
    origin,
    port: Number(port),
    feedUrl: `${origin}/feed`,
    verified,
    requests: () => requests,
    publish: (title) => titles.unshift(title),
    ping: async (secret = subscription.get('hub.secret') ?? '') => {
      const body = 'What is pushed is never read.';
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      const headers = { 'x-hub-signature': `sha256=${signature}` };
      const callback = subscription.get('hub.callback') ?? '';
      return (await fetch(callback, { method: 'POST', body, headers })).status;
    },
  };
}

async function verify(subscription: URLSearchParams): Promise<string> {
  const url = new URL(subscription.get('hub.callback') ?? '');
  for (const name of ['hub.mode', 'hub.topic', 'hub.lease_seconds']) {
    url.searchParams.set(name, subscription.get(name) ?? '');
  }
  url.searchParams.set('hub.challenge', challenge);
  const answer = await fetch(url);
  return (await answer.text()) === challenge ? 'agreed' : `refused ${answer.status}`;
}

function feedOf(titles: readonly string[]): string {
  const items = titles.map(
    (title) =>
      `<item><title>${title}</title><guid>${title}</guid><description>${title}.</description></item>`,
  );
  return `<rss version="2.0"><channel><title>Swift</title>${items.join('')}</channel></rss>`;
}
