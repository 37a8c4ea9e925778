/**
 * The runbook is walked: the stage is broken, the alarm rings, the two commands of the entry are
 * typed as they are written there, and the alarm falls silent.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { getRow } from '../../functions/store/client.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { keys } from '../../functions/store/table.ts';
import { dispatch, type Printed } from '../../infra/cli/dispatch.ts';
import { runbook } from '../../infra/cli/runbook.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { holdDirectory, noteRunning } from '../../infra/local/running.ts';
import { alteredCloud } from '../support/altered-cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { addFeed, bounceOf, flood, putInQueue, stageFaults } from './stage-faults.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const stepMinutes = 5;
/** A sweep, a period and an evaluation. */
const silentWithinMinutes = 40;

interface Walk {
  readonly cloud: Cloud;
  /** An edition is due then. */
  readonly due: number;
  readonly paperboy: (line: string) => Promise<Printed>;
}

/** A stage as shipped that the command finds, ten minutes before an edition is due. */
async function open(t: TestContext, what?: string): Promise<Walk> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-runbook-'));
  const fault = stageFaults('').find((one) => one.what === what);
  const options = { code: 'shipped', dataDir: folder, settings: { maxSendRate: 500 } } as const;
  const cloud = await alteredCloud(t, fault?.alter ?? (() => {}), options);
  const release = await holdDirectory(folder);
  t.after(() => {
    release();
    rmSync(folder, { recursive: true, force: true });
  });
  noteRunning(folder, { pid: process.pid, origin: cloud.origin, env: cloud.env });
  const due = Math.ceil(cloud.clock.now() / dayMs) * dayMs + dayMs + 7 * 60 * minuteMs;
  cloud.clock.moveTo(due - 10 * minuteMs);
  await setUpNewsletter(cloud.table);
  const screen = { columns: 200, folder };
  const paperboy = async (line: string) => {
    const [, ...words] = line.split(' ');
    return dispatch([...words, '--data', folder], screen);
  };
  return { cloud, due, paperboy };
}

function isRinging({ cloud }: Walk, alarm: string): boolean {
  const plain = alarm.replaceAll('-', '');
  const found = cloud.alarms().find(({ name }) => name.replaceAll('-', '') === plain);
  return (found ?? assert.fail(alarm)).state === 'ALARM';
}

/** Lets the time go by until the alarm is as it is to be. */
async function wait(walk: Walk, alarm: string, isWanted: boolean, minutes: number): Promise<void> {
  const { cloud } = walk;
  for (let waited = 0; waited <= minutes; waited += stepMinutes) {
    if (isRinging(walk, alarm) === isWanted) return;
    await cloud.advance(cloud.clock.now() + stepMinutes * minuteMs);
  }
  assert.fail(`${alarm} ${isWanted ? 'did not ring' : 'rang on'} for ${minutes} minutes.`);
}

/** Types the two commands of the entry; `named` is what the first one shows for the second. */
async function settle(
  { paperboy }: Walk,
  alarm: string,
  { cause = 0, shows, mend = async () => {} }: Settling,
): Promise<void> {
  const [look, act] = runbook[alarm]?.causes[cause]?.steps ?? assert.fail(alarm);
  const seen = await paperboy(look.type);
  assert.equal(seen.exitCode, 0, seen.err.join());
  const [, word = ''] = shows.exec(seen.out.join('\n')) ?? assert.fail(seen.out.join('\n'));
  await mend();
  const done = await paperboy(act.type.replace(/\b(ID|FEED)\b/, word));
  assert.equal(done.exitCode, 0, done.err.join());
}

interface Settling {
  readonly cause?: number;
  /** What the first command shows; what is in brackets goes into the second. */
  readonly shows: RegExp;
  /** What has to be mended before the second, if that is nothing that a command does. */
  readonly mend?: () => Promise<unknown>;
}

suite('the runbook', { concurrency: 2 }, () => {
  test('late, an edition is held: shown, released, mailed', async (t) => {
    const walk = await open(t);
    const { cloud, due } = walk;
    await addReader(cloud.table, due - dayMs);
    await flood(cloud, due);
    await cloud.advance(due + minuteMs);
    await wait(walk, 'late', true, 10);
    await settle(walk, 'late', { shows: /\b([0-9a-f]{24})\b/ });
    await wait(walk, 'late', false, silentWithinMinutes);
    assert.equal(cloud.ses.mailbox.all().filter(isEdition).length, 1);
  });

  test('late, SES takes no mail: the reason shown, sending resumed, mailed', async (t) => {
    const walk = await open(t);
    const { cloud, due } = walk;
    await addReader(cloud.table, due - dayMs);
    await addItems(cloud.table, item(due - 10 * minuteMs));
    cloud.ses.account.change({ sendingEnabled: false });
    await cloud.advance(due + minuteMs);
    await wait(walk, 'late', true, 40);
    assert.equal(cloud.ses.mailbox.all().length, 0);
    await settle(walk, 'late', {
      cause: 1,
      shows: /(paused|disabled|SES)/i,
      mend: async () => cloud.ses.account.change({ sendingEnabled: true }),
    });
    await cloud.atRest();
    assert.equal(cloud.ses.mailbox.all().filter(isEdition).length, 1);
    await wait(walk, 'late', false, silentWithinMinutes);
  });

  test('DeadLetters-wait: a report that failed at a damaged row is shown, redriven, heeded', async (t) => {
    const walk = await open(t);
    const { cloud, due } = walk;
    const reader = await addReader(cloud.table, due - dayMs);
    const row = (await getRow(cloud.table, keys.subscriber(reader.id))) ?? assert.fail();
    const put = (Item: object) =>
      cloud.table.client.send(new PutCommand({ TableName: cloud.table.name, Item }));
    await put({ ...row, schedule: 'damaged' });
    await putInQueue(cloud, 'event', bounceOf(cloud, reader));
    await wait(walk, 'DeadLetters-wait', true, 100);
    const failed = await walk.paperboy('paperboy logs --problems --since 2h');
    assert.match(failed.out.join('\n'), /events +record failed:/);
    await settle(walk, 'DeadLetters-wait', {
      shows: /SES’s report \(Bounce\)/,
      mend: () => put(row),
    });
    await wait(walk, 'DeadLetters-wait', false, silentWithinMinutes);
    const { load } = subscriberStore(cloud.table, cloud.clock.now);
    assert.equal((await load(reader.id))?.suppressed, true);
  });

  test('OrderlyDeadLetters-wait: work that no door began is shown and dropped', async (t) => {
    const walk = await open(t, 'fetch does not start, and messages of fetch wait');
    await addFeed(walk.cloud, 60);
    await wait(walk, 'OrderlyDeadLetters-wait', true, 180);
    const failed = await walk.paperboy('paperboy logs --problems --since 2h');
    assert.match(
      failed.out.join('\n'),
      /fetch +platform\.report: record requestId \S+, status error/,
    );
    await settle(walk, 'OrderlyDeadLetters-wait', { shows: /1 feed to fetch/ });
    await wait(walk, 'OrderlyDeadLetters-wait', false, silentWithinMinutes);
  });
});

const isEdition = ({ tags }: { readonly tags: object }) => JSON.stringify(tags).includes('edition');
