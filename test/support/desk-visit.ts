/** Somebody who comes to the desk in a real browser, by the mail that lets them in. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Cloud } from '../../infra/local/cloud.ts';
import { inboxOf } from './cloud.ts';

/** Asks for the mail, opens its link in the same browser, and presses the only button there. */
export async function signInByMail(page: Page, cloud: Cloud, address: string): Promise<void> {
  await page.goto(`${cloud.origin}/desk/in`);
  await page.locator('input[name=address]').fill(address);
  // Beside it is the way in by a passkey.
  await page.locator('form:has(input[name=address]) button').click();
  await page.locator('input[name=code]').waitFor();
  await cloud.atRest();
  const [mail] = await inboxOf(cloud, address);
  const [link] = /https?:\/\/\S+\/desk\/in\/\S+/.exec(mail?.text ?? '') ?? [];
  assert.ok(link, 'No mail lets in.');
  await page.goto(link);
  await page.locator('main button').click();
  await page.waitForURL((url) => !url.pathname.startsWith('/desk/in'));
}

/** The widest that the page has become. */
export function widthOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}
