import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ParsedItem } from '../../functions/feed/item.ts';
import { chooseUnseen, identities, identityKeys } from '../../functions/feed/keep/identity.ts';
import { normalisedLink } from '../../functions/feed/normalised-link.ts';

const long = 'The ferry waited an hour for the tide, and the people on the quay sang. ';

function item(fields: Partial<ParsedItem>): ParsedItem {
  return { title: 'Ferry', categories: [], enclosures: [], ...fields };
}

/** How many of the second showing are news to someone who has seen the first. */
function newsAfter(before: readonly ParsedItem[], now: readonly ParsedItem[], site?: string) {
  const seen = new Set(identities(before, site).flatMap(identityKeys));
  return chooseUnseen(now, identities(now, site), seen).map((each) => each.item);
}

suite('an edit is no news', () => {
  const link = 'http://h.example/ferry';
  const first = item({ id: '1', link, content: long });
  const edits: Record<string, ParsedItem> = {
    'the same again': first,
    'a new title': { ...first, title: 'Ferry late' },
    'a new id': { ...first, id: '2' },
    'no id any more': item({ link, content: long }),
    'another text': { ...first, content: `${long} More.` },
    'https instead of http': { ...first, id: 'x', link: 'https://h.example/ferry' },
    'tracking parameters and a slash': {
      ...first,
      id: 'x',
      link: 'https://www.h.example/ferry/?utm_source=rss&fbclid=1',
    },
    'a moved page with a new id and the same words': {
      ...first,
      id: 'x',
      link: 'http://new.example/f',
    },
  };
  for (const [name, edited] of Object.entries(edits)) {
    test(name, () => assert.deepEqual(newsAfter([first], [edited]), []));
  }
});

suite('news is news', () => {
  const shown = item({ id: '1', link: 'https://h.example/1', content: long });
  const cases: Record<string, ParsedItem> = {
    'another item': item({ id: '2', link: 'https://h.example/2', content: `Other: ${long}` }),
    'an id used again for another page and text': item({
      id: '1',
      link: 'https://h.example/other',
      title: 'Storm',
      content: 'The storm took the roof of the customs house and three of the smaller boats.',
    }),
    'the same short title with another id': item({ id: '3', link: 'https://h.example/3' }),
    'a page that differs in its query': item({ id: '4', link: 'https://h.example/1?page=2' }),
  };
  for (const [name, fresh] of Object.entries(cases)) {
    test(name, () => assert.deepEqual(newsAfter([shown], [fresh]), [fresh]));
  }

  test('items that all link to one page are told apart by their ids', () => {
    const log = (id: string) => item({ id, link: 'https://h.example/log', title: id });
    assert.equal(newsAfter([log('1'), log('2')], [log('3'), log('2'), log('1')]).length, 1);
  });

  test('a link to the site itself is no identity', () => {
    const note = (id: string) => item({ id, link: 'https://h.example/', title: id });
    assert.equal(newsAfter([note('1')], [note('2')], 'http://h.example').length, 1);
  });

  test('a changelog whose items differ in the fragment', () => {
    const entry = (v: string) => item({ link: `https://h.example/log#${v}`, title: v });
    assert.equal(newsAfter([entry('1')], [entry('2'), entry('1')]).length, 1);
  });
});

test('twins within one feed count once, reused ids within one feed both count', () => {
  const one = item({ id: '1', link: 'https://h.example/1', content: long });
  const other = item({ id: '1', link: 'https://h.example/2', content: `Second story. ${long}` });
  const unseen = chooseUnseen([one, one, other], identities([one, one, other]), new Set());
  assert.equal(unseen.length, 2);
  assert.equal(new Set(unseen.map((each) => each.identityKeys[0])).size, 2);
  const again = new Set(unseen.flatMap((each) => [...each.identityKeys]));
  assert.deepEqual(chooseUnseen([one, other], identities([one, other]), again), []);
});

test('an item with nothing at all still has a key', () => {
  const [identity = {}] = identities([item({ title: '' })]);
  assert.match(identityKeys(identity)[0], /^c-[0-9a-f]{32}$/);
});

test('links are folded to one form', () => {
  assert.equal(
    normalisedLink('HTTPS://WWW.H.example/a/?b=2&a=1&utm_x=3#xtor=RSS-1'),
    'h.example/a?a=1&b=2',
  );
  assert.equal(normalisedLink('not a link'), 'not a link');
});
