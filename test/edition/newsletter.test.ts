/** What a newsletter is called, wherever its name stands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renamed } from '../../functions/edition/newsletter.ts';
import { newsletter } from '../support/newsletter.ts';

const url = 'https://paper.example/logo.png';

test('a new name goes to the sender and to the words of the logo', () => {
  const before = newsletter({ theme: { logo: { url, alt: 'The Test Paper' } } });
  const { name, sender, theme, id } = renamed(before, 'Harbour Post');
  assert.deepEqual([name, sender.name, theme?.logo?.alt], Array(3).fill('Harbour Post'));
  assert.deepEqual([id, sender.address], ['paper', 'news@paper.example']);
});

test('what was named by hand keeps its name', () => {
  const sender = { name: 'Ann of the Harbour', address: 'news@paper.example' };
  const before = newsletter({ sender, theme: { logo: { url, alt: 'A ship' } } });
  const after = renamed(before, 'Harbour Post');
  assert.deepEqual([after.sender.name, after.theme?.logo?.alt], ['Ann of the Harbour', 'A ship']);
});
