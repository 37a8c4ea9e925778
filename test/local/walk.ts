/**
 * A walk through the runbook: a stage that is broken, the two commands of an entry as they are typed,
 * and the alarm that falls silent.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { dispatch, type Printed } from '../../infra/cli/dispatch.ts';
import { runbook } from '../../infra/cli/runbook.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { holdDirectory, noteRunning } from '../../infra/local/running.ts';
import { type Code, synthesise } from '../../infra/local/template/synthesis.ts';
import { type Alter, alteredCloud } from '../support/altered-cloud.ts';
import { testContext } from '../support/cloud.ts';
import { setUpNewsletter } from '../support/newsletter.ts';

const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;
const stepMinutes = 5;

export interface Walk {
  readonly cloud: Cloud;
  /** An edition is due then. */
  readonly due: number;
  readonly paperboy: (line: string) => Promise<Printed>;
  /** What `paperboy deploy` makes of it: the stack as it is declared. */
  readonly deploy: () => Promise<void>;
}

/** A stage that the command finds, ten minutes before an edition is due. */
export async function openWalk(t: TestContext, code: Code, alter: Alter = () => {}): Promise<Walk> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-runbook-'));
  const cloud = await alteredCloud(t, alter, {
    code,
    dataDir: folder,
    settings: { maxSendRate: 500 },
  });
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
  const deploy = async () => cloud.update(await synthesise(code, testContext));
  return { cloud, due, paperboy, deploy };
}

/** The alarms that ring now, in order, without hyphens. */
export function ringing({ cloud }: Pick<Walk, 'cloud'>): string[] {
  const rung = cloud.alarms().filter(({ state }) => state === 'ALARM');
  return rung.map(({ name }) => plain(name)).sort();
}

const plain = (alarm: string) => alarm.replaceAll('-', '');

/** Lets the time go by until the alarm is as it is to be. */
export async function wait(
  walk: Walk,
  alarm: string,
  isWanted: boolean,
  minutes: number,
): Promise<void> {
  const { cloud } = walk;
  assert.ok(
    cloud.alarms().some(({ name }) => plain(name) === plain(alarm)),
    alarm,
  );
  for (let waited = 0; waited <= minutes; waited += stepMinutes) {
    if (ringing(walk).includes(plain(alarm)) === isWanted) return;
    await cloud.advance(cloud.clock.now() + stepMinutes * minuteMs);
  }
  assert.fail(`${alarm} ${isWanted ? 'did not ring' : 'rang on'} for ${minutes} minutes.`);
}

export interface Settling {
  readonly cause?: number;
  /** What the first command shows; what is in brackets goes into the second. */
  readonly shows: RegExp;
  /** What has to be mended before the second, if that is nothing that a command does. */
  readonly mend?: () => Promise<unknown>;
}

/**
 * Types the two commands of the entry; `named` is what the first one shows for the second. A deploy is
 * typed in test/journeys/deploy.shipped.test.ts, where there is an account; here is what it makes.
 */
export async function settle(
  walk: Walk,
  alarm: string,
  { cause = 0, shows, mend = async () => {} }: Settling,
): Promise<void> {
  const [look, act] = runbook[alarm]?.causes[cause]?.steps ?? assert.fail(alarm);
  const seen = await walk.paperboy(look.type);
  // Doctor says in its exit code, too, that there is something to do.
  const isDoctor = look.type.startsWith('paperboy doctor ');
  assert.equal(seen.exitCode, isDoctor ? 1 : 0, seen.err.join());
  const [, word = ''] = shows.exec(seen.out.join('\n')) ?? assert.fail(seen.out.join('\n'));
  await mend();
  if (act.type.startsWith('paperboy deploy ')) return walk.deploy();
  const done = await walk.paperboy(act.type.replace(/\b(ID|FEED)\b/, word));
  assert.equal(done.exitCode, 0, done.err.join());
}
