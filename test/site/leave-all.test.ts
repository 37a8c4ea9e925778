/** Leaving every newsletter of the house at once, without telling anybody which they are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filledIn, newsletter, stageWithReader } from './stage.ts';

const other = { ...newsletter, id: 'evening', name: 'The Evening Post' };
const navigating = { 'sec-fetch-mode': 'navigate' };

async function setUp(newsletters = [newsletter, other]) {
  const on = await stageWithReader(filledIn, newsletters);
  const { rows } = on.readers;
  const reader = on.readers.only();
  const path = on.path('unsubscribe');
  rows.set('second', { ...reader, id: 'second', newsletterId: other.id });
  rows.set('stranger', {
    ...reader,
    id: 'stranger',
    addressKey: 'x@y.example',
    address: 'x@y.example',
  });
  return { on, path };
}

test('one press ends them all, of this address and no other', async () => {
  const { on, path } = await setUp();
  const left = await (await on.post(path, {}, navigating)).text();
  assert.match(left, /Leave all newsletters of this site/);
  assert.doesNotMatch(left, /Evening/, 'Which others there are is told to nobody.');
  assert.equal(on.readers.rows.get('second')?.state, 'confirmed');
  const all = await on.post(path, { intent: 'all' }, navigating);
  assert.match(await all.text(), /none of the newsletters of this site/);
  assert.equal(on.readers.rows.get('second')?.state, 'unsubscribed');
  assert.equal(on.readers.rows.get('stranger')?.state, 'confirmed');
  assert.equal(
    (await on.post(path, { intent: 'all' }, navigating)).status,
    200,
    'Again is nothing more.',
  );
});

test('a one-click request ends the one that it is about, whatever it says', async () => {
  const { on, path } = await setUp();
  await on.post(path, { intent: 'all' });
  assert.equal(on.readers.rows.get('second')?.state, 'confirmed');
});

test('where there is one newsletter only, nothing is offered', async () => {
  const { on, path } = await setUp([newsletter]);
  assert.doesNotMatch(await (await on.post(path, {}, navigating)).text(), /all newsletters/);
});
