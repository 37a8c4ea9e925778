/** What goes to somebody of the desk at their own address: with a newsletter, and while there is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import type { Notice } from '../../functions/config/notice.ts';
import { type LetterMail, letterMail } from '../../functions/mail/write-letter.ts';
import type { Person } from '../../functions/owner/person.ts';
import { newsletter } from '../support/newsletter.ts';

const at = Date.parse('2026-03-02T09:30:00Z');
const person: Person = {
  ...{ id: 'p1', address: 'anna@desk.example', addressKey: 'anna@desk.example' },
  ...{ roles: { '*': 'owner' }, epoch: 1, addedAt: at },
};
const keys = { current: { id: 'k1', secret: 's'.repeat(40) }, older: [] };
const deskSender = { address: 'desk@paper.example', postalAddress: '1 Quay, Port', language: 'en' };

function mailOf(
  to: Pick<Notice, 'passkey' | 'newsletterId'>,
  people: readonly Person[] = [person],
): Promise<LetterMail | undefined> {
  const notice: Notice = { id: 'passkey-1', kind: 'deskPasskey', values: {}, at, ...to };
  const progress = { state: 'queued', at, attempt: 0 } as const;
  return letterMail(
    { kind: 'notice', notice, progress },
    {
      newsletter: async (id) => (id === 'paper' ? newsletter() : undefined),
      subscriber: async () => undefined,
      content: async () => undefined,
      people: { load: async (id) => people.find((one) => one.id === id) },
      links: { siteUrl: 'https://news.example.com', keys },
    },
  );
}

const textOf = async (mail: LetterMail | undefined) =>
  (await simpleParser(mail?.raw ?? Buffer.of())).text ?? '';

test('whoever has a passkey more is told when, and where to remove it', async () => {
  const mail = await mailOf({ newsletterId: 'paper', passkey: { personId: 'p1' } });
  assert.equal(mail?.to, person.address);
  const text = await textOf(mail);
  assert.match(text, /It was added on .*March 2, 2026 at 9:30/);
  assert.match(text, /https:\/\/news\.example\.com\/desk\/passkeys\b/);
  assert.match(text, /remove it there at once/);
});

test('while there is no newsletter the desk itself tells it', async () => {
  const passkey = { personId: 'p1', from: deskSender };
  const mail = await mailOf({ newsletterId: '*', passkey });
  assert.deepEqual([mail?.from, mail?.to], [deskSender.address, person.address]);
  assert.match(await textOf(mail), /the desk of Paperboy/);
  assert.equal(await mailOf({ newsletterId: '*', passkey: { personId: 'p1' } }), undefined);
});

test('who was taken off meanwhile is mailed nothing', async () => {
  const passkey = { personId: 'p1', from: deskSender };
  assert.equal(await mailOf({ newsletterId: 'paper', passkey }, []), undefined);
  assert.equal(await mailOf({ newsletterId: '*', passkey }, []), undefined);
});
