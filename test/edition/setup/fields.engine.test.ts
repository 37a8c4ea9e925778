import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onAlteredSource } from '../../support/altered-source.ts';
import { placesWithout, type Said } from './field-places.ts';

/** What an owner may say, and newsletters of tests do not. */
const fields: readonly Said[] = [
  { name: 'name', value: 'Another' },
  { name: 'sender', value: { name: 'Us', address: 'us@paper.example' } },
  { name: 'cadences', value: ['daily'] },
  { name: 'theme', value: { light: { accent: '#8c2f22' } } },
  { name: 'sending', value: { mode: 'approval', lastCallMinutes: 30 } },
  { name: 'letters', value: ['welcome'] },
  { name: 'embedOrigins', value: ['https://www.example.com'] },
  { name: 'privacy', value: { contact: 'us' } },
  { name: 'archive', value: 'private' },
];

for (const said of fields) {
  test(`the file knows ${said.name}`, async () => {
    assert.deepEqual(await placesWithout(said), []);
  });
}

test('a field that is only in the check of a newsletter is in the file', async () => {
  const without = await onAlteredSource({
    insertions: [
      {
        file: 'functions/edition/newsletter.ts',
        after: '  images: v.boolean(),',
        insert: "  madeUp: v.optional(v.picklist(['loud', 'quiet'], 'It is loud or quiet.')),",
      },
    ],
    module: 'test/edition/setup/field-places.ts',
    call: 'placesWithout',
    args: [{ name: 'madeUp', value: 'loud' }],
  });
  assert.deepEqual(without, []);
});
