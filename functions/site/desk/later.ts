/** Pages that say much are loaded with the first who opens one: the door starts without them. */
import type { Context } from 'hono';
import type { Desk, NewsletterVisit } from './desk.ts';

type Answer<Uses> = (c: Context, visit: NewsletterVisit, desk: Desk<Uses>) => Promise<Response>;

/** Loads what answers when it is asked for first. */
export function later<Uses>(load: () => Promise<Answer<Uses>>): Answer<Uses> {
  return async (...asks) => (await load())(...asks);
}
