/** A Paperboy is written into a file and goes on from it in another place, with other keys. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { resumeSending } from '../../../functions/mail/pace.ts';
import { eraseSubscriber } from '../../../functions/store/erasures.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { findMany } from '../../../functions/store/imports.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { loadPace, paceStore } from '../../../functions/store/pace.ts';
import { loadMark } from '../../../functions/store/restore-mark.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { suppressAddress } from '../../../functions/store/suppressions.ts';
import { toUnsubscribed } from '../../../functions/subscriber/moves.ts';
import { dispatch } from '../../../infra/cli/dispatch.ts';
import type { Cloud } from '../../../infra/local/cloud.ts';
import { headerOf, testCloud } from '../../support/cloud.ts';
import { foundCloud } from '../../support/found-cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../../support/newsletter.ts';
import { editionsOf } from '../../support/reader.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;

/** A stage with its owner at a terminal; several share the folder of files. */
async function place(t: TestContext, files: string) {
  const { cloud, folder } = await foundCloud(t, testCloud);
  const paperboy = async (...args: string[]) => {
    const screen = { columns: 80, folder: files };
    const { exitCode, out, err } = await dispatch([...args, '--data', folder], screen);
    return { exitCode, out: out.join('\n'), err: err.join('\n') };
  };
  const readers = subscriberStore(cloud.table, cloud.clock.now);
  return { cloud, paperboy, readers };
}
type Place = Awaited<ReturnType<typeof place>>;

function filesOf(t: TestContext): string {
  const files = mkdtempSync(join(tmpdir(), 'paperboy-files-'));
  t.after(() => rmSync(files, { recursive: true, force: true }));
  writeFileSync(join(files, 'pass'), 'correct horse battery\n');
  return files;
}

/** A newsletter that has been mailed once, and of whose readers some are gone. */
async function liveADay({ cloud, readers }: Place) {
  const { table, clock } = cloud;
  await setUpNewsletter(table);
  await cloud.advance(Math.ceil(clock.now() / dayMs) * dayMs + 6 * hourMs);
  // In three days, whatever day it is.
  const weekday = ((new Date(clock.now() + 3 * dayMs).getUTCDay() + 6) % 7) + 1;
  const weekly = { cadence: 'weekly', weekday, hour: 7, zone: 'UTC' } as const;
  const [ann, left, erased, bounced] = [
    await addReader(table, clock.now()),
    await addReader(table, clock.now()),
    await addReader(table, clock.now()),
    await addReader(table, clock.now()),
  ];
  const week = await addReader(table, clock.now(), { schedule: weekly });
  await addItems(table, item(clock.now() + 1, { key: 'first-story' }));
  await cloud.advance(clock.now() + 2 * hourMs);
  const move = toUnsubscribed(left, 'page', clock.now());
  assert.ok(move);
  await readers.save(left.id, move.expected, move.changes);
  await eraseSubscriber(table, erased, clock.now());
  await suppressAddress(table, bounced.addressKey, 'bounce', clock.now());
  return { ann, left, erased, bounced, week };
}

async function storiesOf(cloud: Cloud, address: string) {
  const mails = await editionsOf(cloud, address);
  return mails.map(({ text }) => /(?:first|second|third)-story/.exec(text)?.[0]);
}

const withKeys = ['--passphrase-file', 'pass'];

test('in another place, with the keys: links work, nobody is mailed twice or against their will', async (t) => {
  const files = filesOf(t);
  const from = await place(t, files);
  const people = await liveADay(from);
  const { ann, left, erased, bounced } = people;
  const made = await from.paperboy('backup', 'b.gz', '--with-secrets', ...withKeys);
  assert.equal(made.exitCode, 0, made.err);
  const [mail] = await editionsOf(from.cloud, ann.address);
  assert.ok(mail);
  const [, link = ''] = /<(https?:[^>]+)>/.exec(headerOf(mail, 'List-Unsubscribe') ?? '') ?? [];

  const to = await place(t, files);
  const { table, clock } = to.cloud;
  clock.moveTo(from.cloud.clock.now());
  const look = await to.paperboy('restore', 'b.gz', ...withKeys);
  assert.equal(look.exitCode, 0, look.err);
  assert.match(look.out, /Newsletters +The Test Paper/);
  assert.match(look.out, /Nothing is changed yet/);
  assert.deepEqual(await newsletterStore(table).list(), []);
  const done = await to.paperboy('restore', 'b.gz', ...withKeys, '--yes');
  assert.equal(done.exitCode, 0, done.err);
  assert.match(done.out, /Readers that come back +2/);
  assert.match(done.out, /Sending waits for you\./);
  assert.equal((await loadPace(table))?.paused?.reason, 'a restore.');
  assert.equal(await loadMark(table), undefined);

  await resumeSending(paceStore(table));
  await addItems(table, item(clock.now() + 1, { key: 'second-story' }));
  await to.cloud.advance(clock.now() + dayMs);
  assert.deepEqual(await storiesOf(to.cloud, ann.address), ['second-story']);
  for (const { address } of [left, erased, bounced]) {
    assert.deepEqual(await storiesOf(to.cloud, address), [], address);
  }
  assert.equal((await to.readers.load(left.id))?.state, 'unsubscribed', 'the proof came along');
  const asked = [{ addressKey: erased.addressKey, hashes: [] }];
  const key = async () => (await to.paperboy('subscribers', 'add', erased.address)).err;
  assert.match(await key(), /erased|left/i, 'the key of hashes came along');
  assert.equal((await findMany(table, 'paper', asked, clock.now())).length, 1);

  await to.cloud.advance(clock.now() + 2 * hourMs);
  const path = new URL(link).pathname;
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  assert.equal((await fetch(`${to.cloud.origin}${path}`, { method: 'POST', body })).status, 200);
  assert.equal((await to.readers.load(ann.id))?.state, 'unsubscribed');
});

test('from a place that was paused and mails nobody any more, all go on where they were', async (t) => {
  const files = filesOf(t);
  const from = await place(t, files);
  const { week } = await liveADay(from);
  const early = await from.paperboy('backup', 'early.gz', '--with-secrets', ...withKeys);
  assert.equal(early.exitCode, 0, early.err);
  await from.paperboy('sending', 'pause');
  from.cloud.clock.moveBy(6 * minuteMs);
  await from.paperboy('backup', 'b.gz', '--with-secrets', ...withKeys);
  const to = await place(t, files);
  to.cloud.clock.moveTo(from.cloud.clock.now());
  const unpaused = await to.paperboy('restore', 'early.gz', '--continues', ...withKeys, '--yes');
  assert.equal(unpaused.exitCode, 1);
  assert.match(unpaused.err, /sending was not paused all the while/);
  const done = await to.paperboy('restore', 'b.gz', '--continues', ...withKeys, '--yes');
  assert.equal(done.exitCode, 0, done.err);
  assert.match(done.out, /All go on where they were\./);
  await resumeSending(paceStore(to.cloud.table));
  await to.cloud.advance(to.cloud.clock.now() + 8 * dayMs);
  assert.deepEqual(await storiesOf(to.cloud, week.address), ['first-story'], 'nothing is lost');
  const [feed] = await feedStore(to.cloud.table).list('paper');
  assert.equal(feed?.started, true);
});

test('what cannot be restored here is refused in words that say what to do, and nothing is written', async (t) => {
  const files = filesOf(t);
  const from = await place(t, files);
  await liveADay(from);
  assert.equal((await from.paperboy('backup', 'bare.gz')).exitCode, 0);
  assert.match((await from.paperboy('backup', 'bare.gz')).err, /is there already/);
  assert.equal((await from.paperboy('backup', 'c.gz', '--with-secrets')).exitCode, 2);
  await from.paperboy('backup', 'b.gz', '--with-secrets', ...withKeys);
  assert.match(
    (await from.paperboy('restore', 'bare.gz', '--yes')).err,
    /There is a newsletter here/,
  );
  const to = await place(t, files);
  writeFileSync(join(files, 'wrong'), 'another passphrase\n');
  writeFileSync(join(files, 'short'), 'short\n');
  const refusals = [
    [['bare.gz'], /holds no keys, and is of a Paperboy whose keys are others/],
    [['bare.gz', ...withKeys], /holds no keys, so no passphrase opens any/],
    [['b.gz'], /holds its keys: open them with --passphrase-file FILE/],
    [['b.gz', '--passphrase-file', 'wrong'], /does not open b\.gz/],
    [['b.gz', '--passphrase-file', 'short'], /needs 12 characters or more/],
    [['b.gz', '--passphrase-file', 'nowhere'], /nowhere cannot be read/],
    [['nowhere.gz'], /There is no file nowhere\.gz/],
  ] as const;
  for (const [args, words] of refusals) {
    const { exitCode, err } = await to.paperboy('restore', ...args, '--yes');
    assert.equal(exitCode, 1);
    assert.match(err, words);
  }
  assert.deepEqual(await newsletterStore(to.cloud.table).list(), []);
  assert.equal(await loadMark(to.cloud.table), undefined);
  const other = await to.paperboy('restore', 'bare.gz', '--other-keys', '--yes');
  assert.equal(other.exitCode, 0, other.err);
});
