import assert from 'node:assert/strict';
import { test } from 'node:test';
import { vouchedOf } from '../../functions/subscriber/import/statement.ts';
import { readStatement } from '../../functions/subscriber/import/typed-statement.ts';

const typed = {
  ...{ source: ' our shop ', since: '2019', wording: 'Yes, send it.' },
  columns: [
    ['Kind', 'aside'],
    ['Status', ''],
  ] as const,
  isAllSubscribed: true,
};
const faultsOf = (changes: object) => {
  const read = readStatement({ ...typed, ...changes });
  return read.kind === 'refused' ? read.faults : [];
};

test('source, time and words of the consent are kept together with the owner’s words', () => {
  const read = readStatement(typed);
  assert.ok(read.kind === 'ok');
  assert.equal(
    vouchedOf(read.statement),
    'our shop; since 2019; words: Yes, send it.; columns: Kind=aside; the owner says that all are subscribed',
  );
});

test('nothing of a proof means that all are asked; a part of one is no proof', () => {
  const none = readStatement({ ...typed, source: '', since: ' ', wording: '' });
  assert.ok(none.kind === 'ok' && vouchedOf(none.statement) === undefined);
  assert.deepEqual(faultsOf({ since: '', wording: ' ' }), ['since', 'wording']);
});

test('what is too long, no single line, or no meaning is refused', () => {
  assert.deepEqual(faultsOf({ source: 'a\nb' }), ['source']);
  assert.deepEqual(faultsOf({ wording: 'x'.repeat(301) }), ['wording']);
  assert.deepEqual(faultsOf({ source: 'x'.repeat(250), wording: 'y'.repeat(250) }), ['together']);
  assert.deepEqual(faultsOf({ columns: [['Kind', 'whatever']] }), ['column']);
});
