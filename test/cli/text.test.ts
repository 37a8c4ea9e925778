import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsOf } from '../../functions/edition/print/single-line.ts';
import { slug } from '../../functions/edition/slug.ts';
import { newPending } from '../../functions/subscriber/moves.ts';
import { UsageError } from '../../infra/cli/errors.ts';
import { nearest } from '../../infra/cli/nearest.ts';
import { readerFacts } from '../../infra/cli/reader-text.ts';
import { readSchedule, scheduleText } from '../../infra/cli/schedule-text.ts';
import { factsText, tableText, wrapped } from '../../infra/cli/table-text.ts';
import { countText, readDuration, sizeText, timeText } from '../../infra/cli/time-text.ts';
import { newsletter } from '../support/newsletter.ts';

const zone = 'Europe/Berlin';

const schedules = [
  ['instant', { cadence: 'instant', zone }, 'instant'],
  ['daily 7', { cadence: 'daily', hour: 7, zone }, 'daily 7'],
  ['Daily  07:00', { cadence: 'daily', hour: 7, zone }, 'daily 7'],
  ['weekdays 0', { cadence: 'weekdays', hour: 0, zone }, 'weekdays 0'],
  ['weekly fri 18', { cadence: 'weekly', weekday: 5, hour: 18, zone }, 'weekly fri 18'],
  ['weekly Sunday 8', { cadence: 'weekly', weekday: 7, hour: 8, zone }, 'weekly sun 8'],
  ['weekly 3 8', { cadence: 'weekly', weekday: 3, hour: 8, zone }, 'weekly wed 8'],
  ['monthly 31 6', { cadence: 'monthly', monthday: 31, hour: 6, zone }, 'monthly 31 6'],
  ['daily 7 Asia/Tokyo', { cadence: 'daily', hour: 7, zone: 'Asia/Tokyo' }, 'daily 7 Asia/Tokyo'],
] as const;

for (const [text, schedule, written] of schedules) {
  test(`the schedule "${text}" is read, and written so that it reads back`, () => {
    const read = readSchedule(text, zone);
    assert.deepEqual(read, schedule);
    assert.equal(scheduleText(read, zone), written);
    assert.deepEqual(readSchedule(scheduleText(read), 'UTC'), schedule);
  });
}

const noSchedules = [
  ['', /Write "instant"/],
  ['hourly', /Write "instant"/],
  ['daily', /Write "instant"/],
  ['daily 7 8', /Write "instant"/],
  ['weekly 7', /Write "instant"/],
  ['daily 24', /hour must be 23 or less/],
  ['daily 7:30', /hour must be a number/],
  ['weekly someday 7', /day of the week must be a number/],
  ['monthly 32 7', /day of the month must be 31 or less/],
  ['daily 7 Mars/Base', /IANA name/],
] as const;

for (const [text, said] of noSchedules) {
  test(`"${text}" is no schedule, and the answer tells what would be one`, () => {
    assert.throws(
      () => readSchedule(text, zone),
      (error) => error instanceof UsageError && said.test(error.message),
    );
  });
}

test('the nearest name is the one with a slip, a swap or a missing end; far ones are not', () => {
  const names = ['list', 'show', 'remove', 'import', 'export', 'add'];
  const cases = { lst: 'list', shwo: 'show', rem: 'remove', exprot: 'export', ad: 'add' };
  for (const [typed, meant] of Object.entries(cases)) assert.equal(nearest(typed, names), meant);
  assert.equal(nearest('frobnicate', names), undefined);
  assert.equal(nearest('', names), undefined);
});

test('a table is aligned by columns, not characters, and shrinks to the width', () => {
  const columns = [
    { title: 'TITLE', shrinksTo: 8 },
    { title: 'N', align: 'right' },
  ] as const;
  const rows = [
    ['半山茶话', '7'],
    ['a title that goes on and on and on', '1,234'],
  ];
  const lines = tableText(columns, rows, 24);
  assert.deepEqual(new Set(lines.map(columnsOf)), new Set([24]));
  assert.match(lines[2] ?? '', /^a title that…? +1,234$/);
});

test('a cell cannot break out of its line', () => {
  const [, row] = tableText([{ title: 'A' }, { title: 'B' }], [['one\n\u001b[31mtwo', 'x']], 80);
  assert.equal(row, 'one [31mtwo  x');
});

test('facts without a value are left out, long ones wrap beside their label', () => {
  const lines = factsText(
    [
      ['Name', 'The Harbour Post of Saltmarrow'],
      ['Reply to', undefined],
      ['Id', 'x'],
    ],
    25,
  );
  assert.deepEqual(lines, ['Name  The Harbour Post of', '      Saltmarrow', 'Id    x']);
});

test('an address is never broken', () => {
  const url = 'https://example.com/a/long/address';
  assert.deepEqual(wrapped(`see ${url}`, 10), ['see', url]);
});

test('durations have one number and one unit', () => {
  const read = { '90m': 5_400_000, '36h': 129_600_000, '3 d': 259_200_000, '2W': 1_209_600_000 };
  for (const [text, ms] of Object.entries(read)) assert.equal(readDuration(text), ms);
  for (const text of ['', '3', 'd', '0d', '-1d', '1.5h', '3 days', '1y']) {
    assert.equal(readDuration(text), undefined, text);
  }
});

test('instants are on the clock of the zone, amounts in plain words', () => {
  assert.equal(timeText(Date.UTC(2026, 6, 1, 22, 5), zone), '2026-07-02 00:05');
  assert.deepEqual([countText(1, 'feed'), countText(1200, 'feed')], ['1 feed', '1,200 feeds']);
  assert.deepEqual([sizeText(999), sizeText(98_250)], ['999 bytes', '98.3 KB']);
});

test('a slug keeps letters and digits of the Latin script only', () => {
  assert.equal(slug('Über die Brücke — N° 7!'), 'uber-die-brucke-n-7');
  assert.equal(slug('半山茶话'), '');
  assert.equal(slug('a'.repeat(31), 10), 'aaaaaaaaaa');
});

test('of the bounces that may pass a reader is shown with those that count', () => {
  const day = 86_400_000;
  const now = 100 * day;
  const schedule = { cadence: 'daily', hour: 7, zone } as const;
  const names = { id: 'r', newsletterId: 'paper', address: 'a@x.example', addressKey: 'a' };
  const asked = { schedule, sections: 'all', from: '', wordsVersion: '1', at: now } as const;
  const shown = (...bouncesAt: number[]) =>
    readerFacts({ ...newPending(names, asked, 'c'), bouncesAt }, newsletter({ zone }), {
      now,
      width: 100,
      dueAt: undefined,
    }).filter((line) => line.startsWith('Bounces'));
  assert.deepEqual(shown(), []);
  assert.deepEqual(shown(now - 30 * day), []);
  const [line = ''] = shown(now - 31 * day, now - 29 * day, now - day);
  assert.match(line, /2 mails of the last 30 days came back for now/);
});
