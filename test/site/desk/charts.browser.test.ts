/** Charts in a real browser, under a policy that admits no style of an element: phone and desk. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { html, raw } from 'hono/html';
import { barChart } from '../../../functions/site/desk/chart/bar-chart.ts';
import { chartStyle } from '../../../functions/site/desk/chart/chart-style.ts';
import { lineChart } from '../../../functions/site/desk/chart/line-chart.ts';
import { sparkline } from '../../../functions/site/desk/chart/sparkline.ts';
import { withTable } from '../../../functions/site/desk/chart/with-table.ts';
import { style } from '../../../functions/site/style.ts';
import { assertAccessible, screenshot, testPage } from '../../support/browser.ts';
import { siteUrl } from '../stage.ts';
import { daysFrom, frame, growth } from './charts.ts';

const languages = [
  {
    language: 'en',
    direction: 'ltr',
    title: 'Readers',
    summary: 'The figures',
    names: ['Confirmed', 'Left and came back', 'Paused'],
  },
  {
    language: 'ar',
    direction: 'rtl',
    title: 'القرّاء',
    summary: 'الأرقام',
    names: ['مؤكَّد', 'Left and came back', 'متوقف'],
  },
] as const;

for (const { language, direction, title, summary, names } of languages) {
  test(`charts fit a phone and a desk, and everybody can read them: ${direction}`, async (t) => {
    const { page: shown, policy } = await pageOf();
    for (const [width, colorScheme] of [
      [320, 'light'],
      [1280, 'dark'],
    ] as const) {
      const page = await testPage(t, { origin: siteUrl, width, colorScheme, javaScript: false });
      if (page === undefined) return;
      await page.route(`${siteUrl}/**`, (route) =>
        route.fulfill({
          contentType: 'text/html; charset=utf-8',
          headers: { 'content-security-policy': policy },
          body: shown,
        }),
      );
      await page.goto(`${siteUrl}/charts`);
      const fullWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.equal(fullWidth, width, 'Nothing is wider than the screen.');
      await page.locator('summary').last().click();
      await screenshot(page, `desk/charts-${direction}-${width}-${colorScheme}`);
      // The page itself runs no script: text that leaves the picture is found by its box.
      for (const label of await page.locator('text').all()) {
        const box = await label.boundingBox();
        assert.ok(box && box.x >= 0 && box.x + box.width <= width + 1, await label.innerHTML());
      }
      if (width === 320) await assertAccessible(page);
    }
  });

  async function pageOf(): Promise<{ page: string; policy: string }> {
    const days = daysFrom(60);
    const series = growth(names);
    const editions = ['Harbour Weekly', 'The long, long title of an edition', 'Three', 'Four'];
    const parts = names.map((label, n) => ({
      label,
      values: [40 + n * 20, n === 1 ? 0 : 12, 18 * (n + 1), -6 * n],
    }));
    const as = (id: string) => ({ ...frame({ language, direction, title }), id });
    const table = {
      summary,
      language,
      columns: [title, ...names],
      rows: editions.map((edition, row) => [edition, ...parts.map(({ values }) => values[row])]),
    };
    const css = `${style}${chartStyle}`;
    const main = html`<h1>${title}</h1><p>${title} ${sparkline({ ...as('spark'), values: series[0]?.values ?? [], texts: days })}</p>
${withTable(lineChart({ ...as('growth'), days, series }), table)}
${withTable(lineChart({ ...as('one'), days: days.slice(0, 1), series: series.slice(0, 1) }), table)}
${withTable(barChart({ ...as('daily'), columns: days.slice(0, 30), series: series.slice(0, 1) }), table)}
${withTable(barChart({ ...as('parts'), columns: editions, series: parts }), table)}`;
    const page = html`<!doctype html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${raw(css)}</style></head><body><main class="column">${main}</main></body></html>`;
    const hash = createHash('sha256').update(css).digest('base64');
    return { page: String(await page), policy: `default-src 'none'; style-src 'sha256-${hash}'` };
  }
}
