/** The trace of one mail: what became of an edition for a reader, and what was reported of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Batch, Outcome } from '../../../functions/edition/batch.ts';
import { batchRow } from '../../../functions/store/batch-row.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { keepTrace } from '../../../functions/store/traces.ts';
import { addReader, newEdition } from '../../support/newsletter.ts';
import { countCalls } from '../../support/table-calls.ts';
import { deskOn, monday } from './stage.ts';

const messageId = '0100-mail-17';
const batch: Batch = {
  ...{ editionId: 'e1', id: 'b1', newsletterId: 'paper', segmentId: 's', contentKey: 'c' },
  ...{ from: 0, cutoff: monday, readers: [], outcomes: {}, state: 'done' },
};

test('an edition tells of each reader whether it was mailed, under which number, or why not', async (t) => {
  const { signedIn, table } = await deskOn(t);
  await editionStore(table, () => monday).start(newEdition(monday, { state: 'done', readers: 4 }));
  const names = ['ann', 'bob', 'cid', 'dora', 'eve'];
  const [ann, bob, cid, dora, eve] = await Promise.all(
    names.map((name) => addReader(table, monday, { address: `${name}@a.example` })),
  );
  assert.ok(ann && bob && cid && dora && eve);
  const at = monday + 60_000;
  const outcomes: Record<string, Outcome> = {
    [ann.id]: { kind: 'submitted', messageId, at },
    [bob.id]: { kind: 'skipped', reason: 'paused', at },
    [cid.id]: { kind: 'refused', reason: 'Address <b>gone</b>', at, kept: true },
  };
  const readers = [ann.id, bob.id, cid.id, dora.id];
  const put = (one: Batch) =>
    table.client.send(new PutCommand({ TableName: table.name, Item: batchRow(one) }));
  await put({ ...batch, readers, outcomes });
  // Planned once more with what was missing, and passed over there.
  const again: Outcome = { kind: 'skipped', reason: 'already-received', at };
  await put({ ...batch, id: 'b2', readers: [ann.id], outcomes: { [ann.id]: again } });
  const other = { messageId: 'another', report: { kind: 'complained', recipients: [] } } as const;
  const came = { messageId, report: { kind: 'bounced', recipients: [] } } as const;
  await keepTrace(table, ann.id, other as never, at);
  await keepTrace(table, ann.id, came as never, at + 1);

  const owner = await signedIn('owner');
  const page = async (id: string) => (await owner.get(`/desk/n/paper/r/${id}/e/e1`)).text();
  let mailed = '';
  const calls = await countCalls(table, async () => {
    mailed = await page(ann.id);
  });
  assert.ok(calls <= 20, `${calls} calls`);
  assert.match(mailed, /taken by the mail service/);
  assert.match(mailed, /0100-mail-17/);
  assert.match(mailed, /a mail came back/);
  assert.doesNotMatch(mailed, /complained about/, 'That was another mail.');
  assert.match(await page(bob.id), /Paused by the reader/);
  const refused = await page(cid.id);
  assert.match(refused, /Address &lt;b&gt;gone&lt;\/b&gt;<\/q> The next edition brings the same/);
  assert.match(await page(dora.id), /not mailed yet/);
  assert.match(await page(eve.id), /not among those whom this edition was made for/);
  assert.equal((await owner.get('/desk/n/paper/r/nobody/e/e1')).status, 404);
  assert.equal((await owner.get(`/desk/n/paper/r/${ann.id}/e/e9`)).status, 404);
});

test('an edition with more readers than a page may look through says so', async (t) => {
  const { signedIn, table } = await deskOn(t);
  await editionStore(table, () => monday).start(newEdition(monday, { state: 'done' }));
  const { id } = await addReader(table, monday);
  const reason = 'x'.repeat(2_000);
  const readers = Array.from({ length: 50 }, (_, n) => `reader-${n}`);
  const outcomes = Object.fromEntries(
    readers.map((one) => [one, { kind: 'refused', reason, at: monday } as const]),
  );
  for (let n = 0; n < 400; n += 1) {
    const Item = batchRow({ ...batch, id: `b${n}`, readers, outcomes });
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
  }
  const owner = await signedIn('owner');
  const page = await (await owner.get(`/desk/n/paper/r/${id}/e/e1`)).text();
  assert.match(page, /more readers than a page may look through/);
  assert.match(page, /<code[^>]*>paperboy readers trace<\/code>/);
});
