/** Editions for programs: listed in pages, with outcomes, held, released and given up; and last calls. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minuteMs } from '../../../functions/config/time.ts';
import type { Outcome } from '../../../functions/edition/batch.ts';
import type { Edition } from '../../../functions/edition/edition.ts';
import { batchStore } from '../../../functions/store/batches.ts';
import { callStore } from '../../../functions/store/calls.ts';
import type { Table } from '../../../functions/store/client.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { segmentStore } from '../../../functions/store/segments.ts';
import { addReader, newEdition, newsletter } from '../../support/newsletter.ts';
import { countCalls } from '../../support/table-calls.ts';
import { deskForPrograms } from './program.ts';
import { monday } from './stage.ts';

const papers = [newsletter(), newsletter({ id: 'other' })];
const at = '/newsletters/paper';
const due = Date.parse('2026-03-02T07:00:00Z');
const now = () => monday;

async function started(table: Table, changes: Partial<Edition> = {}): Promise<Edition> {
  const edition = newEdition(due, { state: 'sending', ...changes });
  await editionStore(table, now).start(edition);
  return edition;
}

async function batched(table: Table, edition: Edition, outcomes: readonly Outcome[], id: string) {
  const batches = batchStore(table, now);
  const readers = outcomes.map((_, n) => `${id}-r${n}`);
  await batches.add(edition, { id, contentKey: 'c1', from: 0, cutoff: edition.cutoff, readers });
  const batch = await batches.load({ editionId: edition.id, batchId: id });
  assert.ok(batch);
  const known = Object.fromEntries(outcomes.map((one, n) => [`${id}-r${n}`, one]));
  await batches.record(batch, { outcomes: known, stragglers: [] });
}

test('all editions come in pages, each once, within twenty calls a page', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  for (let n = 0; n < 60; n++) {
    await started(table, { id: `past${n}`, scheduledAt: due - Math.floor(n / 3) * minuteMs });
  }
  await started(table, { id: 'foreign', newsletterId: 'other' });
  const { get } = await program({ rights: ['look'] });
  await get('/newsletters');
  const seen: string[] = [];
  for (let after = ''; ; ) {
    let next: string | undefined;
    const calls = await countCalls(table, async () => {
      const { body } = await get(`${at}/editions${after}`);
      seen.push(...body.editions.map(({ id }: { id: string }) => id));
      next = body.next;
    });
    assert.ok(calls <= 20, `${calls} calls`);
    if (next === undefined) break;
    after = `?after=${next}`;
  }
  assert.equal(seen.length, 60);
  assert.equal(new Set(seen).size, 60);
  assert.deepEqual(seen.slice(0, 3).sort(), ['past0', 'past1', 'past2'], 'the latest first');
  assert.ok(!seen.includes('foreign'));
});

test('an edition tells its outcomes and why readers were not mailed, and no address', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  const edition = await started(table);
  const refused = (who: string): Outcome => ({
    ...{ kind: 'refused', at: monday, kept: true },
    reason: `Address <${who}> is odd`,
  });
  const paused: Outcome = { kind: 'skipped', reason: 'paused', at: monday };
  const outcomes = [refused('a@reader.example'), refused('b@reader.example'), paused];
  await batched(table, edition, outcomes, 'b0');
  const { get } = await program({ rights: ['look'] });
  await get(at);
  const { body } = await get(`${at}/editions/e1`);
  assert.deepEqual([body.readers, body.refused, body.skipped, body.open], [3, 2, 1, 0]);
  const calls = await countCalls(table, async () => {
    const { reasons, batches, of } = (await get(`${at}/editions/e1/reasons`)).body;
    assert.deepEqual([batches, of], [1, 1]);
    assert.deepEqual(
      reasons.map(({ readers, reason }: { readers: number; reason: string }) => [readers, reason]),
      [
        [2, 'Address <…> is odd'],
        [1, 'paused'],
      ],
    );
  });
  assert.ok(calls <= 20, `${calls} calls`);
  for (const id of ['e2', 'a%2Fb', '%']) {
    assert.equal((await get(`${at}/editions/${id}`)).status, 404);
  }
  assert.equal((await get('/newsletters/other/editions/e1')).status, 404);
});

test('an edition is held, released and given up; whoever is late is told so', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  await started(table);
  const { get, post } = await program();
  const held = await post(`${at}/editions/e1/hold`);
  assert.equal(held.body.state, 'held');
  assert.deepEqual(held.body.held.checks, ['stoppedByOwner']);
  assert.equal((await post(`${at}/editions/e1/hold`)).body.kind, 'decided');
  assert.equal((await post(`${at}/editions/e1/release`)).body.state, 'sending');
  const again = await post(`${at}/editions/e1/release`);
  assert.equal(again.status, 409);
  assert.match(again.body.detail, /Somebody has decided about that already/);
  await post(`${at}/editions/e1/hold`);
  assert.equal((await post(`${at}/editions/e1/drop`)).body.state, 'dropped');
  assert.equal((await get(`${at}/editions/e1`)).body.state, 'dropped');
  await started(table, { id: 'e2', state: 'done' });
  const late = await post(`${at}/editions/e2/hold`);
  assert.deepEqual([late.status, late.body.kind], [409, 'tooLate']);
  const writer = await program({ role: 'writer', rights: ['look', 'curate'] });
  assert.equal((await writer.post(`${at}/editions/e1/hold`)).body.right, 'send');
});

test('what is due is skipped once and not let go by another word, and unskipped', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  await addReader(table, monday - 1);
  const [segment] = await segmentStore(table).list('paper');
  const asked = { due: new Date(segment?.dueAt ?? 0).toISOString() };
  const { post } = await program();
  assert.equal((await post(`${at}/next/skip`, asked)).status, 204);
  assert.equal((await post(`${at}/next/skip`, asked)).status, 204);
  assert.equal((await post(`${at}/next/go`, asked)).status, 409);
  assert.equal((await post(`${at}/next/unskip`, asked)).status, 204);
  assert.equal((await post(`${at}/next/unskip`, asked)).status, 404);
  const past = { due: '2026-01-01T07:00:00Z' };
  assert.equal((await post(`${at}/next/skip`, past)).status, 409);
  assert.equal((await post(`${at}/next/skip`, { due: '2027-01-01T09:30:00Z' })).status, 404);
});

test('a last call is stopped and let go, and the next edition names it', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  const calls = callStore(table, now);
  const scheduledAt = monday + 60 * minuteMs;
  const times = { scheduledAt, cutoff: monday, calledAt: monday, goesAt: scheduledAt };
  await calls.open({ newsletterId: 'paper', ...times, state: 'waiting' });
  const { get, post } = await program();
  const asked = { due: new Date(scheduledAt).toISOString() };
  const { body } = await get(`${at}/next?due=${asked.due}`);
  assert.equal(body.call.state, 'waiting');
  assert.equal(body.edition, undefined);
  assert.deepEqual((await post(`${at}/next/stop`, asked)).body, {
    ...{ due: asked.due, state: 'stopped', submitted: 0 },
  });
  assert.equal((await calls.load('paper', scheduledAt))?.state, 'stopped');
  assert.equal((await post(`${at}/next/go`, asked)).body.state, 'going');
  assert.equal((await calls.load('paper', scheduledAt))?.state, 'going');
  assert.equal((await post(`${at}/next/go`, { due: '2026-01-01T00:00:00Z' })).status, 404);
  assert.equal((await post(`${at}/next/go`, { due: 'tomorrow' })).body.errors[0].at, '/due');
  assert.equal((await get(`${at}/next?due=tomorrow`)).status, 422);
});
