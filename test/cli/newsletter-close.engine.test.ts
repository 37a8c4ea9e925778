/** A newsletter that its owner closes, and opens again. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addReader } from '../support/newsletter.ts';
import { type Owner, startOwner } from './owner.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const id = 'harbour-post';

let owner: Owner;
before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

const mailsTo = (address: string) =>
  owner.cloud.ses.mailbox.all().filter((mail) => mail.destinations.includes(address)).length;

async function said(...args: string[]): Promise<string> {
  const { exitCode, out, err } = await owner.paperboy(...args);
  assert.equal(exitCode, 0, err);
  return out;
}

async function states(): Promise<string[]> {
  const feeds = JSON.parse(await said('feeds', 'list', '--json')) as { state: string }[];
  return [...new Set(feeds.map(({ state }) => state))];
}

const site = (path: string) => fetch(`${owner.cloud.origin}${path}`);

/** The next seven o'clock. */
async function untilSeven(): Promise<void> {
  const now = owner.cloud.clock.now();
  const today = now - (now % dayMs) + 7 * hourMs;
  await owner.cloud.advance(today > now ? today : today + dayMs);
}

test('a closed newsletter sends nothing, not even what was planned, and asks no feed', async () => {
  const { cloud, paperboy } = owner;
  await addReader(cloud.table, cloud.clock.now(), { address: 'ann@x.example', newsletterId: id });
  await said('sending', 'pause', '--reason', 'a look first');
  await untilSeven();
  const stopped = JSON.parse(await said('feeds', 'list', '--json'))[0].id;
  await said('feeds', 'set', stopped, '--stop');
  assert.match(
    await said('newsletter', 'archive', id),
    /is closed: nobody can join[\s\S]*\/archive/,
  );
  await said('newsletter', 'archive', id);
  await said('sending', 'resume');
  await cloud.atRest();
  const editions = JSON.parse(await said('editions', 'list', '--json')) as { state: string }[];
  assert.deepEqual([...new Set(editions.map(({ state }) => state))], ['dropped']);
  assert.deepEqual(await states(), ['stopped']);
  await untilSeven();
  const later = JSON.parse(await said('editions', 'list', '--json')) as { state: string }[];
  assert.equal(later.length, editions.length, 'No edition is begun.');
  assert.equal(mailsTo('ann@x.example'), 0);
  assert.match(await said('newsletter', 'list'), /harbour-post .* closed/);
  for (const refused of [
    ['feeds', 'add', 'https://x.example/feed'],
    ['feeds', 'set', stopped, '--resume'],
    ['subscribers', 'add', 'bob@x.example', '--proof', 'a card'],
    ['digest', 'now'],
  ]) {
    const { exitCode, err } = await paperboy(...refused);
    assert.equal(exitCode, 1, refused.join(' '));
    assert.match(err, /is closed\. Open it first: paperboy newsletter reopen harbour-post/);
  }
});

test('nobody can join it, and what it has published can be read', async () => {
  const landing = await site(`/n/${id}`);
  assert.equal(landing.status, 410);
  assert.match(
    await landing.text(),
    /This newsletter is closed[\s\S]*href="\/n\/harbour-post\/archive"/,
  );
  const archive = await site(`/n/${id}/archive`);
  assert.equal(archive.status, 200);
  const text = await archive.text();
  const [, edition = ''] = /href="(\/n\/harbour-post\/e\/[0-9a-f]+)"/.exec(text) ?? [];
  assert.equal((await site(edition)).status, 200);
  assert.doesNotMatch(text, />Subscribe</);
});

test('reopened, its feeds are asked again but for one that was stopped before, and readers are served', async () => {
  assert.match(await said('newsletter', 'reopen', id), /is open again/);
  assert.match(await said('newsletter', 'reopen', id), /is open\./);
  assert.deepEqual((await states()).sort(), ['active', 'stopped']);
  const feeds = JSON.parse(await said('feeds', 'list', '--json')) as { state: string }[];
  assert.equal(feeds.filter(({ state }) => state === 'stopped').length, 1);
  assert.equal((await site(`/n/${id}`)).status, 200);
  await untilSeven();
  await owner.cloud.atRest();
  assert.equal(mailsTo('ann@x.example'), 1, 'What was given up is still new to its readers.');
});
