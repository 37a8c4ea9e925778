/**
 * Whatever readers, SES, the owner and imports do, in any order and each of it twice at once: the
 * counts are those of the moves, and whoever came and did not go is mailed.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeleteCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { dayMs } from '../../functions/config/time.ts';
import type { Row, Table } from '../../functions/store/client.ts';
import { comeBackBook } from '../../functions/store/come-back-book.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { eraseSubscriber } from '../../functions/store/erasures.ts';
import { growthBook, movesBook, readerMoveOf } from '../../functions/store/growth.ts';
import { keepImported, takeBackImported } from '../../functions/store/imports.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { isMailed } from '../../functions/store/reader-moves.ts';
import { readerCountStore } from '../../functions/store/readers.ts';
import { fromRow, toRow } from '../../functions/store/subscriber-row.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { keys } from '../../functions/store/table.ts';
import { allowAgain } from '../../functions/subscriber/come-back.ts';
import { growth } from '../../functions/subscriber/growth.ts';
import {
  type Move,
  newPending,
  toConfirmed,
  toRestored,
  toUnsubscribed,
} from '../../functions/subscriber/moves.ts';
import { movesOfDay } from '../../functions/subscriber/moves-of-day.ts';
import {
  leavingReasons,
  type Subscriber,
  type Suppression,
} from '../../functions/subscriber/subscriber.ts';
import { countCalls } from '../support/counted-calls.ts';
import { addReader, atSeven, newEdition, newsletter, seedReaders } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const start = Date.parse('2026-05-01T22:00:00Z');
const runs = 8;
const readers = 5;

const acts = {
  'sign up': 4,
  confirm: 4,
  leave: 3,
  'take off': 1,
  reason: 2,
  'take back': 2,
  bounce: 1,
  complain: 1,
  suppress: 1,
  lift: 2,
  erase: 1,
  import: 2,
  undo: 1,
  mailed: 3,
} as const;

const step = fc.record({
  act: fc.oneof(
    ...Object.entries(acts).map(([act, weight]) => ({
      weight,
      arbitrary: fc.constant(act as keyof typeof acts),
    })),
  ),
  n: fc.nat(readers - 1),
  hours: fc.nat(9),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

const reported: { readonly [Act in Step['act']]?: Suppression['reason'] } = {
  bounce: 'bounce',
  complain: 'complaint',
  suppress: 'owner',
};

/** Acts on the readers of a newsletter of its own. */
function town(table: Table, newsletterId: string) {
  let time = start;
  const now = () => time;
  const store = subscriberStore(table, now);
  let ids = 0;
  const addressOf = (n: number) => `reader${n}@${newsletterId}.example`;
  const find = async (n: number) =>
    (await store.findByAddress(newsletterId, addressOf(n))).subscriber;
  const pending = (n: number) => {
    const addressKey = addressOf(n);
    const request = { from: '192.0.2.1', wordsVersion: '1', at: time };
    return newPending(
      { id: `${newsletterId}-${ids++}`, newsletterId, address: addressKey, addressKey },
      { schedule: atSeven, sections: 'all', ...request },
      `confirmation-${ids}`,
    );
  };
  /** As a person and a machine that repeats what was not answered do. */
  const twice = async (act: () => Promise<unknown>) => void (await Promise.all([act(), act()]));
  const save = async (id: string, move: Move | undefined) => {
    if (move) await twice(() => store.save(id, move.expected, move.changes));
  };
  const openSegment = async () => 'segment';

  async function doTo(n: number, reader: Subscriber, act: Step['act']): Promise<void> {
    const proof = { at: time, from: '192.0.2.1', confirmationId: 'c' };
    switch (act) {
      case 'confirm':
        if (reader.state !== 'pending') return;
        return save(reader.id, toConfirmed(reader, 'segment', proof));
      case 'leave':
        return save(reader.id, toUnsubscribed(reader, 'one-click', time));
      case 'take off':
        return save(reader.id, toUnsubscribed(reader, 'owner', time));
      case 'reason': {
        if (reader.state !== 'unsubscribed') return;
        const withdrawnReason = leavingReasons[n % leavingReasons.length] ?? 'other';
        const changes = { consent: { ...reader.consent, withdrawnReason } };
        return save(reader.id, { expected: { state: 'unsubscribed' }, changes });
      }
      case 'take back':
        if (reader.state !== 'unsubscribed') return;
        return save(reader.id, toRestored(reader, 'segment', proof));
      case 'erase':
        return twice(() => eraseSubscriber(table, reader, time));
      case 'undo':
        return twice(() => takeBackImported(table, reader, time));
      case 'mailed': {
        const submission = { editionId: `e${n % 2}`, batchId: 'b', messageId: 'm', at: time };
        await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: keys.subscriber(reader.id),
            UpdateExpression: 'SET lastSubmitted = :last',
            ExpressionAttributeValues: { ':last': submission },
          }),
        );
      }
    }
  }

  return {
    now,
    async take({ act, n, hours }: Step): Promise<void> {
      time += hours * 3_600_000 + 1;
      const address = addressOf(n);
      const reason = reported[act];
      if (reason !== undefined) return twice(() => suppressAddress(table, address, reason, time));
      if (act === 'lift') {
        const deps = { ...comeBackBook(table, now), openSegment };
        return twice(() => allowAgain(address, deps));
      }
      const reader = await find(n);
      if (act === 'import' && reader === undefined) {
        const rows = [0, 1, 2].map((more) => ({
          reader: { ...pending(more), state: more === 2 ? 'unsubscribed' : 'confirmed' } as const,
        }));
        return twice(() => keepImported(table, rows, time));
      }
      if (act === 'sign up' && reader === undefined) {
        const asking = pending(n);
        return twice(() => store.create(asking));
      }
      if (reader !== undefined) await doTo(n, reader, act);
    },
  };
}

async function rowsOf(table: Table): Promise<Row[]> {
  const { Items = [] } = await table.client.send(
    new ScanCommand({ TableName: table.name, ConsistentRead: true }),
  );
  return Items;
}

/** All moves of a newsletter, counted anew. */
function recount(rows: readonly Row[], newsletterId: string) {
  const moves = rows
    .filter(({ pk }) => String(pk).startsWith(`MOVES#${newsletterId}#`))
    .map(readerMoveOf);
  const sum = (of: (move: (typeof moves)[number]) => number) =>
    moves.reduce((total, move) => total + of(move), 0);
  const byKind = (of: (move: (typeof moves)[number]) => number) =>
    Object.fromEntries(
      [...new Set(moves.map(({ kind }) => kind))]
        .map((kind) => [kind, sum((move) => (move.kind === kind ? of(move) : 0))] as const)
        .filter(([, count]) => count !== 0),
    );
  const told = moves.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  return {
    asked: sum(({ kind, readers }) => (kind === 'asked' ? readers.length : 0)),
    joined: byKind(({ mailed }) => Math.max(0, mailed)),
    left: byKind(({ mailed }) => Math.max(0, -mailed)),
    reasons: Object.fromEntries(
      [...new Set(told)].map((reason) => [reason, told.filter((one) => one === reason).length]),
    ),
    mailed: sum(({ mailed }) => mailed),
    ofEditions: ['e0', 'e1'].map((edition) =>
      (['left', 'bounced', 'complained'] as const).map((kind) =>
        sum((move) => (move.kind === kind && move.editionId === edition ? 1 : 0)),
      ),
    ),
  };
}

const without = (counts: object) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

test('the counts are those of the moves, and who came and did not go is mailed', async (t) => {
  const table = await testTable(t);
  let towns = 0;
  const holds = async (steps: readonly Step[]) => {
    const newsletterId = `n${towns++}`;
    const { take, now } = town(table, newsletterId);
    for (const one of steps) await take(one);
    const rows = await rowsOf(table);
    const wanted = recount(rows, newsletterId);
    const input = { newsletterId, from: start - dayMs, to: now(), now: now() };
    const told = await growth(input, growthBook(table));
    const asked = told.days.reduce((sum, day) => sum + day.asked, 0);
    const net = told.days.reduce((sum, day) => sum + day.net, 0);
    const mailed = rows
      .filter(({ sk, newsletterId: of }) => sk === 'SUBSCRIBER' && of === newsletterId)
      .filter((row) => isMailed(fromRow(row)));
    assert.deepEqual(
      {
        ...{ asked, mailed: net, joined: without(told.joined), left: without(told.left) },
        reasons: without(told.reasons),
      },
      {
        ...{ asked: wanted.asked, mailed: mailed.length, joined: wanted.joined },
        ...{ left: wanted.left, reasons: wanted.reasons },
      },
    );
    assert.equal(wanted.mailed, mailed.length);
    const counted = ['e0', 'e1'].map((edition) => {
      const own = rows.filter(
        ({ pk, sk }) =>
          pk === keys.countsPartition(newsletterId) && String(sk).startsWith(`EDITION#${edition}#`),
      );
      return ['left', 'bounced', 'complained'].map((kind) =>
        own.reduce((sum, row) => sum + Number(row[kind] ?? 0), 0),
      );
    });
    assert.deepEqual(counted, wanted.ofEditions);
    const own = rows.filter(({ pk }) => /^(?:MOVES|COUNTS)#/.test(String(pk)));
    assert.doesNotMatch(JSON.stringify(own), /@/);
  };
  const steps = fc.array(step, { minLength: 20, maxLength: 60 });
  await fc.assert(fc.asyncProperty(steps, holds), { numRuns: runs, seed: 19 });
});

test('the total of a day goes by the last count, forth and back', async (t) => {
  const table = await testTable(t);
  await newsletterStore(table).save(newsletter());
  const early = await addReader(table, start);
  await addReader(table, start + dayMs);
  const countedAt = start + dayMs + 1_000;
  assert.equal((await readerCountStore(table).countDue(countedAt))[0]?.readers, 2);
  await addReader(table, countedAt + 1_000);
  const later = countedAt + 2 * dayMs;
  const move = toUnsubscribed(early, 'page', later);
  await subscriberStore(table, () => later).save(
    early.id,
    { state: 'confirmed' },
    move?.changes ?? {},
  );
  const input = { newsletterId: 'paper', from: start - dayMs, to: later, now: later };
  const { days } = await growth(input, growthBook(table));
  assert.deepEqual(
    days.map(({ day, joined, left, total }) => [day, joined, left, total]),
    [
      ['2026-04-30', 0, 0, 0],
      ['2026-05-01', 1, 0, 1],
      ['2026-05-02', 2, 0, 3],
      ['2026-05-03', 0, 0, 3],
      ['2026-05-04', 0, 1, 2],
    ],
  );
});

test('figures begin with the first move that was noted', async (t) => {
  const table = await testTable(t);
  await newsletterStore(table).save(newsletter());
  await addReader(table, start);
  // As a release before has left them: readers, and nothing noted.
  for (const { pk, sk } of await rowsOf(table)) {
    if (!/^(?:MOVES|COUNTS)#/.test(String(pk))) continue;
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
  }
  await readerCountStore(table).countDue(start + 1);
  await addReader(table, start + 2);
  const input = { newsletterId: 'paper', from: start, to: start + 2, now: start + 2 };
  const { days } = await growth(input, growthBook(table));
  assert.deepEqual(
    days.map(({ joined, total }) => [joined, total]),
    [[1, 2]],
  );
});

test('who left after an edition is told with it, and as many calls are made however many read', async (t) => {
  const table = await testTable(t);
  await newsletterStore(table).save(newsletter());
  const edition = newEdition(start, { id: 'e1', state: 'done', submitted: 2 });
  await editionStore(table, () => start).start(edition);
  const leave = async () => {
    const reader = await addReader(table, start);
    const lastSubmitted = { editionId: 'e1', batchId: 'b', messageId: 'm', at: start };
    await table.client.send(
      new PutCommand({ TableName: table.name, Item: toRow({ ...reader, lastSubmitted }) }),
    );
    const move = toUnsubscribed(reader, 'one-click', start);
    const { save } = subscriberStore(table, () => start);
    await save(reader.id, { state: 'confirmed' }, move?.changes ?? {});
  };
  const look = async () => {
    const counted = countCalls(table);
    const input = { newsletterId: 'paper', from: start - dayMs, to: start, now: start };
    const told = await growth(input, growthBook(counted.table));
    const day = await movesOfDay(
      { newsletterId: 'paper', at: start },
      movesBook(counted.table, () => start),
    );
    return { told, day, calls: counted.calls().toSorted() };
  };
  for (let n = 0; n < 5; n++) await leave();
  const few = await look();
  const expected = { id: 'e1', scheduledAt: start, state: 'done', submitted: 2 };
  assert.deepEqual(few.told.editions, [{ ...expected, left: 5, bounced: 0, complained: 0 }]);
  assert.deepEqual(few.told.left, { left: 5 });
  assert.equal(few.day.moves.length, 15);
  await seedReaders(table, start, 2_000);
  for (let n = 0; n < 5; n++) await leave();
  const many = await look();
  assert.equal(many.told.editions[0]?.left, 10);
  assert.deepEqual(many.calls, few.calls);
  assert.ok(few.calls.length <= 7, few.calls.join());
});
