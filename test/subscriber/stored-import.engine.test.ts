import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { takenBy } from '../../functions/config/in-hand.ts';
import { sweepImports } from '../../functions/mail/sweep-imports.ts';
import type { Table } from '../../functions/store/client.ts';
import { eraseSubscriber } from '../../functions/store/erasures.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { walkSubscribers } from '../../functions/store/subscriber-walk.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { unpackLook } from '../../functions/subscriber/import/look.ts';
import {
  changedImport,
  partNames,
  type StoredImport,
} from '../../functions/subscriber/import/stored-import.ts';
import { giveUpImport, takeSlice } from '../../functions/subscriber/import/upload-list.ts';
import { newPending, toUnsubscribed, withChanges } from '../../functions/subscriber/moves.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { all } from '../cli/rows.ts';
import { atSeven } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';
import {
  asked,
  begun,
  DeadError,
  desk,
  dying,
  lookAndStart,
  paper,
  proven,
} from './stored-imports.ts';

const dayMs = 86_400_000;
const lengthOfLong = 3_000;

/** Every tenth has left there, every hundredth is no address. */
function listOf(length: number): string {
  const rows = Array.from({ length }, (_, n) => {
    if (n % 100 === 99) return `nobody ${n},subscribed`;
    return `reader-${n}@x.example,${n % 10 === 5 ? 'unsubscribed' : 'subscribed'}`;
  });
  return ['email,status', ...rows].join('\n');
}

const readersOf = async (table: Table, id = paper.id) => {
  const everybody = await all(walkSubscribers(table, begun));
  const found = everybody.filter(({ newsletterId }) => newsletterId === id);
  const keys = found.map(({ addressKey }) => addressKey);
  assert.equal(new Set(keys).size, keys.length, 'Everybody is there once.');
  return found;
};

const leftThere = ({ addressKey }: Subscriber) => /-\d*5@/.test(addressKey);

/** What the table holds of an import besides how far it is. */
async function partsOf(table: Table, { importId }: StoredImport): Promise<string[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': `IMPORT#${importId}` },
    }),
  );
  return Items.map(({ sk }) => String(sk));
}

test('3,000 rows in steps, with deaths between: what the look told comes about, everybody once', async (t) => {
  const table = await testTable(t);
  const at = desk(table);
  const stored = await at.upload(listOf(lengthOfLong));
  const { foreseen, rows } = await lookAndStart(at, stored);
  assert.equal(rows, lengthOfLong);
  for (const nth of [3, 8, 20, 41]) {
    const dead = desk(dying(table, nth, nth % 2 === 0), at.clock);
    await assert.rejects(dead.workOff(stored), DeadError);
  }
  const done = await at.workOff(stored);
  assert.equal(done.state, 'done');
  assert.deepEqual(done.counts, { confirmed: 2_670, left: 300, unread: 30 });
  assert.deepEqual(foreseen, done.counts);
  const found = await readersOf(table);
  assert.equal(found.length, 2_970);
  for (const one of found) {
    assert.equal(one.state, leftThere(one) ? 'unsubscribed' : 'confirmed');
    if (!leftThere(one))
      assert.match(one.consent.importedProof ?? '', /form of our shop.*2019.*Yes/);
  }
  assert.deepEqual(await partsOf(table, done), [partNames.look(1)], 'The list is gone.');
  const { Items = [] } = await table.client.send(
    new ScanCommand({
      TableName: table.name,
      FilterExpression: 'begins_with(pk, :own)',
      ExpressionAttributeValues: { ':own': 'IMPORT' },
    }),
  );
  const look = await at.deps.parts.get({ ...done, name: partNames.look(1) });
  const told = `${JSON.stringify(Items)}${JSON.stringify(unpackLook(look ?? new Uint8Array()))}`;
  assert.doesNotMatch(told, /@x\.example/, 'What stays names nobody.');
});

test('killed at any write, by steps, it ends as if nothing had happened', async (t) => {
  const list = listOf(60);
  const table = await testTable(t);
  const first = desk(table);
  const expected = await lookAndStart(first, await first.upload(list)).then(first.workOff);
  const sights = (found: Subscriber[]) =>
    found.map((one) => `${one.addressKey} ${one.state}`).sort();
  const wanted = sights(await readersOf(table));
  for (const isWritten of [false, true]) {
    for (let nth = 1; ; nth += 1) {
      const id = `paper-${nth}-${isWritten}`;
      const alive = desk(table, { at: begun }, id);
      const stored = await alive.upload(list);
      await lookAndStart(alive, stored);
      const dead = desk(dying(table, nth, isWritten), alive.clock, id);
      const death = await dead.workOff(stored).catch((error: unknown) => error);
      if (!(death instanceof DeadError)) break;
      const done = await alive.workOff(stored);
      assert.deepEqual([done.state, done.counts], ['done', expected.counts], `${nth} ${isWritten}`);
      assert.deepEqual(sights(await readersOf(table, id)), wanted);
      assert.deepEqual(await partsOf(table, done), [partNames.look(1)]);
    }
  }
});

test('nobody is brought back who has left, is suppressed or was erased, and who left there leaves', async (t) => {
  const table = await testTable(t);
  const now = () => begun - dayMs;
  const { create } = subscriberStore(table, now);
  const person = (name: string, state: 'confirmed' | 'unsubscribed'): Subscriber => {
    const addressKey = `reader-${name}@x.example`;
    const request = {
      schedule: atSeven,
      sections: 'all',
      from: '192.0.2.1',
      wordsVersion: '1',
    } as const;
    const names = { id: `here-${name}`, newsletterId: paper.id, address: addressKey, addressKey };
    const {
      confirmation: _,
      expiresAt: __,
      ...asking
    } = newPending(names, { ...request, at: now() }, 'c');
    const reader: Subscriber = { ...asking, state: 'confirmed' };
    const move = state === 'unsubscribed' ? toUnsubscribed(reader, 'page', now()) : undefined;
    return move === undefined ? reader : withChanges(reader, move.changes);
  };
  for (const name of ['0', '1', '5']) await create(person(name, 'confirmed'));
  await create(person('2', 'unsubscribed'));
  await create(person('3', 'confirmed'));
  await eraseSubscriber(table, person('3', 'confirmed'), now());
  await suppressAddress(table, 'reader-4@x.example', 'bounce', now());
  const at = desk(table);
  const stored = await at.upload(listOf(10));
  const { foreseen } = await lookAndStart(at, stored);
  const { counts } = await at.workOff(stored);
  assert.deepEqual(counts, {
    ...{ 'reads-here': 2, 'left-here': 1, erased: 1, suppressed: 1, 'taken-off': 1, confirmed: 4 },
  });
  assert.deepEqual(foreseen, counts);
  const states = new Map((await readersOf(table)).map((one) => [one.id, one.state]));
  assert.deepEqual(
    ['0', '1', '2', '3', '4', '5'].map((name) => states.get(`here-${name}`)),
    ['confirmed', 'confirmed', 'unsubscribed', undefined, undefined, 'unsubscribed'],
  );
});

test('without a proof everybody is asked, at a turn of their own', async (t) => {
  const table = await testTable(t);
  const at = desk(table);
  const stored = await at.upload(listOf(60));
  await lookAndStart(at, stored, asked);
  assert.deepEqual((await at.workOff(stored)).counts, { asked: 54, left: 6 });
  const found = (await readersOf(table)).filter((one) => !leftThere(one));
  assert.ok(
    found.every(({ state, confirmation }) => state === 'pending' && confirmation !== undefined),
  );
});

test('undone, all go whom nobody has touched since, and those stay who did something', async (t) => {
  const table = await testTable(t);
  const at = desk(table);
  const stored = await at.upload(listOf(lengthOfLong / 10));
  await lookAndStart(at, stored);
  await at.workOff(stored);
  const [leaving] = (await readersOf(table)).filter(({ state }) => state === 'confirmed');
  assert.ok(leaving);
  const move = toUnsubscribed(leaving, 'page', at.clock.at);
  assert.ok(move);
  await subscriberStore(table, () => at.clock.at).save(leaving.id, move.expected, move.changes);
  assert.equal((await at.undo(stored)).kind, 'undoing');
  const undone = await at.workOff(stored, 1);
  assert.deepEqual([undone.state, undone.counts], ['undone', { takenBack: 296, touched: 1 }]);
  assert.deepEqual(undone.ran?.counts, { confirmed: 267, left: 30, unread: 3 });
  assert.deepEqual(
    (await readersOf(table)).map(({ id }) => id),
    [leaving.id],
  );
});

test('undone while it runs, it stops, and nobody whom it added is left', async (t) => {
  const table = await testTable(t);
  const at = desk(table);
  const stored = await at.upload(listOf(300));
  await lookAndStart(at, stored);
  await at.step(stored, 1);
  const dead = desk(dying(table, 4, true), at.clock);
  await assert.rejects(dead.step(stored, 300), DeadError);
  assert.ok((await readersOf(table)).length > 0);
  assert.equal((await at.undo(stored)).kind, 'undoing');
  assert.equal((await at.step(stored)).kind, 'busy', 'Whoever was at it may still be.');
  assert.equal((await at.workOff(stored)).state, 'undone');
  assert.deepEqual(await readersOf(table), []);
  assert.deepEqual(await partsOf(table, stored), [partNames.look(1)]);
});

test('undone between two steps of whoever is at it, it stays undone; a write that was repeated counts', async (t) => {
  const table = await testTable(t);
  const at = desk(table);
  const stored = await at.upload(listOf(300));
  await lookAndStart(at, stored);
  const { records } = at.deps;
  const inHand = changedImport(await at.load(stored), takenBy('the sweep', at.clock.at + 60_000));
  await records.save(inHand, inHand.version - 1);
  const next = changedImport(inHand, { row: 24, counts: { confirmed: 24 } });
  assert.equal(await records.save(next, inHand.version), 'saved');
  assert.equal(await records.save(next, inHand.version), 'saved', 'Its own write, once more.');
  assert.equal((await at.undo(stored)).kind, 'undoing');
  const later = changedImport(next, { row: 48, counts: { confirmed: 48 } });
  assert.equal(await records.save(later, next.version), 'changed');
  assert.equal((await at.load(stored)).state, 'undoing');
});

test('a list, a statement or a newsletter that changed after the look is refused', async (t) => {
  const table = await testTable(t);
  const at = desk(table);
  const stored = await at.upload(listOf(30));
  await at.look(stored);
  const { hash = '' } = await at.workOff(stored);
  const more = { from: stored.bytes, bytes: Buffer.from('\nnew@x.example,subscribed') };
  assert.equal((await takeSlice(stored, more, at.deps)).kind, 'taken');
  assert.equal((await at.start(stored, hash)).kind, 'stale');
  await at.look(stored);
  const other = (await at.workOff(stored)).hash ?? '';
  assert.notEqual(other, hash);
  assert.equal((await at.start(stored, hash)).kind, 'stale');
  await at.look(stored, asked);
  assert.equal((await at.start(stored, other)).kind, 'stale', 'It is being looked at.');
  const last = (await at.workOff(stored)).hash ?? '';
  assert.equal((await at.start(stored, other)).kind, 'stale');
  const sections = [{ id: 'other', name: 'Other' }];
  const changed = desk(table, at.clock);
  changed.deps.newsletter = async () => ({ ...paper, sections });
  assert.equal((await changed.start(stored, last)).kind, 'stale');
  assert.equal((await at.start(stored, last)).kind, 'started');
  assert.equal((await at.start(stored, last)).kind, 'started', 'Twice is once.');
  assert.equal((await takeSlice(stored, { ...more, from: 0 }, at.deps)).kind, 'busy');
});

test('a proof does not go with a column that seems to speak of consent', async (t) => {
  const table = await testTable(t);
  const at = desk(table);
  const stored = await at.upload('email,newsletter mode\na@x.example,opaque\nb@x.example,no\n');
  await at.look(stored);
  const { hash } = await at.workOff(stored);
  const refused = await at.start(stored, hash);
  assert.deepEqual(refused.kind === 'not-understood' && refused.headings, ['newsletter mode']);
  const told = { ...proven, columns: [['newsletter mode', 'aside']] } as const;
  await lookAndStart(at, stored, told);
  assert.deepEqual((await at.workOff(stored)).counts, { confirmed: 2 });
  const [reader] = await readersOf(table);
  assert.match(reader?.consent.importedProof ?? '', /columns: newsletter mode=aside/);
});

test('cells that are formulas, markup or very long are texts, and told as such', async (t) => {
  const table = await testTable(t);
  const at = desk(table);
  const hostile = [
    '"=HYPERLINK(""http://e.example"")",<script>alert(1)</script>@x.example',
    `${'x'.repeat(150_000)},long@x.example`,
    '+1,"<b>bold</b>@x.example"',
    `ok,${'y'.repeat(5_000)}@x.example`,
    "'=1+1,fine@x.example",
  ];
  const heading = `<img src=x onerror=alert(1)>${'h'.repeat(3_000)},email`;
  const stored = await at.upload([heading, ...hostile].join('\n'), '<i>name</i>\u0000.csv');
  assert.equal(stored.name, '<i>name</i> .csv');
  await lookAndStart(at, stored);
  const done = await at.workOff(stored);
  assert.deepEqual(done.counts, { confirmed: 2, unread: 3 });
  const found = await readersOf(table);
  assert.deepEqual(found.map(({ addressKey }) => addressKey).sort(), [
    'fine@x.example',
    'long@x.example',
  ]);
  const packed = await at.deps.parts.get({ ...done, name: partNames.look(1) });
  const look = unpackLook(packed ?? new Uint8Array());
  assert.ok(look.columns[0]?.heading.startsWith('<img src=x onerror='));
  assert.equal(look.columns[0]?.heading.length, 100);
  assert.deepEqual(look.columns[0]?.examples, ['=…', 'x…', '+1']);
  assert.deepEqual(
    look.unread.map(({ line, fault }) => [line, fault.kind]),
    [
      [2, 'address'],
      [4, 'address'],
      [5, 'address'],
    ],
  );
});

test('what cannot be read says why, and another list may be posted in its place', async (t) => {
  const table = await testTable(t);
  const at = desk(table);
  const stored = await at.upload('a@x.example\nb@x.example\n');
  const told = await at.look(stored);
  assert.deepEqual(told.kind === 'unreadable' && told.fault, { kind: 'no-heading' });
  const again = { from: 0, bytes: Buffer.from('email\na@x.example\n') };
  assert.equal((await takeSlice(stored, again, at.deps)).kind, 'taken');
  await lookAndStart(at, stored);
  assert.deepEqual((await at.workOff(stored)).counts, { confirmed: 1 });
});

test('slices come in order; the same once more changes nothing, and one from elsewhere is told where', async (t) => {
  const table = await testTable(t);
  const at = desk(table);
  const stored = await at.upload('email\na@x.example\n');
  const next = { from: stored.bytes, bytes: Buffer.from('b@x.example\n') };
  for (let n = 0; n < 2; n++) assert.equal((await takeSlice(stored, next, at.deps)).kind, 'taken');
  const early = await takeSlice(stored, { ...next, from: 1_000 }, at.deps);
  assert.deepEqual(early, { kind: 'elsewhere', from: next.from + next.bytes.length });
  await lookAndStart(at, stored);
  assert.deepEqual((await at.workOff(stored)).counts, { confirmed: 2 });
});

test('the sweep goes on with what nobody watches, and ends what waits for a week', async (t) => {
  const table = await testTable(t);
  const at = desk(table);
  const stored = await at.upload(listOf(300));
  await lookAndStart(at, stored);
  await at.step(stored, 1);
  const { join } = segmentStore(table);
  const { signingKeys } = at.deps.around;
  const sweep = () => sweepImports({ ...at.deps, join, signingKeys }, at.deps.around);
  assert.equal(await sweep(), 0, 'Somebody watches it.');
  at.clock.at += 5 * 60_000;
  assert.equal(await sweep(), 1);
  assert.equal((await at.load(stored)).state, 'done');
  const waiting = await at.upload(listOf(30));
  await at.look(waiting);
  assert.equal((await at.workOff(waiting)).state, 'looked');
  at.clock.at += 7 * dayMs;
  assert.equal(await sweep(), 1);
  assert.equal((await at.load(waiting)).state, 'given-up');
  assert.deepEqual(await partsOf(table, waiting), []);
  assert.equal(await sweep(), 0);
});

test('given up, nothing of it is left, and it cannot be started', async (t) => {
  const table = await testTable(t);
  const at = desk(table);
  const stored = await at.upload(listOf(30));
  await at.look(stored);
  const { hash } = await at.workOff(stored);
  assert.equal(await giveUpImport(stored, at.deps), 'given-up');
  assert.deepEqual(await partsOf(table, stored), []);
  assert.equal((await at.start(stored, hash)).kind, 'stale');
  assert.equal((await at.look(stored)).kind, 'busy');
  const listed = await at.deps.records.list(paper.id, { limit: 10 });
  assert.deepEqual(
    listed.map(({ state }) => state),
    ['given-up'],
  );
});
