import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalText, preparePart, splicePart } from '../../functions/mail/part.ts';

const texts: [oddity: string, text: string, canonical: string][] = [
  ['line ends of three kinds', 'a\nb\rc\r\nd\n\r', 'a\r\nb\r\nc\r\nd\r\n\r\n'],
  ['control characters', 'a\x00b\x0bc\x7fd\u0092e', 'a b c d e'],
  ['a tab, which stays', 'a\tb', 'a\tb'],
  ['the marks that right-to-left text needs, which stay', 'א\u200f\u2067b', 'א\u200f\u2067b'],
  ['half of a surrogate pair', 'a\ud83d', 'a\ufffd'],
];

for (const [oddity, text, canonical] of texts) {
  test(`a text with ${oddity} is made fit for mail`, () =>
    assert.equal(canonicalText(text), canonical));
}

const links = {
  unsubscribe: 'https://a.example/u',
  preferences: 'https://a.example/p',
  address: 'a@a.example',
  schedule: 'Every day.',
};

test('a character split between two pieces is put together again', () => {
  const part = preparePart(['\ud83d', '\ude00']);
  assert.equal(Buffer.concat(splicePart(part, links)).toString(), '8J+YgA==');
});

test('a part without links is one piece', () => {
  assert.equal(splicePart(preparePart(['a\n', 'b']), links).length, 1);
  assert.equal(splicePart(preparePart(['海', '港']), links).length, 1);
});

test('a part keeps no more forms of a base64 text than a line has bytes', () => {
  const part = preparePart(['海港', { personal: 'unsubscribe' }, '灯塔重新开放']);
  for (let length = 0; length < 200; length++) {
    splicePart(part, { ...links, unsubscribe: `https://a.example/${'x'.repeat(length)}` });
  }
  assert.equal(part.encoding, 'base64');
  if (part.encoding !== 'base64') return;
  assert.deepEqual(
    part.segments.map((segment) => segment.forms.size),
    [1, 57],
  );
});
