import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { GetSendQuotaCommand, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { readHead } from '../../infra/local/ses/headers.ts';
import { type Mailbox, openMailbox } from '../../infra/local/ses/mailbox.ts';
import { readMessage } from '../../infra/local/ses/message.ts';
import { mailSearch } from '../../infra/local/ses/search.ts';
import { openBench, rawMail, startAt } from './ses-server.ts';

function tempFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-ses-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function put(mailbox: Mailbox, id: string, to: string, raw = rawMail({ To: to })): void {
  mailbox.keep(
    {
      id,
      at: startAt,
      action: 'SendRawEmail',
      source: 'paper@example.org',
      destinations: [to],
      fates: ['delivered'],
      publishes: false,
      tags: {},
      subject: `Edition ${id}`,
      bytesIn: raw.length,
      bytes: raw.length,
    },
    raw,
  );
}

const ids = (messages: readonly { readonly id: string }[]) => messages.map(({ id }) => id);

describe('what was accepted is kept', () => {
  test('a mailbox reads back what it kept, byte for byte', async (t) => {
    const folder = tempFolder(t);
    const raw = Buffer.concat([rawMail(), Buffer.from([0, 255, 13, 10, 128])]);
    put(openMailbox(folder), 'one', 'a@example.com', raw);
    const again = openMailbox(folder);
    assert.deepEqual(ids(again.all()), ['one']);
    assert.deepEqual(await again.raw('one'), raw);
  });

  test('a line torn by a kill is dropped, and the next one is whole', (t) => {
    const folder = tempFolder(t);
    put(openMailbox(folder), 'one', 'a@example.com');
    appendFileSync(join(folder, 'log.jsonl'), '{"id":"two","at":17');
    const mended = openMailbox(folder);
    assert.deepEqual(ids(mended.all()), ['one']);
    put(mended, 'three', 'c@example.com');
    assert.deepEqual(ids(openMailbox(folder).all()), ['one', 'three']);
    assert.equal(readFileSync(join(folder, 'log.jsonl'), 'utf8').split('\n').length, 3);
  });

  test('a message whose file was taken away is missing, not an error', async (t) => {
    const folder = tempFolder(t);
    const mailbox = openMailbox(folder);
    put(mailbox, 'one', 'a@example.com');
    rmSync(join(folder, 'one.eml'));
    assert.equal(await readMessage('one', mailbox), undefined);
    assert.equal(await mailbox.raw('../../etc/passwd'), undefined);
  });

  test('emptying leaves nothing on disk', (t) => {
    const folder = tempFolder(t);
    const mailbox = openMailbox(folder);
    put(mailbox, 'one', 'a@example.com');
    mailbox.clear();
    assert.deepEqual(readdirSync(folder), []);
    assert.deepEqual(openMailbox(folder).all(), []);
  });

  test('a restart remembers the quota, and can publish again what may have been lost', async (t) => {
    const folder = tempFolder(t);
    const before = await openBench(t, { folder });
    const input = { RawMessage: { Data: rawMail() }, Destinations: ['a@example.com'] };
    const tagged = { ...input, ConfigurationSetName: 'main', Tags: [{ Name: 'k', Value: 'v' }] };
    const { MessageId } = await before.client.send(new SendRawEmailCommand(tagged));
    await before.client.send(new SendRawEmailCommand(input));
    const after = await openBench(t, { folder });
    const { SentLast24Hours } = await after.client.send(new GetSendQuotaCommand({}));
    assert.equal(SentLast24Hours, 2);
    await after.ses.republish(startAt - 60_000);
    const told = after.published.map(({ event }) => [event.eventType, event.mail.messageId]);
    assert.deepEqual(told, [
      ['Send', MessageId],
      ['Delivery', MessageId],
    ]);
    assert.deepEqual(after.published[0]?.event.mail.tags.k, ['v']);
  });
});

describe('finding mail', () => {
  const filled = (): Mailbox => {
    const mailbox = openMailbox();
    put(mailbox, 'one', 'Ann@example.com');
    put(mailbox, 'two', 'bob@example.com');
    put(mailbox, 'three', 'ann@example.com', rawMail({}, 'A bridge opens in Köln.'));
    return mailbox;
  };

  test('newest first, page by page', async () => {
    const search = mailSearch(filled());
    const first = await search({ limit: 2 });
    assert.deepEqual([ids(first.messages), first.next], [['three', 'two'], 'two']);
    const second = await search({ limit: 2, before: 'two' });
    assert.deepEqual([ids(second.messages), second.next], [['one'], undefined]);
  });

  const searches: [string, object, string[]][] = [
    ['to an address in any case', { to: 'ANN@example.com' }, ['three', 'one']],
    ['to a part of an address: not', { to: 'ann@example' }, []],
    ['words in an address', { words: 'BOB@' }, ['two']],
    ['words in the subject', { words: 'edition tw' }, ['two']],
    ['words in the text', { words: 'köln' }, ['three']],
    ['words and address together', { words: 'edition', to: 'bob@example.com' }, ['two']],
    ['words that are nowhere', { words: 'zebra' }, []],
    ['before a mail that is gone', { before: 'nine' }, []],
  ];
  for (const [name, query, expected] of searches) {
    test(name, async () => {
      const { messages } = await mailSearch(filled())({ limit: 10, ...query });
      assert.deepEqual(ids(messages), expected);
    });
  }
});

describe('header fields', () => {
  test('folded values become one line, bare line feeds are taken, the body is not read', () => {
    const head = readHead(Buffer.from('A: one\n two\nB:\tthree\n\nC: body\n'));
    assert.deepEqual(
      head.fields.map(({ name, value }) => [name, value]),
      [
        ['A', 'one two'],
        ['B', 'three'],
      ],
    );
  });

  test('a message without a body, without a header, and empty', () => {
    assert.equal(readHead(Buffer.from('A: one')).fields[0]?.value, 'one');
    assert.deepEqual(readHead(Buffer.from('\r\nA: body')).fields, []);
    assert.deepEqual(readHead(Buffer.alloc(0)).fields, []);
  });
});
