import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Filter, readFilter } from '../../functions/feed/filter.ts';
import { tryFilters } from '../../functions/feed/gate/try-filters.ts';
import { passageOf, type WaitReason } from '../../functions/feed/gate/waiting.ts';
import { oldPosts } from '../../functions/feed/keep/old-posts.ts';
import { item } from '../support/newsletter.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const found = Date.UTC(2026, 2, 2, 6);

suite('what becomes of an item at the gate', () => {
  const look = (why: readonly WaitReason[], afterMs: number, changedMs = 0, isFresh = true) =>
    passageOf(
      { item: item(found), why, changedAt: found + changedMs },
      {
        rules: { settleMinutes: 30, approval: { hours: 24, otherwise: 'release' }, filters: [] },
        now: found + afterMs,
        isFresh,
      },
    );

  test('settling: from its last change, by a fresh look, three hours at most', () => {
    assert.equal(look(['settling'], 29 * minuteMs).kind, 'waits');
    assert.equal(look(['settling'], 30 * minuteMs).kind, 'passes');
    assert.equal(look(['settling'], 30 * minuteMs, 0, false).kind, 'waits');
    const until = found + 70 * minuteMs;
    assert.deepEqual(look(['settling'], hourMs, 40 * minuteMs), { kind: 'waits', until });
    assert.equal(look(['settling'], 3 * hourMs, 179 * minuteMs, false).kind, 'passes');
  });

  test('several reasons: it goes when none is left, and the first to end is looked at', () => {
    const both = look(['approval', 'settling'], 40 * minuteMs);
    assert.deepEqual(both, { kind: 'waits', until: found + 24 * hourMs });
    assert.deepEqual(look(['approval', 'settling'], 10 * minuteMs), {
      kind: 'waits',
      until: found + 30 * minuteMs,
    });
    assert.equal(look(['approval', 'settling'], 25 * hourMs).kind, 'passes');
    assert.equal(look(['surge', 'approval'], 15 * dayMs).kind, 'keptOut');
  });
});

suite('filters', () => {
  const story = {
    title: 'Die große Fähre',
    content: '<p>The ferry race was won by a heron.</p>',
    author: 'Anna Lindqvist',
    categories: ['Sponsored Content', '港口'],
    enclosures: [],
  };
  const cases: [string, readonly string[], boolean][] = [
    ['a word', ['drop words=ferry'], true],
    ['part of a word', ['drop words=fer'], false],
    ['a phrase across markup and case', ['drop words=FERRY  Race'], true],
    ['a word without its accents', ['drop words=fahre'], true],
    ['another spelling of sharp s', ['drop words=grosse'], true],
    ['a category as a whole', ['drop category=sponsored content'], true],
    ['a part of a category', ['drop category=sponsored'], false],
    ['a category in another script', ['drop category=港口'], true],
    ['a part of a name', ['drop author=lindqvist'], true],
    ['what keeps, met', ['keep words=heron'], false],
    ['what keeps, not met', ['keep words=gull'], true],
    ['one of several that keep', ['keep words=gull', 'keep author=Anna Lindqvist'], false],
    ['dropping goes before keeping', ['keep words=heron', 'drop words=race'], true],
    ['nothing', [], false],
  ];
  for (const [name, texts, isOut] of cases) {
    test(`${name}: ${isOut ? 'out' : 'goes'}`, async () => {
      const filters = texts.map((text) => {
        const [does = '', ...rest] = text.split(' ');
        const read = readFilter(does as Filter['does'], rest.join(' '));
        assert.ok(read !== undefined);
        return read;
      });
      const [tried] = await tryFilters([story], filters);
      assert.equal(tried?.keptOut !== undefined, isOut, tried?.keptOut);
    });
  }

  test('words of scripts without spaces are found inside a text', async () => {
    const chinese = {
      ...story,
      title: '',
      content: '昨天渡轮在港口等了一个小时。',
      categories: [],
    };
    const words = (value: string) => [{ does: 'drop', by: 'words', value }] as const;
    const [out] = await tryFilters([chinese], words('港口'));
    assert.match(out?.keptOut ?? '', /港口/);
    const [goes] = await tryFilters([chinese], words('海港'));
    assert.equal(goes?.keptOut, undefined);
  });

  test('a language is told from the words, and what is too short for that is kept out by none', async () => {
    const texts: readonly [string, string][] = [
      ['de', 'Die Fähre wartete gestern eine Stunde auf die Flut, und die Leute am Kai sangen.'],
      ['en', 'The ferry waited an hour for the tide, and the people on the quay sang to it.'],
      ['fr', 'Le bac a attendu la marée pendant une heure, et les gens du quai ont chanté.'],
      ['es', 'El transbordador esperó una hora la marea y la gente del muelle cantaba.'],
      ['ja', '渡し船は一時間も潮を待ち、岸壁の人々は歌を歌いました。'],
      ['ar', 'انتظرت العبارة ساعة كاملة حتى المد، وغنى الناس على الرصيف.'],
    ];
    for (const [language, content] of texts) {
      const filters = [{ does: 'drop', by: 'language', value: language }] as const;
      const items = texts.map(([, each]) => ({ ...story, title: '', content: each }));
      const out = await tryFilters(items, filters);
      const found = out.flatMap(({ keptOut }, at) => (keptOut ? [texts[at]?.[0]] : []));
      assert.deepEqual(found, [language], content);
    }
    const filters = [{ does: 'drop', by: 'language', value: 'de' }] as const;
    const [short] = await tryFilters([{ ...story, title: 'Eis', content: '' }], filters);
    assert.equal(short?.keptOut, undefined);
  });

  test('what cannot be read is refused', () => {
    for (const text of ['', 'words', 'words=', 'tone=harsh', `words=${'x'.repeat(201)}`]) {
      assert.equal(readFilter('drop', text), undefined, text);
    }
  });
});

suite('old posts that appear at once', () => {
  const post = (date?: number) => ({
    title: 'T',
    categories: [],
    enclosures: [],
    ...(date === undefined ? {} : { publishedAt: date }),
  });
  const years = 365 * dayMs;
  const known = [1, 2, 3, 4, 5].map((n) => post(found - n * dayMs));
  const look = (news: readonly ReturnType<typeof post>[], isFirst = false) =>
    oldPosts({ news, known: isFirst ? [] : known, addedAt: found, isFirst }).size;
  const cases: [string, number, number][] = [
    ['three of years ago', look([1, 2, 3].map((n) => post(found - n * years))), 3],
    ['two of them', look([1, 2].map((n) => post(found - n * years))), 0],
    ['three of the epoch, which is no date', look([0, 0, 0].map(post)), 0],
    ['three that are a little older', look([6, 7, 8].map((n) => post(found - n * dayMs))), 0],
    [
      'old ones beside a new one',
      look([post(found), ...[2, 3, 4].map((n) => post(found - n * years))]),
      3,
    ],
    [
      'the backlog behind an empty document',
      look(
        [1, 2].map((n) => post(found - n * dayMs)),
        true,
      ),
      2,
    ],
    ['undated ones behind it', look([post(), post(), post(), post()], true), 4],
    ['the first post ever', look([post(found + dayMs)], true), 0],
    ['the first post ever, undated', look([post()], true), 0],
  ];
  for (const [name, held, expected] of cases) {
    test(`${name}: ${expected} held`, () => assert.equal(held, expected));
  }
});
