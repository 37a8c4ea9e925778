import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newNotice } from '../../functions/config/notice.ts';
import { writeNotice } from '../../functions/mail/write-notice.ts';
import { newsletter } from '../support/newsletter.ts';

const links = {
  siteUrl: 'https://news.example.com',
  keys: { current: { id: 'k1', secret: 's'.repeat(40) }, older: [] },
};

test('the notice of an edition that is held gives the address of the desk, beside the command', async () => {
  const notice = newNotice({
    id: 'held-e1-1',
    newsletterId: 'paper',
    kind: 'editionHeld',
    values: { edition: 'e1', reasons: 'It has no subject.' },
    at: 0,
  });
  const noted = {
    kind: 'notice',
    notice,
    progress: { state: 'queued', at: 0, attempt: 0 },
  } as const;
  const deps = { content: async () => undefined, person: async () => undefined, links };
  const written = await writeNotice(noted, newsletter(), deps);
  assert.match(written?.text ?? '', /paperboy editions release\s+e1/);
  assert.match(written?.text ?? '', /https:\/\/news\.example\.com\/desk\/n\/paper/);
});
