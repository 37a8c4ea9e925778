import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerpt } from '../../functions/edition/print/excerpt.ts';

const shown = (html: string) =>
  excerpt(html, { charsMax: 5_000, title: 'T', images: true }).html?.cleanHtml;

test('only a word that has no room in a cell may break', () => {
  const html = '<table><tr><td>linux</td><td>9f86d081884c7d659a2feaa0c55ad015</td></tr></table>';
  const broken = html.replace('<td>9', '<td style="overflow-wrap:anywhere">9');
  assert.equal(shown(html), broken);
});

test('a table of many columns moves under the finger instead of widening the mail', () => {
  const cells = (count: number) => `<table><tr>${'<td>a</td>'.repeat(count)}</tr></table>`;
  assert.equal(shown(cells(3)), cells(3));
  assert.equal(
    shown(`<div>${cells(4)}</div>`),
    `<div><div class="across" style="overflow-x:auto">${cells(4)}</div></div>`,
  );
});
