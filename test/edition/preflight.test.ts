import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Rendered } from '../../functions/edition/content.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { inspect, inspectTraffic } from '../../functions/edition/plan/preflight.ts';
import { renderEdition } from '../../functions/edition/print/render.ts';
import { editionOf, sampleEdition, sampleItem, sampleNewsletter } from './sample.ts';

const siteUrl = 'https://paper.example/';
const newsletter = sampleNewsletter('en');
const rendered = renderEdition(sampleEdition('en', 3, { images: false }));

function found(changes: Partial<Rendered>, own: Partial<Newsletter> = {}) {
  const input = { rendered: { ...rendered, ...changes }, newsletter: { ...newsletter, ...own } };
  return inspect({ ...input, siteUrl }).map(({ level, check, count }) =>
    `${level} ${check} ${count ?? ''}`.trim(),
  );
}

const withHtml = (html: string) => found({ html: [html, ...rendered.html] });

test('nothing is found in an ordinary edition of any direction', () => {
  assert.deepEqual(found({}), []);
  for (const language of ['zh', 'ar'] as const) {
    const input = sampleEdition(language, 20, { images: false });
    const other = { rendered: renderEdition(input), newsletter: input.newsletter, siteUrl };
    assert.deepEqual(inspect(other), []);
  }
});

describe('an edition is held', () => {
  const withoutLink = (part: Rendered['html']) =>
    part.filter((piece) => typeof piece === 'string' || piece.personal !== 'unsubscribe');

  test('without the link to unsubscribe, in either part', () => {
    assert.ok(found({ html: withoutLink(rendered.html) }).includes('error noUnsubscribe'));
    assert.deepEqual(found({ text: withoutLink(rendered.text) }), ['error noUnsubscribe']);
  });

  test('without the postal address, in either part', () => {
    const without = (part: Rendered['html']) =>
      part.map((piece) => (typeof piece === 'string' ? piece.replace('1 Quay Street', '') : piece));
    assert.deepEqual(found({ html: without(rendered.html) }), ['error noAddress']);
    assert.deepEqual(found({ text: without(rendered.text) }), ['error noAddress']);
    assert.deepEqual(found({}, { postalAddress: ' ' }), ['error noAddress']);
  });

  test('although the address stands in a story', () => {
    const html = rendered.html.map((piece) =>
      typeof piece === 'string' ? piece.replace('1 Quay Street', '') : piece,
    );
    assert.deepEqual(found({ html: [newsletter.postalAddress, ...html] }), ['error noAddress']);
  });

  test('without a subject', () => assert.deepEqual(found({ subject: ' ' }), ['error noSubject']));

  test('when it says nothing', () => {
    const { html } = renderEdition(
      editionOf(newsletter, { sections: [], leftOut: [], excluded: [] }),
    );
    assert.deepEqual(found({ html }), ['error empty']);
  });

  test('when it is too big for any mail', () => {
    assert.match(withHtml('x'.repeat(1_000_001)).join(), /^error tooBig/);
  });
});

describe('a warning is kept', () => {
  for (const [what, html, warning] of [
    ['a link without scheme', '<a href="/about">x</a>', 'warning relativeLink 1'],
    [
      'a link to http',
      '<a href="http://a.example/">x</a><a href="http://b.example/">x</a>',
      'warning insecureLink 2',
    ],
    ['a picture by http', '<img src="http://a.example/a.jpg" alt="A">', 'warning insecureLink 1'],
    ['a picture without scheme', '<img src="/a.jpg" alt="A">', 'warning relativeLink 1'],
    ['a link to this machine', '<a href="https://localhost:8080/x">x</a>', 'warning deadLink 1'],
    ['a link to a private address', '<a href="https://192.168.1.7/x">x</a>', 'warning deadLink 1'],
    ['a link to a bare name', '<a href="https://intranet/x">x</a>', 'warning deadLink 1'],
    ['a link to a loopback of IPv6', '<a href="https://[::1]/x">x</a>', 'warning deadLink 1'],
    [
      'a picture without words',
      '<img src="https://a.example/a.jpg" alt=" ">',
      'warning missingAlt 1',
    ],
    ['a mail that inboxes clip', 'x'.repeat(110_000), 'warning clipping'],
  ] as const) {
    test(`of ${what}`, () => {
      const all = withHtml(html);
      assert.equal(all.length, 1, all.join());
      assert.ok(all[0]?.startsWith(warning), all.join());
    });
  }

  test('of excerpts that had to be shortened', () => {
    const items = Array.from({ length: 40 }, (_, n) =>
      sampleItem('en', n, { content: `<p>${n} ${'A long tale of the harbour. '.repeat(300)}</p>` }),
    );
    const long = { ...newsletter, excerptChars: 8_000, images: false };
    const sections = [{ id: 'town', name: 'Town', items }];
    const input = editionOf(long, { sections, leftOut: [], excluded: [] });
    assert.deepEqual(
      inspect({ rendered: renderEdition(input), newsletter: long, siteUrl }).map(
        ({ check }) => check,
      ),
      ['shortened'],
    );
  });

  test('of colours that cannot be read', () => {
    assert.deepEqual(found({}, { theme: { light: { text: '#cccccc', background: '#ffffff' } } }), [
      'warning lowContrast 3',
    ]);
  });
});

test('links of the site itself may be what they are: it may run on this machine', () => {
  const local = 'http://127.0.0.1:8080/';
  const html = [`<a href="${local}n/x">x</a>`, ...rendered.html];
  const all = inspect({ rendered: { ...rendered, html }, newsletter, siteUrl: local });
  assert.deepEqual(
    all.filter(({ check }) => check !== 'insecureLink' && check !== 'deadLink'),
    [],
  );
  assert.deepEqual(all, []);
});

describe('traffic', () => {
  const weekMs = 7 * 24 * 3_600_000;
  const dayMs = weekMs / 7;
  for (const [what, traffic, checks] of [
    ['a day as any other', { stories: 120, before: 700, periodMs: dayMs }, []],
    ['a busy day', { stories: 300, before: 350, periodMs: dayMs }, []],
    ['a feed that republished itself', { stories: 500, before: 70, periodMs: dayMs }, ['surge']],
    ['few items after a quiet week', { stories: 60, before: 12, periodMs: dayMs }, []],
    ['a first edition', { stories: 150, before: 0, periodMs: dayMs }, ['manyItems']],
    ['a month as any other', { stories: 900, before: 210, periodMs: 31 * dayMs }, []],
  ] as const) {
    test(`of ${what}: ${checks.join() || 'nothing'}`, () => {
      assert.deepEqual(
        inspectTraffic(traffic).map(({ check }) => check),
        checks,
      );
    });
  }
});
