/**
 * What an owner deploys does its work: an item goes from its feed to the inbox, and a reader from
 * the form to the confirmation, through the bundles of all doors, each given real events.
 */
import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyStructuredResultV2, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { slotOf } from '../../functions/feed/schedule/poll-slot.ts';
import { tagsOf } from '../../functions/mail/event.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { itemStore } from '../../functions/store/items.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { formAgeMsMin } from '../../functions/subscriber/admit.ts';
import { newPending } from '../../functions/subscriber/moves.ts';
import { inboxOf } from '../support/cloud.ts';
import { addReader, atSeven, feed, newsletter } from '../support/newsletter.ts';
import { linkIn } from '../support/reader.ts';
import { httpEvent, queueEvent, type Runtime } from '../support/runtime.ts';
import { serve } from '../support/server.ts';
import { publisher, turkishTitle, wholeStory } from './publisher.ts';
import { type Shipped, startShipped } from './shipped.ts';

const host = 'gazette.example.com';
const hourMs = 3_600_000;
const feeds = ['tides', 'pilot', 'haberler'];
const tick = (at: number) => ({ scheduledTime: new Date(at).toISOString() });

suite('as shipped', () => {
  test('an item goes from its feed to the inbox', async (t) => {
    const shipped = await startWithPaper(t);
    const { cloud, open, take } = shipped;
    const { table, clock } = cloud;
    const ann = await addReader(table, clock.now() - hourMs, {
      address: 'ann@readers.example',
      schedule: { cadence: 'instant', zone: 'UTC' },
    });
    await addReader(table, clock.now() - hourMs, { address: 'bob@readers.example' });

    await t.test('poll: a tick queues the feeds that are due', async () => {
      await (await open('poll')).invoke(tick(clock.now()));
    });
    const due = await take('FETCH_QUEUE_URL');
    assert.deepEqual(feedIdsIn(due).sort(), [...feeds].sort());

    await t.test('fetch: what is new is kept, and instant readers woken', async () => {
      await handle(await open('fetch'), queueEvent(due));
    });
    const items = await itemStore(table).between('paper', clock.now() - hourMs, clock.now());
    const itemOf = (id: string) => items.find(({ feedId }) => feedId === id);
    assert.equal(itemOf('tides')?.title, 'High water at noon');
    assert.equal(itemOf('haberler')?.title, turkishTitle, 'a rare encoding');
    assert.ok(itemOf('pilot')?.content?.includes(wholeStory), 'the text of the page');
    const woken = await take('DIGEST_QUEUE_URL');
    assert.ok(woken.length > 0, 'Instant readers are woken.');

    await t.test('digest: its queue and a tick plan what is due', async () => {
      const digest = await open('digest');
      await handle(digest, queueEvent(woken.slice(-1)));
      const [daily] = (await segmentStore(table).list('paper')).filter(
        ({ schedule }) => schedule.cadence === 'daily',
      );
      assert.ok(daily?.dueAt);
      await handle(digest, queueEvent([JSON.stringify(tick(daily.dueAt))]));
    });
    const batches = await take('SEND_QUEUE_URL');
    assert.equal(batches.length, 2);

    await t.test('send: a batch ends as mails', async () => {
      await handle(await open('send'), queueEvent(batches));
    });
    for (const address of ['ann@readers.example', 'bob@readers.example']) {
      const [mail, ...more] = await inboxOf(cloud, address);
      assert.ok(mail !== undefined && more.length === 0, `One mail to ${address}`);
      for (const text of ['High water at noon', turkishTitle]) assert.ok(mail.text.includes(text));
    }

    await t.test('events: what SES reports of a mail is settled', async () => {
      await cloud.atRest();
      const keys = await Promise.all(
        batches.map(({ Body = '' }) => keyOfAnn(shipped, Body, ann.id)),
      );
      const key = keys.find((each) => each !== undefined);
      assert.ok(key);
      const topicArn = cloud.env.EVENT_TOPIC_ARN ?? '';
      await handle(await open('events'), queueEvent([bounceOf(key, ann.address, topicArn)]));
      const reader = await subscriberStore(table, clock.now).load(ann.id);
      assert.equal(reader?.suppressed, true);
    });
  });

  test('a reader goes from the form to the confirmation', async (t) => {
    const { cloud, open, take } = await startWithPaper(t);
    const { table, clock, origin } = cloud;
    const web = await open('web');
    const ask = (path: string, fields?: URLSearchParams) =>
      web.invoke<APIGatewayProxyStructuredResultV2>(httpEvent(origin, path, fields));

    const landing = await ask('/n/paper');
    assert.equal(landing.statusCode, 200);
    const token = /name="token" value="([^"]+)"/.exec(textOf(landing))?.[1] ?? '';
    assert.match(textOf(landing), /The Test Paper/);
    await sleep(formAgeMsMin);
    const address = 'cleo@readers.example';
    const schedule = { cadence: 'daily', hour: '7', zone: 'UTC' };
    const fields = new URLSearchParams({ address, token, sections: 'news', ...schedule });
    const asked = await ask('/n/paper/subscribe', fields);
    assert.equal(asked.statusCode, 200, textOf(asked));
    const queued = await take('CONFIRMATION_QUEUE_URL');
    assert.equal(queued.length, 1, 'The form queues a confirmation.');

    await t.test('send: a confirmation ends as a mail, whose link web knows', async () => {
      await handle(await open('send'), queueEvent(queued));
      const [mail] = await inboxOf(cloud, address);
      const { pathname } = new URL(linkIn(mail?.text ?? '', 'confirm'));
      assert.equal((await ask(pathname)).statusCode, 200);
    });

    await t.test('sweep: a confirmation that was noted and never queued is queued', async () => {
      const at = clock.now();
      const reader = { id: 'dora', newsletterId: 'paper', address: 'dora@readers.example' };
      const request = { schedule: atSeven, sections: 'all', from: '192.0.2.1', wordsVersion: '1' };
      const pending = newPending(
        { ...reader, addressKey: reader.address },
        { ...request, sections: 'all', at },
        'lost-confirmation',
      );
      await subscriberStore(table, clock.now).create(pending);
      await (await open('sweep')).invoke(tick(at + hourMs));
      const bodies = (await take('CONFIRMATION_QUEUE_URL')).map(({ Body = '' }) =>
        JSON.parse(Body),
      );
      assert.deepEqual(bodies, [{ subscriberId: 'dora', confirmationId: 'lost-confirmation' }]);
    });
  });
});

/** A newsletter with feeds on a public host, which is a server of the moment. */
async function startWithPaper(t: TestContext): Promise<Shipped> {
  const server = await serve(publisher(host));
  t.after(server.close);
  const shipped = await startShipped(t, { [host]: Number(new URL(server.origin).port) });
  const { table } = shipped.cloud;
  await newsletterStore(table).save(newsletter());
  for (const id of feeds) {
    const url = `http://${host}/${id}.xml`;
    await feedStore(table).create(
      feed({ id, url, title: id, fullText: 'auto', intervalMinutes: 5 }),
      slotOf(id, 5),
    );
  }
  return shipped;
}

/** Hands over records; none of them may come back. */
async function handle(door: Runtime, event: SQSEvent): Promise<void> {
  const { batchItemFailures } = await door.invoke<SQSBatchResponse>(event);
  assert.deepEqual(batchItemFailures, [], door.log());
}

function feedIdsIn(messages: readonly { readonly Body?: string | undefined }[]): string[] {
  return messages.flatMap(({ Body = '' }) => {
    const { feeds: keys = [] } = JSON.parse(Body) as { feeds?: { feedId: string }[] };
    return keys.map(({ feedId }) => feedId);
  });
}

/** The ledger key of the mail to this reader, when it was in this batch. */
async function keyOfAnn({ cloud }: Shipped, body: string, subscriberId: string) {
  const { editionId, batchId } = JSON.parse(body) as { editionId: string; batchId: string };
  const batches = await batchStore(cloud.table, cloud.clock.now).list(editionId);
  const isIn = batches.some(({ id, readers }) => id === batchId && readers.includes(subscriberId));
  return isIn ? ({ kind: 'edition', editionId, batchId, subscriberId } as const) : undefined;
}

/** A report of SES as SNS hands it to the queue. */
function bounceOf(key: Parameters<typeof tagsOf>[0], address: string, topicArn: string): string {
  const tags = Object.entries(tagsOf(key)).map(([name, value]) => [name, [value]]);
  const event = {
    eventType: 'Bounce',
    mail: { messageId: 'm-1', tags: Object.fromEntries(tags) },
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'NoEmail',
      bouncedRecipients: [{ emailAddress: address }],
    },
  };
  const Message = JSON.stringify(event);
  return JSON.stringify({ Type: 'Notification', TopicArn: topicArn, Message });
}

function textOf({ body = '', isBase64Encoded = false }: APIGatewayProxyStructuredResultV2): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
}
