/** What is kept of people, in the table: nothing but keyed hashes when their time is over. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import {
  leftKeptMs,
  letterKeptMs,
  otherAddressKeptMs,
  recordKeptMs,
  suppressedReaderKeptMs,
  suppressionNamedMs,
} from '../../functions/config/retention.ts';
import { moveAddress } from '../../functions/store/address-moves.ts';
import { auditLog } from '../../functions/store/audit.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { getRow, type Table } from '../../functions/store/client.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { eraseSubscriber } from '../../functions/store/erasures.ts';
import { findMany } from '../../functions/store/imports.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { noteLetter, noticeStore } from '../../functions/store/notices.ts';
import { readerRetention, suppressionRetention } from '../../functions/store/retention.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { loadSuppression, suppressAddress } from '../../functions/store/suppressions.ts';
import { keys } from '../../functions/store/table.ts';
import { newPending, toUnsubscribed } from '../../functions/subscriber/moves.ts';
import { reduceReaders, reduceSuppressions } from '../../functions/subscriber/retention.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { addReader, atSeven, newEdition } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const at = Date.UTC(2026, 2, 2, 7);

async function sweep(table: Table, now: number) {
  return (
    (await reduceReaders(now, readerRetention(table))) +
    (await reduceSuppressions(
      now,
      suppressionRetention(table, () => now),
    ))
  );
}

async function tableText(table: Table): Promise<string> {
  const { Items } = await table.client.send(new ScanCommand({ TableName: table.name }));
  return JSON.stringify(Items);
}

const knownOf = async (table: Table, addressKey: string, newsletterId = 'paper') =>
  (await findMany(table, newsletterId, [{ addressKey, hashes: [] }], at))[0];

async function leave(table: Table, reader: Subscriber) {
  const move = toUnsubscribed(reader, 'page', at);
  assert.ok(move);
  await subscriberStore(table, () => at).save(reader.id, move.expected, move.changes);
}

test('who has left is a hash after their time; an import knows it, and they may come back', async (t) => {
  const table = await testTable(t);
  const ann = await addReader(table, at, { address: 'ann@x.example' });
  await leave(table, ann);
  assert.equal(await sweep(table, at + leftKeptMs - 1), 0);
  assert.match(await tableText(table), /ann@x/);
  await sweep(table, at + leftKeptMs);
  assert.doesNotMatch(await tableText(table), /ann@x|192\.0\.2/, 'Neither address nor network.');
  assert.deepEqual(await knownOf(table, 'ann@x.example'), { suppressed: false, erased: true });
  assert.equal((await knownOf(table, 'ann@x.example', 'other'))?.erased, false);
  const pending = newPending(
    { ...ann, id: 'again' },
    { schedule: atSeven, sections: 'all', from: '', wordsVersion: '', at },
    'c2',
  );
  assert.equal(await subscriberStore(table, () => at).create(pending), 'created');
});

test('who comes back while sweep looks keeps their row', async (t) => {
  const table = await testTable(t);
  const ann = await addReader(table, at, { address: 'ann@x.example' });
  const store = subscriberStore(table, () => at);
  await leave(table, ann);
  const retention = readerRetention(table);
  const due = await retention.due(at + leftKeptMs);
  await store.save(ann.id, { state: 'unsubscribed' }, { state: 'confirmed', segmentId: 'daily' });
  for (const reader of due) await retention.forget(reader, at + leftKeptMs);
  assert.equal((await store.load(ann.id))?.state, 'confirmed');
  assert.equal(await sweep(table, at + leftKeptMs), 0, 'Nothing is due any more.');
});

test('the address before a move goes after a week, one that never confirmed likewise', async (t) => {
  const table = await testTable(t);
  const ann = await addReader(table, at, { address: 'ann@x.example' });
  const store = subscriberStore(table, () => at);
  const change = { id: 'm1', address: 'new@x.example', addressKey: 'new@x.example', at };
  await store.save(ann.id, { state: 'confirmed' }, { addressChange: change });
  await moveAddress(table, { subscriber: ann, change, from: '192.0.2.1', at });
  const never = { ...change, id: 'm2', address: 'slip@x.example', addressKey: 'slip@x.example' };
  await store.save(ann.id, { state: 'confirmed' }, { addressChange: never });
  await sweep(table, at + otherAddressKeptMs);
  assert.doesNotMatch(await tableText(table), /ann@x|slip@x/);
  const after = await store.load(ann.id);
  assert.equal(after?.address, 'new@x.example');
  assert.equal(after?.state, 'confirmed');
  assert.equal(await sweep(table, at + 10 * otherAddressKeptMs), 0);
});

test('erased: a suppression loses its name, and goes on keeping all mail away', async (t) => {
  const table = await testTable(t);
  const ann = await addReader(table, at, { address: 'ann@x.example' });
  await suppressAddress(table, 'ann@x.example', 'complaint', at);
  await eraseSubscriber(table, ann, at);
  assert.doesNotMatch(await tableText(table), /ann@x/);
  const store = subscriberStore(table, () => at);
  const found = await store.findByAddress('paper', 'ann@x.example');
  assert.deepEqual([found.suppressed, found.subscriber], [true, undefined]);
  assert.deepEqual(await loadSuppression(table, 'ann@x.example'), { reason: 'complaint', at });
  assert.equal((await knownOf(table, 'ann@x.example', 'other'))?.suppressed, true);
  const pending = newPending(
    { id: 'r2', newsletterId: 'other', address: 'ann@x.example', addressKey: 'ann@x.example' },
    { schedule: atSeven, sections: 'all', from: '', wordsVersion: '', at },
    'c2',
  );
  assert.equal(await store.create(pending), 'exists', 'The table itself refuses it.');
  // A late report about an old mail brings the name back no more than the erased reader.
  const { isNew } = await suppressAddress(table, 'ann@x.example', 'bounce', at + 1);
  assert.equal(isNew, false);
  assert.doesNotMatch(await tableText(table), /ann@x/);
});

test('erased in one newsletter, the name stays as long as another one is read there', async (t) => {
  const table = await testTable(t);
  const one = await addReader(table, at, { address: 'ann@x.example' });
  const two = await addReader(table, at, { address: 'ann@x.example', newsletterId: 'other' });
  await suppressAddress(table, 'ann@x.example', 'bounce', at);
  await eraseSubscriber(table, one, at);
  assert.match(await tableText(table), /ADDRESS#ann@x/);
  await eraseSubscriber(table, two, at);
  assert.doesNotMatch(await tableText(table), /ann@x/);
  assert.equal((await loadSuppression(table, 'ann@x.example'))?.reason, 'bounce');
});

test('a suppressed address at which nobody reads loses its name after its time', async (t) => {
  const table = await testTable(t);
  await suppressAddress(table, 'old@x.example', 'bounce', at);
  await sweep(table, at + suppressionNamedMs - 1);
  assert.match(await tableText(table), /old@x/);
  await sweep(table, at + suppressionNamedMs);
  assert.doesNotMatch(await tableText(table), /old@x/);
  assert.equal((await loadSuppression(table, 'old@x.example'))?.reason, 'bounce');
});

test('a reader of a suppressed address is kept as long as who has left, then forgotten', async (t) => {
  const table = await testTable(t);
  const ann = await addReader(table, at, { address: 'ann@x.example' });
  await suppressAddress(table, 'ann@x.example', 'bounce', at);
  const store = subscriberStore(table, () => at);
  for (let now = at; now < at + suppressedReaderKeptMs; now += suppressionNamedMs / 2) {
    await sweep(table, now);
    assert.ok(await store.load(ann.id));
  }
  await sweep(table, at + suppressedReaderKeptMs);
  assert.doesNotMatch(await tableText(table), /ann@x/);
  const known = await knownOf(table, 'ann@x.example');
  assert.deepEqual(known, { suppressed: true, erased: true });
});

test('a hash is nothing without its key: another key knows nobody', async (t) => {
  const table = await testTable(t);
  const ann = await addReader(table, at, { address: 'ann@x.example' });
  await eraseSubscriber(table, ann, at);
  const other: Table = { ...table, hashes: async (_, text) => `other-${text.length}` };
  assert.equal((await knownOf(other, 'ann@x.example'))?.erased, false);
  const keyless: Table = { ...table, hashes: undefined };
  await assert.rejects(eraseSubscriber(keyless, ann, at), /without the key of hashes/);
});

test('the record of an edition says when it goes, and the table sees to it', async (t) => {
  const table = await testTable(t);
  const edition = newEdition(at);
  await editionStore(table, () => at).start(edition);
  const batch = { id: 'b1', contentKey: 'c1', from: 0, readers: ['r1'] };
  await batchStore(table, () => at).add(edition, batch);
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
  const ends = Items.map(({ expiresAt }) => expiresAt).filter((one) => one !== undefined);
  assert.ok(ends.length > 1);
  for (const end of ends) assert.equal(end, (at + recordKeptMs) / 1000);
});

test('what was done at the desk is kept for 400 days', async (t) => {
  const table = await testTable(t);
  const entry = { id: 'a1', newsletterId: 'paper', at, via: 'desk', act: '/out' } as const;
  const { begin, end } = auditLog(table);
  await begin(entry);
  await end(entry, { outcome: 'done' });
  const row = await getRow(table, keys.audit('paper', at, 'a1'));
  assert.equal(row?.expiresAt, (at + 400 * 86_400_000) / 1000);
});

test('a letter goes a week after it went out, a notice to the owner with the record', async (t) => {
  const table = await testTable(t);
  const ann = await addReader(table, at, { address: 'ann@x.example' });
  const goodbye = { id: 'l1', kind: 'goodbye', newsletterId: 'paper', at } as const;
  await noteLetter(table, { ...goodbye, subscriberId: ann.id }, at);
  const values = { feed: 'One' };
  await noticeStore(table).note({ ...goodbye, id: 'n1', kind: 'feedGone', values });
  const letters = letterStore(table, () => at);
  for (const [noticeId, keptMs] of [
    ['l1', letterKeptMs],
    ['n1', recordKeptMs],
  ] as const) {
    const noted = await letters.load({ noticeId });
    assert.ok(noted);
    const sent = { ...noted.progress, state: 'submitted', at, attempt: 1, messageId: 'm' } as const;
    assert.equal(await letters.save(noted, { ...sent, owner: 'w' }, undefined), true);
    const row = await getRow(table, keys.notice(noticeId));
    assert.equal(row?.expiresAt, (at + keptMs) / 1000, noticeId);
  }
});
