import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBasicPlane } from '../../infra/local/ses-topics.ts';

const texts: [what: string, text: string][] = [
  ['an emoji', 'News 🗞️ of the day'],
  ['a family of them', '👩‍👩‍👧‍👦'],
  ['old scripts', '𐎀𐎁 𝒩ews 𠮷野家'],
  ['what is no character', '\uFFFF\uFFFE'],
  ['six scripts', 'Новости 新闻 ニュース أخبار חדשות समाचार'],
];

for (const [what, text] of texts) {
  test(`an event with ${what} reaches the queue as the same text`, () => {
    const json = JSON.stringify({ Message: JSON.stringify({ subject: text }) });
    const sent = inBasicPlane(json);
    assert.match(sent, /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD]*$/, 'the engine takes it');
    assert.deepEqual(JSON.parse(JSON.parse(sent).Message), { subject: text });
  });
}

test('what the engine takes anyway is left as it is', () => {
  const json = JSON.stringify({ subject: 'Новости 新闻 أخبار' });
  assert.equal(inBasicPlane(json), json);
});
