/** Lists of readers for programs: brought, looked at, started, taken back, exported; who came and left. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import type { Outcome } from '../../../functions/edition/batch.ts';
import { batchStore } from '../../../functions/store/batches.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { toRow } from '../../../functions/store/subscriber-row.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { keepTrace } from '../../../functions/store/traces.ts';
import { toUnsubscribed } from '../../../functions/subscriber/moves.ts';
import { newEdition, newsletter, seedReaders } from '../../support/newsletter.ts';
import { deskForPrograms } from './program.ts';
import { monday } from './stage.ts';

const papers = [newsletter(), newsletter({ id: 'other' }), newsletter({ id: 'shut', closedAt: 1 })];
const at = '/newsletters/paper';
const csv = 'email,name\nanna@reader.example,Anna\nben@reader.example,Ben\nno address,Cid\n';
const bounced = { kind: 'bounced', recipients: [] };
const proof = { source: 'Fair', since: 'May 2025', wording: 'Send me the paper.' };

test('a list is looked at, started once, followed, and taken back', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  const { get, post } = await program({ rights: ['readers'] });
  const brought = await post(`${at}/imports`, { name: 'fair.csv', csv, proof });
  assert.equal(brought.status, 201, JSON.stringify(brought.body));
  const { id, look, foreseen, state } = brought.body;
  assert.deepEqual([state, foreseen.confirmed, foreseen.unread], ['looked', 2, 1]);
  const find = (address: string) =>
    subscriberStore(table, () => monday).findByAddress('paper', address);
  assert.equal((await find('anna@reader.example')).subscriber, undefined, 'Nobody is added by it.');
  const path = `${at}/imports/${id}`;
  const rows = (await get(`${path}/rows`)).body.rows;
  assert.deepEqual(
    rows.map(({ address, end }: { address?: string; end: string }) => [address, end]),
    [
      ['anna@reader.example', 'confirmed'],
      ['ben@reader.example', 'confirmed'],
      ...(rows.length === 3 ? [[rows[2].address, rows[2].end]] : []),
    ],
  );
  const stale = await post(`${path}/start`, { look: 'another' });
  assert.deepEqual([stale.status, stale.body.kind], [409, 'notNow']);
  const started = await post(`${path}/start`, { look });
  assert.deepEqual(
    [started.status, started.body.state, started.body.counts.confirmed],
    [200, 'done', 2],
  );
  assert.deepEqual((await post(`${path}/start`, { look })).body, started.body);
  assert.equal((await find('anna@reader.example')).subscriber?.state, 'confirmed');
  assert.deepEqual((await get(path)).body, started.body);
  const undone = await post(`${path}/undo`);
  assert.deepEqual([undone.status, undone.body.state], [200, 'undone']);
  assert.equal((await find('anna@reader.example')).subscriber, undefined);
  assert.equal((await get(`/newsletters/other/imports/${id}`)).status, 404);
});

test('a list is stated otherwise, and without a proof everybody is asked', async (t) => {
  const { program } = await deskForPrograms(t, papers);
  const { post, get } = await program();
  const brought = await post(`${at}/imports`, { csv });
  assert.deepEqual(brought.body.foreseen.asked, 2);
  const path = `${at}/imports/${brought.body.id}`;
  const stated = await post(`${path}/look`, { proof });
  assert.deepEqual([stated.status, stated.body.foreseen.confirmed], [200, 2]);
  assert.equal((await post(`${path}/look`, { proof: { ...proof, since: '' } })).status, 422);
  const named = await post(`${path}/look`, { columns: [{ heading: 'none', meaning: 'name' }] });
  assert.equal(named.status, 422);
  assert.equal((await post(`${path}/undo`)).body.kind, 'notNow');
  assert.equal((await post(`${path}/go-on`)).status, 200);
  const silent = { csv: 'email,state\nanna@reader.example,\n', proof };
  const open = (await post(`${at}/imports`, silent)).body.foreseen;
  const vouched = (await post(`${at}/imports`, { ...silent, allSubscribed: true })).body.foreseen;
  assert.deepEqual([open.confirmed, vouched.confirmed], [undefined, 1]);
  assert.equal((await get(`${at}/imports`)).body.imports.length, 3);
});

test('what cannot be read, or was given up, leaves nothing to start', async (t) => {
  const { program } = await deskForPrograms(t, papers);
  const { get, post, remove } = await program();
  const refused = await post(`${at}/imports`, { csv: 'colour,size\nred,2\n' });
  assert.deepEqual([refused.status, refused.body.kind], [422, 'refused']);
  const closed = await post('/newsletters/shut/imports', { csv });
  assert.deepEqual([closed.status, closed.body.kind], [409, 'closed']);
  const { id, look } = (await post(`${at}/imports`, { csv })).body;
  const path = `${at}/imports/${id}`;
  assert.equal((await remove(path)).status, 204);
  assert.equal((await get(path)).body.state, 'given-up');
  assert.equal((await get(`${path}/rows`)).status, 409);
  assert.equal((await post(`${path}/start`, { look })).body.kind, 'notNow');
  const again = (await post(`${at}/imports`, { csv, proof })).body;
  await post(`${at}/imports/${again.id}/start`, { look: again.look });
  assert.equal((await remove(`${at}/imports/${again.id}`)).status, 409, 'It was started.');
});

test('imports come in pages, the latest first', async (t) => {
  const { program, clock } = await deskForPrograms(t, papers);
  const { get, post } = await program();
  const made: string[] = [];
  for (let n = 0; n < 27; n++) {
    clock.at += 1_000;
    made.unshift((await post(`${at}/imports`, { csv })).body.id);
  }
  const first = (await get(`${at}/imports`)).body;
  const second = (await get(`${at}/imports?after=${first.next}`)).body;
  const ids = [...first.imports, ...second.imports].map(({ id }: { id: string }) => id);
  assert.deepEqual([ids, second.next], [made, undefined]);
});

test('readers are taken along in parts, by a token that was made for that', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  await seedReaders(table, monday, 5_200, 'paper');
  const { post } = await program({ isGrave: true });
  const early = await post(`${at}/readers/export`, {});
  assert.equal(early.status, 409, 'before readers of an earlier release are listed');
  await schemaStore(table).begin(schemaVersion);
  const lines: string[] = [];
  let readers = 0;
  for (let after: string | undefined; ; ) {
    const { status, body } = await post(
      `${at}/readers/export`,
      after === undefined ? {} : { after },
    );
    assert.equal(status, 200);
    const [heading = '', ...rest] = body.csv.trim().split(/\r?\n/);
    assert.match(heading, /address|email/i);
    lines.push(...rest);
    readers += body.readers;
    if (body.next === undefined) break;
    after = body.next;
  }
  assert.equal(lines.length, readers);
  assert.equal(new Set(lines).size, readers);
  assert.ok(readers >= 5_200);
  for (const after of ['x', Buffer.from('{"range":1,"reader":"a b"}').toString('base64url')]) {
    assert.equal((await post(`${at}/readers/export`, { after })).status, 422);
  }
});

test('who came and left on a day is told without an address, and what became of a mail', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  const { get, post } = await program();
  const now = () => monday;
  const added = { address: 'anna@reader.example', proof: 'Fair of 3 May' };
  const { id } = (await post(`${at}/readers`, added)).body;
  const came = (await get(`${at}/moves`)).body.moves;
  assert.deepEqual([came[0].readers, came[0].mailed], [[id], 1]);
  assert.doesNotMatch(JSON.stringify(came), /@/);
  assert.deepEqual((await get(`${at}/moves?day=2026-02-01`)).body.moves, []);
  assert.equal((await get(`${at}/moves?day=monday`)).status, 422);

  const due = Date.parse('2026-03-02T07:00:00Z');
  const edition = newEdition(due, { state: 'sending' });
  await editionStore(table, now).start(edition);
  const batches = batchStore(table, now);
  const content = { contentKey: 'c1', from: 0, cutoff: edition.cutoff };
  const { id: other } = (await post(`${at}/readers`, { ...added, address: 'b@reader.example' }))
    .body;
  const mailOf = async (reader: string) =>
    (await get(`${at}/readers/${reader}/editions/${edition.id}`)).body;
  await batches.add(edition, { id: 'b0', ...content, readers: [id] });
  assert.deepEqual(await mailOf(id), { outcome: 'open', reports: [] });
  assert.deepEqual(await mailOf(other), { outcome: 'notAmong', reports: [] });
  const batch = await batches.load({ editionId: edition.id, batchId: 'b0' });
  assert.ok(batch);
  const submitted: Outcome = { kind: 'submitted', messageId: 'm-17', at: monday };
  await batches.record(batch, { outcomes: { [id]: submitted }, stragglers: [] });
  await keepTrace(table, id, { messageId: 'm-17', report: bounced } as never, monday + 1_000);
  assert.deepEqual(await mailOf(id), {
    ...{ outcome: 'submitted', at: '2026-03-02T09:00:00.000Z', message: 'm-17' },
    reports: [{ kind: 'bounced', at: '2026-03-02T09:00:01.000Z' }],
  });
  assert.equal((await get(`${at}/readers/${id}/editions/none`)).status, 404);
  assert.equal((await get(`/newsletters/other/readers/${id}/editions/e1`)).status, 404);
  const went = async () => (await get(`${at}/editions/${edition.id}/gone`)).body;
  assert.deepEqual(await went(), { gone: [], all: 0 });
  const store = subscriberStore(table, now);
  const reader = await store.load(id);
  assert.ok(reader);
  const lastSubmitted = { editionId: edition.id, batchId: 'b0', messageId: 'm-17', at: monday };
  const mailed = { ...reader, lastSubmitted };
  await table.client.send(new PutCommand({ TableName: table.name, Item: toRow(mailed) }));
  const leaving = toUnsubscribed(mailed, 'page', monday);
  assert.ok(leaving);
  await store.save(id, leaving.expected, leaving.changes);
  const { gone, all } = await went();
  assert.deepEqual([all, gone[0].readers, gone[0].edition], [1, [id], edition.id]);
  assert.equal((await get(`${at}/editions/${edition.id}/printed`)).body.kind, 'notNow');
});
