/** The address that hubs call: they ask back there, and tell that a feed has something new. */
import type { Context } from 'hono';
import type { HubCallback } from './hub-deps.ts';
import type { Site } from './site.ts';

/** GET /websub/:feed/:token, verification of intent (WebSub §5.3): changes nothing. */
export async function answerHub(c: Context, { deps }: Site): Promise<Response> {
  const question = {
    mode: c.req.query('hub.mode'),
    topic: c.req.query('hub.topic'),
    challenge: c.req.query('hub.challenge'),
    leaseSeconds: c.req.query('hub.lease_seconds'),
  };
  const challenge = await deps.hubs.answer(callbackOf(c), question);
  return challenge === undefined ? c.text('Not found', 404) : c.text(challenge);
}

/**
 * POST /websub/:feed/:token, content distribution (§7): taken at once, whatever it holds. Who calls
 * for a subscription that has ended is told so, and stops.
 */
export async function takePing(c: Context, { deps }: Site): Promise<Response> {
  const body = new Uint8Array(await c.req.arrayBuffer());
  const signature = c.req.header('x-hub-signature');
  const taken = await deps.hubs.ping({ ...callbackOf(c), signature, body });
  return taken === 'unknown' ? c.text('Gone', 410) : c.body(null, 202);
}

function callbackOf(c: Context): HubCallback {
  return { feed: c.req.param('feed') ?? '', token: c.req.param('token') ?? '' };
}
