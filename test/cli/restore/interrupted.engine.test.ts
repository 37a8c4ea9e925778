/** A restore that dies anywhere goes on when it is given again, and comes to the same. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { deleteNewsletter } from '../../../functions/edition/plan/delete.ts';
import { moveAddress } from '../../../functions/store/address-moves.ts';
import { backupRows } from '../../../functions/store/backup-rows.ts';
import type { Row, Table } from '../../../functions/store/client.ts';
import { eraseSubscriber } from '../../../functions/store/erasures.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { deletingBook } from '../../../functions/store/newsletter-rows.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { loadMark } from '../../../functions/store/restore-mark.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { toRow } from '../../../functions/store/subscriber-row.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { suppressAddress } from '../../../functions/store/suppressions.ts';
import { toUnsubscribed } from '../../../functions/subscriber/moves.ts';
import { checkBackup, writeBackup } from '../../../infra/cli/restore/backup-file.ts';
import { lookBeside, restoreBeside } from '../../../infra/cli/restore/beside.ts';
import { restoreFile } from '../../../infra/cli/restore/from-file.ts';
import { copyTable, dyingTable, endpointOf } from '../../support/copied-table.ts';
import { addItems, addReader, feed, item, setUpNewsletter } from '../../support/newsletter.ts';
import { testTable } from '../../support/table.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const keys = { current: { id: 'k1', secret: 's'.repeat(40) }, older: [] };
const secrets = () => assert.fail('No keys came with it.');

/** Readers of each kind, items, and a feed. */
async function fill(table: Table) {
  await setUpNewsletter(table);
  const readers = [];
  for (let n = 0; n < 6; n++) readers.push(await addReader(table, at));
  const [, left, bounced] = readers;
  const move = left && toUnsubscribed(left, 'page', at);
  assert.ok(left && bounced && move);
  await subscriberStore(table, () => at).save(left.id, move.expected, move.changes);
  await suppressAddress(table, bounced.addressKey, 'bounce', at);
  await addItems(table, item(at + 1), item(at + 2));
  await feedStore(table).create(feed({ id: 'more', state: 'stopped' }), '30#0');
  return { readers, left, bounced };
}

/** Kills a restore at its first write, then at a later one each time, until one comes to its end. */
async function untilDone(run: (table: Table) => Promise<unknown>, table: Table): Promise<number> {
  for (let deaths = 0; deaths < 60; deaths++) {
    const died = await run(dyingTable(table, deaths + 2)).then(
      () => false,
      (error: Error) => error.message === 'Died here.' || Promise.reject(error),
    );
    if (!died) return deaths;
  }
  return assert.fail('It came to no end.');
}

const statesIn = async (table: Table, ids: readonly string[]) =>
  Promise.all(
    ids.map(async (id) => {
      const reader = await subscriberStore(table, () => at).load(id);
      return reader && [reader.state, reader.suppressed];
    }),
  );

async function fileOf(t: TestContext, table: Table, also: readonly Row[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-file-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'b.gz');
  const header = { paperboy: 'backup' as const, version: 1, at, schema: 0, newsletters: [] };
  await writeBackup(path, {
    header: { ...header, pausedSince: null, hashMark: '', secrets: null },
    key: undefined,
    rows: (async function* () {
      yield also;
      yield* backupRows(table, at);
    })(),
    pausedSince: async () => null,
    progress: () => {},
  });
  const { mark } = await checkBackup(path, 'b.gz', undefined);
  return { path, name: 'b.gz', mark, keys: undefined, continues: false, progress: () => {} };
}

test('a file goes on, and each reader is there once as they stood', async (t) => {
  const from = await testTable(t);
  const { readers } = await fill(from);
  const input = await fileOf(t, from);
  const to = await testTable(t);
  const heed = async () => 0;
  const later = at + 60_000;
  const run = (table: Table) =>
    restoreFile(input, { table, prompt: table, keys, secrets, heed, now: () => later });
  assert.ok((await untilDone(run, to)) > 3, 'it died several times');
  assert.equal(await loadMark(to), undefined);
  const ids = readers.map(({ id }) => id);
  assert.deepEqual(await statesIn(to, ids), await statesIn(from, ids));
  const [first] = readers;
  const back = await subscriberStore(to, () => at).load(first?.id ?? '');
  assert.equal(back?.receivedThrough, later);
  const [one] = await feedStore(to).list('paper');
  assert.equal(one?.started, false, 'what it shows next counts as seen');
});

test('who left while the backup was made is not mailed, whatever it says of them before', async (t) => {
  const from = await testTable(t);
  const { left, bounced, readers } = await fill(from);
  // As they were when the walk came by, before they left.
  const early = [left, bounced].map(toRow);
  const input = await fileOf(t, from, early);
  const to = await testTable(t);
  const heed = async () => 0;
  await restoreFile(input, { table: to, prompt: to, keys, secrets, heed, now: () => at });
  const states = await statesIn(to, [left.id, bounced.id, readers[0]?.id ?? '']);
  assert.deepEqual(states, [
    ['unsubscribed', false],
    ['confirmed', true],
    ['confirmed', false],
  ]);
});

test('beside a table that has lost its rows, it goes on with the same newsletters in mind', async (t) => {
  const table = await testTable(t);
  const { readers, left } = await fill(table);
  const past = await copyTable(await endpointOf(table), table, `Then-${randomUUID()}`);
  for (const { id, addressKey } of readers) {
    for (const Key of [
      { pk: `SUBSCRIBER#${id}`, sk: 'SUBSCRIBER' },
      { pk: `ADDRESS#${addressKey}`, sk: 'NEWSLETTER#paper' },
    ]) {
      await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
    }
  }
  await newsletterStore(table).remove('paper');
  const heed = async () => {};
  const input = { past, of: 'then', takesBackRemoved: false, progress: () => {} };
  const run = (place: Table) =>
    restoreBeside(input, { table: place, prompt: place, keys, heed, now: () => at + 5 });
  assert.ok((await untilDone(run, table)) > 3);
  const states = await statesIn(
    table,
    readers.map(({ id }) => id),
  );
  assert.equal(states.filter((one) => one?.[0] === 'confirmed').length, 4);
  assert.deepEqual(await statesIn(table, [left.id]), [undefined], 'who had left then is none');
  assert.equal((await newsletterStore(table).load('paper'))?.id, 'paper');
});

test('who moved to another address and was erased, or left and went with the newsletter, stays away', async (t) => {
  const table = await testTable(t);
  await setUpNewsletter(table);
  const [erased, left] = [await addReader(table, at), await addReader(table, at)];
  const past = await copyTable(await endpointOf(table), table, `Then-${randomUUID()}`);
  const now = () => at + 5;
  for (const reader of [erased, left]) {
    const address = `new-${reader.address}`;
    const change = { id: 'c', address, addressKey: address, at };
    const { save } = subscriberStore(table, now);
    await save(reader.id, { state: 'confirmed' }, { addressChange: change });
    const subscriber = { ...reader, addressChange: change };
    assert.equal(await moveAddress(table, { subscriber, change, from: '', at }), 'moved');
  }
  const current = (id: string) => subscriberStore(table, now).load(id);
  const moved = await current(erased.id);
  assert.ok(moved);
  await eraseSubscriber(table, moved, at + 1);
  const move = toUnsubscribed((await current(left.id)) ?? left, 'page', at + 1);
  assert.ok(move);
  await subscriberStore(table, now).save(left.id, move.expected, move.changes);
  const newsletter = await newsletterStore(table).load('paper');
  assert.ok(newsletter);
  const book = deletingBook(table, {
    withdrawRoles: async () => {},
    postLetter: async () => {},
    now,
  });
  await deleteNewsletter({ newsletter, keepsArchive: false, tellsReaders: false }, book);
  const heed = async () => {};
  const input = { past, of: 'then', takesBackRemoved: true, progress: () => {} };
  const { counts } = await restoreBeside(input, { table, prompt: table, keys, heed, now });
  assert.equal(counts['readers back'], 0);
  assert.deepEqual(await statesIn(table, [erased.id, left.id]), [undefined, undefined]);
});

test('rows of another version are refused, and nothing is written', async (t) => {
  const table = await testTable(t);
  await setUpNewsletter(table);
  const past = await copyTable(await endpointOf(table), table, `Then-${randomUUID()}`);
  await schemaStore(table).noteVersion(7);
  const place = { table, prompt: table, keys, heed: async () => {}, now: () => at };
  const input = { past, of: 'then', takesBackRemoved: false, progress: () => {} };
  const words = /rows of version 0, and the table those of 7: only the same go together/;
  await assert.rejects(restoreBeside(input, place), words);
  await assert.rejects(lookBeside(input, place), words);
  assert.equal(await loadMark(table), undefined);
});
