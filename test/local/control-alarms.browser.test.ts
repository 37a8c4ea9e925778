/** The alarms on the control page of a stage: those that ring, with what they mean and what to do. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import * as v from 'valibot';
import type { Cloud } from '../../infra/local/cloud.ts';
import { assertAccessible, screenshot, testPage } from '../support/browser.ts';
import { testCloud } from '../support/cloud.ts';
import { setUpNewsletter } from '../support/newsletter.ts';

const minuteMs = 60_000;
const answerSchema = v.object({
  alarms: v.array(v.object({ name: v.string(), state: v.string(), text: v.string() })),
});

/** A stage on which sweep was called for a while, as on any that was not just started. */
async function livedIn(t: TestContext): Promise<Cloud> {
  const cloud = await testCloud(t);
  await setUpNewsletter(cloud.table);
  for (let step = 0; step < 3; step++) await cloud.advance(cloud.clock.now() + 5 * minuteMs);
  return cloud;
}

/** Lets two periods go by in which digest failed. */
async function breakDigest({ clock, metrics, template }: Cloud): Promise<void> {
  const metric = { namespace: template.stackName, name: 'Failures' };
  for (let period = 0; period < 2; period++) {
    metrics.count(metric);
    clock.moveBy(5 * minuteMs);
  }
}

async function alarmsOf({ origin }: Cloud) {
  const answer = await fetch(`${origin}/_control/api/alarms`);
  return v.parse(answerSchema, await answer.json()).alarms;
}

test('the page says that all is quiet, then what rings and what to do', async (t) => {
  const cloud = await livedIn(t);
  const pageOf = async () => await (await fetch(`${cloud.origin}/_control/`)).text();
  assert.match(await pageOf(), /All ten alarms are quiet\./);
  assert.equal((await alarmsOf(cloud)).length, 10);

  await breakDigest(cloud);
  const ringing = (await alarmsOf(cloud)).filter(({ state }) => state === 'ALARM');
  assert.deepEqual(
    ringing.map(({ name }) => name),
    ['work-fails'],
  );
  const page = await pageOf();
  assert.match(page, /work-fails.*A door fails again and again.*To do: paperboy logs --problems/s);
  assert.doesNotMatch(page, /are quiet|no-sweep/);
});

test('an alarm on the page, wide and narrow, light and dark', async (t) => {
  const cloud = await livedIn(t);
  await breakDigest(cloud);
  const page = await testPage(t, { origin: cloud.origin });
  if (page === undefined) return;
  await page.goto(`${cloud.origin}/_control/`);
  await page.getByText('work-fails', { exact: true }).waitFor();
  for (const width of [1100, 375]) {
    await page.setViewportSize({ width, height: 900 });
    const wide: number = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${wide} px wide at ${width}`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await screenshot(page, `control-alarms-${width}-${colorScheme}`);
    }
    await assertAccessible(page);
  }
});
