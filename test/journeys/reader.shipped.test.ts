/** A reader, from signup to goodbye, in a real browser on the running system. Read this first. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Cloud } from '../../infra/local/cloud.ts';
import { publications, tellingsAt } from '../../infra/local/demo/publications.ts';
import { assertAccessible, screenshot, testPage } from '../support/browser.ts';
import { headerOf, type Mail } from '../support/cloud.ts';
import { becomeReader, editionsOf, linkIn, onlyMail, unspaced } from '../support/reader.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;
/** A form that is filled in within no time is taken for a machine's. */
const fillingInMs = 10_000;
const address = 'mika@readers.example';

/** All of it begins on a Tuesday, at noon in London, which is nine in the evening in Tokyo. */
async function toTuesdayNoon(cloud: Cloud): Promise<number> {
  // Or it would depend on the machine whether the feeds are first read on this day or on that one.
  await cloud.atRest();
  const noon = Math.ceil(cloud.clock.now() / dayMs) * dayMs + dayMs / 2;
  const daysAhead = (9 - new Date(noon).getUTCDay()) % 7;
  cloud.clock.moveTo(noon + daysAhead * dayMs - minuteMs);
  await cloud.advance(noon + daysAhead * dayMs);
  return noon + daysAhead * dayMs;
}

async function readersOf(origin: string): Promise<Record<string, number>> {
  const status = (await (await fetch(`${origin}/_control/api/status`)).json()) as {
    readers: Record<string, number>;
  };
  return status.readers;
}

describe('a reader, from signup to goodbye', () => {
  test('signs up, confirms, reads, changes preferences, and leaves by one click', async (t) => {
    const cloud = await testCloudAsShipped(t, { demo: true });
    const page = await testPage(t, { origin: cloud.origin, zone: 'Asia/Tokyo' });
    if (page === undefined) return;
    const noon = await toTuesdayNoon(cloud);
    const editions = async () => await editionsOf(cloud, address);

    await signUp(page, cloud);
    const eightInTokyo = noon + 23 * hourMs;
    await confirm(page, cloud, eightInTokyo);
    await cloud.advance(eightInTokyo - minuteMs);
    assert.equal((await editions()).length, 0, 'The edition came too early.');
    await cloud.advance(eightInTokyo + minuteMs);
    const [first] = await editions();
    assert.ok(first, 'The first edition has not come.');
    assertSentAt(first, eightInTokyo);
    assertLeavable(first);
    await assertReadable(page, first, cloud.origin);

    await changePreferences(page, linkIn(first.text, 'preferences'));
    const sixInBogota = eightInTokyo + 12 * hourMs;
    await cloud.advance(sixInBogota - minuteMs);
    assert.equal((await editions()).length, 1, 'An edition came too early.');
    await cloud.advance(sixInBogota + minuteMs);
    const [, second] = await editions();
    assert.ok(second, 'No edition has come at the new hour.');
    assertSentAt(second, sixInBogota);
    await cloud.advance(eightInTokyo + dayMs + hourMs);
    assert.equal((await editions()).length, 2, 'An edition came at the old hour.');

    assert.equal((await oneClick(second, asForm)).status, 200);
    await cloud.advance(sixInBogota + dayMs + minuteMs);
    assert.equal((await editions()).length, 2, 'Mail came after goodbye.');
    await page.goto(linkIn(second.text, 'unsubscribe'));
    await assertHeading(page, 'You are unsubscribed');
  });

  test('one click leaves, in every form that mail programs give it', async (t) => {
    const cloud = await testCloudAsShipped(t, { demo: true });
    const noon = await toTuesdayNoon(cloud);
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
    await cloud.advance(noon + 2 * dayMs);
    for (const [name, way] of Object.entries(ways)) {
      const expected = way === undefined ? 2 : 1;
      assert.equal((await editionsOf(cloud, addressOf(name))).length, expected, name);
    }
  });

  test('the page behind the link in the mail asks first, and its button leaves', async (t) => {
    const cloud = await testCloudAsShipped(t, { demo: true });
    const page = await testPage(t, { origin: cloud.origin });
    if (page === undefined) return;
    const noon = await toTuesdayNoon(cloud);
    await becomeReader(cloud, { newsletterId: 'harbour-post', address, sections: ['town'] });
    await cloud.advance(noon + dayMs);
    const [edition] = await editionsOf(cloud, address);
    assert.ok(edition, 'No edition has come.');
    const link = linkIn(edition.text, 'unsubscribe');
    await scan(cloud, link);
    await page.goto(link);
    await assertHeading(page, 'Unsubscribe from The Harbour Post?');
    await screenshot(page, 'journeys/reader-6-leave');
    assert.deepEqual(await readersOf(cloud.origin), { confirmed: 1, pending: 0, unsubscribed: 0 });
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await assertHeading(page, 'You are unsubscribed');
    await screenshot(page, 'journeys/reader-7-left');
    assert.deepEqual(await readersOf(cloud.origin), { confirmed: 0, pending: 0, unsubscribed: 1 });
    await cloud.advance(noon + 2 * dayMs);
    assert.equal((await editionsOf(cloud, address)).length, 1, 'Mail came after goodbye.');
  });
});

/** A scanner of mails looks at the link; whoever reads the mail comes a little later. */
async function scan({ clock }: Cloud, link: string): Promise<void> {
  for (const method of ['HEAD', 'GET']) assert.equal((await fetch(link, { method })).status, 200);
  clock.moveBy(1_000);
}

/** Every day at eight in the evening, in the zone that the browser reports. */
async function signUp(page: Page, { origin, clock }: Cloud): Promise<void> {
  await page.goto(origin);
  await assertHeading(page, 'The Harbour Post');
  await assertLook(page, 'reader-1-landing');
  await page.getByLabel('E-mail address').fill(address);
  await page.getByText('Choose when it comes').click();
  await page.getByLabel('every day').check();
  await page.getByLabel('Time of day').selectOption('20');
  assert.equal(await page.getByLabel('Time zone').inputValue(), 'Asia/Tokyo');
  clock.moveBy(fillingInMs);
  await page.getByRole('button', { name: 'Subscribe' }).click();
  await assertHeading(page, 'Now look in your inbox');
  await assertLook(page, 'reader-2-asked');
}

/** By the button in the mail and the button of its page; looking alone confirms nothing. */
async function confirm(page: Page, cloud: Cloud, firstAt: number): Promise<void> {
  const { origin } = cloud;
  const mail = await onlyMail(cloud, address);
  assert.equal(mail.subject, 'Please confirm: The Harbour Post');
  const link = linkIn(mail.text, 'confirm');
  await scan(cloud, link);
  await page.goto(`${origin}/_inbox/messages/${mail.id}`);
  const opening = page.waitForEvent('popup');
  await page.frameLocator('iframe').getByRole('link', { name: 'Confirm my subscription' }).click();
  const opened = await opening;
  await assertHeading(opened, 'Confirm your subscription');
  assert.equal(opened.url(), link);
  await opened.close();
  await page.goto(link);
  await assertLook(page, 'reader-3-confirm');
  assert.deepEqual(await readersOf(origin), { confirmed: 0, pending: 1, unsubscribed: 0 });
  await page.getByRole('button', { name: 'Yes, send it to me' }).click();
  await assertHeading(page, 'You are subscribed');
  await page.getByText(inTokyo(firstAt)).waitFor();
  await assertLook(page, 'reader-4-confirmed');
  assert.deepEqual(await readersOf(origin), { confirmed: 1, pending: 0, unsubscribed: 0 });
}

/** From Tokyo to Bogota: on weekdays, at six in the evening. */
async function changePreferences(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await assertHeading(page, 'Your preferences');
  await page.getByLabel('Monday to Friday').check();
  await page.getByLabel('Time of day').selectOption('18');
  await page.getByLabel('Time zone').selectOption('America/Bogota');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').getByText('Your preferences are saved.').waitFor();
  await screenshot(page, 'journeys/reader-5-preferences');
  await page.goto(link);
  assert.ok(await page.getByLabel('Monday to Friday').isChecked());
  assert.equal(await page.getByLabel('Time of day').inputValue(), '18');
  assert.equal(await page.getByLabel('Time zone').inputValue(), 'America/Bogota');
}

async function assertHeading(page: Page, text: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
}

/** Pages that `test/site` does not hold to the same. */
async function assertLook(page: Page, name: string): Promise<void> {
  await assertAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await screenshot(page, `journeys/${name}`);
}

/** The edition in the inbox: HTML with its pictures in the frame, and text, each with every story. */
async function assertReadable(page: Page, edition: Mail, origin: string): Promise<void> {
  // The last poll is some minutes ahead of the edition, wherever in an hour that is.
  const at = edition.at - 10 * minuteMs;
  const titles = publications.map((publication) => tellingsAt(publication, at)[0]?.title ?? '');
  await page.goto(`${origin}/_inbox/messages/${edition.id}`);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('heading', { level: 1, name: 'The Harbour Post' }).waitFor();
  const html = unspaced((await frame.locator('body').textContent()) ?? '');
  const widths = await frame
    .locator('img')
    .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));
  assert.ok(widths.length >= 5 && widths.every((width) => width > 0), `Pictures: ${widths}`);
  await screenshot(page, 'journeys/reader-edition');
  await assertAccessible(page, edition.html);
  await page.getByRole('link', { name: 'Text', exact: true }).click();
  const text = unspaced((await page.locator('pre.text').textContent()) ?? '');
  for (const title of titles) {
    const isShown = title !== '' && html.includes(unspaced(title));
    assert.ok(isShown, `Not in the HTML: ${title}. The text has:\n${edition.text}`);
    assert.ok(
      text.includes(unspaced(title)),
      `Not in the text: ${title}. It has:\n${edition.text}`,
    );
  }
}

/** RFC 2369 and RFC 8058: the headers, and the same link for people in both parts. */
function assertLeavable(edition: Mail): void {
  const link = oneClickLink(edition);
  // Nothing is received on a stack as it is in cdk.json, so that no mailto is offered.
  assert.match(headerOf(edition, 'List-Unsubscribe') ?? '', /^<https?:[^>,]+>$/);
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
