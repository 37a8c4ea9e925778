/**
 * The stage is broken, and the template's alarms are asked about what it has counted meanwhile: each
 * fault rings what the table of alarms says, in the time that the alarm's text promises.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, suite, type TestContext, test } from 'node:test';
import type { Cloud } from '../../infra/local/cloud.ts';
import { synthesise } from '../../infra/local/template/synthesis.ts';
import { queueFacts } from '../cloud/alarm-run.ts';
import { foundIn } from '../cloud/resources.ts';
import { alarmFaults } from '../support/alarm-faults.ts';
import { alteredCloud } from '../support/altered-cloud.ts';
import { testCloud, testContext } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { addFeed, type StageFault, stageFaults } from './stage-faults.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const stepMinutes = 5;
const quietSteps = 3;
/** Metrics come a little late, and an alarm is evaluated once a minute. */
const lagMinutes = 3;
/** Nothing more may ring in the time after. */
const longerMinutes = 5;

const template = foundIn(await synthesise('source', testContext));
const known = alarmFaults(queueFacts(template));
const hold = createServer(() => {});
await new Promise<void>((resolve) => void hold.listen(0, '127.0.0.1', resolve));
after(() => {
  hold.closeAllConnections();
  hold.close();
});
const address = hold.address();
const holdOrigin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

suite('alarms on the stage', { concurrency: 2 }, () => {
  test('nothing is broken, for an hour: nothing rings', async (t) => {
    const fault = { what: 'nothing', prepare: (cloud: Cloud) => addFeed(cloud, 5) };
    const { rung, cloud } = await run(t, fault, 60);
    assert.deepEqual(rung, []);
    assert.deepEqual(ringing(statesOf(cloud)), []);
    assert.equal(cloud.ses.mailbox.all().length, 1);
  });

  test('the clock jumps by two days: what it leaves out rings nothing', async (t) => {
    const cloud = await testCloud(t);
    await setUpNewsletter(cloud.table);
    await cloud.advance(cloud.clock.now() + 2 * dayMs);
    assert.deepEqual(ringing(statesOf(cloud)), []);
  });

  for (const fault of stageFaults(holdOrigin)) {
    const { rings } = known.find(({ what }) => what === fault.what) ?? assert.fail(fault.what);
    test(`${fault.what}: ${rings.map(({ alarm }) => alarm).join(', then ')}`, async (t) => {
      const last = Math.max(...rings.map(({ from, withinMinutes }) => from + withinMinutes));
      const { rung } = await run(t, fault, last + longerMinutes);
      assert.deepEqual(
        rung.map(({ alarm }) => alarm),
        rings.map(({ alarm }) => plain(alarm)),
        JSON.stringify(rung),
      );
      for (const [n, { alarm, from, withinMinutes }] of rings.entries()) {
        const waited = (rung[n]?.at ?? Infinity) - from;
        assert.ok(waited <= withinMinutes, `${alarm} rings after ${waited} minutes`);
      }
    });
  }
});

interface Rung {
  readonly alarm: string;
  /** Minutes after the fault began, until the mail is out. */
  readonly at: number;
}

/** Walks through the time from before the fault, in steps of five minutes. */
async function run(t: TestContext, fault: StageFault, minutes: number) {
  const { code = 'source', alter = () => {} } = fault;
  const cloud = await alteredCloud(t, alter, { code, settings: { maxSendRate: 500 } });
  const due = sevenTomorrow(cloud);
  const first = due - quietSteps * stepMinutes * minuteMs;
  const begin = fault.isLater ? due : first;
  cloud.clock.moveTo(first);
  await setUpNewsletter(cloud.table);
  await addReader(cloud.table, first);
  await addItems(cloud.table, item(due - 10 * minuteMs));
  await fault.prepare?.(cloud, begin);
  const rung: Rung[] = [];
  let before = statesOf(cloud);
  assert.deepEqual(ringing(before), ['nosweep'], 'a fresh start');
  for (let n = fault.isLater ? -quietSteps : 0; n * stepMinutes <= minutes; n++) {
    await step(cloud, fault, { n, at: begin + n * stepMinutes * minuteMs });
    const states = statesOf(cloud);
    const fresh = ringing(states).filter((alarm) => before.get(alarm) === 'OK');
    rung.push(...fresh.map((alarm) => ({ alarm, at: n * stepMinutes + lagMinutes })));
    before = states;
  }
  t.diagnostic(rung.map(({ alarm, at }) => `${alarm} at ${at} minutes`).join(', '));
  return { rung, cloud };
}

async function step(
  cloud: Cloud,
  { step: happens, isWithoutTicks }: StageFault,
  { n, at }: { readonly n: number; readonly at: number },
): Promise<void> {
  if (n >= 0 && isWithoutTicks) cloud.clock.moveTo(at);
  // A moment after the tick: the clock is there already when the walk begins.
  else await cloud.advance(at + secondMs);
  if (n < 0) return;
  await happens?.(cloud, n);
  await cloud.atRest();
}

/** An edition is due then. */
function sevenTomorrow({ clock }: Cloud): number {
  return Math.ceil(clock.now() / dayMs) * dayMs + dayMs + 7 * 60 * minuteMs;
}

function statesOf({ alarms }: Cloud): Map<string, string> {
  return new Map(alarms().map(({ name, state }) => [plain(name), state]));
}

function ringing(states: ReadonlyMap<string, string>): string[] {
  return [...states].filter(([, state]) => state === 'ALARM').map(([name]) => name);
}

function plain(alarm: string): string {
  return alarm.replaceAll('-', '');
}
