import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { ParsedItem } from '../../functions/feed/item.ts';
import { importItems } from '../../functions/feed/keep/import.ts';
import { readArchiveItem } from '../../functions/feed/read/archived-item.ts';
import { feedKey, fixture, memoryStore } from './support.ts';

const seed = join(import.meta.dirname, '../../../shared/seed/item.txt');

function read(text: string): ParsedItem {
  const archived = readArchiveItem(text);
  if (archived.kind === 'refused') throw new Error(archived.reason);
  return archived.item;
}

test('an item with brackets in its title and address', () => {
  assert.deepEqual(read(fixture('archive.txt').toString()), {
    title: '港口：渡轮 "晚点" [更新]',
    link: 'https://harbour.example/%E6%B8%A1%E8%BD%AE_(1)',
    publishedAt: Date.UTC(2026, 2, 3, 8, 30),
    content: '<div>03/03/2026 - 08:30</div><p><strong>渡轮等了一个小时的潮水。</strong></p>',
    categories: [],
    enclosures: [],
  });
});

test('the seed item has its date, decoded title, link and content', (t) => {
  if (!existsSync(seed)) return t.skip('skipped: ../shared is not here');
  const item = read(readFileSync(seed, 'utf8'));
  assert.equal(item.publishedAt, 1_712_650_501_000);
  assert.equal(item.title, '俄罗斯称：北京希望 "加强战略合作”');
  assert.match(item.link ?? '', /^https:\/\/www\.rfi\.fr\/cn\/%E4%B8%AD/);
  assert.match(item.content ?? '', /^<div>09\/04\/2024 - 10:10<\/div>/);
});

test('line ends of Windows and a byte order mark', () => {
  const item = read('\ufeff<!--0-->\r\n[T](https://t.example/)\r\n---\r\n\r\n<p>x</p>\r\n');
  assert.deepEqual([item.publishedAt, item.title, item.content], [0, 'T', '<p>x</p>']);
});

suite('what is no archive item is refused with what is wrong', () => {
  const cases: Record<string, [string, RegExp]> = {
    nothing: ['', /first line/],
    'no date': ['[T](https://t.example/)\n---\nx', /first line/],
    'a date beyond time': ['<!--9999999999999999-->\n[T](https://t.example/)\n---', /first line/],
    'no link': ['<!--1-->\nT\n---\nx', /second line/],
    'a link that is none': ['<!--1-->\n[T](javascript:alert(1))\n---\nx', /second line/],
    'no rule': ['<!--1-->\n[T](https://t.example/)\n<p>x</p>', /third line/],
    'a file too large': [' '.repeat(2_000_001), /too large/],
  };
  for (const [name, [text, reason]] of Object.entries(cases)) {
    test(name, () => {
      const refused = readArchiveItem(text);
      assert.match(refused.kind === 'refused' ? refused.reason : refused.kind, reason);
    });
  }
});

test('thousands are taken in oldest first, and again changes nothing', async () => {
  const items = Array.from({ length: 1000 }, (_, n) =>
    read(`<!--${10_000 - n}-->\n[Item ${n}](https://t.example/${n})\n---\n<p>${n}</p>`),
  );
  const store = memoryStore(undefined);
  const deps = { store };
  assert.deepEqual(await importItems({ key: feedKey, items }, deps), { stored: 1000, seen: 0 });
  assert.equal(store.items[0]?.title, 'Item 999');
  assert.deepEqual(await importItems({ key: feedKey, items }, deps), { stored: 0, seen: 1000 });
});
