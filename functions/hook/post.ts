/** The one request to a hook: to public addresses only, as feeds are asked, and never led elsewhere. */
import { request } from 'undici';
import { publicAgent } from '../feed/get/connect.ts';
import { reasonOf } from '../feed/get/fetch-reason.ts';
import { checkUrl, type UrlCheck } from '../feed/get/fetch-rules.ts';
import type { SignedMessage } from './sign.ts';

/** Whether it was taken, or why not. */
export type Posted =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      /** It said that it is gone for good (410), as who wants no more does. */
      readonly isGone?: true;
      /** It did not answer at all: neither would it answer the next. */
      readonly isSilent?: true;
    };

/** Posts a message; whatever the server does, the outcome is a value. */
export type Post = (url: string, message: SignedMessage) => Promise<Posted>;

/** Who posts, and where hooks may be that are not public. */
export interface PosterOptions {
  readonly userAgent: string;
  /** Exact origins: of the stage, or allowed by the owner. */
  readonly allowedOrigins: readonly string[];
  /** How long the whole may take. */
  readonly totalMs?: number;
}

const limits = { connectMs: 5_000, headersMs: 15_000 };
const totalByDefaultMs = 15_000;

/** The rules for the address of a hook: those of feeds, and TLS, as what is told is for its owner only. */
export function checkHookUrl(raw: string, allowedOrigins: readonly string[]): UrlCheck {
  const checked = checkUrl(raw, allowedOrigins);
  if (checked.kind === 'refused') return checked;
  const isSafe = checked.url.protocol === 'https:' || allowedOrigins.includes(checked.url.origin);
  return isSafe ? checked : { kind: 'refused', reason: 'The address must begin with https://.' };
}

/** Makes the client for hooks. */
export function createPoster(options: PosterOptions): { post: Post; close(): Promise<void> } {
  const { userAgent, allowedOrigins, totalMs = totalByDefaultMs } = options;
  const agent = publicAgent(limits, allowedOrigins);
  return {
    post: async (raw, { body, headers }) => {
      const checked = checkHookUrl(raw, allowedOrigins);
      if (checked.kind === 'refused') return checked;
      try {
        const answer = await request(checked.url, {
          method: 'POST',
          dispatcher: agent,
          signal: AbortSignal.timeout(totalMs),
          headers: { 'user-agent': userAgent, ...headers },
          body,
        });
        // What it says is of no use, and may have no end.
        answer.body.on('error', () => {}).destroy();
        return read(answer.statusCode);
      } catch (error) {
        return { kind: 'refused', reason: reasonOf(error), isSilent: true };
      }
    },
    close: () => agent.destroy(),
  };
}

function read(status: number): Posted {
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  if (status === 410) {
    return { kind: 'refused', reason: 'It says that it is gone for good (410).', isGone: true };
  }
  if (status >= 300 && status < 400) {
    return { kind: 'refused', reason: `It leads elsewhere (${status}), where it is not followed.` };
  }
  return { kind: 'refused', reason: `It answered ${status}.` };
}
