/** What the local rules of SpamAssassin say of every kind of mail, where it is installed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { newNotice } from '../../functions/config/notice.ts';
import { renderEdition } from '../../functions/edition/print/render.ts';
import {
  type Letter,
  renderAsking,
  renderConfirmation,
  renderEnded,
  renderGoodbye,
  renderNotice,
  renderWelcome,
} from '../../functions/mail/letter.ts';
import { composeLetter } from '../../functions/mail/letter-message.ts';
import { renderProof } from '../../functions/mail/proof.ts';
import { sampleEdition, sampleNewsletter } from '../edition/sample.ts';

const scoreMax = 1;
const golden = join(import.meta.dirname, '..', 'fixtures', 'edition', 'golden');
const at = Date.UTC(2026, 10, 22, 7);
const url = 'https://paper.example/c/k1.token';
const isInstalled = spawnSync('spamassassin', ['--version']).status === 0;

test('every kind of mail stays below 1.0', {
  skip: isInstalled ? false : 'SpamAssassin is not installed (apt-get install spamassassin)',
}, async () => {
  const mails = [...editions(), ...(await letters())];
  const mbox = mails.map(({ raw }) => asInMbox(raw)).join('');
  const { stdout, stderr } = spawnSync('spamassassin', ['-L', '-t', '--mbox'], {
    input: mbox,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const scores = [
    ...stdout.matchAll(
      /^X-Spam-Status: \w+, score=(-?[\d.]+)[\s\S]*?tests=([\s\S]*?)\s+autolearn/gm,
    ),
  ];
  assert.equal(scores.length, mails.length, stderr.slice(0, 500));
  const high = scores.flatMap(([, score, tests = ''], n) => {
    if (Number(score) < scoreMax) return [];
    return [`${mails[n]?.name}: ${score} (${tests.replace(/\s+/g, '')})`];
  });
  assert.deepEqual(high, []);
});

interface Mail {
  readonly name: string;
  readonly raw: string;
}

function editions(): Mail[] {
  return readdirSync(golden).map((name) => {
    return { name, raw: readFileSync(join(golden, name), 'utf8') };
  });
}

async function letters(): Promise<Mail[]> {
  const mails: Mail[] = [];
  for (const tag of ['en', 'zh', 'ar'] as const) {
    const newsletter = sampleNewsletter(tag, { ownerAddress: 'owner@paper.example' });
    const { language } = newsletter;
    const asking = { newsletter, url, language };
    const content = {
      ...renderEdition(sampleEdition(tag, 9)),
      ...{ key: 'k', newsletterId: 'sample', items: [], excluded: [], findings: [] },
    };
    const notice = {
      ...newNotice({
        id: 'n',
        newsletterId: 'sample',
        kind: 'editionForVeto',
        values: { at: 'Sunday' },
        at,
      }),
      proof: { contentKey: 'k', scheduledAt: at },
    };
    const to = 'owner@paper.example';
    const proof = { notice, newsletter, content, siteUrl: url, to, actUrl: url };
    const kinds: Readonly<Record<string, Letter>> = {
      confirmation: renderConfirmation({ newsletter, confirmUrl: url, language }),
      welcome: renderWelcome({ newsletter, preferencesUrl: url, unsubscribeUrl: url, language }),
      goodbye: renderGoodbye({ newsletter, signupUrl: url, language }),
      ended: renderEnded({ newsletter, language }),
      link: renderAsking('link', asking),
      address: renderAsking('address', asking),
      moved: renderAsking('moved', asking),
      notice: renderNotice({ newsletter, lines: ['The feed “Harbour” can be read again.'] }),
      preview: renderProof(proof),
    };
    for (const [kind, letter] of Object.entries(kinds)) {
      const raw = await composeLetter({
        ...letter,
        sender: newsletter.sender,
        to,
        ledgerKey: 'n-1',
        date: at,
        messageId: 'n-1@paper.example',
      });
      mails.push({ name: `${kind} (${tag})`, raw: raw.toString('latin1') });
    }
  }
  return mails;
}

/** As it lies in a mailbox: with the line of the server that it came by. */
function asInMbox(raw: string): string {
  const received =
    'Received: from a1-2.smtp-out.amazonses.com (a1-2.smtp-out.amazonses.com [54.240.1.2])\n' +
    '\tby mx.reader.example with ESMTPS id 1 for <ada.reader@mail.example.org>;\n' +
    '\tSun, 22 Nov 2026 07:00:06 +0000\n';
  const mail = `${received}${raw.replaceAll('\r\n', '\n')}`;
  return `From bounce@amazonses.com Sun Nov 22 07:00:06 2026\n${mail.replace(/^From /gm, '>From ')}\n\n`;
}
