/** Hooks as they are deployed: noted by every door within its rights, told by the fetch door. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { hashKeyOf, readSecretText } from '../../functions/config/signing-secret.ts';
import { hookSecret } from '../../functions/hook/sign.ts';
import { hookStore } from '../../functions/store/hooks.ts';
import { startReceiver } from '../hook/receiver.ts';
import { hookTo } from '../hook/world.ts';
import { inboxOf } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const address = 'ann@readers.example';
const dayMs = 86_400_000;
const hourMs = 3_600_000;

test('an edition and a reader’s goodbye are told to a program, signed', async (t) => {
  const receiver = await startReceiver(t);
  const cloud = await testCloudAsShipped(t, { context: { feedOrigins: receiver.origin } });
  const begin = cloud.clock.now();
  await setUpNewsletter(cloud.table);
  await hookStore(cloud.table).add('paper', hookTo(`${receiver.origin}/`, { createdAt: begin }));
  const reader = await addReader(cloud.table, begin, { address });
  await cloud.advance(begin + 5 * 60_000);
  assert.deepEqual(types(), ['reader.joined'], 'within five minutes');
  await addItems(cloud.table, item(begin + 1));
  await cloud.advance(begin - (begin % dayMs) + dayMs + 8 * hourMs);
  assert.deepEqual(types(), ['reader.joined', 'edition.sent']);

  const [mail] = await inboxOf(cloud, address);
  const [, path = ''] = /(\/unsubscribe\/[\w.-]+)/.exec(mail?.text ?? '') ?? [];
  const answer = await fetch(`${cloud.origin}${path}`, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
  assert.equal(answer.status, 200);
  await cloud.advance(cloud.clock.now() + hourMs);
  assert.deepEqual(types(), ['reader.joined', 'edition.sent', 'reader.left']);

  const arn = cloud.env.HASH_SECRET_ARN ?? '';
  const text = await readSecretText(arn, cloud.env.AWS_ENDPOINT_URL_SECRETS_MANAGER);
  const webhook = new Webhook(hookSecret(hashKeyOf(text) ?? '', 'h1'));
  for (const { id, headers, body } of receiver.heard) {
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    assert.equal(headers['webhook-signature'], webhook.sign(id, at, body));
    assert.doesNotMatch(body, /readers\.example/);
  }
  assert.equal(bodyOf('reader.left').data.reader, reader.id);
  assert.equal(bodyOf('edition.sent').data.submitted, 1);

  function types(): string[] {
    return receiver.heard.map(({ body }) => String(JSON.parse(body).type));
  }

  function bodyOf(type: string): { data: Record<string, unknown> } {
    return receiver.heard.map(({ body }) => JSON.parse(body)).find((one) => one.type === type);
  }
});
