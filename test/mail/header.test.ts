import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  checkLedgerKey,
  checkWebUrl,
  cleanValue,
  encodeDate,
  encodeListId,
  encodeMailbox,
  encodeMessageId,
  encodeText,
  encodeUnsubscribe,
  field,
  isPlainAddress,
} from '../../functions/mail/header.ts';
import { anyText } from '../support/any-text.ts';

const encodedWord = /=\?UTF-8\?([QB])\?([^?\s]*)\?=/g;

/** RFC 2047 by hand: white space between two encoded-words is no part of the text. */
function decodeWords(value: string): string {
  return value.replace(/\?=\s+=\?/g, '?==?').replace(encodedWord, (_, encoding, text) => {
    if (encoding === 'B') return new TextDecoder('utf-8', { fatal: true }).decode(bytes64(text));
    const latin = text
      .replaceAll('_', ' ')
      .replace(/=([0-9A-F]{2})/g, (_all: string, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin, 'latin1'));
  });
}

const bytes64 = (text: string) => Buffer.from(text, 'base64');

const cleanings: [oddity: string, value: string, clean: string][] = [
  ['CRLF that would start a field', 'News\r\nBcc: all@example.com', 'News Bcc: all@example.com'],
  ['NUL and escape', 'a\x00b\x1bc', 'a b c'],
  ['a C1 control, at which Gmail clips', 'don\u0092t', 'don t'],
  ['line and paragraph separators', 'a\u2028b\u2029c', 'a b c'],
  ['bidi overrides and isolates', 'exe\u202egpj\u2066x\u2069', 'exe gpj x'],
  ['the marks that Arabic and Hebrew need stay', 'א\u200f!', 'א\u200f!'],
  ['half of a surrogate pair', 'a\ud83d', 'a\ufffd'],
  ['white space at the ends and in a row', '  a  \t b ', 'a b'],
];

for (const [oddity, value, clean] of cleanings) {
  test(`a value with ${oddity} is cleaned`, () => assert.equal(cleanValue(value), clean));
}

test('a value of a hundred thousand characters is cut, and says so', () => {
  const clean = cleanValue('😀'.repeat(100_000));
  assert.equal(Array.from(clean).length, 300);
  assert.ok(clean.endsWith('😀…'));
});

const texts: [kind: string, text: string, encoded: string][] = [
  ['plain ASCII as it is', 'Four new stories', 'Four new stories'],
  ['mostly Latin as Q', 'Ein Gruß aus München und Umgebung', 'Q'],
  ['Chinese as B', '灯塔重新开放', 'B'],
  ['what looks like an encoded-word', '=?UTF-8?Q?=0ABcc?=', 'B'],
  ['a word longer than a line', 'x'.repeat(200), 'Q'],
];

for (const [kind, text, encoded] of texts) {
  test(`a text is written: ${kind}`, () => {
    const value = encodeText(text);
    if (encoded.length > 1) assert.equal(value, encoded);
    else assert.ok(value.startsWith(`=?UTF-8?${encoded}?`), value);
    assert.equal(decodeWords(value), text);
  });
}

test('any text comes back whole, in short words and short lines', () => {
  const letters = fc.oneof(
    anyText(120),
    fc.string({ unit: fc.constantFrom('é', 'ß', 'a', ' ', '=', '?', '_', '"', '語', '😀', 'ש') }),
  );
  fc.assert(
    fc.property(letters, (text) => {
      const lines = field('Subject', encodeText(text));
      assert.match(lines, /^Subject: ?[\x20-\x7e]*(\r\n [\x20-\x7e]+)*\r\n$/);
      for (const line of lines.split('\r\n')) assert.ok(line.length <= 76, line);
      const unfolded = lines.replace(/\r\n(?= )/g, '').slice('Subject: '.length, -2);
      for (const [word] of unfolded.matchAll(encodedWord)) assert.ok(word.length <= 75);
      assert.equal(decodeWords(unfolded), cleanValue(text));
    }),
    { numRuns: 400 },
  );
});

const mailboxes: [kind: string, name: string, written: string][] = [
  ['a plain name bare', 'Harbour Notes', 'Harbour Notes <a@example.com>'],
  ['specials in quotes', 'Notes, "daily" \\o/', '"Notes, \\"daily\\" \\\\o/" <a@example.com>'],
  ['another address as a name', 'ceo@bank.example', '"ceo@bank.example" <a@example.com>'],
  ['a line break in the name', 'A\r\nBcc: b@example.com', '"A Bcc: b@example.com" <a@example.com>'],
  ['no name', ' ', 'a@example.com'],
  ['a name in another script', 'Åsa', '=?UTF-8?Q?=C3=85sa?= <a@example.com>'],
];

for (const [kind, name, written] of mailboxes) {
  test(`a mailbox is written: ${kind}`, () =>
    assert.equal(encodeMailbox({ name, address: 'a@example.com' }), written));
}

const addresses: [kind: string, address: string, plain: boolean][] = [
  ['a usual one', 'ada.reader+news@mail.example.org', true],
  ['one on a local host', 'ada@localhost', true],
  ['a domain in punycode', 'a@xn--bcher-kva.example', true],
  ['a letter outside ASCII', 'å@example.com', false],
  ['a quoted local part', '"a b"@example.com', false],
  ['a comment', 'a(b)@example.com', false],
  ['two addresses', 'a@example.com,b@example.com', false],
  ['two at signs', 'a@b@example.com', false],
  ['a line break at the end', 'a@example.com\n', false],
  ['dots that follow each other', 'a..b@example.com', false],
  ['an IP literal', 'a@[127.0.0.1]', false],
  ['more than 254 characters', `${'a'.repeat(250)}@e.org`, false],
];

for (const [kind, address, plain] of addresses) {
  test(`an address: ${kind} is ${plain ? 'taken' : 'refused'}`, () =>
    assert.equal(isPlainAddress(address), plain));
}

test('a List-Id keeps its id readable whatever the name', () => {
  const id = 'weekly.example.com';
  assert.equal(encodeListId('Weekly', id), 'Weekly <weekly.example.com>');
  assert.match(encodeListId('周刊', id), /^=\?UTF-8\?B\?\S+\?= <weekly\.example\.com>$/);
  assert.throws(() => encodeListId('Weekly', 'weekly'), /dotted ASCII name/);
  assert.throws(() => encodeListId('Weekly', 'a.b>\r\nBcc: x'), /dotted ASCII name/);
});

test('List-Unsubscribe has one HTTPS URI and a mailto', () => {
  const url = 'https://news.example.com/u/token';
  assert.equal(encodeUnsubscribe(url, undefined), `<${url}>`);
  assert.equal(
    encodeUnsubscribe(url, 'mailto:leave@example.com'),
    `<${url}>, <mailto:leave@example.com>`,
  );
  assert.throws(() => encodeUnsubscribe(url, 'https://news.example.com/other'), /mailto:/);
});

const links: [kind: string, url: string, refusal?: RegExp][] = [
  ['HTTPS', 'https://news.example.com/u/a-_b?n=1&v=2'],
  ['HTTP on this machine', 'http://127.0.0.1:4000/u/token'],
  ['HTTP on this machine by name', 'http://localhost:4000/u/token'],
  ['HTTP elsewhere', 'http://news.example.com/u/token', /must be HTTPS/],
  ['HTTP to a name that only begins like this machine', 'http://127.0.0.1.example/', /HTTPS/],
  ['a closing bracket', 'https://news.example.com/u/>', /percent-encoded/],
  ['a line break', 'https://news.example.com/\r\nBcc: x', /ASCII/],
  ['a thousand characters', `https://news.example.com/${'x'.repeat(1000)}`, /too long/],
  ['a script', 'javascript:alert(1)', /http/],
];

for (const [kind, url, refusal] of links) {
  test(`a link: ${kind} is ${refusal ? 'refused' : 'taken'}`, () => {
    if (refusal) assert.throws(() => checkWebUrl(url), refusal);
    else assert.equal(checkWebUrl(url), url);
  });
}

test('a date and an id are written as RFC 5322 wants them', () => {
  assert.equal(encodeDate(Date.UTC(2026, 10, 22, 7, 0, 5)), 'Sun, 22 Nov 2026 07:00:05 +0000');
  assert.throws(() => encodeDate(Number.NaN), /valid date/);
  assert.equal(encodeMessageId('a.b-c@example.com'), '<a.b-c@example.com>');
  assert.throws(() => encodeMessageId('<a@example.com>'), /unique@example\.com/);
});

test('a ledger key has the characters of an SES tag', () => {
  assert.equal(checkLedgerKey('e1-b2_r3'), 'e1-b2_r3');
  assert.throws(() => checkLedgerKey('e1 b2'), /ledger key/);
  assert.throws(() => checkLedgerKey(''), /ledger key/);
});
