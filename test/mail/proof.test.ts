/** An edition as its owner sees it before it goes: what it says of the edition, and where it leads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Content, LeadReason } from '../../functions/edition/content.ts';
import type { Finding } from '../../functions/edition/finding.ts';
import { languages } from '../../functions/edition/languages.ts';
import { renderProof } from '../../functions/mail/proof.ts';
import { sampleNewsletter } from '../edition/sample.ts';

const siteUrl = 'https://paper.example/';
const to = 'owner@paper.example';
const actUrl = 'https://paper.example/act/k1.paper.1.mac';
const reasons: readonly LeadReason[] = [
  ...(['pinned', 'firstSection', 'earlySection', 'fresh', 'severalFeeds', 'longText'] as const),
  ...(['text', 'landscapePicture', 'picture'] as const),
  ...(['-old', '-opinion', '-recording', '-hardlyText'] as const),
];
const example = 'https://a.example/x?a=1&b=2';
const findings: readonly Finding[] = [
  { level: 'warning', check: 'clipping', count: 110_000 },
  { level: 'warning', check: 'shortened', count: 140 },
  { level: 'warning', check: 'relativeLink', count: 11, example },
  { level: 'warning', check: 'insecureLink', count: 12, example },
  { level: 'warning', check: 'deadLink', count: 13, example },
  { level: 'warning', check: 'missingAlt', count: 14, example },
  { level: 'warning', check: 'lowContrast', count: 15, example },
  { level: 'warning', check: 'plainText', count: 16, example },
  { level: 'warning', check: 'manyItems', count: 150 },
  { level: 'error', check: 'awaitsOwner' },
];

function proofOf(language: string, content: Partial<Content>, isAsked = true) {
  const notice = {
    ...{ id: 'n', newsletterId: 'paper', at: 0, kind: 'editionForVeto' as const },
    values: { at: 'Sunday, 7:00' },
    proof: { contentKey: 'c', to },
  };
  const whole = {
    subject: 'The <Ferry>',
    html: ['<html><body class="x">Hello ', { personal: 'unsubscribe' }, '</body></html>'],
    text: ['To ', { personal: 'address' }, ' by ', { personal: 'preferences' }],
    findings: [],
    ...content,
  } as unknown as Content;
  const newsletter = { ...sampleNewsletter('en'), language };
  return renderProof({
    notice,
    newsletter,
    content: whole,
    siteUrl,
    to,
    ...(isAsked ? { actUrl } : {}),
  });
}

const joined = (text: string) => text.replace(/\s+/g, ' ');

for (const language of languages) {
  test(`everything that was found, and each reason to lead, has its words: ${language}`, () => {
    const key = { feedId: 'f', key: 'ferry' };
    const stories = [{ ...key, title: 'The <Ferry>' }];
    const { html, text } = proofOf(language, { findings, stories, lead: { item: key, reasons } });
    for (const part of [html, text]) assert.doesNotMatch(part, /undefined|\{\w+\}/);
    for (const { count } of findings) assert.ok(count === undefined || text.includes(`${count}`));
    for (const reason of reasons.filter((one) => /[A-Z-]/.test(one))) {
      assert.ok(!text.includes(reason), `${reason} has words, and is not told by its name`);
    }
    assert.ok(html.includes('The &lt;Ferry&gt;') && !html.includes('<Ferry>'));
    assert.ok(html.includes('https://a.example/x?a=1&amp;b=2'));
  });
}

test('it says when it goes, what leads and what was found, and offers three things to do', () => {
  const { subject, html, text } = proofOf('en', {});
  assert.equal(subject, 'Preview: The <Ferry>');
  assert.match(joined(text), /goes out on Sunday, 7:00, unless you stop it/);
  assert.match(text, /Looked at: nothing was found\./);
  const acts = [...html.matchAll(/href="([^"]+)">([^<]+)</g)].map(([, url, label]) => [label, url]);
  assert.deepEqual(acts, [
    ['Stop it', `${actUrl}?do=stop`],
    ['Let it go now', `${actUrl}?do=go`],
    ['Leave a story out', `${actUrl}?do=skip`],
  ]);
  assert.match(html, /<body class="x"><table role="presentation"/);
  const found = joined(proofOf('en', { findings }).text);
  for (const words of [
    '110000 bytes: inboxes will clip it.',
    'Excerpts were shortened to 140 characters.',
    `Links without a whole address: 11, such as ${example}`,
    `Stories printed as plain text: 16, such as ${example}`,
    '150 stories at once, and no week before to compare with.',
    'Its owner is shown it first, and has not said yet that it may go.',
  ]) {
    assert.ok(found.includes(words), words);
  }
  assert.doesNotMatch(found, /nothing was found/);
});

test('a reader’s links in it lead to the start page: nobody is subscribed by it', () => {
  const { html, text } = proofOf('en', {}, false);
  assert.match(html, /Hello https:\/\/paper\.example\/<\/body>/);
  assert.ok(text.endsWith(`To ${to} by ${siteUrl}`));
  assert.doesNotMatch(`${html}${text}`, /\/act\//, 'and there is nothing to decide');
});
