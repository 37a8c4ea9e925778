/**
 * Every page of the desk that a link leads to, in a real browser: in four languages, on a phone, a
 * tablet and a desk, in light and dark. A page that no link leads to is found by its absence.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openSendingSwitch } from '../../../functions/mail/sending-switch.ts';
import { pathOf } from '../../../functions/site/desk/desk.ts';
import { deskRoutes } from '../../../functions/site/desk/routes.ts';
import { switchStore } from '../../../functions/store/pace.ts';
import { openQueue } from '../../../functions/store/queue.ts';
import { suppressAddress } from '../../../functions/store/suppressions.ts';
import type { Cloud } from '../../../infra/local/cloud.ts';
import { demoOwner } from '../../../infra/local/demo/addresses.ts';
import { assertAccessible, screenshot, testPage } from '../../support/browser.ts';
import { testCloud } from '../../support/cloud.ts';
import { signInByMail, widthOf } from '../../support/desk-visit.ts';
import { addReader } from '../../support/newsletter.ts';
import { leavingAt, reportOf } from '../../support/put-aside.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const reader = 'ann@readers.example';
const widths = [360, 768, 1280];
const bytesMax = 150_000;
const places = deskRoutes
  .filter(({ method }) => method === 'get')
  .map((route) => ({
    path: pathOf(route),
    pattern: new RegExp(`^${pathOf(route).replaceAll(/:[a-z]+/gi, '[^/]+')}$`),
  }));
/** What is no page of its own: it stands in a frame, is a file, or only leads on. */
const isPart = (path: string) => /\/preview$|\/opml$|\/readers\/find$/.test(path);

/** The demo with readers, and an edition that all but one of them got. */
async function busyDesk(t: Parameters<typeof testCloud>[0]): Promise<Cloud> {
  const cloud = await testCloud(t, { demo: true });
  const noon = Math.ceil(cloud.clock.now() / dayMs) * dayMs + dayMs / 2;
  cloud.clock.moveTo(noon);
  for (const address of [reader, 'bo@readers.example', 'chen@readers.example']) {
    await addReader(cloud.table, cloud.clock.now(), { address, newsletterId: 'harbour-post' });
  }
  const sending = openSendingSwitch(switchStore(cloud.table));
  await sending.pause(noon, 'a look first');
  await cloud.advance(noon + dayMs);
  await suppressAddress(cloud.table, 'chen@readers.example', 'complaint', cloud.clock.now());
  await sending.resume();
  await cloud.advance(noon + dayMs + hourMs);
  await putAside(cloud);
  return cloud;
}

/** Work of each kind that nobody could do. */
async function putAside({ queues, env }: Cloud): Promise<void> {
  const put = async (name: string, ...bodies: readonly unknown[]) => {
    const spread = { lanes: 10_000, randomId: randomUUID };
    await openQueue(queues.client, env[name] ?? '', spread).send(bodies);
  };
  const [newsletterId, id] = ['harbour-post', '0193-7a1c-44f0-a2b6-90cd12ef3456'];
  await put('DeadLettersUrl', reportOf(`0102-${id}`), leavingAt('x@in.example'), 'nonsense');
  await put(
    'OrderlyDeadLettersUrl',
    { editionId: `${newsletterId}-${id}`, batchId: `batch-${id}` },
    { subscriberId: id, confirmationId: id },
    { feeds: Array.from({ length: 12 }, (_, n) => ({ newsletterId, feedId: `feed-${n}-${id}` })) },
    { deliveries: [id] },
  );
  await put('ScheduleDeadLettersUrl', { scheduledTime: '2026-11-20T07:05:00Z' });
}

/** Goes to every page that a link leads to, one of each kind, and shows each. */
async function walk(page: Page, look: (name: string) => Promise<void>): Promise<string[]> {
  const seen = new Set<string>();
  const waiting = [new URL(page.url()).pathname];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { pathname } = new URL(next, page.url());
    const place = places.find(({ pattern }) => pattern.test(pathname));
    if (place === undefined || seen.has(place.path) || isPart(place.path)) continue;
    seen.add(place.path);
    const answer = await page.goto(new URL(next, page.url()).href);
    assert.equal(answer?.status(), 200, next);
    const { length } = (await answer?.body()) ?? '';
    assert.ok(length <= bytesMax, `${next} has ${length} bytes.`);
    await look(place.path.replaceAll(/[/:]+/g, '-').replace(/^-/, ''));
    const links = await page
      .locator('a[href^="/desk"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    waiting.push(...links);
  }
  return [...seen];
}

for (const locale of ['en-GB', 'de-DE', 'ar-EG', 'zh-CN']) {
  test(`each page fits and can be read by everybody: ${locale}`, async (t) => {
    const cloud = await busyDesk(t);
    const page = await testPage(t, { origin: cloud.origin, locale, javaScript: false });
    if (page === undefined) return;
    await signInByMail(page, cloud, demoOwner);
    const look = async (name: string) => {
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        const wide = await widthOf(page);
        assert.ok(wide <= width, `${name} is ${wide} px wide at ${width}.`);
        await screenshot(page, `desk/${locale}/${name}-${width}`);
      }
      await page.emulateMedia({ colorScheme: 'dark' });
      await screenshot(page, `desk/${locale}/${name}-1280-dark`);
      await page.emulateMedia({ colorScheme: 'light' });
      // Colours are the same in every language.
      await assertAccessible(page, undefined, locale === 'en-GB' ? ['light', 'dark'] : ['light']);
    };
    const seen = await walk(page, look);
    await page.goto(`${cloud.origin}/desk/n/harbour-post/readers`);
    await page.locator('form[action$="/readers/find"] input[name=address]').fill(reader);
    await page.locator('form[action$="/readers/find"] button.first').click();
    seen.push(...(await walk(page, look)));
    await page.goto(`${cloud.origin}/desk/n/harbour-post/imports`);
    await page.locator('textarea[name=paste]').fill('dina@readers.example\nnobody\n');
    await page.locator('form[enctype] button').click();
    seen.push(...(await walk(page, look)));
    const missing = places.filter(({ path }) => !isPart(path) && !seen.includes(path));
    assert.deepEqual(
      missing.map(({ path }) => path),
      [],
      'No link leads there.',
    );
  });
}
