/** A feed that was removed is known for as long as anything is kept that is found by it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { firstPlace, type OwnedPlace } from '../../functions/edition/plan/owned-places.ts';
import { getRow, type Table } from '../../functions/store/client.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { itemStore } from '../../functions/store/items.ts';
import { ownedPlaces } from '../../functions/store/owned-places.ts';
import { keys } from '../../functions/store/table.ts';
import { testTable } from '../support/table.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const feed = { newsletterId: 'paper', feedId: 'feed1' };
const seen = keys.seen('paper', 'feed1', 'id:one');
const former = keys.formerFeed('paper', 'feed1');

test('it is forgotten by itself, and what was seen of it before it', async (t) => {
  const table = await testTable(t);
  const hourLater = at + 3_600_000;
  await feedStore(table).remove(feed, at);
  await itemStore(table).markSeen(feed, ['id:one'], hourLater);
  const [known, last] = await Promise.all([getRow(table, former), getRow(table, seen)]);
  assert.ok(Number(known?.expiresAt) > Number(last?.expiresAt));
});

test('one that an earlier release has removed, without an end, is found all the same', async (t) => {
  const table = await testTable(t);
  const Item = { ...former, newsletterId: 'paper' };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
  await itemStore(table).markSeen(feed, ['id:one'], at);
  await removeAll(table);
  assert.equal(await getRow(table, seen), undefined);
  assert.equal(await getRow(table, former), undefined);
});

async function removeAll(table: Table): Promise<void> {
  const { removeSome } = ownedPlaces(table, () => at);
  const doomed = { newsletterId: 'paper', keepsArchive: false, tellsReaders: false };
  let place: OwnedPlace | undefined = firstPlace;
  while (place !== undefined) {
    ({ next: place } = await removeSome({ ...doomed, removingSince: at }, place));
  }
}
