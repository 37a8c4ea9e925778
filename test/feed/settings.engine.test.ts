import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedSettingName } from '../../functions/feed/settings.ts';
import { onAlteredSource } from '../support/altered-source.ts';
import { places } from './setting-places.ts';

/** What an owner may write for each. */
const texts: Readonly<Record<FeedSettingName, string>> = {
  title: 'Our Gazette',
  fullText: 'always',
  every: '60',
  settle: '30',
  approval: '72h-drop',
  state: 'stopped',
};

for (const [name, text] of Object.entries(texts)) {
  for (const [place, check] of Object.entries(places)) {
    test(`${name}: ${place}`, async () => check({ name: name as FeedSettingName, text }));
  }
}

test('a setting that is only in the record is everywhere', async () => {
  const insertion = {
    file: 'functions/feed/settings.ts',
    after: 'export const feedSettings = {',
    insert: `madeUp: setting({
      read: (text) => (text === '\\0' ? undefined : text.split(',')),
      write: (words) => words.join(','),
      offered: 'words with commas between them',
      option: { name: 'made-up', value: 'WORDS', help: 'which items are made up' },
      attribute: 'madeUp',
      fields: v.object({ madeUpWords: v.exactOptional(v.array(v.string())) }),
      unset: {},
      toRow: (madeUpWords) => ({ madeUpWords }),
      ofRow: ({ madeUpWords }) => madeUpWords,
      fact: { label: 'Made up', text: ({ madeUpWords }) => madeUpWords?.join(', ') },
    }),`,
  };
  const without = await onAlteredSource({
    insertions: [insertion],
    module: 'test/feed/setting-places.ts',
    call: 'placesWithout',
    args: [{ name: 'madeUp', text: 'stocks,horoscope' }],
  });
  assert.deepEqual(without, []);
});
