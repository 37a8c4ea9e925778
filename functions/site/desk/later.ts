/** Pages that few open, or that say much, are loaded with the first who does. */
import type { Context } from 'hono';
import type { Desk } from './desk.ts';

/** What answers a request of somebody who is signed in. */
type Answer<Uses, Visiting> = (
  c: Context,
  visit: Visiting,
  desk: Desk<Uses>,
) => Response | Promise<Response>;

/** Loads what answers when it is asked for first. */
export function later<Uses, Visiting>(
  load: () => Promise<Answer<Uses, Visiting>>,
): (c: Context, visit: Visiting, desk: Desk<Uses>) => Promise<Response> {
  return async (...asks) => (await load())(...asks);
}
