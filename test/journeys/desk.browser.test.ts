/**
 * The desk by hand, in a real browser, from the first sign-in: on a phone without JavaScript, and at
 * a table by the keyboard alone. No command is given and no store is asked for what a page can show.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Page } from 'playwright-core';
import { appoint } from '../../functions/owner/person.ts';
import { peopleStore } from '../../functions/store/people.ts';
import { letOwnerIn } from '../../infra/cli/deploy/first-owner.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { assertAccessible, screenshot, testPage } from '../support/browser.ts';
import { testCloud } from '../support/cloud.ts';
import { signInByMail, widthOf } from '../support/desk-visit.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { becomeReader, editionsOf } from '../support/reader.ts';

const owner = 'inge@verein.example';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How somebody fills in fields and presses what can be pressed. */
interface Hand {
  readonly fill: (selector: string, text: string) => Promise<void>;
  readonly choose: (selector: string, value: string) => Promise<void>;
  /** Presses it, and is on the page that follows. */
  readonly press: (selector: string) => Promise<void>;
}

const pointing = (page: Page): Hand => ({
  fill: (selector, text) => page.locator(selector).fill(text),
  choose: async (selector, value) => void (await page.locator(selector).selectOption(value)),
  press: async (selector) => {
    await Promise.all([page.waitForEvent('load'), page.locator(selector).click()]);
  },
});

/** Tab to it, as who has no mouse does, and then the keys that it takes. */
const typing = (page: Page): Hand => {
  const tabTo = async (selector: string) => {
    await page.locator('body').evaluate(() => (document.activeElement as HTMLElement).blur());
    for (let presses = 0; presses < 150; presses++) {
      await page.keyboard.press('Tab');
      if (await page.locator(`${selector}:focus`).count()) return;
    }
    assert.fail(`The keyboard never came to ${selector} of ${page.url()}.`);
  };
  return {
    fill: async (selector, text) => {
      await tabTo(selector);
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(text);
    },
    choose: async (selector, value) => {
      await tabTo(selector);
      const field = page.locator(selector);
      const options = await field.locator('option').count();
      for (let presses = 0; presses < options; presses++) {
        if ((await field.inputValue()) === value) return;
        await page.keyboard.press('ArrowDown');
      }
      assert.equal(await field.inputValue(), value);
    },
    press: async (selector) => {
      await tabTo(selector);
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    },
  };
};

/** An empty table and its first owner, at six in the morning; whoever comes is at this page. */
async function firstMorning(t: TestContext, options: Partial<Parameters<typeof testPage>[1]>) {
  const cloud = await testCloud(t);
  const six = Math.ceil(cloud.clock.now() / dayMs) * dayMs + dayMs + 6 * hourMs;
  await cloud.advance(six);
  await letOwnerIn(owner, { table: cloud.table, now: cloud.clock.now });
  const page = await testPage(t, { origin: cloud.origin, ...options });
  return page === undefined ? undefined : { cloud, page, six };
}

/** The page as it is now can be read by everybody, and needs no scrolling sideways. */
async function look(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  assert.ok((await widthOf(page)) <= width, `${name} is wider than ${width} px.`);
  await screenshot(page, `journeys/desk-${name}`);
  await assertAccessible(page);
}

/** Sets a newsletter up and lets it read a feed, by the desk's pages alone. */
async function setUp(page: Page, { origin }: Cloud, hand: Hand): Promise<void> {
  await hand.press('main a[href="/desk/new"]');
  await hand.fill('[name="name"]', 'Kaiblatt');
  await hand.fill('[name="section"]', 'News');
  await hand.fill('[name="postalAddress"]', 'Am Kai 1, 26721 Emden');
  assert.equal(await page.locator('[name="ownerAddress"]').inputValue(), owner);
  await hand.press('main form button');
  await page.locator('[role=status]').waitFor();
  await hand.press('nav a[href$="/feeds"]');
  await hand.fill('[name="paste"]', `${origin}/_demo/petit-phare/feed.xml`);
  await hand.press('form[action$="/feeds/look"] button');
  await hand.choose('[name="backlog"]', '3');
  await hand.press('form[action$="/feeds/add"] button');
  await page.locator('[role=status]').waitFor();
}

const ways = [
  { name: 'phone', locale: 'de-DE', width: 360, javaScript: false, handOf: pointing },
  { name: 'keyboard', locale: 'zh-CN', width: 1280, javaScript: true, handOf: typing },
];

for (const { name, locale, width, javaScript, handOf } of ways) {
  const how = `${name}, ${locale}, ${width} px, ${javaScript ? 'with' : 'without'} JavaScript`;
  test(`from the first sign-in to the first edition without the command: ${how}`, async (t) => {
    const place = await firstMorning(t, { locale, width, javaScript });
    if (place === undefined) return;
    const { cloud, page, six } = place;
    const hand = handOf(page);
    await signInByMail(page, cloud, owner);
    await look(page, `${name}-1-empty`);
    await setUp(page, cloud, hand);
    await look(page, `${name}-2-feed`);
    await cloud.atRest();

    await becomeReader(cloud, {
      ...{ newsletterId: 'kaiblatt', address: 'ann@readers.example' },
      sections: ['news'],
    });
    await hand.press('nav a[href$="/next"]');
    await hand.fill('form[action$="/next/note"] textarea', 'Moin aus Emden.');
    await hand.press('form[action$="/next/note"] button');
    await look(page, `${name}-3-next`);

    // A reader gets what is news after they came.
    await cloud.advance(six + dayMs + hourMs + 5 * minuteMs);
    const [edition, ...others] = await editionsOf(cloud, 'ann@readers.example');
    assert.ok(edition !== undefined && others.length === 0, 'one edition has come');
    assert.match(edition.text, /Moin aus Emden\./);
    // Nobody stays signed in over night.
    await signInByMail(page, cloud, owner);
    await hand.press('nav a[href$="/editions"]');
    await hand.press('main table tr:first-child a');
    await look(page, `${name}-4-edition`);
    await page.frameLocator('main iframe').getByText('Moin aus Emden.').first().waitFor();
  });
}

/** A newsletter whose editions wait an hour for their owner, with one reader and a story for seven. */
async function paperWithVeto({ table }: Cloud, six: number): Promise<void> {
  await setUpNewsletter(table, {
    ...{ createdAt: six, ownerAddress: owner },
    sending: { mode: 'veto', lastCallMinutes: 60 },
  });
  await addReader(table, six - hourMs / 2, { address: 'ann@readers.example' });
  await addItems(table, item(six - 2 * minuteMs), item(six - minuteMs));
}

test('the phone’s veto: stopped with one thumb before the hour, and let go after it', async (t) => {
  const place = await firstMorning(t, { locale: 'ar-EG', width: 360, javaScript: false });
  if (place === undefined) return;
  const { cloud, page, six } = place;
  await paperWithVeto(cloud, six);
  await cloud.advance(six + 5 * minuteMs);
  const hand = pointing(page);
  await signInByMail(page, cloud, owner);
  await look(page, 'veto-1-waits');
  await hand.press('form[action$="/today/stop"] button');
  await look(page, 'veto-2-stopped');
  await cloud.advance(six + 70 * minuteMs);
  assert.equal((await editionsOf(cloud, 'ann@readers.example')).length, 0);
  await page.goto(`${cloud.origin}/desk/n/paper`);
  await look(page, 'veto-3-late');
  await hand.press('form[action$="/today/go"] button');
  assert.equal(
    await page.locator('main form[action*="/today/"]:not([action$="/skip"])').count(),
    0,
    'nothing waits',
  );
  await cloud.advance(six + 75 * minuteMs);
  assert.equal((await editionsOf(cloud, 'ann@readers.example')).length, 1);
});

test('a reader’s erasure asks for a proof that is minutes old, and leaves nothing to be found', async (t) => {
  const place = await firstMorning(t, { locale: 'en-GB', width: 768 });
  if (place === undefined) return;
  const { cloud, page, six } = place;
  await paperWithVeto(cloud, six);
  const hand = pointing(page);
  await signInByMail(page, cloud, owner);
  const find = async () => {
    await page.goto(`${cloud.origin}/desk/n/paper/readers`);
    await hand.fill('form[action$="/readers/find"] input[name=address]', 'ann@readers.example');
    await hand.press('form[action$="/readers/find"] button.first');
  };
  const erase = async () => {
    await hand.fill('[name=typed]', 'ann@readers.example');
    await hand.press('form[action$="/erase"] button');
  };
  await find();
  await look(page, 'erasure-1-reader');
  cloud.clock.moveTo(six + 11 * minuteMs);
  await erase();
  assert.match(page.url(), /\/desk\/in\?said=prove/);
  await signInByMail(page, cloud, owner);
  await find();
  await erase();
  await page.getByRole('status').waitFor();
  await look(page, 'erasure-2-erased');
  await find();
  await page.getByText('No reader fits that.').waitFor();
  const rows = await cloud.table.client.send(new ScanCommand({ TableName: cloud.table.name }));
  const holding = (rows.Items ?? []).filter((row) => JSON.stringify(row).includes('ann@'));
  assert.deepEqual(holding, []);
});

test('a writer prepares what somebody else lets go', async (t) => {
  const place = await firstMorning(t, { locale: 'de-DE', width: 360, expected: [/status of 403/] });
  if (place === undefined) return;
  const { cloud, page, six } = place;
  await paperWithVeto(cloud, six);
  const writer = 'wim@verein.example';
  await appoint(
    { address: writer, role: 'writer', newsletterId: 'paper' },
    { ...peopleStore(cloud.table), randomId: randomUUID, now: cloud.clock.now },
  );
  await cloud.advance(six + 5 * minuteMs);
  const hand = pointing(page);
  await signInByMail(page, cloud, writer);
  await look(page, 'writer-1-today');
  const sending = 'form:is([action*="/today/"], [action*="/sending/"], [action$="/next/test"])';
  assert.equal(await page.locator(sending).count(), 0);
  await hand.press('nav a[href$="/next"]');
  assert.equal(await page.locator(sending).count(), 0);
  await hand.fill('form[action$="/next/note"] textarea', 'Von Wim.');
  await hand.press('form[action$="/next/note"] button');
  await look(page, 'writer-2-next');
  assert.match((await page.locator('main').textContent()) ?? '', /Von Wim\./);
  for (const path of ['readers', 'settings', 'log']) {
    assert.equal((await page.goto(`${cloud.origin}/desk/n/paper/${path}`))?.status(), 403, path);
  }
});
