/** Charts are figures that everybody can read: geometry, names, gaps, hostile words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, contrastMin } from '../../../functions/edition/colour.ts';
import { palettesOf, schemes } from '../../../functions/edition/palette.ts';
import { barChart } from '../../../functions/site/desk/chart/bar-chart.ts';
import { seriesColours } from '../../../functions/site/desk/chart/chart-style.ts';
import { lineChart } from '../../../functions/site/desk/chart/line-chart.ts';
import { sparkline } from '../../../functions/site/desk/chart/sparkline.ts';
import { withTable } from '../../../functions/site/desk/chart/with-table.ts';
import { daysFrom, frame, growth } from './charts.ts';

const hostile = '"><script>alert(1)</script>\u202e';
const bare = (text: string) => text.replaceAll(/[\u2068\u2069]/g, '');

/** The values of an attribute, in order of the elements that match. */
function all(svg: string, pattern: RegExp): string[] {
  return [...svg.matchAll(pattern)].map(([, value = '']) => value);
}

test('a line goes through its values, over the days of the calendar', async () => {
  const days = ['2026-11-01', '2026-11-02', '2026-11-05'];
  const series = [{ label: 'Readers', values: [0, 50, 100] }];
  const svg = String(await lineChart({ ...frame(), days, series }));
  // 26 to 196 pixels down, 12 to 100 percent across; the second day is a quarter of the way.
  assert.deepEqual(all(svg, / d="([^"]*)"/g), ['M12,196L34,111L100,26']);
  assert.match(svg, /<circle class="chart-dot chart-s1" cx="100%" cy="26" r="4"/);
});

test('right to left time runs the other way, and so do its labels', async () => {
  const days = ['2026-11-01', '2026-11-02', '2026-11-05'];
  const series = [{ label: 'قراء', values: [0, 50, 100] }];
  const right = frame({ language: 'ar', direction: 'rtl' });
  const svg = String(await lineChart({ ...right, days, series }));
  assert.deepEqual(all(svg, / d="([^"]*)"/g), ['M88,196L66,111L0,26']);
  assert.match(svg, /direction="rtl"/);
  assert.deepEqual(all(svg, /class="chart-label chart-s1" x="([^"]*)"/g), ['0%']);
  const bars = String(await barChart({ ...right, columns: days, series }));
  assert.deepEqual(all(bars, /<rect x="([^"]*%)"/g), ['33.73%', '4.4%']);
});

test('a gap is no line, and a day alone is a dot', async () => {
  const values = [1, 2, undefined, 4, undefined, 6, 7];
  const svg = String(
    await lineChart({ ...frame(), days: daysFrom(7), series: [{ label: 'Readers', values }] }),
  );
  const [d = ''] = all(svg, / d="([^"]*)"/g);
  assert.equal(d.split('M').length - 1, 3);
  assert.equal(all(svg, /(<circle)/g).length, 2);
  assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
});

const oddFigures: Readonly<Record<string, readonly (number | undefined)[]>> = {
  none: [],
  one: [5],
  'one that is nothing': [0],
  'only gaps': [undefined, undefined],
  'all the same': [3, 3, 3],
  'below nothing': [-5, -1, -9],
  'on both sides': [-5, 0, 9],
  'no numbers': [Number.NaN, Number.POSITIVE_INFINITY],
  'very large': [1e15, 2e15],
  'parts of one': [0.02, 0.05],
};

for (const [name, values] of Object.entries(oddFigures)) {
  test(`no figure makes a broken chart: ${name}`, async () => {
    const days = daysFrom(values.length);
    const series = [{ label: 'Readers', values }];
    const drawn = [
      await lineChart({ ...frame(), days, series }),
      await lineChart({ ...frame(), days, series, fromZero: true }),
      await barChart({ ...frame(), columns: days, series }),
      await barChart({ ...frame(), columns: days, series: [...series, ...series] }),
    ].map(String);
    const figures = values.filter((value) => value !== undefined && Number.isFinite(value));
    const isDrawn = figures.some((value) => value !== 0);
    for (const svg of drawn) assert.equal(svg.includes('role="img"'), isDrawn, svg);
    const spark = String(await sparkline({ ...frame(), values }));
    assert.equal(spark.includes('role="img"'), figures.length > 0, spark);
    for (const svg of drawn.concat(spark)) {
      assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
      assert.doesNotMatch(svg, /(?:width|height|r)="-/);
    }
    for (const y of drawn
      .concat(spark)
      .flatMap((svg) => all(svg, / (?:y|y1|cy)="([^"]*)"/g))
      .map(Number)) {
      assert.ok(y >= 0 && y <= 216, `${y}`);
    }
  });
}

test('bars stand on nothing, parts on each other, and what is below nothing hangs', async () => {
  const series = [
    { label: 'Joined', values: [36, 12] },
    { label: 'Asked', values: [24, 0] },
    { label: 'Left', values: [-60, -12] },
  ];
  const svg = String(await barChart({ ...frame(), columns: ['First', 'Second'], series }));
  const rows = all(svg, /<rect x="[^"]*%" y="([^"]*)"/g).map(Number);
  const heights = all(svg, /<rect x="[^"]*%"[^>]* height="([^"]*)"/g).map(Number);
  // Nothing is in the middle of 26 to 196: 60 up, 60 down. An empty part is not drawn.
  assert.deepEqual(rows, [60, 94, 26, 111, 111]);
  assert.deepEqual(heights, [51, 17, 34, 85, 17]);
  assert.match(svg, /class="chart-zero"[^>]* y1="111"/);
});

test('series differ in dashes and patterns, not only in colour', async () => {
  const days = daysFrom(60);
  const series = growth(['Confirmed', 'Pending', 'Paused']);
  const lines = String(await lineChart({ ...frame(), days, series }));
  assert.equal(new Set(all(lines, /stroke-dasharray="([^"]*)"/g)).size, 3);
  const bars = String(await barChart({ ...frame(), columns: days, series }));
  assert.equal(new Set(all(bars, /class="chart-bar[^>]* fill="([^"]*)"/g)).size, 3);
  for (const filling of ['readers-fill-1', 'readers-fill-2']) {
    assert.match(bars, new RegExp(`<pattern id="${filling}"`));
  }
});

test('the names of lines stand apart, even where the lines end together', async () => {
  const series = Array.from({ length: 5 }, (_, n) => ({ label: `S${n}`, values: [n, 100] }));
  for (const values of [series, series.map((one) => ({ ...one, values: [100, 0] }))]) {
    const svg = String(await lineChart({ ...frame(), days: daysFrom(2), series: values }));
    const rows = all(svg, /class="chart-label[^>]* y="([^"]*)"/g)
      .map(Number)
      .sort((a, b) => a - b);
    for (const [n, y] of rows.entries()) {
      assert.ok(y >= 12 && y <= 196, `${y}`);
      assert.ok(n === 0 || y - (rows[n - 1] ?? 0) >= 17, rows.join());
    }
  }
});

test('a chart says its name, and its first and last figures, as the language writes them', async () => {
  const chart = {
    ...frame({ language: 'de', title: 'Leser' }),
    days: daysFrom(3),
    series: [{ label: 'Bestätigt', values: [1200, undefined, 1388] }],
  };
  const svg = bare(String(await lineChart(chart)));
  assert.match(svg, /role="img" aria-labelledby="readers-title" aria-describedby="readers-desc"/);
  assert.match(svg, /<title id="readers-title">Leser<\/title>/);
  assert.match(
    svg,
    /<desc id="readers-desc">Bestätigt: 1\. Nov\.? 1\.200, 3\. Nov\.? 1\.388<\/desc>/,
  );
});

test('what would be an empty picture is said in words, and has no table where nothing is known', async () => {
  const columns = daysFrom(3);
  const drawn = async (values: readonly (number | undefined)[]) => {
    const series = [{ label: 'Left', values }];
    const table = {
      ...{ summary: 'The figures', language: 'en', columns: ['Day', 'Left'] },
      rows: columns.map((day, n) => [day, values[n]]),
    };
    const all = [
      lineChart({ ...frame(), days: columns, series }),
      barChart({ ...frame(), columns, series }),
    ].map((chart) => withTable(chart, table));
    return (await Promise.all(all)).map(String);
  };
  for (const markup of await drawn([undefined, undefined, undefined])) {
    assert.match(markup, /<p class="chart-empty" id="readers-title">Readers: nothing yet<\/p>/);
    assert.doesNotMatch(markup, /<svg|<table/);
  }
  for (const markup of await drawn([undefined, 0, -0])) {
    assert.match(markup, /<p class="chart-empty" id="readers-title">Readers: none so far<\/p>/);
    assert.doesNotMatch(markup, /<svg/);
    assert.match(markup, /<table/);
  }
  for (const markup of await drawn([0, 1, 0])) assert.match(markup, /<svg/);
});

test('the table has every figure, its heads, and a dash where nothing is known', async () => {
  const table = {
    summary: 'The figures',
    language: 'en',
    columns: ['Day', 'Readers'],
    rows: [
      ['1 Nov', 1200],
      ['2 Nov', undefined],
    ],
  };
  const chart = lineChart({
    ...frame(),
    days: daysFrom(1),
    series: [{ label: 'Readers', values: [1200] }],
  });
  const markup = bare(String(await withTable(chart, table)));
  assert.match(markup, /<details><summary>The figures<\/summary>/);
  assert.match(markup, /<th scope="col" class="chart-figure">Readers<\/th>/);
  assert.match(
    markup,
    /<th scope="row"><bdi>1 Nov<\/bdi><\/th><td class="chart-figure"><bdi>1,200/,
  );
  assert.match(markup, /<th scope="row"><bdi>2 Nov<\/bdi><\/th><td>–<\/td>/);
});

test('words of others are text, wherever they stand', async () => {
  const own = frame({ title: hostile, empty: hostile });
  const series = ['a', 'b'].map((name) => ({ label: `${name}${hostile}`, values: [1, 2] }));
  const table = { summary: hostile, language: 'en', columns: [hostile], rows: [[hostile, 1]] };
  const drawn = [
    await lineChart({ ...own, days: [hostile, hostile], series }),
    await barChart({ ...own, columns: [hostile, hostile], series }),
    await sparkline({ ...own, values: [1], texts: [hostile] }),
    await lineChart({ ...own, days: [], series: [] }),
    await withTable(barChart({ ...own, columns: ['1'], series }), table),
  ];
  for (const markup of drawn.map(String)) {
    assert.doesNotMatch(markup, /<script|style=|<style|"><s/);
    assert.match(markup, /&lt;script&gt;/);
  }
});

test('the colours of series can be read on the sheet and on the page, in light and in dark', () => {
  const palettes = palettesOf();
  for (const scheme of schemes) {
    for (const one of seriesColours[scheme]) {
      const { sheet, page } = palettes[scheme];
      for (const ground of [sheet, page]) {
        assert.ok(contrast(one, ground) >= contrastMin, `${one} on ${ground} in ${scheme}`);
      }
    }
  }
});
