import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import { composeLetter } from '../../functions/mail/letter-message.ts';
import { fieldValue, takeApart } from './message.ts';

const url = 'https://news.example.com/c/rDg3cXlAxJ4x0m1Kf2b9Qw?n=harbour&v=1';
const confirmation = {
  sender: { name: 'Harbour Notes', address: 'notes@news.example.com' },
  replyTo: 'editor@example.com',
  to: 'ada.reader@mail.example.org',
  subject: 'Please confirm: Harbour Notes – every morning',
  html: `<p>Hello,</p>\n<p><a href="${url.replace('&', '&amp;')}">Yes, send it to me</a></p>\n`,
  text: `Hello,\n\nto confirm, open this page and press the button:\n${url}\n`,
  ledgerKey: 'c-00042',
  date: Date.UTC(2026, 10, 22, 7, 0, 5),
  messageId: 'c-00042@news.example.com',
};

test('a confirmation is read as it was written', async () => {
  const mail = await simpleParser(await composeLetter(confirmation));
  assert.deepEqual(mail.from?.value, [{ ...confirmation.sender }]);
  assert.equal(mail.subject, confirmation.subject);
  assert.equal(mail.text, confirmation.text);
  assert.equal(mail.html, confirmation.html);
  assert.deepEqual(mail.date, new Date(confirmation.date));
  assert.equal(mail.messageId, `<${confirmation.messageId}>`);
});

test('a confirmation has no list to leave, and asks not to be answered by a machine', async () => {
  const { fields } = takeApart(await composeLetter(confirmation));
  const names = fields.map(([name]) => name);
  assert.deepEqual(
    names.filter((name) => name.startsWith('List-')),
    [],
  );
  assert.equal(fieldValue(fields, 'Auto-Submitted'), 'auto-generated');
  assert.equal(fieldValue(fields, 'To'), confirmation.to);
  assert.equal(fieldValue(fields, 'Reply-To'), confirmation.replyTo);
  assert.equal(fieldValue(fields, 'X-Paperboy-Message'), confirmation.ledgerKey);
});

test('the text of a confirmation comes first, in whichever encoding is shorter', async () => {
  const text = `您好！\n\n请打开此页面并按下按钮确认订阅：\n${url}\n`.repeat(3);
  const { parts } = takeApart(await composeLetter({ ...confirmation, text }));
  assert.deepEqual(
    parts.map((part) => [part.type, part.encoding]),
    [
      ['text/plain; charset=utf-8', 'base64'],
      ['text/html; charset=utf-8', 'quoted-printable'],
    ],
  );
});

test('the same confirmation is the same bytes, in CRLF lines of ASCII', async () => {
  const message = await composeLetter(confirmation);
  assert.deepEqual(await composeLetter(confirmation), message);
  assert.match(message.toString('latin1'), /^(?:[\t\x20-\x7e]{0,998}\r\n)+$/);
});

test('what was put into a confirmation cannot start a field or a second address', async () => {
  const sender = { ...confirmation.sender, name: 'Notes\r\nBcc: all@example.com' };
  const subject = 'Confirm\r\nBcc: all@example.com\u202e';
  const { fields } = takeApart(await composeLetter({ ...confirmation, sender, subject }));
  assert.ok(!fields.some(([name]) => name === 'Bcc'));
  assert.equal(fieldValue(fields, 'Subject'), 'Confirm Bcc: all@example.com');
  const to = 'a@example.com, b@example.com';
  await assert.rejects(composeLetter({ ...confirmation, to }), /plain ASCII address/);
});
