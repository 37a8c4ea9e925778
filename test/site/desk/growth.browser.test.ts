/** The pages about readers and growth on a phone and on a desk, in light and in dark, without script. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { dayMs, hourMs } from '../../../functions/config/time.ts';
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import type { Table } from '../../../functions/store/client.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { toRow } from '../../../functions/store/subscriber-row.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { suppressAddress } from '../../../functions/store/suppressions.ts';
import { keys } from '../../../functions/store/table.ts';
import { toUnsubscribed } from '../../../functions/subscriber/moves.ts';
import { assertAccessible, screenshot } from '../../support/browser.ts';
import { addReader, newEdition, newsletter } from '../../support/newsletter.ts';
import { browsing } from './browse.ts';
import { deskOn, monday } from './stage.ts';

const due = monday - 2 * dayMs;

/** What was counted on a day, so many days ago. */
function countsOf(n: number) {
  const [confirmed, left, bounced] = [14 + ((n * 7) % 11), 3 + ((n * 5) % 6), n % 3];
  const complained = Number(n % 29 === 0);
  return {
    ...{ confirmed, 'gained-confirmed': confirmed, left, 'lost-left': left },
    ...{ bounced, 'lost-bounced': bounced, complained, 'lost-complained': complained },
    ...{ 'because-too-many': n % 3, 'because-not-for-me': n % 2 },
    'because-other': Number(n % 5 === 0),
  };
}

/** Counts of half a year, and of twelve editions. */
async function counted(table: Table): Promise<void> {
  const put = (Item: Record<string, unknown>) =>
    table.client.send(new PutCommand({ TableName: table.name, Item }));
  for (let n = 3; n < 170; n++) {
    await put({ ...keys.dayCounts('paper', monday - n * dayMs, 0), ...countsOf(n) });
  }
  for (let n = 0; n < 12; n++) {
    const at = due - n * 7 * dayMs;
    const [id, mailed] = [`e${n + 1}`, 2_391 - n];
    const own = { id, state: 'done', readers: mailed, submitted: mailed } as const;
    await editionStore(table, () => at).start(newEdition(at, own));
    // Of the latest the readers themselves are there.
    const counts = { left: 3 + (n % 4), bounced: n % 3, complained: Number(n % 5 === 1) };
    if (n > 0) await put({ ...keys.editionCounts('paper', id, 0), ...counts });
  }
  await schemaStore(table).begin(schemaVersion);
  await put({ ...keys.readers('paper'), readers: 2_391, countedAt: monday, netThen: 0 });
}

/** Readers who came lately; the address of one gave up, and one has left again. */
async function grown(table: Table): Promise<void> {
  await counted(table);
  const names = [
    'anna.karlsson',
    'bo',
    'a-very-long-name-of-somebody.who.writes-everything',
    'dora',
  ];
  for (const [n, name] of names.entries()) {
    const address = `${name}@reader.example`;
    const reader = await addReader(table, due - n * hourMs, { address });
    const lastSubmitted = { editionId: 'e1', batchId: 'b', messageId: '0102-a1b2c3', at: due };
    const row = { ...reader, lastSubmitted };
    await table.client.send(new PutCommand({ TableName: table.name, Item: toRow(row) }));
    const at = due + (n + 1) * hourMs;
    if (n === 1) await suppressAddress(table, address, 'bounce', at);
    if (n !== 2) continue;
    const move = toUnsubscribed(row, 'one-click', at);
    assert.ok(move);
    const { save } = subscriberStore(table, () => at);
    await save(row.id, move.expected, move.changes);
    const consent = {
      ...row.consent,
      ...move.changes.consent,
      withdrawnReason: 'too-many',
    } as const;
    await save(row.id, { state: 'unsubscribed' }, { consent });
  }
}

const looks = [
  ['en', 360, 'light'],
  ['en', 1280, 'dark'],
  ['ar', 360, 'dark'],
] as const;

for (const [language, width, colorScheme] of looks) {
  test(`readers and growth fit and can be read: ${language}, ${width} px, ${colorScheme}`, async (t) => {
    const desk = await deskOn(t, [newsletter({ name: 'Harbour Weekly' })]);
    await grown(desk.table);
    const visitor = await desk.signedIn('owner');
    const look = { language, width, colorScheme, javaScript: false };
    const page = await browsing(t, { request: desk.request, visitor }, look);
    if (page === undefined) return;
    const seen = async (name: string) => {
      const fullWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.equal(fullWidth, width, `${name}: nothing is wider than the screen`);
      await screenshot(page, `desk/${name}-${language}-${width}-${colorScheme}`);
      if (language === 'en' && width === 360) await assertAccessible(page);
    };
    const go = (path: string) => page.goto(`${origin}/desk/n/paper${path}`);
    const origin = 'https://news.example.com';
    await go('/readers');
    await seen('readers');
    await page.locator('input[name=address]').first().fill('an');
    await page.locator('form[action$="/readers/find"] button.first').first().click();
    assert.equal(new URL(page.url()).search, '', 'no address in the address bar');
    await page.getByText('anna.karlsson@reader.example').waitFor();
    await seen('readers-found');
    for (const days of [30, 90, 400]) {
      await go(`/growth?days=${days}`);
      await seen(`growth-${days}`);
    }
    for (const fold of await page.locator('figure summary').all()) await fold.click();
    await seen('growth-figures');
    await go('/growth/day?day=2026-02-28');
    await seen('growth-day');
    await go('/e/e1');
    await seen('edition');
    await go('/e/e1/gone');
    await seen('edition-gone');
    await page.locator('table.rows a').first().click();
    await seen('reader');
    assert.deepEqual(desk.errors, []);
  });
}
