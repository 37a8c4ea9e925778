/** A reader, from signup to goodbye, in a real browser on the running system. Read this first. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { publications, tellingsAt } from '../../infra/local/demo/publications.ts';
import { assertAccessible, screenshot, testPage } from '../support/browser.ts';
import { headerOf, type Mail, testCloud } from '../support/cloud.ts';
import { becomeReader, editionsOf, linkIn, onlyMail, unspaced } from '../support/reader.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;

/** All of it begins at noon in London, which is nine in the evening in Tokyo. */
function nextNoon(now: number): number {
  return Math.ceil((now + hourMs) / dayMs) * dayMs + dayMs / 2;
}

async function readersOf(origin: string): Promise<Record<string, number>> {
  const status = (await (await fetch(`${origin}/_control/api/status`)).json()) as {
    readers: Record<string, number>;
  };
  return status.readers;
}

describe('a reader, from signup to goodbye', () => {
  test('signs up, confirms, reads, changes preferences, and leaves by one click', async (t) => {
    const cloud = await testCloud(t, { demo: true });
    const page = await testPage(t, { origin: cloud.origin, zone: 'Asia/Tokyo' });
    if (page === undefined) return;
    const noon = nextNoon(cloud.clock.now());
    await cloud.advance(noon);
    const address = 'mika@readers.example';

    await page.goto(cloud.origin);
    await assertHeading(page, 'The Harbour Post');
    await assertLook(page, 'reader-1-landing');
    await page.getByLabel('E-mail address').fill(address);
    await page.getByLabel('every day').check();
    await page.getByLabel('Time of day').selectOption('6');
    assert.equal(await page.getByLabel('Time zone').inputValue(), 'Asia/Tokyo');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await assertHeading(page, 'Now look in your inbox');
    await assertLook(page, 'reader-2-asked');

    const confirmation = await onlyMail(cloud, address);
    assert.equal(confirmation.subject, 'Please confirm: The Harbour Post');
    const link = linkIn(confirmation.text, 'confirm');
    assert.equal(linkIn(confirmation.html, 'confirm'), link);
    for (const method of ['HEAD', 'GET']) assert.equal((await fetch(link, { method })).status, 200);
    assert.deepEqual(await readersOf(cloud.origin), { confirmed: 0, pending: 1, unsubscribed: 0 });
    await page.goto(`${cloud.origin}/_inbox/messages/${confirmation.id}`);
    const [confirming] = await Promise.all([
      page.waitForEvent('popup'),
      page.frameLocator('iframe').getByRole('link', { name: 'Confirm my subscription' }).click(),
    ]);
    await confirming.close();
    await page.goto(link);
    await assertHeading(page, 'Confirm your subscription');
    await assertLook(page, 'reader-3-confirm');
    assert.deepEqual(await readersOf(cloud.origin), { confirmed: 0, pending: 1, unsubscribed: 0 });
    await page.getByRole('button', { name: 'Yes, send it to me' }).click();
    await assertHeading(page, 'You are subscribed');
    await assertLook(page, 'reader-4-confirmed');
    const first = noon + 9 * hourMs;
    assert.ok((await page.locator('main').innerText()).includes(inTokyo(first)), inTokyo(first));

    await cloud.advance(first - minuteMs);
    assert.equal((await editionsOf(cloud, address)).length, 0, 'The edition came too early.');
    await cloud.advance(first + minuteMs);
    const [edition] = await editionsOf(cloud, address);
    assert.ok(edition, 'The first edition has not come.');
    assertSentAt(edition, first);
    await assertReadable(page, edition, cloud.origin, first - 10 * minuteMs);
    assertLeavable(edition);

    await page.goto(linkIn(edition.text, 'preferences'));
    await assertHeading(page, 'Your preferences');
    const second = noon + dayMs + 11 * hourMs;
    await page.getByLabel('once a week').check();
    await page.getByLabel('Day of the week').selectOption(String(isoWeekday(second)));
    await page.getByLabel('Time of day').selectOption('18');
    await page.getByLabel('Time zone').selectOption('America/Bogota');
    await page.getByRole('button', { name: 'Save' }).click();
    assert.equal(await page.getByRole('status').innerText(), 'Your preferences are saved.');
    await assertLook(page, 'reader-5-preferences');
    await page.goto(linkIn(edition.text, 'preferences'));
    assert.ok(await page.getByLabel('once a week').isChecked());
    assert.equal(await page.getByLabel('Time of day').inputValue(), '18');
    assert.equal(await page.getByLabel('Time zone').inputValue(), 'America/Bogota');

    await cloud.advance(second - minuteMs);
    assert.equal((await editionsOf(cloud, address)).length, 1, 'An edition came at the old hour.');
    await cloud.advance(second + minuteMs);
    const [, next] = await editionsOf(cloud, address);
    assert.ok(next, 'No edition has come at the new hour.');
    assertSentAt(next, second);

    assert.equal((await oneClick(next, asForm)).status, 200);
    await cloud.advance(second + 8 * dayMs);
    assert.equal((await editionsOf(cloud, address)).length, 2, 'Mail came after goodbye.');
    await page.goto(linkIn(next.text, 'unsubscribe'));
    await assertHeading(page, 'You are unsubscribed');
  });

  test('one click leaves, in every form that mail programs give it', async (t) => {
    const cloud = await testCloud(t, { demo: true });
    const noon = nextNoon(cloud.clock.now());
    await cloud.advance(noon);
    const ways = { form: asForm, multipart: asMultipart, bare: withoutBody, stays: undefined };
    const addressOf = (name: string) => `${name}@readers.example`;
    for (const name of Object.keys(ways)) {
      const sections = ['town', 'craft', 'away', 'long-reads'];
      await becomeReader(cloud, {
        newsletterId: 'harbour-post',
        address: addressOf(name),
        sections,
      });
    }
    await cloud.advance(noon + dayMs);
    for (const [name, way] of Object.entries(ways)) {
      const [edition, ...more] = await editionsOf(cloud, addressOf(name));
      assert.ok(edition && more.length === 0, `${name}: one edition`);
      if (way === undefined) continue;
      await t.test(`${name}: 200 without a redirect, and again when it is repeated`, async () => {
        for (let times = 0; times < 2; times += 1) {
          const answer = await oneClick(edition, way);
          assert.deepEqual([answer.status, answer.headers.get('location')], [200, null]);
        }
      });
    }
    await cloud.advance(noon + 4 * dayMs);
    for (const [name, way] of Object.entries(ways)) {
      const expected = way === undefined ? 4 : 1;
      assert.equal((await editionsOf(cloud, addressOf(name))).length, expected, name);
    }
  });

  test('the page behind the link in the mail asks first, and its button leaves', async (t) => {
    const cloud = await testCloud(t, { demo: true });
    const page = await testPage(t, { origin: cloud.origin });
    if (page === undefined) return;
    const noon = nextNoon(cloud.clock.now());
    await cloud.advance(noon);
    const address = 'lea@readers.example';
    await becomeReader(cloud, { newsletterId: 'harbour-post', address, sections: ['town'] });
    await cloud.advance(noon + dayMs);
    const [edition] = await editionsOf(cloud, address);
    assert.ok(edition, 'No edition has come.');
    const link = linkIn(edition.text, 'unsubscribe');
    for (const method of ['HEAD', 'GET']) assert.equal((await fetch(link, { method })).status, 200);
    await page.goto(link);
    await assertHeading(page, 'Unsubscribe from The Harbour Post?');
    await assertLook(page, 'reader-6-leave');
    assert.deepEqual(await readersOf(cloud.origin), { confirmed: 1, pending: 0, unsubscribed: 0 });
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await assertHeading(page, 'You are unsubscribed');
    await assertLook(page, 'reader-7-left');
    assert.deepEqual(await readersOf(cloud.origin), { confirmed: 0, pending: 0, unsubscribed: 1 });
    await cloud.advance(noon + 3 * dayMs);
    assert.equal((await editionsOf(cloud, address)).length, 1, 'Mail came after goodbye.');
  });
});

async function assertHeading(page: Page, text: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
}

async function assertLook(page: Page, name: string): Promise<void> {
  await assertAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await screenshot(page, `journeys/${name}`);
}

/** The edition in the inbox: HTML with its pictures in the frame, and text, each with every story. */
async function assertReadable(page: Page, edition: Mail, origin: string, at: number) {
  const titles = publications.map((publication) => tellingsAt(publication, at)[0]?.title ?? '');
  await page.goto(`${origin}/_inbox/messages/${edition.id}`);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('heading', { level: 1, name: 'The Harbour Post' }).waitFor();
  const html = unspaced(await frame.locator('body').innerText());
  await page.getByRole('link', { name: 'Text', exact: true }).click();
  const text = unspaced(await page.locator('pre.text').innerText());
  for (const title of titles) {
    assert.ok(title !== '' && html.includes(unspaced(title)), `In HTML: ${title}`);
    assert.ok(text.includes(unspaced(title)), `In text: ${title}`);
  }
  await page.goto(`${origin}/_inbox/messages/${edition.id}/html`);
  await assertLook(page, 'reader-edition');
  const widths = await page
    .locator('img')
    .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));
  assert.ok(widths.length >= 5 && widths.every((width) => width > 0), `Pictures: ${widths}`);
}

/** RFC 2369 and RFC 8058: the headers, and the same link for people in both parts. */
function assertLeavable(edition: Mail): void {
  const link = oneClickLink(edition);
  assert.match(headerOf(edition, 'List-Unsubscribe') ?? '', /<mailto:[^>]+>/);
  assert.equal(headerOf(edition, 'List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click');
  assert.equal(linkIn(edition.text, 'unsubscribe'), link);
  assert.equal(linkIn(edition.html, 'unsubscribe'), link);
}

function oneClickLink(edition: Mail): string {
  return linkIn(headerOf(edition, 'List-Unsubscribe') ?? '', 'unsubscribe');
}

const asForm = () => new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
const withoutBody = () => null;

function asMultipart(): FormData {
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  return form;
}

/** As a mail program posts it: no cookie, no origin, no redirect followed. */
async function oneClick(edition: Mail, body: () => BodyInit | null): Promise<Response> {
  return await fetch(oneClickLink(edition), {
    method: 'POST',
    body: body(),
    redirect: 'manual',
    credentials: 'omit',
  });
}

function assertSentAt({ at }: Mail, due: number): void {
  const late = at - due;
  assert.ok(late >= 0 && late < minuteMs, `It came ${late} ms after its hour.`);
}

function inTokyo(at: number): string {
  const style = { dateStyle: 'full', timeStyle: 'short', timeZone: 'Asia/Tokyo' } as const;
  return new Intl.DateTimeFormat('en', style).format(at);
}

function isoWeekday(at: number): number {
  return new Date(at).getUTCDay() || 7;
}
