/** The archive and the web edition in a real browser: narrow and wide, light and dark, both ways. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { archiveStore } from '../../functions/store/archive.ts';
import type { Table } from '../../functions/store/client.ts';
import { assertAccessible, screenshot, testPage } from '../support/browser.ts';
import { addItems, item, setUpNewsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';
import { publish, siteOn } from './published.ts';
import { siteUrl } from './stage.ts';

const dayMs = 86_400_000;
const seven = Date.UTC(2026, 10, 20, 7);
const picture = `${siteUrl}/picture.svg`;
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 300"><path fill="#7a9" d="M0 0h600v300H0z"/></svg>';

const papers: readonly (readonly [string, Partial<Newsletter>, readonly string[]])[] = [
  [
    'ltr',
    {
      description: 'What moves in the port.',
      theme: {
        light: { accent: '#005f3c', text: '#101820', background: '#f4fbf7' },
        font: 'serif',
        logo: { url: picture, alt: 'The Test Paper' },
        footer: 'Made by the friends of the harbour.',
      },
    },
    ['The ferry waits for the tide', 'Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik'],
  ],
  [
    'rtl',
    { language: 'ar', name: 'جريدة الميناء' },
    ['العبّارة تنتظر المد والجزر', 'A story in English among the others'],
  ],
];

for (const [name, changes, titles] of papers) {
  test(`landing page, archive and edition can be read by everybody: ${name}`, async (t) => {
    const table = await testTable(t);
    await setUpNewsletter(table, changes);
    await publishTwoDays(table, titles);
    const [edition] = await archiveStore(table).list('paper', { limit: 1 });
    for (const [width, scheme] of [
      [320, 'light'],
      [1280, 'dark'],
    ] as const) {
      const page = await pageOf(t, table, width);
      if (page === undefined) return;
      for (const [shown, path] of [
        ['landing', '/n/paper'],
        ['archive', '/n/paper/archive?before=999999999999999'],
        ['edition', `/n/paper/e/${edition?.key}`],
      ] as const) {
        await page.goto(`${siteUrl}${path}`);
        assert.equal(await overflow(page), 0, `${shown} at ${width}`);
        if (shown !== 'landing') assert.ok((await picturesOf(page)).every(Boolean), shown);
        if (width === 320 && shown !== 'landing') await assertAccessible(page);
        await page.emulateMedia({ colorScheme: scheme });
        await screenshot(page, `site/${shown}-${name}-${width}-${scheme}`);
      }
    }
  });
}

async function publishTwoDays(table: Table, titles: readonly string[]): Promise<void> {
  for (const day of [0, 1]) {
    const at = seven + day * dayMs;
    const items = titles.map((title, n) =>
      item(at - (n + 30) * 60_000, {
        key: `k${day}${n}`,
        title,
        ...(n === 0 ? { image: picture } : {}),
      }),
    );
    await addItems(table, ...items);
    await publish(table, at);
  }
}

/** A page of a browser for which the site itself answers, without a network. */
async function pageOf(t: TestContext, table: Table, width: number): Promise<Page | undefined> {
  const page = await testPage(t, { origin: siteUrl, width });
  const site = siteOn(table);
  await page?.route(`${siteUrl}/**`, async (route) => {
    if (route.request().url() === picture) {
      return await route.fulfill({ contentType: 'image/svg+xml', body: svg });
    }
    const answer = await site.request(route.request().url());
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.text(),
    });
  });
  return page;
}

/** Whether each picture is there, also those that are loaded when they come into sight. */
async function picturesOf(page: Page): Promise<boolean[]> {
  const pictures = page.locator('img');
  const count = await pictures.count();
  assert.ok(count > 0, 'There is no picture.');
  const seen: boolean[] = [];
  for (let at = 0; at < count; at += 1) {
    await pictures.nth(at).scrollIntoViewIfNeeded();
    seen.push(await pictures.nth(at).evaluate(isLoaded));
  }
  return seen;
}

async function isLoaded(element: Element): Promise<boolean> {
  const image = element as HTMLImageElement;
  return await image.decode().then(
    () => image.naturalWidth > 0,
    () => false,
  );
}

async function overflow(page: Page): Promise<number> {
  return await page.evaluate(
    'Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)',
  );
}
