/** `subscribers move-default`: looks first, moves with `--apply`, and says what came of it. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { takenBy } from '../../functions/config/in-hand.ts';
import { defaultMoveBook } from '../../functions/store/default-moves.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { changedMove, lookAtDefaultMove } from '../../functions/subscriber/default-move.ts';
import type { Given } from '../../infra/cli/command.ts';
import type { Connection } from '../../infra/cli/connection.ts';
import { moveToDefault } from '../../infra/cli/subscribers-default.ts';
import { addReader, newsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const start = Date.parse('2026-03-02T09:00:00Z');
const atNine = { cadence: 'daily', hour: 9, zone: 'UTC' } as const;

async function world(t: TestContext) {
  const table = await testTable(t);
  const { save } = newsletterStore(table);
  await save(newsletter());
  await addReader(table, start, { usual: true });
  await addReader(table, start, { usual: true });
  await addReader(table, start);
  await save(newsletter({ defaultSchedule: atNine }));
  const connection = { table, now: () => start } as Partial<Connection> as Connection;
  const told: string[] = [];
  const screen = { columns: 200, folder: '.', progress: (text: string) => told.push(text) };
  const run = async (values: Given['values'] = {}) => {
    const connect = async () => connection;
    const { lines } = await moveToDefault.run({ args: [], values, place: {} }, screen, connect);
    return lines.join('\n');
  };
  return { run, told, records: defaultMoveBook(table, () => start).records };
}

test('it looks who would be moved, moves them when told, and says how many', async (t) => {
  const { run, told, records } = await world(t);
  const look = [
    'The default is daily 9.',
    'Who never chose and reads by another schedule:',
    '  2 readers from daily 7',
    'Who has another schedule and stays: 1 reader.',
  ].join('\n');
  assert.equal(await run(), `${look}\n\nNobody is moved yet. Do it with --apply.`);
  assert.equal((await records.load('paper'))?.state, 'looked');
  assert.equal(await run({ apply: true }), `${look}\n\n2 readers moved.`);
  assert.ok(told.includes('2 readers'));
  assert.match(await run({ apply: true }), /Nobody who never chose reads by another schedule\./);
});

test('where somebody else is at it, it says so and leaves it to them', async (t) => {
  const { run, records } = await world(t);
  const deps = { records, now: () => start };
  const paper = newsletter({ defaultSchedule: atNine });
  await lookAtDefaultMove({ newsletter: paper, by: 'p1' }, deps);
  const looking = (await records.load('paper')) ?? assert.fail();
  const running = changedMove(looking, { ...takenBy('w', start + 1_000), state: 'running' });
  await records.save(running, looking.version);
  await assert.rejects(run({ apply: true }), /Somebody else is at it, and it goes on by itself/);
});
