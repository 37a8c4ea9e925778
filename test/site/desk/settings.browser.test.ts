/** The preview of a newsletter's look in a real browser: with the script, and without one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { browsing } from './browse.ts';
import { deskOn, siteUrl } from './stage.ts';

const look = `${siteUrl}/desk/n/paper/settings/look`;
const accent = '[name="theme.light.accent"]';

for (const javaScript of [true, false]) {
  test(`the preview shows what was typed ${javaScript ? 'at once' : 'at the next step'}`, async (t) => {
    const desk = await deskOn(t);
    const visitor = await desk.signedIn('owner');
    const options = { language: 'en', width: 1280, javaScript };
    const page = await browsing(t, { request: desk.request, visitor }, options);
    if (page === undefined) return;
    await page.goto(look);
    await page.locator(accent).fill('#0a5c6b');
    if (!javaScript) await page.locator('main form[method=post] button').first().click();
    const frame = page.locator('main iframe[src*="0a5c6b"]');
    await frame.waitFor();
    const shown = await visitor.get((await frame.getAttribute('src')) ?? '');
    assert.match(await shown.text(), /#0a5c6b/i);
    assert.equal((await newsletterStore(desk.table).load('paper'))?.theme, undefined);
    assert.deepEqual(desk.errors, []);
  });
}
