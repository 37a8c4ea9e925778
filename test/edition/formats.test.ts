import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kept } from '../../functions/edition/formats.ts';

test('a format is made once for the same words, and anew for others', () => {
  const made: string[] = [];
  const of = kept((language: string, zone: string) => {
    made.push(`${language} ${zone}`);
    return { language, zone };
  });
  assert.equal(of('de', 'UTC'), of('de', 'UTC'));
  assert.deepEqual(of('de', 'Asia/Tokyo'), { language: 'de', zone: 'Asia/Tokyo' });
  assert.deepEqual(made, ['de UTC', 'de Asia/Tokyo']);
});

test('of words by the thousand, as visitors may send them, only the latest are kept', () => {
  let made = 0;
  const of = kept((tag: string) => ({ tag, n: made++ }));
  for (let n = 0; n < 5_000; n += 1) of(`x-${n}`);
  assert.equal(of('x-4999').tag, 'x-4999');
  assert.equal(made, 5_000);
  of('x-0');
  assert.equal(made, 5_001);
});
