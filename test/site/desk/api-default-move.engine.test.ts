/** Moving readers to the default for programs: looked at, started once, followed, gone on with, stopped. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftAlone } from '../../../functions/config/in-hand.ts';
import { sweepDefaultMoves } from '../../../functions/mail/sweep-default-moves.ts';
import { auditLog } from '../../../functions/store/audit.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { sweepBook } from '../../../functions/store/sweep-book.ts';
import { changedMove, lookAtDefaultMove } from '../../../functions/subscriber/default-move.ts';
import { addReader, newsletter } from '../../support/newsletter.ts';
import { deskForPrograms } from './program.ts';
import { keys, monday } from './stage.ts';

const paper = newsletter();
const atNine = { cadence: 'daily', hour: 9, zone: 'UTC' } as const;
const atSeven = { ...atNine, hour: 7 };
const path = '/newsletters/paper/default-move';

type Stage = Awaited<ReturnType<typeof deskForPrograms>>;

async function withReaders({ table }: Stage, usual: number, others: number) {
  for (let n = 0; n < usual; n++) await addReader(table, monday, { usual: true });
  for (let n = 0; n < others; n++) await addReader(table, monday);
  await newsletterStore(table).save({ ...paper, defaultSchedule: atNine });
}

const acting = ({ deps, clock }: Stage) => ({
  records: deps.defaultMoves.records,
  now: () => clock.at,
});

test('a program looks who would be moved, moves them once, and the log says what it did', async (t) => {
  const stage = await deskForPrograms(t, [paper]);
  await withReaders(stage, 3, 2);
  const { get, post, person } = await stage.program({ rights: ['readers'] });
  assert.equal((await get(path)).status, 404, 'There is none before somebody has looked.');
  const { body: looked } = await post(`${path}/look`);
  assert.deepEqual(looked, {
    ...{ state: 'looked', to: atNine, lookedAt: '2026-03-02T09:00:00.000Z' },
    ...{ from: [{ schedule: atSeven, readers: 3 }], movable: 3 },
    ...{ staying: 2, moved: 0, changed: 0 },
  });
  assert.deepEqual((await get(path)).body, looked, 'Nobody is moved by looking.');
  const started = await post(`${path}/start`, { look: looked.lookedAt });
  assert.deepEqual([started.status, started.body.state, started.body.moved], [200, 'done', 3]);
  const again = await post(`${path}/start`, { look: looked.lookedAt });
  assert.deepEqual([again.status, again.body], [200, started.body], 'Once more changes nothing.');
  assert.deepEqual((await get(path)).body, started.body);
  const [, entry] = await auditLog(stage.table).list('paper', { limit: 3 });
  assert.deepEqual(
    [entry?.via, entry?.act, entry?.personId, entry?.before, entry?.after, entry?.outcome],
    [
      ...['api', 'POST /newsletters/:newsletter/default-move/start', person.id],
      ...['daily 7: 3', 'daily 9: 3', 'done'],
    ],
  );
  const after = await post(`${path}/look`);
  assert.deepEqual([after.body.movable, after.body.staying], [0, 2]);
  assert.deepEqual(stage.errors, []);
});

test('what was looked at is not started when the default is another, or a day later', async (t) => {
  const stage = await deskForPrograms(t, [paper]);
  await withReaders(stage, 1, 0);
  const { post } = await stage.program();
  const { lookedAt } = (await post(`${path}/look`)).body;
  const atTen = { ...paper, defaultSchedule: { ...atNine, hour: 10 } };
  await newsletterStore(stage.table).save(atTen);
  const stale = await post(`${path}/start`, { look: lookedAt });
  assert.deepEqual([stale.status, stale.body.kind], [409, 'notNow']);
  assert.match(stale.body.detail, /The default, or what was seen of the readers, is another now/);
  const [entry] = await auditLog(stage.table).list('paper', { limit: 1 });
  assert.equal(entry?.outcome, 'refused');
  const fresh = (await post(`${path}/look`)).body;
  stage.clock.at += 86_400_000;
  assert.equal((await post(`${path}/start`, { look: fresh.lookedAt })).status, 409);
  assert.equal((await post(`${path}/start`, { look: 'now' })).body.errors[0].at, '/look');
  assert.equal((await post(`${path}/start`, {})).status, 422);
});

test('a move goes on by itself, or when a program says so, and is stopped where it is', async (t) => {
  const stage = await deskForPrograms(t, [paper]);
  await withReaders(stage, 2, 0);
  const { get, post } = await stage.program();
  const changed = { ...paper, defaultSchedule: atNine };
  const begin = () => lookAtDefaultMove({ newsletter: changed, by: 'p' }, acting(stage));
  await begin();
  assert.equal((await get(path)).body.state, 'looking');
  assert.equal((await post(`${path}/go-on`)).body.state, 'looked');
  await begin();
  stage.clock.at += 3 * 60_000;
  const now = () => stage.clock.at;
  const { defaultMoves } = sweepBook(stage.table, now, async () => keys);
  const sweep = () => sweepDefaultMoves(defaultMoves, { now, randomId: () => 'sweep' });
  assert.equal(await sweep(), 1);
  assert.deepEqual((await get(path)).body.movable, 2);
  const over = await post(`${path}/stop`);
  assert.deepEqual([over.status, over.body.detail], [409, 'Nothing was under way.']);
  const { records } = acting(stage);
  const runs = async () => {
    const there = await records.load('paper');
    assert.ok(there);
    const running = changedMove(there, { ...leftAlone(now()), state: 'running', startedAt: now() });
    await records.save(running, there.version);
  };
  await runs();
  const busy = await post(`${path}/look`);
  assert.deepEqual([busy.status, busy.body.detail], [409, 'Readers are being moved just now.']);
  const stopped = await post(`${path}/stop`);
  assert.deepEqual([stopped.status, stopped.body.state, stopped.body.moved], [200, 'stopped', 0]);
  assert.deepEqual((await post(`${path}/stop`)).body, stopped.body, 'Once more changes nothing.');
  assert.equal((await post(`${path}/go-on`)).body.state, 'stopped');
  await post(`${path}/look`);
  await runs();
  stage.clock.at += 3 * 60_000;
  await sweep();
  const { state, moved } = (await get(path)).body;
  assert.deepEqual([state, moved], ['done', 2]);
});
