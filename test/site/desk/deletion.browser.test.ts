/**
 * A newsletter is deleted in a real browser, state after state: a phone and a desk, light and dark, in
 * four languages; readable by everybody, and nothing wider than the screen.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import {
  changedDeletion,
  type DeletionChanges,
} from '../../../functions/edition/plan/deletion-record.ts';
import { noneOwned } from '../../../functions/edition/plan/owned.ts';
import { deletionRecords } from '../../../functions/store/deletions.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { assertAccessible, screenshot } from '../../support/browser.ts';
import { widthOf } from '../../support/desk-visit.ts';
import { newsletter } from '../../support/newsletter.ts';
import { browsing } from './browse.ts';
import { deskOn, monday, siteUrl } from './stage.ts';

const name = 'The Harbour Post and Weekly Intelligencer';
const end = '/desk/n/paper/settings/end';
const gone = { ...noneOwned(), reader: 1_048_576, feed: 12, item: 31_400, edition: 730 };
/** What the sweep would make of it: the states of which the desk tells. */
const states: readonly (readonly [state: string, DeletionChanges])[] = [
  ['telling', { state: 'telling', told: 1_200 }],
  ['awaiting', { state: 'awaiting', told: 1_048_576 }],
  ['removing', { state: 'removing', removingSince: monday, gone }],
];

async function desk(t: TestContext, language: string) {
  const stage = await deskOn(t, [newsletter({ name }), newsletter({ id: 'other', name: 'Other' })]);
  await schemaStore(stage.table).begin(schemaVersion);
  const visitor = await stage.signedIn('owner');
  const page = await browsing(
    t,
    { request: stage.request, visitor },
    { language, javaScript: false },
  );
  const records = deletionRecords(stage.table);
  const become = async (changes: DeletionChanges) => {
    const there = (await records.load('paper')) ?? assert.fail();
    assert.equal(await records.save(changedDeletion(there, changes), there.version), 'saved');
  };
  return { ...stage, page, become };
}

async function look(page: Page, language: string, state: string): Promise<void> {
  for (const width of [360, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await widthOf(page);
    assert.ok(wide <= width, `${state} is ${wide} px wide at ${width}.`);
    await screenshot(page, `desk/deletion/${language}/${state}-${width}`);
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await screenshot(page, `desk/deletion/${language}/${state}-1280-dark`);
  await page.setViewportSize({ width: 360, height: 800 });
  await screenshot(page, `desk/deletion/${language}/${state}-360-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await assertAccessible(page, undefined, language === 'en' ? ['light', 'dark'] : ['light']);
}

for (const language of ['en', 'de', 'ar', 'zh-CN']) {
  test(`deleting fits and can be read by everybody in every state: ${language}`, async (t) => {
    const { page, become, errors, table } = await desk(t, language);
    if (page === undefined) return;
    const go = async (path: string, state: string) => {
      await page.goto(`${siteUrl}${path}`);
      await look(page, language, state);
    };
    await go(end, 'end');
    await page.locator(`main a[href="${end}/delete"]`).click();
    await look(page, language, 'form');
    await page.locator('main input[name=name]').fill(name);
    await page.locator('main form button.danger').click();
    await look(page, language, 'waiting');
    await go('/desk/n/paper', 'today');
    // Its owner thinks again.
    await page.locator('main form[action$="/keep"] button').click();
    await look(page, language, 'kept');
    assert.equal((await newsletterStore(table).load('paper'))?.closedAt, undefined);
    await page.goto(`${siteUrl}${end}/delete`);
    await page.locator('main input[name=name]').fill(name);
    await page.locator('main form button.danger').press('Enter');
    for (const [state, changes] of states) {
      await become(changes);
      await go(end, state);
    }
    assert.equal(await page.locator('main form[action$="/keep"]').count(), 0);
    await become({ state: 'done', endedAt: monday, place: null, lookAgainAt: null });
    await newsletterStore(table).remove('paper');
    await go('/desk/deletions', 'done');
    assert.match((await page.locator('main').textContent()) ?? '', /Harbour Post/);
    assert.deepEqual(errors, []);
  });
}
