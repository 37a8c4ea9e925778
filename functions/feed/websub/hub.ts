/** The one request that is made to a hub. Its address came out of a feed, so nothing is trusted. */
import { request } from 'undici';
import { publicAgent } from '../get/connect.ts';
import { reasonOf } from '../get/fetch-reason.ts';
import { checkUrl } from '../get/fetch-rules.ts';

/** Whether the hub took the request, or why not. */
export type HubAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Posts a form to a hub; whatever the hub does, the outcome is a value. */
export type AskHub = (hub: string, form: URLSearchParams) => Promise<HubAnswer>;

/** Who asks the hub, and where hubs may be. */
export interface HubClientOptions {
  readonly userAgent: string;
  /** Exact origins that need not be public. Only the stage may pass any. */
  readonly allowedOrigins?: readonly string[];
}

const limits = { connectMs: 5_000, headersMs: 10_000 };
const totalMs = 15_000;
const redirectsMax = 3;

/** Makes the client for hubs, under the same rules of address as the one for feeds. */
export function createHubClient(options: HubClientOptions): {
  ask: AskHub;
  close(): Promise<void>;
} {
  const agent = publicAgent(limits, options.allowedOrigins ?? []);
  const post = async (raw: string, form: URLSearchParams, signal: AbortSignal) => {
    const checked = checkUrl(raw, options.allowedOrigins);
    if (checked.kind === 'refused') return checked;
    const { statusCode, headers, body } = await request(checked.url, {
      method: 'POST',
      dispatcher: agent,
      signal,
      headers: {
        'user-agent': options.userAgent,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: form.toString(),
    });
    // What it says is of no use, and may have no end.
    body.on('error', () => {}).destroy();
    return read(statusCode, headers.location, checked.url);
  };
  return {
    ask: async (hub, form) => {
      const signal = AbortSignal.timeout(totalMs);
      let url = hub;
      try {
        for (let hop = 0; hop <= redirectsMax; hop += 1) {
          const answer = await post(url, form, signal);
          if (answer.kind !== 'redirect') return answer;
          url = answer.url;
        }
        return refused(`The hub redirected more than ${redirectsMax} times.`);
      } catch (error) {
        return refused(reasonOf(error));
      }
    },
    close: () => agent.destroy(),
  };
}

type Answer = HubAnswer | { readonly kind: 'redirect'; readonly url: string };

/** Only the two redirects that keep the method are followed (§5.1), and never out of https. */
function read(status: number, location: string | string[] | undefined, from: URL): Answer {
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  if (status !== 307 && status !== 308) return refused(`The hub answered ${status}.`);
  const target = URL.parse([location].flat()[0] ?? '', from);
  const isWorse = from.protocol === 'https:' && target?.protocol !== 'https:';
  if (target === null || isWorse) return refused('The hub redirected to where nobody may follow.');
  return { kind: 'redirect', url: target.href };
}

function refused(reason: string): HubAnswer {
  return { kind: 'refused', reason };
}
