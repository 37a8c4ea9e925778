/**
 * A passkey in a real browser, by a device that the browser plays: added after signing in by mail,
 * used, removed. Without script, and where there is no device, everything goes on by mail.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Cloud } from '../../../infra/local/cloud.ts';
import { demoOwner } from '../../../infra/local/demo/addresses.ts';
import { assertAccessible, type PageOptions, screenshot, testPage } from '../../support/browser.ts';
import { inboxOf, testCloud } from '../../support/cloud.ts';
import { signInByMail, widthOf } from '../../support/desk-visit.ts';

/** The desk of a demo, and a browser there with a device that says yes. */
async function withDevice(
  t: Parameters<typeof testCloud>[0],
  options: Omit<PageOptions, 'origin'>,
): Promise<{ readonly cloud: Cloud; readonly page: Page } | undefined> {
  const cloud = await testCloud(t, { demo: true });
  const page = await testPage(t, { origin: cloud.origin, ...options });
  if (page === undefined) return undefined;
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true },
      ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
    },
  });
  return { cloud, page };
}

/** The page as it is now, in light and dark: everybody can read it, and nothing sticks out. */
async function look(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  assert.ok((await widthOf(page)) <= width, `${name} is wider than ${width} px.`);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await screenshot(page, `desk/passkeys-${name}-${width}-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await assertAccessible(page);
}

const refused = [/status of 400/];
const formIn = 'form[action="/desk/in/passkey"]';
const formNew = 'form[action="/desk/passkeys"]';

for (const { language, locale, width } of [
  { language: 'en', locale: 'en-GB', width: 1280 },
  { language: 'ar', locale: 'ar-EG', width: 360 },
]) {
  test(`signs in by mail, adds a passkey, signs out, in by it, removes it, and stays out: ${language}, ${width} px`, async (t) => {
    const place = await withDevice(t, { locale, width, expected: refused });
    if (place === undefined) return;
    const { cloud, page } = place;
    const at = (path: string) => page.waitForURL(`${cloud.origin}${path}`);
    await signInByMail(page, cloud, demoOwner);
    await page.goto(`${cloud.origin}/desk/account`);
    await page.locator('main a[href="/desk/passkeys"]').click();
    await page.locator(formNew).waitFor();
    assert.match(await page.locator('[name=name]').inputValue(), /^Chrome · Linux$/);
    assert.equal(await page.locator('[data-without]').isVisible(), false);
    await look(page, `${language}-1-none`);
    await page.locator('[name=name]').fill('Work laptop');
    await page.locator(`${formNew} button`).click();
    await at('/desk/passkeys?said=added');
    await page.getByText('Work laptop').waitFor();
    await look(page, `${language}-2-added`);

    await cloud.atRest();
    const [told] = await inboxOf(cloud, demoOwner);
    assert.ok(told?.text.includes(`${cloud.origin}/desk/passkeys`), 'a mail tells of it');
    assert.doesNotMatch(told?.text ?? '', /Work laptop/);

    // The same device does not make a second one.
    await page.locator(`${formNew} button`).click();
    await page.locator(`${formNew} [role=alert]`).waitFor();
    await look(page, `${language}-3-taken`);

    await page.goto(`${cloud.origin}/desk/account`);
    await page.locator('form[action="/desk/out"] button').click();
    await at('/desk/in?said=out');
    await page.locator(`${formIn} button`).waitFor();
    await look(page, `${language}-4-out`);
    await page.locator(`${formIn} button`).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/desk/in'));
    await page.goto(`${cloud.origin}/desk/passkeys`);
    await page.locator('form[action="/desk/passkeys/remove"] button').click();
    await at('/desk/passkeys?said=removed');
    await look(page, `${language}-5-removed`);

    await page.goto(`${cloud.origin}/desk/account`);
    await page.locator('form[action="/desk/out"] button').click();
    await at('/desk/in?said=out');
    await page.locator(`${formIn} button`).click();
    await at('/desk/in/passkey');
    await look(page, `${language}-6-refused`);
    await page.goto(`${cloud.origin}/desk/account`);
    assert.equal(new URL(page.url()).pathname, '/desk/in');
  });
}

test('a proof that is too old leads to the page for signing in, and the passkey there renews it', async (t) => {
  const place = await withDevice(t, { locale: 'en-GB' });
  if (place === undefined) return;
  const { cloud, page } = place;
  await signInByMail(page, cloud, demoOwner);
  await page.goto(`${cloud.origin}/desk/passkeys`);
  await page.locator(`${formNew} button`).click();
  await page.waitForURL(/said=added/);
  await cloud.clock.moveTo(cloud.clock.now() + 11 * 60_000);
  await page.locator(`${formNew} button`).click();
  await page.waitForURL(/\/desk\/in\?said=prove/);
  await page.locator(`${formIn} button`).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/desk/in'));
  await page.goto(`${cloud.origin}/desk/passkeys`);
  await page.locator(`${formNew} button`).click();
  // Now it is the device that has one already, and not the desk that asks for a proof.
  await page.locator(`${formNew} [role=alert]`).waitFor();
});

test('where no device answers, the page says so, and the mail goes on working', async (t) => {
  const cloud = await testCloud(t, { demo: true });
  const page = await testPage(t, { origin: cloud.origin, locale: 'en-GB' });
  if (page === undefined) return;
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true },
      ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: false },
    },
  });
  await page.goto(`${cloud.origin}/desk/in`);
  await page.locator(`${formIn} button`).click();
  await page.locator(`${formIn} [role=alert]`).waitFor();
  const fault = await page.locator(`${formIn} [role=alert]`).textContent();
  assert.match(fault ?? '', /have a link mailed/);
  await look(page, 'en-7-no-device');
  await signInByMail(page, cloud, demoOwner);
});

test('without script, or in a browser that knows none, nothing speaks of passkeys but the page of them', async (t) => {
  const cloud = await testCloud(t, { demo: true });
  const page = await testPage(t, { origin: cloud.origin, locale: 'en-GB', javaScript: false });
  if (page === undefined) return;
  await page.goto(`${cloud.origin}/desk/in`);
  assert.equal(await page.getByText(/passkey/i).isVisible(), false);
  await signInByMail(page, cloud, demoOwner);
  await page.goto(`${cloud.origin}/desk/passkeys`);
  assert.equal(await page.locator(formNew).isVisible(), false);
  const needs = await page.locator('[data-without]').textContent();
  assert.match(needs ?? '', /run scripts.+at localhost/);
  await look(page, 'en-8-no-script');
  const old = await testPage(t, { origin: cloud.origin, locale: 'en-GB' });
  await old?.addInitScript('delete window.PublicKeyCredential;');
  await old?.goto(`${cloud.origin}/desk/in`);
  assert.equal(await old?.locator(formIn).isVisible(), false);
});
