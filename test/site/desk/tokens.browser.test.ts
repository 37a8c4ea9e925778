/** A token in a real browser: made on a phone by keyboard, readable as a whole, listed, revoked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoOwner } from '../../../infra/local/demo/addresses.ts';
import { assertAccessible, screenshot, testPage } from '../../support/browser.ts';
import { testCloud } from '../../support/cloud.ts';
import { signInByMail, widthOf } from '../../support/desk-visit.ts';

const phone = { width: 360, height: 800 };

test('a token is made, read and revoked on a phone, with the keyboard alone', async (t) => {
  const cloud = await testCloud(t, { demo: true });
  const page = await testPage(t, { origin: cloud.origin, locale: 'en-GB', javaScript: false });
  if (page === undefined) return;
  await page.setViewportSize(phone);
  await signInByMail(page, cloud, demoOwner);
  await page.goto(`${cloud.origin}/desk/account`);
  await page.getByRole('link', { name: 'Tokens for programs' }).press('Enter');
  await page.getByLabel('Name').fill('Feed watcher');
  await page.getByLabel('decide on items, and').press('Space');
  await page.getByRole('button', { name: 'Make a token' }).press('Enter');
  const text = (await page.locator('main code').textContent()) ?? '';
  assert.match(text, /^pbt_[\w-]+$/);
  assert.ok((await widthOf(page)) <= phone.width);
  await screenshot(page, 'desk/token-made-360');
  await assertAccessible(page);
  const answer = await page.request.get(`${cloud.origin}/desk/api/newsletters`, {
    headers: { authorization: `Bearer ${text}` },
  });
  assert.equal(answer.status(), 200);
  await page.getByRole('link', { name: 'All tokens' }).press('Enter');
  assert.ok((await widthOf(page)) <= phone.width);
  await screenshot(page, 'desk/token-list-360');
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Revoke: Feed watcher' }).press('Enter');
  assert.match((await page.locator('[role=status]').textContent()) ?? '', /is revoked/);
  const refused = await page.request.get(`${cloud.origin}/desk/api/newsletters`, {
    headers: { authorization: `Bearer ${text}` },
  });
  assert.equal(refused.status(), 401);
});
