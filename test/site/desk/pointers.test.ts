/** Where something does not fit, told as a pointer into what was sent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pointer, pointerIn } from '../../../functions/site/desk/api/pointers.ts';

const keys = ['zone', 'sender.address', 'theme.logo.url', 'defaultSchedule'];

test('a pointer escapes what stands between its steps, and is empty for the whole', () => {
  assert.equal(pointer(['a/b', 'c~d', 0]), '/a~1b/c~0d/0');
  assert.equal(pointer([]), '');
});

test('a value is pointed at by its dotted name, one that is missing too', () => {
  const sent = { values: { 'theme.font': 'x', embedOrigins: ['a'] } };
  const at = (...path: (string | number)[]) => pointerIn(sent, path, keys);
  assert.equal(at('theme', 'font'), '/values/theme.font');
  assert.equal(at('embedOrigins', 0), '/values/embedOrigins/0');
  assert.equal(at('sender', 'address'), '/values/sender.address');
  assert.equal(at('defaultSchedule', 'hour'), '/values/defaultSchedule/hour');
  assert.equal(at('createdAt'), '/values');
});

test('a section is pointed at where it was sent, and what was not sent is not', () => {
  const sections = [{ id: 'a', feedsTo: 'b' }, { id: 'b' }, {}];
  assert.equal(
    pointerIn({ values: {}, sections }, ['sections', 0, 'name'], keys),
    '/sections/1/name',
  );
  assert.equal(pointerIn({ values: {}, sections }, ['sections', 'a'], keys), '/sections/0');
  assert.equal(pointerIn({ values: {}, sections }, ['sections', 7], keys), '/sections');
  assert.equal(pointerIn({ values: {} }, ['sections', 0, 'name'], keys), '');
});

test('what was made of something else is pointed at there', () => {
  const wide = [...keys, 'sender.name', 'name'];
  const at = (sent: object, ...path: string[]) => pointerIn({ values: {}, ...sent }, path, wide);
  assert.equal(at({ values: { zone: 'x' } }, 'defaultSchedule', 'zone'), '/values/zone');
  assert.equal(at({ name: 'x' }, 'sender', 'name'), '/name');
  assert.equal(at({ values: { name: 'x' } }, 'sender', 'name'), '/values/name');
  assert.equal(at({}, 'sender', 'name'), '/values/sender.name');
});

test('a name and an id stand on their own; an id that was made is the name’s', () => {
  assert.equal(pointerIn({ name: 'x', values: {} }, ['name'], ['name']), '/name');
  assert.equal(pointerIn({ values: {} }, ['name'], ['name']), '/values/name');
  assert.equal(pointerIn({ name: 'x', id: '!', values: {} }, ['id'], keys), '/id');
  assert.equal(pointerIn({ name: 'x', values: {} }, ['id'], keys), '/name');
});
