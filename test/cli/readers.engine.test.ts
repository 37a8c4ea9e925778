import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { feedStore } from '../../functions/store/feeds.ts';
import { paceStore } from '../../functions/store/pace.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { type Owner, startOwner } from './owner.ts';
import { addReader } from './reader.ts';

const newsletterId = 'harbour-post';
const schedule = { cadence: 'daily', hour: 7, zone: 'Asia/Tokyo' } as const;
const hourMs = 3_600_000;

let owner: Owner;
before(async () => {
  owner = await startOwner();
  const { cloud } = owner;
  const add = (address: string, changes: Parameters<typeof addReader>[2] = {}) =>
    addReader(cloud, { address, newsletterId, schedule }, changes);
  const now = cloud.clock.now();
  await add('Ann@reader.example', {
    lastSubmitted: { editionId: 'e1', batchId: 'b1', messageId: 'm-1', at: now - hourMs },
  });
  await add('bo@reader.example', { pausedUntil: now + hourMs });
  await add('cy@reader.example', { state: 'pending', segmentId: 'none' });
  await add('old@reader.example', { state: 'pending', segmentId: 'none', expiresAt: now - hourMs });
  await add('di@reader.example', { state: 'unsubscribed', segmentId: 'none' });
  await add('ed@reader.example');
  await suppressAddress(cloud.table, 'ed@reader.example', 'bounce', now);
});
after(() => owner.stop());

const states = [
  ['confirmed', ['Ann@reader.example']],
  ['paused', ['bo@reader.example']],
  ['pending', ['cy@reader.example']],
  ['unsubscribed', ['di@reader.example']],
  ['suppressed', ['ed@reader.example']],
] as const;

for (const [state, addresses] of states) {
  test(`the list of ${state} readers has those and no others`, async () => {
    const answer = await owner.paperboy('subscribers', 'list', '--state', state, '--json');
    const readers: { address: string }[] = JSON.parse(answer.out);
    assert.deepEqual(
      readers.map(({ address }) => address),
      addresses,
    );
  });
}

test('the list is in order, fits the screen, and says when there is more', async () => {
  const all = await owner.paperboy('subscribers', 'list');
  const [head, ...rows] = all.out.split('\n');
  assert.match(head ?? '', /^ADDRESS +STATE +SCHEDULE +LAST MAIL$/);
  assert.deepEqual(
    rows.map((row) => row.split(' ')[0]),
    states.map(([, [address]]) => address),
  );
  assert.ok(rows.every((row) => row.length <= 80));
  const two = await owner.paperboy('subscribers', 'list', '--limit', '2');
  assert.match(two.out, /\n\n2 readers of 5: --limit shows more\.$/);
  const wrong = await owner.paperboy('subscribers', 'list', '--state', 'happy');
  assert.equal(wrong.exitCode, 2);
});

test('one reader is found by address in any case, or by id', async () => {
  for (const name of ['ann@READER.example', 'reader-Ann-reader-example']) {
    const shown = await owner.paperboy('subscribers', 'show', name);
    assert.equal(shown.exitCode, 0, shown.err);
    assert.match(shown.out, /^State +confirmed$/m);
    assert.match(shown.out, /^Schedule +daily 7 Asia\/Tokyo$/m);
    assert.match(shown.out, /^Next edition +\d{4}-\d\d-\d\d 22:00$/m, 'in the newsletter’s zone');
    assert.match(shown.out, /^Confirmed +.* from 192\.0\.2\.8$/m);
    assert.match(shown.out, /^Message id +m-1$/m);
  }
});

test('who is not there is said, with what is known about the address', async () => {
  const unknown = await owner.paperboy('subscribers', 'show', 'nobody@reader.example');
  assert.deepEqual(
    [unknown.exitCode, unknown.err],
    [1, 'harbour-post has no reader nobody@reader.example.'],
  );
  await suppressAddress(owner.cloud.table, 'gone@reader.example', 'complaint', 0);
  const suppressed = await owner.paperboy('subscribers', 'show', 'gone@reader.example');
  assert.match(suppressed.err, /Its address is suppressed/);
  assert.equal((await owner.paperboy('subscribers', 'show', 'a@@b')).exitCode, 2);
});

test('status counts readers, lists the next editions, and puts what failed first', async () => {
  const feeds = feedStore(owner.cloud.table);
  const [feed] = await feeds.list(newsletterId);
  assert.ok(feed !== undefined);
  const key = { newsletterId, feedId: feed.id };
  await feeds.change(key, { failures: 3, lastError: 'The server answered 503.' });
  const status = await owner.paperboy('status');
  assert.equal(status.exitCode, 0, status.err);
  assert.match(
    status.out,
    /^Readers +1 confirmed, 1 paused, 1 pending, 1 unsubscribed, 1 suppressed$/m,
  );
  assert.match(status.out, /^Feeds +6 feeds as they should be, 1 needs/m);
  assert.match(status.out, /failing \(3\): The server answered 503/);
  assert.match(status.out, /22:00 +daily 7 Asia\/Tokyo +all +2$/m);
  assert.match(status.out, /^In queues +fetch 0, send 0, confirmations 0, events 0$/m);
  assert.match(status.out, /^Sending +nothing was sent yet$/m);
});

test('status tells of a halt and its reason, to people and to programs', async () => {
  const now = owner.cloud.clock.now();
  await paceStore(owner.cloud.table).save({
    version: 1,
    quota: { maxPerSecond: 14, max24Hour: 50_000, sentLast24Hours: 1_200 },
    quotaReadAt: now,
    takenSince: 34,
    nextAt: now,
    nextConfirmationAt: now,
    haltedUntil: now + hourMs,
    haltReason: 'AccountSendingPausedException',
  });
  const { out } = await owner.paperboy('status');
  assert.match(out, /^Sending +halted until .*: AccountSendingPausedException$/m);
  assert.match(out, /^Account +14 a second, 50,000 a day, 1,234 sent in the last day$/m);
  const json = JSON.parse((await owner.paperboy('status', '--json')).out);
  assert.equal(json.pace.haltReason, 'AccountSendingPausedException');
  assert.equal(json.newsletters[0].readers.confirmed, 1);
  assert.equal(json.newsletters[0].feeds[0].failures, 3);
  assert.deepEqual(json.queues, { fetch: 0, send: 0, confirmations: 0, events: 0 });
});

test('the launcher passes arguments, answer and exit code', async () => {
  const status = await owner.launch(['status', '--data', owner.folder]);
  assert.equal(status.exitCode, 0, status.err);
  assert.match(status.out, /^The Harbour Post \(harbour-post\)/);
  const wrong = await owner.launch(['feeds', 'lst']);
  assert.deepEqual([wrong.exitCode, wrong.out], [2, '']);
  assert.match(wrong.err, /Did you mean paperboy feeds list/);
});
