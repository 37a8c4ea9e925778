/**
 * Whatever happened on a day, and to whichever point of it the table is restored: nobody is mailed
 * an item twice, nobody who left, complained, bounced or was erased is mailed, and who simply reads
 * on loses nothing.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { deleteNewsletter } from '../../../functions/edition/plan/delete.ts';
import { resumeSending } from '../../../functions/mail/pace.ts';
import { eraseSubscriber } from '../../../functions/store/erasures.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { deletingBook } from '../../../functions/store/newsletter-rows.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { paceStore } from '../../../functions/store/pace.ts';
import { loadMark } from '../../../functions/store/restore-mark.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { toUnsubscribed } from '../../../functions/subscriber/moves.ts';
import type { Subscriber } from '../../../functions/subscriber/subscriber.ts';
import { restoreBeside } from '../../../infra/cli/restore/beside.ts';
import type { Cloud } from '../../../infra/local/cloud.ts';
import { testCloud } from '../../support/cloud.ts';
import { copyTable, dyingTable } from '../../support/copied-table.ts';
import { addItems, addReader, feed, item, setUpNewsletter } from '../../support/newsletter.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const runs = 5;
const keys = { current: { id: 'k1', secret: 's'.repeat(40) }, older: [] };

const weights = {
  signUp: 3,
  publish: 4,
  hours: 5,
  leave: 2,
  erase: 2,
  remove: 1,
  rename: 1,
  addFeed: 1,
  dropFeed: 1,
} as const;
type Act = keyof typeof weights | 'deleteAll';

const act = fc.record({
  kind: fc.oneof(
    ...Object.entries(weights).map(([kind, weight]) => ({
      weight,
      arbitrary: fc.constant(kind as Act),
    })),
  ),
  n: fc.nat(9),
});
type Step = typeof act extends fc.Arbitrary<infer One> ? One : never;

interface Day {
  readonly before: readonly Step[];
  /** What happens between the point that is restored and the restore. */
  readonly since: readonly Step[];
  readonly isDeleted: boolean;
  /** At which write the first restore dies. */
  readonly dies: number;
  readonly takesBackRemoved: boolean;
}

const day = fc.record({
  before: fc.array(act, { minLength: 4, maxLength: 10 }),
  since: fc.array(act, { minLength: 6, maxLength: 14 }),
  isDeleted: fc.boolean(),
  dies: fc.integer({ min: 1, max: 30 }),
  takesBackRemoved: fc.boolean(),
});

/** Every third reader bounces, every fourth complains, by SES's own simulator. */
function addressOf(n: number): string {
  if (n % 4 === 3) return `complaint+${n}@simulator.amazonses.com`;
  return n % 3 === 2 ? `bounce+${n}@simulator.amazonses.com` : `reader${n}@readers.example`;
}

interface Published {
  readonly key: string;
  readonly at: number;
}

/** A newsletter, its owner and its readers, at the mercy of a day. */
async function town(cloud: Cloud) {
  const { table, clock } = cloud;
  await setUpNewsletter(table);
  await cloud.advance(Math.ceil(clock.now() / dayMs) * dayMs + 6 * hourMs);
  const readers: Subscriber[] = [];
  /** Since when nobody may mail them. */
  const gone = new Map<string, number>();
  /** Whom the owner took off: who takes them back knows that they did not ask for it. */
  const removed = new Map<string, number>();
  const published: Published[] = [];
  const subscribers = subscriberStore(table, clock.now);
  const unsubscribe = async ({ id }: Subscriber, by: 'page' | 'owner') => {
    const current = await subscribers.load(id);
    const move = current && toUnsubscribed(current, by, clock.now());
    if (move === undefined) return;
    await subscribers.save(id, move.expected, move.changes);
    (by === 'page' ? gone : removed).set(id, clock.now());
  };
  const pick = (n: number) => readers[n % Math.max(1, readers.length)];
  const book = deletingBook(table, {
    withdrawRoles: async () => {},
    postLetter: async () => {},
    now: clock.now,
  });
  const acts: Readonly<Record<Act, (n: number) => Promise<void>>> = {
    signUp: async (n) => {
      if (!(await newsletterStore(table).isOpen('paper'))) return;
      const schedule = { cadence: 'daily', hour: 7 + (n % 6), zone: 'UTC' } as const;
      const choice = { address: addressOf(readers.length), schedule };
      readers.push(await addReader(table, clock.now(), choice));
    },
    publish: async () => {
      clock.moveBy(1);
      const key = `story-${published.length}-end`;
      published.push({ key, at: clock.now() });
      await addItems(table, item(clock.now(), { key }));
    },
    hours: () => cloud.advance(clock.now() + 2 * hourMs),
    leave: async (n) => {
      const reader = pick(n);
      if (reader) await unsubscribe(reader, 'page');
    },
    remove: async (n) => {
      const reader = pick(n);
      if (reader) await unsubscribe(reader, 'owner');
    },
    erase: async (n) => {
      const current = await subscribers.load(pick(n)?.id ?? '');
      if (current === undefined) return;
      await eraseSubscriber(table, current, clock.now());
      gone.set(current.id, clock.now());
    },
    rename: async (n) => {
      const known = await newsletterStore(table).load('paper');
      if (known) await newsletterStore(table).save({ ...known, name: `Paper ${n}` });
    },
    addFeed: async (n) => {
      await feedStore(table).create(feed({ id: `more${n}`, state: 'stopped' }), '30#0');
    },
    dropFeed: (n) =>
      feedStore(table).remove({ newsletterId: 'paper', feedId: `more${n}` }, cloud.clock.now()),
    deleteAll: async () => {
      const known = await newsletterStore(table).load('paper');
      const how = { keepsArchive: false, tellsReaders: false };
      if (known) await deleteNewsletter({ newsletter: known, ...how }, book);
    },
  };
  const live = async (steps: readonly { readonly kind: Act; readonly n: number }[]) => {
    for (const { kind, n } of steps) await acts[kind](n);
  };
  return { readers, gone, removed, published, live };
}

async function mailsTo({ ses }: Cloud, address: string) {
  const mails = ses.mailbox.all().filter(({ destinations }) => destinations.includes(address));
  return Promise.all(
    mails.map(async ({ id, at }) => ({ at, raw: String(await ses.mailbox.raw(id)) })),
  );
}

async function settingsOf({ table }: Pick<Cloud, 'table'>) {
  const { list } = feedStore(table);
  const feeds = (await list('paper')).map(({ id }) => id).sort();
  return { name: (await newsletterStore(table).load('paper'))?.name, feeds };
}

async function holds(t: TestContext, one: Day): Promise<void> {
  const { before, since, isDeleted, dies, takesBackRemoved } = one;
  const cloud = await testCloud(t, {});
  const { table, clock, env } = cloud;
  const it = await town(cloud);
  await it.live([0, 1, 2, 3].map((n) => ({ kind: 'signUp', n })));
  await it.live(before);
  const endpoint = env.AWS_ENDPOINT_URL_DYNAMODB ?? '';
  const then = await copyTable(endpoint, table, `Then-${randomUUID()}`);
  const wanted = await settingsOf({ table: then });
  await it.live(since);
  if (isDeleted) await it.live([{ kind: 'deleteAll', n: 0 }]);
  const input = { past: then, of: 'then', takesBackRemoved, progress: () => {} };
  const place = { table, prompt: table, keys, now: clock.now, heed: async () => {} };
  await restoreBeside(input, { ...place, table: dyingTable(table, dies) }).catch(
    ({ message }: Error) => assert.equal(message, 'Died here.'),
  );
  await restoreBeside(input, place);
  assert.equal(await loadMark(table), undefined);
  assert.deepEqual(await settingsOf({ table }), wanted);
  await resumeSending(paceStore(table));
  await it.live([
    { kind: 'publish', n: 0 },
    { kind: 'hours', n: 0 },
    { kind: 'publish', n: 0 },
  ]);
  await cloud.advance(clock.now() + dayMs + hourMs);

  for (const reader of it.readers) {
    const { id, address } = reader;
    const mails = await mailsTo(cloud, address);
    const got = ({ key }: Published) => mails.filter(({ raw }) => raw.includes(key)).length;
    const twice = it.published.filter((story) => got(story) > 1);
    assert.deepEqual(twice, [], `${address} got a story twice`);
    const end = it.gone.get(id) ?? (takesBackRemoved ? undefined : it.removed.get(id));
    const late = mails.filter((mail) => end !== undefined && mail.at > end);
    assert.deepEqual(late, [], `${address} was mailed after leaving`);
    if (address.includes('@simulator')) assert.ok(mails.length <= 1, `${address} was mailed on`);
    const readsOn = !it.removed.has(id) && !it.gone.has(id) && !isDeleted;
    if (!readsOn || !address.startsWith('reader')) continue;
    const lost = it.published.filter((story) => story.at > reader.createdAt && got(story) === 0);
    assert.deepEqual(lost, [], `${address} lost a story`);
  }
}

test('restored to any point of any day, nobody is mailed twice or against their will', async (t) => {
  await fc.assert(
    fc.asyncProperty(day, (one) => holds(t, one)),
    { numRuns: runs, seed: 18 },
  );
});
