/** Rows become nouns and nouns rows; a row that does not fit names itself, and stops no other. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { BatchWriteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchStore } from '../../functions/store/batches.ts';
import { claimStore } from '../../functions/store/claims.ts';
import { getRow, type Key, type Row, type Table } from '../../functions/store/client.ts';
import { dueConfirmations } from '../../functions/store/confirmations.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { exportRows } from '../../functions/store/exports.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { feedsAhead } from '../../functions/store/feeds-ahead.ts';
import { gateRows } from '../../functions/store/gate.ts';
import { segmentShard, shardOf } from '../../functions/store/indexes.ts';
import { itemStore } from '../../functions/store/items.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { MalformedRow } from '../../functions/store/row.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { walkSubscribers } from '../../functions/store/subscriber-walk.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { keys } from '../../functions/store/table.ts';
import { tracesOf } from '../../functions/store/traces.ts';
import { newPending } from '../../functions/subscriber/moves.ts';
import {
  addItems,
  addReader,
  atSeven,
  feed,
  item,
  newEdition,
  newsletter,
} from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';
import { samples } from './row-samples.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const now = () => at;

async function put(table: Table, row: Row): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item: row }));
}

/** Up to 25 of them. */
async function putTogether(table: Table, rows: readonly Row[]): Promise<void> {
  const puts = rows.map((Item) => ({ PutRequest: { Item } }));
  await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }));
}

/** Puts a value where none of its kind belongs, or takes the attribute away. */
async function damage(table: Table, key: Key, name: string, value?: unknown): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: key,
      UpdateExpression: value === undefined ? 'REMOVE #name' : 'SET #name = :value',
      ExpressionAttributeNames: { '#name': name },
      ...(value === undefined ? {} : { ExpressionAttributeValues: { ':value': value } }),
    }),
  );
}

test('every noun comes back from the table as it went in', async (t) => {
  const table = await testTable(t);
  for (const [name, { noun, row, read }] of Object.entries(samples)) {
    await put(table, row);
    const kept = await getRow(table, { pk: String(row.pk), sk: String(row.sk) });
    assert.ok(kept !== undefined);
    assert.deepEqual(read(kept), noun, name);
  }
});

/** Attributes that are the table's own, for its keys and indexes. */
const ofTable = ['pk', 'sk', 'dueKind', 'pollSlot', 'segmentShard', 'findIn', 'findKey'];
/** What is written for others: the indexes, TTL, and those who look at findings only. */
const unread: Readonly<Record<string, readonly string[]>> = {
  feed: ['feedId', 'dueAt'],
  import: ['dueAt'],
  defaultMove: ['dueAt'],
  item: ['expiresAt'],
  content: ['findings', 'newsletterId'],
  deletion: ['dueAt', 'expiresAt'],
};
const address = 'ann@readers.example';

for (const [name, { noun, row, read }] of Object.entries(samples)) {
  test(`a row of a ${name} with attributes of a later release is read`, () => {
    assert.partialDeepStrictEqual(read({ ...row, later: { of: 'another release' } }), noun);
  });

  test(`a malformed ${name} names its row whatever the attribute, and tells no address`, () => {
    const checked = Object.keys(row).filter((attribute) => !ofTable.includes(attribute));
    for (const attribute of checked.filter((one) => !unread[name]?.includes(one))) {
      const value = row[attribute];
      const isRecord = typeof value === 'object' && !Array.isArray(value);
      const wrong = isRecord ? address : [address, {}];
      assert.throws(() => read({ ...row, [attribute]: wrong }), namesItsRow(row), attribute);
    }
  });
}

function namesItsRow({ sk }: Row) {
  return (error: unknown) => {
    assert.ok(error instanceof MalformedRow);
    assert.ok(error.message.includes(`/ ${sk} is malformed: `), error.message);
    assert.ok(!error.message.includes('@'), error.message);
    return true;
  };
}

test('what is wrong with a row is told by field: missing, or of another kind', () => {
  const { row = {}, read = () => ({}) } = samples.subscriber ?? {};
  const { receivedThrough: _, ...without } = row;
  assert.throws(() => read(without), {
    message: 'The row SUBSCRIBER#r1 / SUBSCRIBER is malformed: receivedThrough is missing.',
  });
  const claim = { ...(row.claim ?? {}), at: 'noon' };
  assert.throws(() => read({ ...row, claim }), {
    message:
      'The row SUBSCRIBER#r1 / SUBSCRIBER is malformed: claim.at should be number, ' +
      'and is a value of type string.',
  });
});

/** A table that remembers what it passed over. */
async function reportingTable(t: TestContext) {
  const reported: string[] = [];
  const reportMalformed = ({ message }: Error) => {
    reported.push(message.slice('The row '.length, message.indexOf(' is malformed')));
  };
  return { table: { ...(await testTable(t)), reportMalformed }, reported };
}

test('of feeds, newsletters and items the malformed are reported, the others are there', async (t) => {
  const { table, reported } = await reportingTable(t);
  const feeds = feedStore(table);
  for (const id of ['a', 'b', 'c']) {
    await feeds.create(feed({ id }), '30#0');
    await newsletterStore(table).save(newsletter({ id }));
  }
  await damage(table, keys.feed('paper', 'b'), 'failures', 'many');
  await damage(table, keys.newsletter('b'), 'sender');
  const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);
  assert.deepEqual(ids(await feeds.list('paper')), ['a', 'c']);
  const inNewsletter = ['a', 'b'].map((feedId) => ({ newsletterId: 'paper', feedId }));
  const ahead = await feedsAhead(table, inNewsletter, now);
  assert.equal((await ahead.load({ newsletterId: 'paper', feedId: 'a' }))?.id, 'a');
  await assert.rejects(ahead.load({ newsletterId: 'paper', feedId: 'b' }), MalformedRow);
  assert.deepEqual(ids(await newsletterStore(table).list()), ['a', 'c']);
  const [good, bad] = [item(at), item(at + 1)];
  await addItems(table, good, bad);
  await damage(table, keys.item('paper', at + 1, 'feed1', bad.key), 'title');
  const found = await itemStore(table).between('paper', at - 1, at + 1);
  assert.deepEqual(found, [good]);
  const named = reported.map((name) => name.replace(/ITEMS#.*/, 'item'));
  const expected = ['NEWSLETTER#paper / FEED#b', 'NEWSLETTERS / b', 'item'];
  assert.deepEqual([...new Set(named)], expected);
});

test('an edition reads of a feed only what it needs, and is not made without it', async (t) => {
  const { table } = await reportingTable(t);
  const feeds = feedStore(table);
  await feeds.create(feed({ id: 'a' }), '30#0');
  await damage(table, keys.feed('paper', 'a'), 'failures', 'many');
  assert.deepEqual(await feeds.sources('paper'), [
    { id: 'a', title: 'Feed One', sectionId: 'news' },
  ]);
  await damage(table, keys.feed('paper', 'a'), 'sectionId', 7);
  await assert.rejects(
    feeds.sources('paper'),
    /NEWSLETTER#paper \/ FEED#a is malformed: sectionId/,
  );
});

test('of segments, editions and batches the malformed are reported, the others go on', async (t) => {
  const { table, reported } = await reportingTable(t);
  const [segments, editions] = [segmentStore(table), editionStore(table, now)];
  const batches = batchStore(table, now);
  const edition = newEdition(at);
  for (const id of ['a', 'b', 'c']) {
    const choice = { newsletterId: 'paper', schedule: atSeven, sections: 'all' } as const;
    await segments.join({ ...choice, id, joinedAt: at, dueAt: at });
    await editions.start({ ...edition, id });
    await batches.add({ ...edition, id: 'a' }, { id, contentKey: 'c', from: at, readers: [id] });
  }
  const unzoned = { cadence: 'daily', hour: 7 };
  await damage(table, keys.segment('paper', 'b'), 'schedule', unzoned);
  await damage(table, keys.edition('b'), 'cursor', 'none');
  await damage(table, keys.batch('a', 'b'), 'outcomes', { b: { kind: 'lost' } });
  const soon = at + 3_600_000;
  const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id).sort();
  assert.deepEqual(ids(await segments.due(at)), ['a', 'c']);
  assert.deepEqual(ids(await segments.list('paper')), ['a', 'c']);
  assert.deepEqual(ids(await editions.due(soon)), ['a', 'c']);
  assert.deepEqual(ids(await editions.list('paper', 0)), ['a', 'c']);
  assert.equal(await editions.start({ ...edition, id: 'b' }), undefined);
  assert.deepEqual(ids(await batches.list('a')), ['a', 'c']);
  assert.equal(await batches.loadEarlier({ editionId: 'a', batchId: 'b' }), undefined);
  await assert.rejects(batches.load({ editionId: 'a', batchId: 'b' }), MalformedRow);
  assert.deepEqual(
    [...new Set(reported)],
    ['NEWSLETTER#paper / SEGMENT#b', 'EDITION#b / EDITION', 'EDITION#a#b / BATCH#b'],
  );
});

async function all<T>(walk: AsyncIterable<T>): Promise<T[]> {
  const met: T[] = [];
  for await (const one of walk) met.push(one);
  return met;
}

test('a malformed reader stops no planning, no walk and no export', async (t) => {
  const { table, reported } = await reportingTable(t);
  const [one, other] = [await addReader(table, at), await addReader(table, at)];
  await damage(table, keys.subscriber(other.id), 'receivedThrough');
  const editions = editionStore(table, now);
  const edition = { ...newEdition(at), segmentId: one.segmentId };
  const { readers, next } = await editions.readers(edition, { shard: 0 });
  assert.deepEqual([readers.map(({ id }) => id), next], [[one.id], undefined]);
  const straying = await editions.cursorsOf([one.id, other.id]);
  assert.deepEqual(
    straying.map(({ id }) => id),
    [one.id],
  );
  const walked = await all(walkSubscribers(table, at));
  assert.deepEqual(
    walked.map(({ id }) => id),
    [one.id],
  );
  const exported = await all(exportRows(table, 'paper', at));
  assert.equal(exported.length, 1);
  assert.deepEqual([...new Set(reported)], [`SUBSCRIBER#${other.id} / SUBSCRIBER`]);
});

test('a page of readers that ends with a malformed one goes on behind it', async (t) => {
  const { table } = await reportingTable(t);
  const segmentId = 'daily-1';
  const ids = Array.from({ length: 4_000 }, (_, n) => String(n).padStart(5, '0'));
  const inFirst = ids.filter((id) => shardOf(id) === 0).slice(0, 501);
  const rows = inFirst.map((subscriberId, n) => {
    const receivedThrough = n === 499 ? 'never' : at;
    const place = { segmentShard: segmentShard(segmentId, 0) };
    return { ...keys.subscriber(subscriberId), ...place, subscriberId, receivedThrough };
  });
  for (let start = 0; start < rows.length; start += 25) {
    await putTogether(table, rows.slice(start, start + 25));
  }
  const { readers } = editionStore(table, now);
  const edition = { ...newEdition(at), segmentId };
  const first = await readers(edition, { shard: 0 });
  assert.deepEqual(first.next, { shard: 0, reader: inFirst[499] });
  const second = await readers(edition, first.next ?? { shard: 0 });
  const met = [...first.readers, ...second.readers].map(({ id }) => id);
  assert.deepEqual(
    met,
    inFirst.filter((_, n) => n !== 499),
  );
});

test('confirmations, held items, traces and suppressed addresses: one malformed row among others', async (t) => {
  const { table, reported } = await reportingTable(t);
  const subscribers = subscriberStore(table, now);
  for (const id of ['a', 'b']) {
    const reader = { id, newsletterId: id, address, addressKey: address };
    const request = {
      schedule: atSeven,
      sections: 'all',
      from: '',
      wordsVersion: '1',
      at,
    } as const;
    await subscribers.create(newPending(reader, request, `c-${id}`));
    await put(table, { ...keys.trace('r', id), at, messageId: id, report: { kind: 'delayed' } });
    const waiting = item(at, { key: id });
    await gateRows(table, table, Date.now).hold({ item: waiting, identityKeys: [id], why: [] });
  }
  await damage(table, keys.subscriber('a'), 'confirmation', 'on its way');
  await damage(table, keys.trace('r', 'a'), 'report');
  await damage(table, keys.heldItem('paper', 'feed1', at, 'a'), 'categories');
  await damage(table, keys.address(address, 'a'), 'subscriber');
  const due = await dueConfirmations(table, at + 3_600_000);
  assert.deepEqual(
    due.map(({ id }) => id),
    ['b'],
  );
  assert.equal((await tracesOf(table, 'r')).length, 1);
  const held = await gateRows(table, table, Date.now).list({
    newsletterId: 'paper',
    feedId: 'feed1',
  });
  assert.equal(held.length, 1);
  const { newsletterIds } = await suppressAddress(table, address, 'bounce', at);
  assert.deepEqual(newsletterIds, ['a', 'b']);
  assert.equal((await subscribers.load('b'))?.suppressed, true);
  assert.equal(reported.length, 4);
  assert.ok(reported.every((name) => !name.includes('@')));
});

test('a claim on a reader who cannot be read is neither made nor refused', async (t) => {
  const { table, reported } = await reportingTable(t);
  const reader = await addReader(table, at);
  await damage(table, keys.subscriber(reader.id), 'consent', 'yes');
  const claim = { editionId: 'e', batchId: 'b', owner: 'o', at, cutoff: at, attempt: 1 };
  const asked = await claimStore(table).claim(
    {
      editionId: 'e',
      id: 'b',
      newsletterId: 'paper',
      segmentId: reader.segmentId,
      contentKey: 'c',
      from: reader.receivedThrough,
      cutoff: at,
      readers: [reader.id],
      outcomes: {},
      state: 'open',
    },
    reader.id,
    claim,
  );
  assert.equal(asked.kind, 'unreadable');
  assert.deepEqual(reported, [`SUBSCRIBER#${reader.id} / SUBSCRIBER`]);
});
