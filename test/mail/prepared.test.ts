import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Piece } from '../../functions/edition/content.ts';
import {
  type EditionMessage,
  prepareMessage,
  spliceChunks,
  spliceMessage,
} from '../../functions/mail/prepared.ts';
import { arabic, chinese, english, reader } from './editions.ts';
import { decode, fieldValue, takeApart } from './message.ts';

const editions: [language: string, edition: EditionMessage][] = [
  ['en', english],
  ['zh-Hans', chinese],
  ['ar', arabic],
];

for (const [language, edition] of editions) {
  const message = spliceMessage(prepareMessage(edition), reader);

  test(`the ${language} edition is the golden one, byte for byte`, async () => {
    const golden = new URL(`../fixtures/mail/edition.${language}.eml`, import.meta.url);
    if (process.env.UPDATE_GOLDEN === '1') await writeFile(golden, message);
    assert.equal(message.toString(), (await readFile(golden)).toString());
  });

  test(`the ${language} edition says where to leave, in both parts and in the fields`, () => {
    const { fields, parts } = takeApart(message);
    const [plain = '', markup = ''] = parts.map((part) => decode(part).toString());
    const { unsubscribeUrl, unsubscribeMailto, preferencesUrl } = reader;
    assert.ok(plain.includes(`:\r\n${unsubscribeUrl}\r\n`));
    assert.ok(plain.includes(`: ${preferencesUrl}\r\n`));
    assert.equal(markup.split(`"${unsubscribeUrl.replace('&', '&amp;')}"`).length, 3);
    assert.equal(markup.split(`"${preferencesUrl.replace('&', '&amp;')}"`).length, 2);
    assert.equal(
      fieldValue(fields, 'List-Unsubscribe'),
      `<${unsubscribeUrl}>, <${unsubscribeMailto}>`,
    );
    assert.equal(fieldValue(fields, 'List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click');
  });
}

const encodings: [what: string, edition: EditionMessage, text: string, html: string][] = [
  ['English', english, 'quoted-printable', 'quoted-printable'],
  ['Chinese', chinese, 'base64', 'base64'],
  ['Chinese in English markup', { ...chinese, html: english.html }, 'base64', 'quoted-printable'],
];

for (const [what, edition, text, html] of encodings) {
  test(`${what} is encoded as is shorter, part by part, the text first`, () => {
    const { parts } = takeApart(spliceMessage(prepareMessage(edition), reader));
    assert.deepEqual(
      parts.map((part) => [part.type, part.encoding]),
      [
        ['text/plain; charset=utf-8', text],
        ['text/html; charset=utf-8', html],
      ],
    );
  });
}

test('a message has each field once, and those of its own', () => {
  const { fields } = takeApart(spliceMessage(prepareMessage(english), reader));
  assert.deepEqual(fields.map(([name]) => name).sort(), [
    'Auto-Submitted',
    'Content-Type',
    'Date',
    'From',
    'List-Id',
    'List-Unsubscribe',
    'List-Unsubscribe-Post',
    'MIME-Version',
    'Message-ID',
    'Reply-To',
    'Subject',
    'To',
    'X-Paperboy-Message',
  ]);
  assert.equal(fieldValue(fields, 'To'), reader.to);
  assert.equal(fieldValue(fields, 'X-Paperboy-Message'), reader.ledgerKey);
  assert.equal(fieldValue(fields, 'Auto-Submitted'), 'auto-generated');
});

test('two readers share every byte that is not their own', () => {
  const prepared = prepareMessage(chinese);
  const other = { ...reader, to: 'b@example.org', preferencesUrl: 'https://news.example.com/p/b' };
  const first = new Set(spliceChunks(prepared, reader));
  const shared = spliceChunks(prepared, other).filter((chunk) => first.has(chunk));
  const sharedBytes = shared.reduce((sum, chunk) => sum + chunk.length, 0);
  const ownBytes = spliceMessage(prepared, other).length - sharedBytes;
  assert.ok(ownBytes < 900, `${ownBytes} bytes were made anew`);
});

test('a message to one reader leaves nothing behind in the message to the next', () => {
  const prepared = prepareMessage(chinese);
  const alone = spliceMessage(prepared, reader);
  const long = `https://news.example.com/u/${'x'.repeat(100)}`;
  spliceMessage(prepared, { ...reader, unsubscribeUrl: long, preferencesUrl: long });
  assert.deepEqual(spliceMessage(prepared, reader), alone);
});

test('the boundary follows from the content, and no content can hold it', () => {
  const boundaryOf = (edition: EditionMessage) =>
    takeApart(spliceMessage(prepareMessage(edition), reader)).boundary;
  const boundary = boundaryOf(english);
  assert.equal(boundary, boundaryOf({ ...english, subject: 'Another subject' }));
  assert.notEqual(boundary, boundaryOf(chinese));
  const text = [`\r\n--${boundary}\r\n\r\n`, ...english.text];
  const { parts } = takeApart(spliceMessage(prepareMessage({ ...english, text }), reader));
  assert.equal(parts.length, 2);
});

test('a link is escaped in the HTML part and as it is in the text part', () => {
  const unsubscribeUrl = "https://news.example.com/u/a'b?x=1&y=2";
  const { parts } = takeApart(
    spliceMessage(prepareMessage(english), { ...reader, unsubscribeUrl }),
  );
  const [plain = '', markup = ''] = parts.map((part) => decode(part).toString());
  assert.ok(plain.includes(unsubscribeUrl));
  assert.ok(markup.includes('u/a&#39;b?x=1&amp;y=2"'));
});

test('an edition from which there is no way out is never prepared', () => {
  const preferences: Piece = { personal: 'preferences' };
  for (const part of ['html', 'text']) {
    const edition = { ...english, [part]: ['Read this. ', preferences] };
    assert.throws(() => prepareMessage(edition), /link to unsubscribe/);
  }
});

test('values that are not what they should be never reach a message', () => {
  const prepared = prepareMessage(english);
  const wrong: [Partial<typeof reader>, RegExp][] = [
    [{ to: 'a@example.com\r\nBcc: b@example.com' }, /plain ASCII address/],
    [{ unsubscribeUrl: 'http://news.example.com/u/t' }, /HTTPS/],
    [{ preferencesUrl: 'https://news.example.com/"><script>' }, /percent-encoded/],
    [{ ledgerKey: 'a b' }, /ledger key/],
    [{ messageId: 'a>\r\nBcc: b@example.com' }, /unique@example/],
    [{ date: Number.NaN }, /date/],
  ];
  for (const [values, refusal] of wrong) {
    assert.throws(() => spliceMessage(prepared, { ...reader, ...values }), refusal);
  }
});
