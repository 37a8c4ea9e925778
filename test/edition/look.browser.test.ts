/** The cases of an edition in a real browser: readable for everybody, on a phone and in the dark. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Piece } from '../../functions/edition/content.ts';
import { renderEdition } from '../../functions/edition/print/render.ts';
import { assertAccessible, screenshot, testPage } from '../support/browser.ts';
import { cases } from './cases.ts';

const phone = { width: 320, height: 640 };
const desk = { width: 640, height: 800 };
const minHitPx = 44;

test('every kind of edition has no barrier, and fits on a phone', async (t) => {
  const page = await testPage(t, { ...phone, origin: 'https://paper.example' });
  if (page === undefined) return;
  for (const [name, inputOf] of Object.entries(cases)) {
    await t.test(name, () => look(page, name, renderEdition(inputOf()).html));
  }
});

async function look(page: Page, name: string, html: readonly Piece[]): Promise<void> {
  await page.setContent(asShown(html));
  await assertAccessible(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const size of [phone, desk]) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      assert.ok(Number(wide) <= size.width, `${wide} px wide on ${size.width}`);
      if ((size === phone) !== (colorScheme === 'dark')) {
        await screenshot(page, `edition/${name}-${size.width}-${colorScheme}`);
      }
    }
  }
  await page.setViewportSize(phone);
  assert.deepEqual(await page.evaluate(smallTargets), []);
}

/** Links that stand alone and are too small for a thumb (links within a text may be). */
const smallTargets = `[...document.querySelectorAll('h1 a, h3 a, .more a, .foot a, a.view')]
  .filter((link) => link.getBoundingClientRect().height < ${minHitPx} - 0.5)
  .map((link) => link.outerHTML.slice(0, 120))`;

const picture = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500"><path fill="#789" d="M0 0h800v500H0z"/></svg>',
)}`;

/** The mail as a reader's program shows it, its pictures from here. */
function asShown(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece : `https://paper.example/${piece.personal}`))
    .join('')
    .replace(/(<img[^>]*? src=")https?:[^"]*/g, `$1${picture}`);
}
