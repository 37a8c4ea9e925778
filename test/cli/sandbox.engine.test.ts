/** What an owner sees of SES's sandbox: who was refused, why, and what to do. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { addReader } from '../support/newsletter.ts';
import { sendForm } from '../support/reader.ts';
import { type Owner, startOwner } from './owner.ts';

const newsletterId = 'harbour-post';
const dayMs = 24 * 3_600_000;
let owner: Owner;

before(async () => {
  owner = await startOwner();
  const newsletter = await newsletterStore(owner.cloud.table).load(newsletterId);
  const identities = [newsletter?.sender.address ?? '', 'known@readers.example'];
  owner.cloud.ses.account.change({ sandbox: true, identities });
});
after(() => owner.stop());

const words = (text: string) => text.replace(/\s+/g, ' ');

test('the trace of a refused reader says why, and that nothing is lost', async () => {
  const { cloud, paperboy } = owner;
  const now = cloud.clock.now();
  for (const name of ['known', 'stranger']) {
    await addReader(cloud.table, now, { address: `${name}@readers.example`, newsletterId });
  }
  // Tomorrow's: between now and seven today there may be nothing new.
  await cloud.advance(now - (now % dayMs) + dayMs + (dayMs / 24) * 7);
  const trace = words((await paperboy('readers', 'trace', 'stranger@readers.example')).out);
  assert.match(trace, /refused: The SES account is in its sandbox/);
  assert.match(trace, /verify this address in SES, or ask SES for production access/);
  assert.match(trace, /The next edition brings the same items\./);
  assert.match(trace, /Now: confirmed, gets the next edition/);
  const known = words((await paperboy('readers', 'trace', 'known@readers.example')).out);
  assert.match(known, /submitted as/);
  assert.match((await paperboy('sending', 'status')).out, /^Sending +on$/m);
});

test('status and trace tell of confirmations that SES refused', async () => {
  const { cloud, paperboy } = owner;
  const fields = { address: 'new@readers.example', cadence: 'daily', hour: '7', zone: 'UTC' };
  const form = new URLSearchParams(fields);
  const { sections = [] } = (await newsletterStore(cloud.table).load(newsletterId)) ?? {};
  for (const { id } of sections) form.append('sections', id);
  await sendForm(`${cloud.origin}/n/${newsletterId}/subscribe`, form);
  await cloud.atRest();
  const trace = words((await paperboy('readers', 'trace', 'new@readers.example')).out);
  assert.match(trace, /confirmation mail refused: The SES account is in its sandbox/);
  const status = words((await paperboy('status')).out);
  assert.match(status, /The confirmation of 1 reader was refused: paperboy readers trace/);
  assert.match(status, /1 a second, 200 a day, .* That is the sandbox of SES/);
  const json = JSON.parse((await paperboy('status', '--json')).out);
  assert.equal(json.newsletters[0].confirmationsRefused, 1);
});
