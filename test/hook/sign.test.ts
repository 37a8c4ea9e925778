/** Signatures as receivers check them: by the published library, and by hand. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { Happening } from '../../functions/hook/hook.ts';
import { hookSecret, signedMessage } from '../../functions/hook/sign.ts';

const key = 'k'.repeat(40);
const secret = hookSecret(key, 'h1');
const happening: Happening = {
  id: 'joined-r1.x',
  newsletterId: 'paper',
  event: 'reader.joined',
  at: Date.UTC(2026, 4, 1, 12),
  facts: { reader: 'r1' },
};

test('a hook’s secret is 32 bytes, its own, and the same each time', () => {
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.equal(hookSecret(key, 'h1'), secret);
  assert.notEqual(hookSecret(key, 'h2'), secret);
  assert.notEqual(hookSecret('x'.repeat(40), 'h1'), secret);
});

test('the signature is HMAC-SHA256 over id, time and body, as the specification says', () => {
  const now = Date.UTC(2026, 4, 1, 13);
  const { headers, body } = signedMessage(happening, secret, now);
  const [id, time] = [headers['webhook-id'], headers['webhook-timestamp']];
  assert.equal(id, 'joined-r1_x', 'no full stop, which parts what is signed');
  assert.equal(time, String(now / 1000));
  const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = createHmac('sha256', bytes).update(`${id}.${time}.${body}`).digest('base64');
  assert.equal(headers['webhook-signature'], `v1,${signed}`);
  assert.deepEqual(JSON.parse(body), {
    type: 'reader.joined',
    timestamp: '2026-05-01T12:00:00.000Z',
    data: { newsletter: 'paper', reader: 'r1' },
  });
});

test('the library of receivers takes it, and refuses another secret or another body', () => {
  const { headers, body } = signedMessage(happening, secret, Date.now());
  assert.deepEqual(new Webhook(secret).verify(body, headers), JSON.parse(body));
  assert.throws(() => new Webhook(hookSecret(key, 'h2')).verify(body, headers));
  assert.throws(() => new Webhook(secret).verify(body.replace('r1', 'r2'), headers));
});
