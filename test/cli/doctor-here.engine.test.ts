/** `doctor` for the Paperboy on this machine: what applies here, and faults that are made on a stage. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Diagnosis } from '../../functions/mail/doctor/diagnosis.ts';
import { resumeSending } from '../../functions/mail/pace.ts';
import { paceStore } from '../../functions/store/pace.ts';
import { openQueue } from '../../functions/store/queue.ts';
import { editionThatWaits, type Owner, startOwner } from './owner.ts';

const hourMs = 3_600_000;
let owner: Owner;

before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

async function tick(): Promise<void> {
  const { cloud } = owner;
  for (const name of ['poll', 'sweep'] as const) await cloud.fire(name, cloud.clock.now());
  await cloud.atRest();
}

async function findings(...args: string[]): Promise<readonly Diagnosis[]> {
  const { out } = await owner.paperboy('doctor', '--json', ...args);
  return JSON.parse(out).findings;
}

const kindsOf = (found: readonly Diagnosis[], state: Diagnosis['state']) =>
  found.filter((one) => one.state === state).map(({ kind }) => kind);

test('what applies on this machine is looked at, what does not is said, and reports come round', async () => {
  await tick();
  const said = await owner.paperboy('doctor', '--wait', '600');
  assert.equal(said.exitCode, 0, said.out);
  assert.match(said.out, /^fine {5}Way of reports +SES’s reports of a mail sent, one bounced/m);
  assert.match(said.out, /^fine {5}Secret of links +It can be read\.$/m);
  assert.match(said.out, /^fine {5}Schedules +Every clock ticks/m);
  assert.match(said.out, /^- {8}DKIM +Does not apply on this machine\.$/m);
  const found = await findings('--no-mail');
  const elsewhere = found.filter((one) => one.kind === 'onThisMachine').map(({ about }) => about);
  assert.deepEqual(elsewhere, [
    'dkim',
    'mailFromMx',
    'mailFromSpf',
    'dmarc',
    'inboundMx',
    'identity',
    'sandbox',
    'quota',
    'suppression',
    'reputation',
    'returns',
    'events',
    'queues',
    'clock',
    'drift',
    'concurrency',
    'timeouts',
    'spend',
  ]);
  assert.ok(kindsOf(found, 'fine').includes('secretUndated'));
});

test('a door that failed is told, with what it wrote into the log of this machine', async () => {
  const { cloud } = owner;
  const letters = openQueue(cloud.queues.client, cloud.env.CONFIRMATION_QUEUE_URL ?? '', {
    lanes: 1,
    randomId: randomUUID,
  });
  await letters.send([{ nothing: 'that anybody asks for' }]);
  await cloud.atRest();
  const failed = (await findings('--no-mail')).filter(({ kind }) => kind === 'doorFailed');
  assert.equal(failed.length, 1);
  assert.equal(failed[0]?.values.door, 'send');
  assert.equal(failed[0]?.values.count, 1);
  assert.match(String(failed[0]?.values.words), /^record failed: /);
});

test('there are no rights to print for this machine', async () => {
  const said = await owner.paperboy('doctor', '--rights');
  assert.equal(said.exitCode, 1);
  assert.match(said.err, /asks for no rights\. Name a stack: --outputs FILE/);
});

test('clocks that stand still are told, and what is late because of that', async () => {
  const { clock } = owner.cloud;
  clock.moveBy(2 * hourMs);
  const found = await findings('--no-mail');
  const late = kindsOf(found, 'wrong').filter((kind) => kind !== 'doorFailed');
  assert.deepEqual(late, ['scheduleStill', 'scheduleStill', 'workLate']);
  const said = await owner.paperboy('doctor', '--no-mail');
  assert.match(said.out, /^TO DO +Schedules +sweep did .*\n +See paperboy logs --problems\.$/m);
  await tick();
  const later = await findings('--no-mail');
  assert.ok(!kindsOf(later, 'wrong').includes('workLate'));
});

test('an edition that is held is told', async () => {
  const { cloud, paperboy } = owner;
  const address = 'hold@readers.example';
  const waiting = await editionThatWaits(owner, address);
  await paperboy('editions', 'hold', waiting);
  const found = await findings('--no-mail');
  assert.deepEqual(
    kindsOf(found, 'wrong').filter((kind) => kind !== 'scheduleStill' && kind !== 'doorFailed'),
    ['sendingPaused', 'editionsHeld'],
  );
  await paperboy('editions', 'drop', waiting);
  await resumeSending(paceStore(cloud.table));
});
