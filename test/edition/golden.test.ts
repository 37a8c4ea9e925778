/** Whole editions as messages: the same bytes as ever, and read back by a parser of other people. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { simpleParser } from 'mailparser';
import type { PersonalLink, Piece, Rendered } from '../../functions/edition/content.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { renderEdition } from '../../functions/edition/print/render.ts';
import { prepareMessage, type ReaderValues, spliceMessage } from '../../functions/mail/prepared.ts';
import { reader } from '../mail/editions.ts';
import { cases } from './cases.ts';

const once = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'mime-version',
  'subject',
  'to',
  'x-paperboy-message',
];

for (const [name, inputOf] of Object.entries(cases)) {
  describe(`the edition "${name}"`, () => {
    const input = inputOf();
    const rendered = renderEdition(input);
    const message = messageOf(rendered, input.newsletter);

    test('is the golden one, byte for byte', async () => {
      const golden = new URL(`../fixtures/edition/golden/${name}.eml`, import.meta.url);
      if (process.env.UPDATE_GOLDEN === '1') await writeFile(golden, message);
      const isSame = message.equals(await readFile(golden));
      assert.ok(isSame, 'It differs; UPDATE_GOLDEN=1 writes it anew, git shows what has changed.');
    });

    test('has no line over 998 and no bare line end', () => {
      const lines = message.toString('latin1').split('\r\n');
      assert.deepEqual(
        lines.filter((line) => line.length > 998 || /[\r\n]/.test(line)),
        [],
      );
    });

    test('is read back as it was meant, each header once', async () => {
      const read = await simpleParser(message, { skipHtmlToText: true, skipTextToHtml: true });
      assert.equal(read.subject, rendered.subject);
      assert.equal(
        read.text,
        filled(rendered.text, (url) => url),
      );
      assert.equal(
        read.html,
        filled(rendered.html, (url) => url.replaceAll('&', '&amp;')),
      );
      assert.equal(read.from?.value[0]?.name, input.newsletter.sender.name);
      assert.equal(read.from?.value[0]?.address, input.newsletter.sender.address);
      const fields = read.headerLines.map(({ key }) => key).sort();
      assert.deepEqual(fields, once);
      const line = read.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line ?? '';
      assert.ok(line.replace(/\s/g, '').includes(`<${reader.unsubscribeUrl}>`));
      assert.equal(read.attachments.length, 0);
    });
  });
}

function messageOf({ subject, html, text }: Rendered, newsletter: Newsletter): Buffer {
  const { name, sender } = newsletter;
  const listId = 'sample.paper.example';
  return spliceMessage(
    prepareMessage({ sender, subject, html, text, listId, newsletterName: name }),
    reader,
  );
}

function filled(pieces: readonly Piece[], escaped: (url: string) => string): string {
  const urls: Readonly<Record<PersonalLink, keyof ReaderValues>> = {
    unsubscribe: 'unsubscribeUrl',
    preferences: 'preferencesUrl',
    address: 'to',
    schedule: 'schedule',
  };
  return pieces
    .map((piece) =>
      typeof piece === 'string' ? piece : escaped(String(reader[urls[piece.personal]])),
    )
    .join('');
}
