/**
 * What is posted to a hook, signed as Standard Webhooks asks for
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Happening } from './hook.ts';

/**
 * The secret of a hook, `whsec_` and 32 bytes in base64: made of the key of hashes, which outlives
 * every rotation, and of the hook's id. It stands in no row; a hook that is made anew has another.
 */
export function hookSecret(key: string, hookId: string): string {
  const bytes = createHmac('sha256', key).update(`paperboy/hook-secret/${hookId}`).digest();
  return `whsec_${bytes.toString('base64')}`;
}

/** What is posted: the body, and the fields by which it is known to be ours. */
export interface SignedMessage {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The message about this, signed at `now` (ms). Its id is the same each time that it is posted. */
export function signedMessage(happening: Happening, secret: string, now: number): SignedMessage {
  const { newsletterId, event, at, facts } = happening;
  const data = { newsletter: newsletterId, ...facts };
  const body = JSON.stringify({ type: event, timestamp: new Date(at).toISOString(), data });
  const id = messageId(happening.id);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, new Date(now), body),
    },
  };
}

/** A full stop would part the id from the time in what is signed. */
function messageId(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/g, '_');
}
