/** `paperboy restore --at`, as typed, beside a running stage that keeps what its table was. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { deleteNewsletter } from '../../../functions/edition/plan/delete.ts';
import { eraseSubscriber } from '../../../functions/store/erasures.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { deletingBook } from '../../../functions/store/newsletter-rows.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { loadPace } from '../../../functions/store/pace.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { toUnsubscribed } from '../../../functions/subscriber/moves.ts';
import { dispatch } from '../../../infra/cli/dispatch.ts';
import { type Cloud, startCloud } from '../../../infra/local/cloud.ts';
import { holdDirectory, noteRunning } from '../../../infra/local/running.ts';
import { testContext } from '../../support/cloud.ts';
import { addReader, feed, setUpNewsletter } from '../../support/newsletter.ts';

const hourMs = 3_600_000;
let cloud: Cloud;
let folder: string;
let release: () => void;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-restore-'));
  cloud = await startCloud({
    port: 0,
    context: { ...testContext, scale: 'large' },
    dataDir: folder,
    demo: false,
    keepsPoints: true,
    ticking: false,
    zone: 'UTC',
    write: () => {},
  });
  release = await holdDirectory(folder);
  noteRunning(folder, { pid: process.pid, origin: cloud.origin, env: cloud.env });
  await setUpNewsletter(cloud.table);
});
after(async () => {
  await cloud.stop();
  release();
  rmSync(folder, { recursive: true, force: true });
});

async function paperboy(...args: string[]) {
  const { exitCode, out, err } = await dispatch([...args, '--data', folder], {
    columns: 80,
    folder,
  });
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}

const load = (id: string) => subscriberStore(cloud.table, cloud.clock.now).load(id);

async function leave(id: string, by: 'page' | 'owner'): Promise<void> {
  const reader = await load(id);
  const move = reader && toUnsubscribed(reader, by, cloud.clock.now());
  if (move === undefined) return;
  await subscriberStore(cloud.table, cloud.clock.now).save(id, move.expected, move.changes);
}

/** Keeps what is, and says when that was. */
async function point(): Promise<string> {
  await cloud.points.keep();
  const at = new Date(cloud.clock.now() + 1_000).toISOString();
  cloud.clock.moveBy(hourMs);
  return at;
}

test('a look tells what would come back, what would go and who stays away, and changes nothing', async () => {
  const { table } = cloud;
  const [ann, bob, cy] = await Promise.all(
    [1, 2, 3].map(() => addReader(table, cloud.clock.now())),
  );
  assert.ok(ann && bob && cy);
  const at = await point();
  const newsletters = newsletterStore(table);
  const paper = await newsletters.load('paper');
  assert.ok(paper);
  await newsletters.save({ ...paper, name: 'Spoiled' });
  await feedStore(table).create(feed({ id: 'wrong', state: 'stopped' }), '30#0');
  await feedStore(table).remove({ newsletterId: 'paper', feedId: 'feed1' }, cloud.clock.now());
  await leave(ann.id, 'page');
  await leave(bob.id, 'owner');
  await eraseSubscriber(table, cy, cloud.clock.now());
  const { out, exitCode, err } = await paperboy('restore', '--at', at);
  assert.equal(exitCode, 0, err);
  for (const words of [
    /As it was at \d{4}-\d\d-\d\dT[\d:.]+Z, beside what is now:/,
    /Newsletters as they were +1/,
    /Feeds that come back +1/,
    /Feeds that came since and go +1/,
    /Readers that left since: stay away +1/,
    /Readers that left or were erased since: stay away +1/,
    /Readers that unsubscribed by you since: stay away +1/,
    /Nothing is changed yet\. Do it: paperboy restore --at \S+ --yes/,
  ]) {
    assert.match(out, words);
  }
  assert.equal((await newsletters.load('paper'))?.name, 'Spoiled');

  const done = await paperboy('restore', '--at', at, '--removed', '--yes');
  assert.equal(done.exitCode, 0, done.err);
  assert.match(done.out, /Readers unsubscribed by you that come back +1/);
  assert.match(done.out, /Sending goes on\./);
  assert.equal((await newsletters.load('paper'))?.name, paper.name);
  const feeds = (await feedStore(table).list('paper')).map(({ id, started }) => [id, started]);
  assert.deepEqual(feeds, [['feed1', false]], 'it is read anew, as seen');
  assert.equal((await load(ann.id))?.state, 'unsubscribed');
  assert.equal((await load(bob.id))?.state, 'confirmed');
  assert.equal(await load(cy.id), undefined);
  assert.equal((await loadPace(table))?.paused, undefined);
  const again = await paperboy('restore', '--at', at, '--removed');
  assert.match(again.out, /left since: stay away/);
  assert.doesNotMatch(again.out, /come back/);
  assert.equal((await paperboy('restore', '--at', at, '--forget')).out, 'The copy is taken away.');
  assert.equal((await paperboy('restore', '--at', at, '--forget')).out, 'There is no such copy.');
});

test('a newsletter that was deleted comes back with its readers, and sending waits for the owner', async () => {
  const { table, clock } = cloud;
  const dee = await addReader(table, clock.now());
  const at = await point();
  const paper = await newsletterStore(table).load('paper');
  assert.ok(paper);
  const how = { keepsArchive: false, tellsReaders: false };
  const book = deletingBook(table, {
    withdrawRoles: async () => {},
    postLetter: async () => {},
    now: clock.now,
  });
  await deleteNewsletter({ newsletter: paper, ...how }, book);
  cloud.ses.suppressionList.add({ address: dee.address, reason: 'COMPLAINT' });
  const { out, exitCode, err } = await paperboy('restore', '--at', at, '--yes');
  assert.equal(exitCode, 0, err);
  assert.match(out, /Newsletters that come back +1/);
  assert.match(out, /Sending waits for you\./);
  assert.equal((await loadPace(table))?.paused?.reason, 'a restore.');
  const back = await load(dee.id);
  assert.equal(back?.suppressed, true, 'SES knows of a complaint that the table did not');
  assert.ok((back?.receivedThrough ?? 0) > Date.parse(at), 'what is new from the restore on');
});

test('a time that nobody keeps, or that is none, is refused in words that say what to do', async () => {
  const early = await paperboy('restore', '--at', '2020-01-01 00:00');
  assert.equal(early.exitCode, 1);
  assert.match(early.err, /cannot be brought back to that time: AWS keeps the last 14 days/);
  assert.equal((await paperboy('restore', '--at', 'yesterday')).exitCode, 2);
  assert.equal((await paperboy('restore')).exitCode, 2);
});
