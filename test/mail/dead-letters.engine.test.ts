/** What is done about dead letters, on the queues of the template: bounds, deaths, two owners at once. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { readFetchMessage } from '../../functions/feed/schedule/fetch-message.ts';
import { readDeadLetter } from '../../functions/mail/dead-letter.ts';
import {
  type DeadLetters,
  type LetterBox,
  openDeadLetters,
  type Settling,
} from '../../functions/mail/dead-letters.ts';
import {
  clocks,
  leavingAt,
  orderly,
  type PutAsideQueues,
  putRaw,
  reportOf,
  reports,
  testPutAside,
} from '../support/put-aside.ts';

const hiddenMs = 30_000;
const batch = (n: number) => ({ editionId: 'e1', batchId: `b${n}` });
const many = (count: number) => Array.from({ length: count }, (_, n) => batch(n));

interface Stage extends PutAsideQueues {
  readonly letters: DeadLetters;
  /** The same on boxes of which some do something else. */
  readonly changed: (own: (box: LetterBox) => Partial<LetterBox>) => DeadLetters;
}

async function stage(t: TestContext): Promise<Stage> {
  const putAside = await testPutAside(t);
  const { boxes, send, queues } = putAside;
  const opened = (all: readonly LetterBox[]) =>
    openDeadLetters({
      ...{ boxes: () => all, send, readFetch: readFetchMessage, now: queues.clock.now },
    });
  return {
    ...putAside,
    letters: opened(boxes),
    changed: (own) => opened(boxes.map((box) => ({ ...box, ...own(box) }))),
  };
}

const all = (how: Settling['how'], more: Partial<Settling> = {}): Settling => ({
  ...{ how, ids: 'all', most: 1_000, until: Number.POSITIVE_INFINITY },
  ...more,
});

async function seenIn(letters: DeadLetters) {
  return (await letters.look(100)).flatMap((queue) => queue.letters);
}

const fates = ({ done }: Awaited<ReturnType<DeadLetters['settle']>>) =>
  done.map(({ letter, fate }) => `${letter.kind} ${fate}`).sort();

test('each goes back to the queue that it came from; later ones have done what ticks and marks do', async (t) => {
  const { letters, put, bodiesIn } = await stage(t);
  const feeds = { feeds: [{ newsletterId: 'n', feedId: 'f' }], subscriptions: [], deliveries: [] };
  const hooks = { deliveries: ['d1', 'd2'] };
  await put(orderly, batch(1), { subscriberId: 's', confirmationId: 'c' }, { noticeId: 'n1' });
  await put(orderly, feeds, hooks, { scheduledTime: '2026-11-20T07:00:00Z' });
  await put(reports, reportOf('m1'), leavingAt('x@in.example'), { kind: 'mark', tick: 1 });
  await put(clocks, { scheduledTime: '2026-11-20T07:05:00Z' });
  assert.deepEqual(await letters.counts(), {
    DeadLetters: 3,
    OrderlyDeadLetters: 6,
    ScheduleDeadLetters: 1,
  });
  assert.deepEqual(fates(await letters.settle(all('redrive'))), [
    ...['batch putBack', 'confirmation putBack', 'feeds putBack', 'hooks putBack'],
    ...['leaving putBack', 'letter putBack', 'mark dropped', 'report putBack'],
    ...['tick dropped', 'tick dropped'],
  ]);
  assert.deepEqual(await bodiesIn('send'), [batch(1)]);
  const confirmations = await bodiesIn('confirmation');
  assert.equal(confirmations.length, 2);
  assert.deepEqual(
    (await bodiesIn('fetch'))
      .map(Object.keys)
      .map((names) => names.length)
      .sort(),
    [1, 3],
  );
  const events = await bodiesIn('event');
  assert.deepEqual(events, [reportOf('m1'), leavingAt('x@in.example')]);
  assert.deepEqual(Object.values(await letters.counts()), [0, 0, 0]);
});

test('looking changes nothing, and a long queue is looked at as far as its bound', async (t) => {
  const { letters, put } = await stage(t);
  await put(reports, ...Array.from({ length: 45 }, (_, n) => reportOf(`m${n}`)));
  for (const most of [25, 25, 100]) {
    const [seen] = await letters.look(most);
    const shown = Math.min(most, 45);
    assert.deepEqual([seen?.letters.length, seen?.behind], [shown, 45 - shown]);
    assert.equal(new Set(seen?.letters.map(({ id }) => id)).size, shown, 'each once');
  }
  const [first] = await seenIn(letters);
  assert.equal((await letters.find(first?.id ?? ''))?.body, first?.body);
  assert.equal(await letters.find('nobody'), undefined);
  assert.equal((await letters.counts()).DeadLetters, 45);
});

test('the queues of the stage hold to what SQS does: ten at once, hidden for a time, lanes in order', async (t) => {
  const { queues, boxes, put } = await stage(t);
  const QueueUrl = queues.urlOfTitle('deadletters');
  const eleven = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 });
  await assert.rejects(queues.client.send(eleven), /MaxNumberOfMessages/);
  await put(reports, ...Array.from({ length: 12 }, (_, n) => reportOf(`m${n}`)));
  const [plain, lanes] = boxes;
  assert.ok(plain && lanes);
  assert.equal((await plain.take()).length, 10);
  assert.equal((await plain.take()).length, 2);
  assert.deepEqual(await plain.take(), []);
  queues.clock.moveBy(hiddenMs + 1_000);
  assert.equal((await plain.take()).length, 10, 'nobody removed them in time');
  for (const one of many(3)) await putRaw(queues, orderly, JSON.stringify(one), 'a lane');
  const taken = await lanes.take();
  assert.deepEqual(JSON.parse(taken[0]?.body ?? ''), batch(0));
  assert.deepEqual(await lanes.take(), [], 'no more of a lane while some of it is in hand');
  await lanes.giveBack(taken);
  assert.equal((await lanes.take())[0]?.body, taken[0]?.body, 'in the order in which they stood');
});

/** As SQS does: up to ten of a lane at once, and no more of it while some are in hand. */
function laneOfSqs(bodies: readonly unknown[]): LetterBox {
  let there = bodies.map((body, n) => {
    return { id: `id-${n}`, body: JSON.stringify(body), sentAt: n, receipt: `r-${n}` };
  });
  const inHand = new Set<string>();
  return {
    name: orderly,
    depth: async () => there.length,
    take: async () => {
      if (inHand.size > 0) return [];
      const taken = there.slice(0, 10);
      for (const { id } of taken) inHand.add(id);
      return taken;
    },
    giveBack: async (letters) => {
      for (const { id } of letters) inHand.delete(id);
    },
    remove: async (letters) => {
      const gone = new Set(letters.map(({ id }) => id));
      there = there.filter(({ id }) => !gone.has(id));
      for (const id of gone) inHand.delete(id);
    },
  };
}

test('of a lane of SQS the first ten are seen, and all of it goes back in its order', async () => {
  const sent: unknown[] = [];
  const letters = openDeadLetters({
    boxes: () => [box],
    send: async (_, bodies) => void sent.push(...bodies),
    ...{ readFetch: readFetchMessage, now: () => 0 },
  });
  const box = laneOfSqs(many(34));
  const [seen] = await letters.look(100);
  assert.deepEqual([seen?.letters.length, seen?.behind], [10, 24]);
  const settled = await letters.settle(all('redrive'));
  assert.deepEqual([settled.done.length, settled.isMore], [34, false]);
  assert.deepEqual(sent, many(34));
});

test('who dies between putting back and removing leaves it twice, and loses nothing', async (t) => {
  const { letters, changed, put, bodiesIn, queues } = await stage(t);
  await put(orderly, batch(1), batch(2));
  const dying = changed(() => ({
    remove: () => Promise.reject(new Error('The process died.')),
    giveBack: () => Promise.reject(new Error('It is dead.')),
  }));
  await assert.rejects(dying.settle(all('redrive')));
  assert.equal((await bodiesIn('send')).length, 2);
  assert.equal((await letters.settle(all('redrive'))).done.length, 0, 'they are hidden still');
  queues.clock.moveBy(hiddenMs + 1_000);
  assert.equal((await letters.settle(all('redrive'))).done.length, 2);
  const sent = (await queues.counts()).find(({ name }) => name === 'send');
  assert.equal(sent?.waiting, 4, 'twice, which the claims of send let through once');
  assert.equal((await letters.counts()).OrderlyDeadLetters, 0);
});

test('who dies before anything went back leaves it where it was', async (t) => {
  const { letters, put, boxes, queues } = await stage(t);
  await put(reports, reportOf('m1'));
  const failing = openDeadLetters({
    boxes: () => boxes,
    send: () => Promise.reject(new Error('The queue is away.')),
    ...{ readFetch: readFetchMessage, now: queues.clock.now },
  });
  await assert.rejects(failing.settle(all('redrive')), /The queue is away/);
  assert.deepEqual(fates(await letters.settle(all('redrive'))), ['report putBack']);
});

test('two owners at once: each letter is settled by one of them, and the other is told', async (t) => {
  const { letters, put, bodiesIn } = await stage(t);
  await put(reports, ...Array.from({ length: 30 }, (_, n) => reportOf(`m${n}`)));
  const both = await Promise.all([letters.settle(all('redrive')), letters.settle(all('redrive'))]);
  assert.equal(both.flatMap(({ done }) => done).length, 30);
  const mails = (await bodiesIn('event')).map(({ Message }) => JSON.parse(Message).mail.messageId);
  assert.equal(new Set(mails).size, 30);
  assert.equal(mails.length, 30, 'none went back twice');

  await put(reports, reportOf('late'));
  const [late] = await seenIn(letters);
  const ids = [late?.id ?? ''];
  assert.deepEqual(fates(await letters.settle(all('drop', { ids }))), ['report dropped']);
  const other = await letters.settle(all('redrive', { ids }));
  assert.deepEqual([other.done, other.unseen, other.isMore], [[], ids, false]);
});

test('one of many is settled by its id, and the others are there at once', async (t) => {
  const { letters, put, bodiesIn } = await stage(t);
  await put(orderly, ...many(9));
  await put(reports, ...Array.from({ length: 35 }, (_, n) => reportOf(`m${n}`)));
  const meant = (await seenIn(letters)).find(({ values }) => values.mail === 'm33');
  const settled = await letters.settle(all('redrive', { ids: [meant?.id ?? ''] }));
  assert.deepEqual([fates(settled), settled.unseen], [['report putBack'], []]);
  assert.equal((await bodiesIn('event')).length, 1);
  assert.equal((await seenIn(letters)).length, 43, 'nobody has to wait for them');
});

test('what cannot be read stays when the others go back, and is given up when that is said', async (t) => {
  const { letters, queues, bodiesIn } = await stage(t);
  await putRaw(queues, reports, 'no JSON at all');
  await putRaw(queues, reports, '{"editionId": 7}');
  await putRaw(queues, reports, JSON.stringify(reportOf('m1')));
  await putRaw(queues, reports, 'null');
  const redriven = await letters.settle(all('redrive'));
  assert.deepEqual(fates(redriven), [
    ...['report putBack', 'unknown kept', 'unknown kept', 'unknown kept'],
  ]);
  assert.equal(redriven.isMore, false);
  assert.equal((await bodiesIn('event')).length, 1);
  assert.deepEqual(
    (await seenIn(letters)).map(({ kind }) => kind),
    ['unknown', 'unknown', 'unknown'],
  );
  assert.deepEqual(fates(await letters.settle(all('drop'))), [
    ...['unknown dropped', 'unknown dropped', 'unknown dropped'],
  ]);
});

test('what is much is settled up to a bound, or as long as there is time, and says so', async (t) => {
  const { letters, put, queues } = await stage(t);
  await put(reports, ...Array.from({ length: 40 }, (_, n) => reportOf(`m${n}`)));
  const some = await letters.settle(all('drop', { most: 20 }));
  assert.deepEqual([some.done.length, some.isMore], [20, true]);
  const none = await letters.settle(all('drop', { until: queues.clock.now() }));
  assert.deepEqual([none.done.length, none.isMore], [0, true]);
  const rest = await letters.settle(all('drop'));
  assert.deepEqual([rest.done.length, rest.isMore], [20, false]);
});

test('what holds an address, a token or anything unknown is not among what may be shown', () => {
  const read = (body: unknown) => readDeadLetter(JSON.stringify(body), readFetchMessage);
  for (const body of [
    ...[reportOf('m1'), leavingAt('unsubscribe+token@in.example'), { any: 'ann@readers.example' }],
    ...[{ subscriberId: 's', confirmationId: 'c' }, { noticeId: 'n' }],
  ]) {
    const { content, values } = read(body);
    assert.equal(content, undefined);
    assert.doesNotMatch(JSON.stringify(values), /@|token/);
  }
  const odd = { ...batch(1), address: 'ann@readers.example' };
  assert.equal(read(odd).content, JSON.stringify(batch(1)), 'only what was understood');
  const feeds = Array.from({ length: 500 }, (_, n) => ({ newsletterId: 'n', feedId: `feed-${n}` }));
  const long = read({ feeds });
  assert.equal(long.content?.length, 300);
  assert.equal(long.values.count, 500);
  assert.equal(long.values.feeds, 'feed-0, feed-1, feed-2, feed-3, feed-4, …');
  const hostile = read({ editionId: 'x'.repeat(100_000), batchId: '<b>' });
  assert.equal(String(hostile.values.edition).length, 120);
});
