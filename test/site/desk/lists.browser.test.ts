/**
 * Imports in every state, the export and hooks, in a real browser: a phone and a desk, light and dark,
 * in four languages; readable by everybody, and nothing wider than the screen.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import type { Download, Page } from 'playwright-core';
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import { unread } from '../../../functions/mail/pace-book.ts';
import { hookStore } from '../../../functions/store/hooks.ts';
import { paceStore } from '../../../functions/store/pace.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { hookTo } from '../../hook/world.ts';
import { assertAccessible, screenshot, testPage } from '../../support/browser.ts';
import { widthOf } from '../../support/desk-visit.ts';
import { newsletter, seedReaders } from '../../support/newsletter.ts';
import { type DeskVisitor, deskOn, monday, siteUrl } from './stage.ts';

const imports = '/desk/n/harbour/imports';
const hourMs = 3_600_000;
const rows = 640;
const long = 'A rather long heading of a column that nobody would ever read to its end';
const list = [
  `email,status,newsletter mode,joined,${long}`,
  ...Array.from({ length: rows }, (_, n) => {
    const address = n % 50 === 9 ? `nobody at all ${n}` : `reader-number-${n}@list.example`;
    return `${address},${n % 10 === 5 ? 'unsubscribed' : 'subscribed'},opaque ${n},03/04/2019,cell ${n}`;
  }),
].join('\n');
const stated = {
  source: 'the form in our shop at the old harbour, with a confirmation by mail',
  since: 'spring of 2019',
  wording: 'Yes, send me your letter once a week. I can leave whenever I want.',
};
const aside = { heading: 'newsletter mode', meaning: 'aside' };

type Stage = Awaited<ReturnType<typeof deskOn>>;

async function bring({ request }: Stage, visitor: DeskVisitor, text: string, name: string) {
  const body = new FormData();
  for (const [field, value] of Object.entries(stated)) body.set(field, value);
  body.set('form-token', await visitor.formToken());
  body.set('file', new File([text], name));
  const headers = { cookie: visitor.cookie, 'sec-fetch-site': 'same-origin' };
  const answer = await request(imports, { method: 'POST', body, headers });
  return answer.headers.get('location') ?? assert.fail(await answer.text());
}

async function start(visitor: DeskVisitor, path: string): Promise<string> {
  await visitor.post(`${path}/look`, { ...stated, ...aside });
  const page = await (await visitor.get(path)).text();
  const hash = /name="hash" value="([^"]+)"/.exec(page)?.[1] ?? '';
  await visitor.post(`${path}/start`, { hash });
  return path;
}

/** A desk with an import in each state, and hooks that do well and badly. */
async function everyState(t: TestContext) {
  const stage = await deskOn(t, [newsletter({ id: 'harbour', name: 'The Harbour Post' })]);
  await schemaStore(stage.table).begin(schemaVersion);
  const owner = await stage.signedIn('owner');
  const warmUp = { from: monday - 30 * hourMs, firstDay: 50 };
  await paceStore(stage.table).save({ ...unread, version: 1, warmUp });
  const looked = await bring(
    stage,
    owner,
    list,
    'everybody who ever bought a herring, 2019–2026.csv',
  );
  const running = await start(owner, await bring(stage, owner, list, 'running.csv'));
  const few = list.split('\n').slice(0, 40).join('\n');
  const done = await start(owner, await bring(stage, owner, few, 'done.csv'));
  const undone = await start(owner, await bring(stage, owner, few, 'undone.csv'));
  await owner.post(`${undone}/undo`);
  const givenUp = await bring(stage, owner, few, 'given-up.csv');
  await owner.post(`${givenUp}/drop`);
  const hooks = hookStore(stage.table);
  const failure = { at: monday - hourMs, reason: 'It answered 500.' };
  await hooks.add('harbour', hookTo('https://well.example/told', { id: 'well', takenAt: monday }));
  await hooks.add(
    'harbour',
    hookTo('https://ill.example/a/rather/long/path/that/goes/on?and=on', {
      ...{ id: 'ill', failure, offSince: monday - hourMs },
    }),
  );
  const pages = {
    ...{ imports, looked, running, done, undone, 'given-up': givenUp },
    ...{ rows: `${looked}/rows`, 'rows-unread': `${looked}/rows?only=unread` },
    ...{ export: '/desk/n/harbour/readers/export', hooks: '/desk/n/harbour/hooks' },
    readers: '/desk/n/harbour/readers',
  };
  return { stage, owner, pages };
}

/** Has the browser's requests answered by the desk. */
async function connected(page: Page, { request }: Stage, { cookie }: DeskVisitor, locale: string) {
  await page.route(`${siteUrl}/**`, async (route) => {
    const asked = route.request();
    const { pathname, search } = new URL(asked.url());
    const body = asked.postDataBuffer();
    const answer = await request(`${pathname}${search}`, {
      method: asked.method(),
      headers: {
        ...{ cookie, 'accept-language': locale, 'sec-fetch-site': 'same-origin' },
        'content-type': asked.headers()['content-type'] ?? 'text/plain',
      },
      ...(body === null ? {} : { body: new Uint8Array(body) }),
    });
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
}

for (const locale of ['en-GB', 'de-DE', 'ar-EG', 'zh-CN']) {
  test(`lists of readers and hooks fit and can be read by everybody: ${locale}`, async (t) => {
    const { stage, owner, pages } = await everyState(t);
    const page = await testPage(t, { origin: siteUrl, locale, javaScript: false });
    if (page === undefined) return;
    await connected(page, stage, owner, locale);
    for (const [name, path] of Object.entries(pages)) {
      const answer = await page.goto(`${siteUrl}${path}`);
      assert.equal(answer?.status(), 200, name);
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const wide = await widthOf(page);
        assert.ok(wide <= width, `${name} is ${wide} px wide at ${width}.`);
        await screenshot(page, `desk/lists/${locale}/${name}-${width}`);
        await page.emulateMedia({ colorScheme: 'dark' });
        await screenshot(page, `desk/lists/${locale}/${name}-${width}-dark`);
        await page.emulateMedia({ colorScheme: 'light' });
      }
      await assertAccessible(page);
    }
    assert.deepEqual(stage.errors, []);
  });
}

test('a list is pasted, looked at, started and taken back by hand, with and without a script', async (t) => {
  for (const javaScript of [true, false]) {
    const stage = await deskOn(t, [newsletter({ id: 'harbour' })]);
    const owner = await stage.signedIn('owner');
    const page = await testPage(t, { origin: siteUrl, width: 360, javaScript });
    if (page === undefined) return;
    await connected(page, stage, owner, 'en-GB');
    await page.goto(`${siteUrl}${imports}`);
    await page.locator('textarea[name=paste]').fill('anna@list.example\nbert@list.example');
    for (const [name, value] of Object.entries(stated)) {
      await page.locator(`input[name=${name}]`).fill(value);
    }
    await page.locator('form[enctype] button').click();
    await page.getByText('would read from now on').waitFor();
    await page.locator('form[action$="/start"] button').click();
    await page.getByText('It is under way.').waitFor();
    await page.locator('form[action$="/undo"] button').click();
    await page.getByText('are taken out again').waitFor();
    assert.deepEqual(stage.errors, []);
  }
});

/** The lines of a file that was saved, its heading first. */
async function linesIn(saved: Promise<Download>) {
  const download = await saved;
  const lines = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  return { name: download.suggestedFilename(), heading: lines[0], readers: lines.slice(1) };
}

test('one press fetches all parts of an export and makes one file of them; stopped on the way it goes on from there', async (t) => {
  const stage = await deskOn(t, [newsletter({ id: 'harbour' })]);
  await schemaStore(stage.table).begin(schemaVersion);
  await seedReaders(stage.table, monday, 2_300, 'harbour');
  const owner = await stage.signedIn('owner');
  const page = await testPage(t, { origin: siteUrl, width: 360 });
  if (page === undefined) return;
  await connected(page, stage, owner, 'en-GB');
  const path = '/desk/n/harbour/readers/export';
  await page.goto(`${siteUrl}${path}`);
  const fetchAll = page.locator('[data-whole] button');
  const [whole] = await Promise.all([linesIn(page.waitForEvent('download')), fetchAll.click()]);
  assert.equal(whole.name, 'harbour-readers.csv');
  assert.equal(new Set(whole.readers).size, 2_301);
  assert.equal(whole.readers.length, 2_301);
  assert.match(whole.heading ?? '', /^email,/);
  await page.getByText('Readers so far: 2,301').waitFor();
  await assertAccessible(page);
  // The proof of who they are lasts for one part and no longer.
  const { at } = stage.clock;
  let parts = 0;
  await page.route(`${siteUrl}${path}`, (route) => {
    parts += 1;
    if (parts === 2) stage.clock.at += hourMs;
    return route.fallback();
  });
  const [first] = await Promise.all([linesIn(page.waitForEvent('download')), fetchAll.click()]);
  assert.equal(first.readers.length, 1_000);
  stage.clock.at = at;
  await page.getByText('Not all of it came.').click();
  await page.waitForURL(/part=2/);
  const [rest] = await Promise.all([linesIn(page.waitForEvent('download')), fetchAll.click()]);
  assert.equal(rest.name, 'harbour-readers-from-2.csv');
  assert.deepEqual([...first.readers, ...rest.readers], whole.readers);
  assert.equal(rest.heading, whole.heading);
  assert.deepEqual(stage.errors, []);
});

test('without a script an export offers no more than it can do', async (t) => {
  const stage = await deskOn(t, [newsletter({ id: 'harbour' })]);
  await schemaStore(stage.table).begin(schemaVersion);
  const owner = await stage.signedIn('owner');
  const page = await testPage(t, { origin: siteUrl, width: 360, javaScript: false });
  if (page === undefined) return;
  await connected(page, stage, owner, 'en-GB');
  await page.goto(`${siteUrl}/desk/n/harbour/readers/export`);
  assert.equal(await page.locator('[data-whole]').isVisible(), false);
  assert.equal(await page.getByRole('button', { name: 'Download part 1' }).isVisible(), true);
});
