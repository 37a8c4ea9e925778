/** The pages about readers and growth on a phone and on a desk, in light and in dark, without script. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { dayMs, hourMs } from '../../../functions/config/time.ts';
import type { Table } from '../../../functions/store/client.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { readerCountStore } from '../../../functions/store/readers.ts';
import { toRow } from '../../../functions/store/subscriber-row.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { suppressAddress } from '../../../functions/store/suppressions.ts';
import { toUnsubscribed } from '../../../functions/subscriber/moves.ts';
import { assertAccessible, screenshot } from '../../support/browser.ts';
import { addReader, newEdition, newsletter } from '../../support/newsletter.ts';
import { browsing } from './browse.ts';
import { deskOn, monday } from './stage.ts';

const due = monday - 2 * dayMs;

/** A newsletter of some age: counts of its past, and readers who came and went lately. */
async function grown(table: Table): Promise<void> {
  for (let n = 3; n < 230; n++) {
    const at = monday - n * dayMs;
    const day = new Date(at).toISOString().slice(0, 10);
    const [joined, left] = [14 + ((n * 7) % 11), 3 + ((n * 5) % 6)];
    const counts = {
      ...{ confirmed: joined, 'gained-confirmed': joined, left, 'lost-left': left },
      ...{ bounced: n % 3, 'lost-bounced': n % 3, complained: n % 29 === 0 ? 1 : 0 },
      ...{ 'lost-complained': n % 29 === 0 ? 1 : 0, 'because-too-many': n % 3 },
      ...{ 'because-not-for-me': n % 2, 'because-other': n % 5 === 0 ? 1 : 0 },
    };
    const Item = { pk: 'COUNTS#paper', sk: `DAY#${day}#0`, ...counts };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
  }
  for (let n = 0; n < 12; n++) {
    const at = due - n * 7 * dayMs;
    const own = { id: `e${n + 1}`, state: 'done', readers: 2_400, submitted: 2_391 - n } as const;
    await editionStore(table, () => at).start(newEdition(at, own));
    const counts = { left: 3 + (n % 4), bounced: n % 3, complained: n % 5 === 0 ? 1 : 0 };
    const Item = { pk: 'COUNTS#paper', sk: `EDITION#e${n + 1}#0`, ...counts };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
  }
  const names = [
    'anna.karlsson',
    'bo',
    'a-very-long-name-of-somebody.who.writes@everything',
    'dora',
  ];
  for (const [n, name] of names.entries()) {
    const address = `${name.replace('@', '-')}@reader.example`;
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
  await readerCountStore(table).countDue(monday);
}

const looks = [
  ['en', 360, 'light'],
  ['en', 1280, 'dark'],
  ['ar', 360, 'dark'],
  ['de', 1280, 'light'],
  ['zh-Hans', 360, 'light'],
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
      await assertAccessible(page);
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
