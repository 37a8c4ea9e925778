/**
 * What Gmail, Outlook, Apple Mail and Yahoo drop (caniemail.com, by the package of that name) is
 * not needed to read an edition: each such feature stands here with what it only decorates.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { caniemail } from 'caniemail';
import { elementsNamed, parseHtml, visibleText } from '../../functions/edition/clean/dom.ts';
import { type EditionInput, renderEdition } from '../../functions/edition/print/render.ts';
import { cases } from './cases.ts';

const clients = ['gmail.*', 'outlook.*', 'apple-mail.*', 'yahoo.*'] as const;

const headOnly = 'what stands in the head is repeated inline where it matters';
const decoration: Readonly<Record<string, string>> = {
  '<style> element': headOnly,
  '@media': headOnly,
  'Type selector': headOnly,
  'Class selector': headOnly,
  'ID selector': headOnly,
  'Chaining selectors': headOnly,
  'Descendant combinator': headOnly,
  'Child combinator': headOnly,
  ':hover': 'a link is one without it',
  ':nth-child': 'columns of a table are as wide as their words',
  ':nth-last-child': 'columns of a table are as wide as their words',
  ':root': headOnly,
  'color-scheme CSS property': 'a program that has no dark shows the light',
  'color-scheme meta tag': 'a program that has no dark shows the light',
  'prefers-color-scheme': 'a program that has no dark shows the light',
  'hyphenate-limit-chars': 'long words break somewhere else',
  hyphens: 'long words break somewhere else',
  'overflow-wrap': 'long words make a line wider',
  'word-break': 'long words make a line wider',
  'white-space': 'lines of code break',
  'word-spacing': 'it is the usual one',
  'border-inline & border-block individual logical properties': 'the rule beside a quotation',
  'border-inline & border-block': 'the rule beside a quotation',
  'border-radius': 'corners are square',
  outline: 'pictures have no frame',
  overflow: 'the line for inboxes has other means to be unseen',
  opacity: 'the line for inboxes has other means to be unseen',
  'display:none': 'the line for inboxes has other means to be unseen',
  'max-height property': 'the line for inboxes has other means to be unseen',
  'height property': 'attributes tell the height',
  'max-width property': 'attributes tell the width',
  'table-layout': 'columns are as wide as their words',
  '<body> element': 'the ground behind has its colour once more inside',
  'aria-label attribute': 'the title says the same',
  'role attribute': 'the order of the words is that of reading',
  'unicode-bidi': 'code in a right-to-left text has its direction as an attribute',
  'Local anchors': 'the list above a long edition is one of titles without its links',
  float: 'a picture stands above its text',
};

describe('what mail programs drop', () => {
  for (const name of ['english', 'arabic', 'one', 'a-hundred'] as const) {
    test(`of the edition "${name}" is only decoration`, () => {
      const dropped = droppedFrom(htmlOf(inputOf(name)));
      const needed = [...dropped].filter((title) => !(title in decoration));
      assert.deepEqual(needed, [], 'Say here what it decorates, or do without it.');
    });
  }

  test('is less than nothing to the words: without any style all of them are there, in order', () => {
    const html = htmlOf(inputOf('english'));
    const bare = html
      .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
      .replace(/ (?:style|class|role|id|aria-[a-z]+)="[^"]*"/g, '');
    const words = (text: string) => visibleText(parseHtml(text).children);
    const body = (text: string) => words(text.slice(text.indexOf('<body')));
    assert.equal(body(bare), body(html.replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')));
    const hrefs = (text: string) =>
      elementsNamed('a', parseHtml(text).children).map(({ attribs }) => attribs.href);
    assert.deepEqual(hrefs(bare), hrefs(html));
    assert.ok(hrefs(bare).length > 10);
  });

  test('is noticed when it is needed: a page that is laid out by grid would be', () => {
    const html = '<div style="display:grid"><a href="https://paper.example">Title</a></div>';
    const needed = [...droppedFrom(html)].filter((title) => !(title in decoration));
    assert.notDeepEqual(needed, []);
  });
});

function inputOf(name: string): EditionInput {
  const input = cases[name]?.();
  assert.ok(input, `There is no case ${name}.`);
  return input;
}

function htmlOf(input: EditionInput): string {
  return renderEdition(input)
    .html.map((piece) => (typeof piece === 'string' ? piece : 'https://paper.example/own'))
    .join('');
}

function droppedFrom(html: string): ReadonlySet<string> {
  const { issues } = caniemail({ clients: [...clients], html });
  return new Set([...issues.errors.values()].flat().map(({ title }) => title));
}
