/** Names in another script than the page: they stand at its side, and not at that of their own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newsletter } from '../../support/newsletter.ts';
import { browsing } from './browse.ts';
import { deskOn } from './stage.ts';

for (const { language, name, side } of [
  { language: 'de', name: 'دفتر السماء', side: 'left' },
  { language: 'ar', name: 'The Harbour Post', side: 'right' },
] as const) {
  test(`the head and the facts of ${name} begin at the ${side} in ${language}`, async (t) => {
    const desk = await deskOn(t, [newsletter({ name })]);
    const page = await browsing(
      t,
      { request: desk.request, visitor: await desk.signedIn() },
      { language, javaScript: false },
    );
    if (page === undefined) return;
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(`https://news.example.com/desk/n/${newsletter().id}/settings`);
    // How far from the side at which lines begin: what the letters themselves take, not their box.
    const gaps = await page.evaluate((at) => {
      const gapOf = (selector: string) => {
        const range = document.createRange();
        const element = document.querySelector(selector);
        if (element === null) return -1;
        range.selectNodeContents(element);
        const { left, right } = range.getBoundingClientRect();
        return at === 'left' ? left : window.innerWidth - right;
      };
      return ['.desk-head .paper', '.facts dd', '.facts dt'].map(gapOf);
    }, side);
    const [head = -1, value = -1, label = -1] = gaps;
    assert.ok(head >= 0 && head < 40, `The head begins ${head} px from the ${side}.`);
    assert.ok(
      Math.abs(value - label) < 2,
      `A value begins ${value} px from it, its name ${label}.`,
    );
  });
}
