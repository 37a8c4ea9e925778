/** An instant that is skipped: nobody is mailed then, and nothing is lost. As an owner types it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { archiveStore } from '../../functions/store/archive.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { addItems, item } from '../support/newsletter.ts';
import { editionsOf } from '../support/reader.ts';
import { type Owner, startOwner } from './owner.ts';
import { addReader } from './reader.ts';

const newsletterId = 'harbour-post';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const address = 'ann@reader.example';

let owner: Owner;
let seven = 0;
before(async () => {
  owner = await startOwner();
  const noon = Math.ceil(owner.cloud.clock.now() / dayMs) * dayMs + dayMs / 2;
  await owner.cloud.advance(noon);
  const daily = { cadence: 'daily', hour: 7, zone: 'UTC' } as const;
  await addReader(owner.cloud, { address, newsletterId, schedule: daily });
  seven = noon + 19 * hourMs;
});
after(() => owner.stop());

const textOf = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
async function bring(title: string, at: number): Promise<void> {
  const { table } = owner.cloud;
  const [feed] = await feedStore(table).list(newsletterId);
  await addItems(table, item(at, { newsletterId, feedId: feed?.id ?? '', key: title, title }));
}
const published = async () =>
  (await archiveStore(owner.cloud.table).list(newsletterId, { limit: 20 })).map(({ at }) => at);

test('what is due is skipped; its stories come with the next edition, to readers and the archive', async () => {
  const { cloud, paperboy } = owner;
  await bring('The first day', seven - 2 * hourMs);
  const skipped = await paperboy('editions', 'skip');
  assert.deepEqual([skipped.exitCode, skipped.err], [0, '']);
  assert.match(skipped.out, /^What is due .* is skipped\.$/);
  assert.equal((await paperboy('editions', 'skip', '--due', textOf(seven))).exitCode, 0, 'twice');
  assert.match((await paperboy('editions', 'calls')).out, /skipped/);
  const foreseen = JSON.parse(
    (await paperboy('simulate', '--until', textOf(seven + 2 * dayMs), '--json')).out,
  ).editions as { at: number }[];
  assert.ok(foreseen.length > 0, skipped.out);
  assert.ok(
    foreseen.every(({ at }) => at !== seven),
    'It is not foreseen.',
  );
  await cloud.advance(seven + hourMs);
  assert.equal((await editionsOf(cloud, address)).length, 0);
  assert.equal((await published()).includes(seven), false);
  const late = await paperboy('editions', 'skip', '--due', textOf(seven));
  assert.match(late.err, /too late to skip/);
  await bring('The second day', seven + 12 * hourMs);
  await cloud.advance(seven + dayMs + hourMs);
  const editions = await editionsOf(cloud, address);
  assert.equal(editions.length, 1);
  assert.match(editions[0]?.text ?? '', /The first day/);
  assert.match(editions[0]?.text ?? '', /The second day/);
  const at = await published();
  assert.equal(at.includes(seven + dayMs) && !at.includes(seven), true);
});

test('it is taken back, and goes at its hour; go and go before the hour are another matter', async () => {
  const { cloud, paperboy } = owner;
  const due = seven + 2 * dayMs;
  await bring('The third day', due - 2 * hourMs);
  assert.equal((await paperboy('editions', 'skip')).exitCode, 0);
  const go = await paperboy('editions', 'go', '--due', textOf(due));
  assert.match(go.err, /is skipped\. Take that back/);
  const back = await paperboy('editions', 'unskip');
  assert.match(back.out, /goes at its hour\.$/);
  assert.equal((await paperboy('editions', 'unskip')).exitCode, 1);
  const before = (await editionsOf(cloud, address)).length;
  await cloud.advance(due - hourMs);
  assert.equal((await editionsOf(cloud, address)).length, before);
  await cloud.advance(due + hourMs);
  assert.equal((await editionsOf(cloud, address)).length, before + 1);
});

test('with a veto nobody is asked about what is skipped, and is asked again when it is not', async () => {
  const { cloud, paperboy } = owner;
  await paperboy('newsletter', 'set', '--sending', 'veto', '--last-call', '60');
  await paperboy('newsletter', 'set', '--owner-address', 'owner@harbour.example');
  const due = seven + 3 * dayMs;
  await bring('The fourth day', due - 2 * hourMs);
  assert.equal((await paperboy('editions', 'skip', '--due', textOf(due))).exitCode, 0);
  await cloud.advance(due + 2 * hourMs);
  const asked = () =>
    cloud.ses.mailbox
      .all()
      .filter(({ destinations }) => destinations.includes('owner@harbour.example'));
  assert.equal(asked().length, 0);
  const next = due + dayMs;
  await paperboy('editions', 'skip', '--due', textOf(next));
  await paperboy('editions', 'unskip', '--due', textOf(next));
  const before = (await editionsOf(cloud, address)).length;
  await cloud.advance(next + 3 * hourMs);
  assert.equal(asked().length, 1);
  assert.equal((await editionsOf(cloud, address)).length, before + 1);
});

test('what is not due, or no time, is told so', async () => {
  const { paperboy } = owner;
  const never = await paperboy('editions', 'skip', '--due', textOf(seven + 9 * dayMs + hourMs));
  assert.match(never.err, /Nothing of .* is due/);
  assert.match(
    (await paperboy('editions', 'skip', '--due', 'soon')).err,
    /--due is a time such as/,
  );
});
