import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { cadences } from '../../functions/config/cadence.ts';
import { onAlteredSource } from '../support/altered-source.ts';
import { places } from './cadence-places.ts';

for (const cadence of cadences) {
  for (const [place, check] of Object.entries(places)) {
    test(`${cadence}: ${place}`, async () => check(cadence));
  }
}

const inTable = {
  file: 'functions/config/cadence.ts',
  after: 'export const cadenceTable = {',
  insert: `madeup: timed({
    days: ['weekday'],
    isDueOn: (day, { weekday }) => weekdayOf(day) === weekday && ((day - weekday) / 7) % 2 < 1,
    looksBackDays: 14,
  }),`,
};

const wordsFolder = new URL('../../templates/words/site/', import.meta.url);
const inWords = readdirSync(wordsFolder).flatMap((name) => {
  const file = `templates/words/site/${name}`;
  const sentence = 'Every second {weekday} at {hour} ({zone}).';
  return [
    { file, after: '"cadences": {', insert: '"madeup": "every second week",' },
    { file, after: '"schedules": {', insert: `"madeup": "${sentence}",` },
  ];
});

async function placesWithout(insertions: readonly (typeof inTable)[]): Promise<unknown> {
  const module = 'test/config/cadence-places.ts';
  return await onAlteredSource({
    insertions,
    module,
    call: 'placesWithout',
    args: ['madeup'],
  });
}

test('a cadence that is only in the table lacks words, and nothing else', async () => {
  assert.deepEqual(await placesWithout([inTable]), ['every language has words for it']);
});

test('a cadence in the table and in the words is everywhere', async () => {
  assert.deepEqual(await placesWithout([inTable, ...inWords]), []);
});
