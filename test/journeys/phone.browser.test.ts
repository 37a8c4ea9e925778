/** The same way on a phone of 320 px, without JavaScript, in a language from right to left. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { siteWordsFor } from '../../functions/site/words.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { assertAccessible, screenshot, testPage } from '../support/browser.ts';
import { testCloud } from '../support/cloud.ts';
import { editionsOf, linkIn, onlyMail } from '../support/reader.ts';

const dayMs = 86_400_000;
/** A form that is filled in within no time is taken for a machine's. */
const fillingInMs = 10_000;
const words = siteWordsFor('ar');
const address = 'huda@readers.example';

test('a reader with a phone, without JavaScript, in Arabic', async (t) => {
  const cloud = await testCloud(t, { demo: true });
  const { origin } = cloud;
  const page = await testPage(t, {
    origin,
    width: 320,
    height: 640,
    javaScript: false,
    expected: [/status of 422/],
  });
  if (page === undefined) return;
  const look = (name: string) => assertFits(page, `phone-${name}`);
  const newsletters = newsletterStore(cloud.table);
  const demo = await newsletters.load('harbour-post');
  assert.ok(demo);
  const name = 'بريد الميناء';
  await newsletters.save({ ...demo, name, language: 'ar', zone: 'Asia/Riyadh' });
  const noon = Math.ceil(cloud.clock.now() / dayMs) * dayMs + dayMs / 2;
  cloud.clock.moveTo(noon);

  await page.goto(origin);
  await page.getByRole('heading', { level: 1, name }).waitFor();
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
  await look('1-landing');
  await page.getByLabel(words.landing.address).fill('huda@readers,example');
  await page.locator('form').evaluate((form) => form.setAttribute('novalidate', ''));
  cloud.clock.moveBy(fillingInMs);
  await page.getByRole('button', { name: words.landing.subscribe }).click();
  await page.getByRole('alert').waitFor();
  await look('2-slip');
  await page.getByLabel(words.landing.address).fill(address);
  await page.getByText(words.landing.choose).click();
  await page.getByLabel(words.choices.cadences.daily).check();
  await page.getByLabel(words.choices.hour).selectOption('9');
  await page.getByLabel(words.choices.zone).selectOption('Asia/Riyadh');
  cloud.clock.moveBy(fillingInMs);
  await page.getByRole('button', { name: words.landing.subscribe }).click();
  await page.getByRole('heading', { name: words.asked.title }).waitFor();
  await look('3-asked');

  const confirmation = await onlyMail(cloud, address);
  await page.goto(linkIn(confirmation.text, 'confirm'));
  await page.getByRole('heading', { name: words.confirm.title }).waitFor();
  await look('4-confirm');
  await page.getByRole('button', { name: words.confirm.button }).click();
  await page.getByRole('heading', { name: words.confirm.doneTitle }).waitFor();
  await look('5-confirmed');
  await assertAccessible(page, confirmation.html);

  // Nine in Riyadh is six in London.
  await cloud.advance(noon + (18 * dayMs) / 24 + 60_000);
  const [edition] = await editionsOf(cloud, address);
  assert.ok(edition, 'The edition has not come.');
  await page.goto(`${origin}/_inbox/messages/${edition.id}`);
  await page.frameLocator('iframe').getByRole('heading', { level: 1, name }).waitFor();
  await pictures(page, 'phone-6-edition');
  await assertAccessible(page, edition.html);

  await page.goto(linkIn(edition.text, 'preferences'));
  await page.getByLabel(words.choices.cadences.weekly).check();
  await page.getByRole('button', { name: words.preferences.save }).click();
  await page.getByRole('status').getByText(words.preferences.saved).waitFor();
  await look('7-preferences');
  await page.getByRole('link', { name: words.unsubscribe.button }).click();
  await look('8-leave');
  await page.getByRole('button', { name: words.unsubscribe.button }).click();
  await page.getByRole('heading', { name: words.unsubscribe.doneTitle }).waitFor();
  await look('9-left');
});

/** Nothing is cut off or needs scrolling sideways, and axe has nothing grave to say. */
async function assertFits(page: Page, name: string): Promise<void> {
  await pictures(page, name);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `${page.url()} is ${width} px wide.`);
  await assertAccessible(page);
}

async function pictures(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await screenshot(page, `journeys/${name}-${colorScheme}`);
  }
}
