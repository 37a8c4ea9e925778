/** The reader's side in a real browser: narrow and wide, with and without JavaScript, by keyboard. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { windowStore } from '../../functions/store/windows.ts';
import { networkWindow } from '../../functions/subscriber/windows.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { assertAccessible, screenshot, testPage } from '../support/browser.ts';
import { inboxOf, testCloud } from '../support/cloud.ts';
import { addReader, setUpNewsletter } from '../support/newsletter.ts';
import { linkIn } from '../support/reader.ts';

const widths = [320, 768, 1280];
const formAgeMs = 3_100;

async function setUp(t: TestContext, language: string): Promise<Cloud> {
  const cloud = await testCloud(t);
  await setUpNewsletter(cloud.table, { language });
  return cloud;
}

/** Pages with something of their own; the others are made of the same parts. */
const audited =
  /^(?:landing-open|link|link-asked|preferences|left|restored|erased|address|address-done|proof)-en$|^(?:preferences|proof)-ar$/;

/** Fits at every width; what has controls of its own is held to axe too, in light and dark. */
async function assertFits(page: Page, name: string): Promise<void> {
  if (audited.test(name)) {
    // A script would do its work in the copy too: the proof's goes on to the next page.
    const still = (await page.content()).replace(/<script.*?<\/script>/gs, '');
    await assertAccessible(page, still);
    await page.emulateMedia({ colorScheme: 'light' });
  }
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${name} is ${wide} px wide at ${width}.`);
    if (width === 320) await screenshot(page, `site/${name}`);
  }
}

/** The city of the browser, by its name of today, and those near it first; else the newsletter's. */
async function assertZone(page: Page, javaScript: boolean): Promise<void> {
  const [zone, city] = javaScript ? ['Asia/Kolkata', 'Kolkata'] : ['UTC', 'UTC'];
  assert.equal(await page.locator('#zone').inputValue(), zone);
  assert.equal(await page.locator('[data-zone]').textContent(), city);
  const [first, second] = await page.locator('#zone option').allTextContents();
  if (javaScript) assert.deepEqual([first, second], ['Kolkata', 'Colombo']);
}

/** Tab to a control by its name, as who has no mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if (await page.locator(`${selector}:focus`).count()) return;
  }
  assert.fail(`The keyboard never came to ${selector}.`);
}

async function preferencesOf(cloud: Cloud, address: string): Promise<string> {
  await cloud.atRest();
  const mails = await inboxOf(cloud, address);
  return linkIn(mails.map(({ text }) => text).join('\n'), 'preferences');
}

for (const { language, javaScript } of [
  { language: 'en', javaScript: true },
  { language: 'ar', javaScript: false },
]) {
  const how = `in ${language}, ${javaScript ? 'with' : 'without'} JavaScript`;
  test(`link by mail, address, file, erasing and undo: by keyboard, ${how}`, async (t) => {
    const cloud = await setUp(t, language);
    // Browsers call this zone Asia/Calcutta.
    const page = await testPage(t, { origin: cloud.origin, javaScript, zone: 'Asia/Kolkata' });
    if (page === undefined) return;
    const address = 'ann@readers.example';
    await addReader(cloud.table, cloud.clock.now(), { address });

    await page.goto(`${cloud.origin}/n/paper`);
    await assertFits(page, `landing-${language}`);
    assert.equal(await page.locator('#zone').isVisible(), false, 'One thing is asked for.');
    await tabTo(page, 'summary');
    await page.keyboard.press('Enter');
    await page.locator('#zone').waitFor();
    await assertZone(page, javaScript);
    await assertFits(page, `landing-open-${language}`);
    await tabTo(page, 'a[href$="/link"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/link$/);
    await assertFits(page, `link-${language}`);
    await tabTo(page, '#address');
    await page.keyboard.type(address);
    if (!javaScript) cloud.clock.moveBy(formAgeMs);
    await page.keyboard.press('Enter');
    await page.getByText(address).waitFor();
    await assertFits(page, `link-asked-${language}`);

    await page.goto(await preferencesOf(cloud, address));
    await assertFits(page, `preferences-${language}`);
    const known = await page.request.get(
      new URL((await page.locator('a[href$="/export"]').getAttribute('href')) ?? '', page.url())
        .href,
    );
    assert.equal(((await known.json()) as { address: string }).address, address);
    await tabTo(page, '#new-address');
    await page.keyboard.type('ann@new.example');
    await page.keyboard.press('Enter');
    await page.locator('.banner.good').waitFor();
    await assertFits(page, `address-asked-${language}`);
    await cloud.atRest();
    const [asking] = await inboxOf(cloud, 'ann@new.example');
    await page.goto(/https?:\/\/\S+\/address\/\S+/.exec(asking?.text ?? '')?.[0] ?? '');
    await assertFits(page, `address-${language}`);
    await tabTo(page, 'main button');
    await page.keyboard.press('Enter');
    await page.getByText('@new.example').waitFor();
    await assertFits(page, `address-done-${language}`);

    await page.goto(`${cloud.origin}/n/paper/link`);
    await page.locator('#address').fill('ann@new.example');
    if (!javaScript) cloud.clock.moveBy(formAgeMs);
    await page.locator('main form button').click();
    await page.getByText('ann@new.example').waitFor();
    const fresh = await preferencesOf(cloud, 'ann@new.example');
    await page.goto(fresh);
    await page.locator('a[href^="/unsubscribe/"]').click();
    await tabTo(page, 'main button');
    await page.keyboard.press('Enter');
    await page.locator('form[action^="/restore/"]').waitFor();
    await assertFits(page, `left-${language}`);
    await tabTo(page, 'form[action^="/restore/"] button');
    await page.keyboard.press('Enter');
    await page.locator('main a[href$="/link"]').waitFor();
    await assertFits(page, `restored-${language}`);

    await page.goto(fresh);
    await tabTo(page, 'input[name=sure]');
    await page.keyboard.press('Space');
    await tabTo(page, 'form:has([name=sure]) button');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('form') === null);
    await assertFits(page, `erased-${language}`);
  });
}

test('under attack the browser does a sum and goes on by itself; a fast form waits', async (t) => {
  const cloud = await setUp(t, 'en');
  const page = await testPage(t, { origin: cloud.origin });
  if (page === undefined) return;
  await useUpHalf(cloud);
  await page.goto(`${cloud.origin}/n/paper`);
  await page.getByLabel('E-mail address').fill('eve@readers.example');
  const started = performance.now();
  await page.getByRole('button', { name: 'Subscribe' }).click();
  await page.getByRole('heading', { name: 'Now look in your inbox' }).waitFor();
  t.diagnostic(`from press to answer: ${Math.round(performance.now() - started)} ms`);
  await cloud.atRest();
  assert.equal((await inboxOf(cloud, 'eve@readers.example')).length, 1);
});

for (const language of ['en', 'ar']) {
  test(`under attack without JavaScript, in ${language}: told to come later`, async (t) => {
    const cloud = await setUp(t, language);
    const page = await testPage(t, { origin: cloud.origin, javaScript: false });
    if (page === undefined) return;
    await useUpHalf(cloud);
    await page.goto(`${cloud.origin}/n/paper`);
    await page.locator('#address').fill('eve@readers.example');
    cloud.clock.moveBy(formAgeMs);
    await page.keyboard.press('Enter');
    await page.locator('[data-unable]').waitFor();
    await assertFits(page, `proof-${language}`);
  });
}

test('one line of script puts the form into another page, and the API takes it', async (t) => {
  const cloud = await setUp(t, 'en');
  const page = await testPage(t, { origin: cloud.origin });
  if (page === undefined) return;
  const line = `<script src="${cloud.origin}/n/paper/embed.js"></script>`;
  const body = `<!doctype html><html lang="en"><title>A blog</title><link rel="icon" href="data:,"><main><h1>A blog</h1>${line}</main>`;
  const blog = `${cloud.origin}/a-blog`;
  await page.route(blog, (route) => route.fulfill({ contentType: 'text/html', body }));
  // As slow as a function that has to be started: its form is younger than it looks.
  await page.route('**/n/paper/form', async (route) => {
    await setTimeout(1_000);
    await route.continue();
  });
  await page.goto(blog);
  await page.getByLabel('E-mail address').fill('bea@readers.example');
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Subscribe' }).click();
  await page.getByText('is not subscribed yet').waitFor();
  await cloud.atRest();
  assert.equal((await inboxOf(cloud, 'bea@readers.example')).length, 1);
});

/** Somebody on this network has asked twenty times. */
async function useUpHalf(cloud: Cloud): Promise<void> {
  const windows = windowStore(cloud.table, cloud.clock.now);
  for (const from of ['127.0.0.1', '::1']) {
    for (let n = 0; n < 20; n++) await windows.take(networkWindow(from), 1);
  }
}
