/** `readers growth` as an owner types it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { toUnsubscribed } from '../../functions/subscriber/moves.ts';
import { addReader } from '../support/newsletter.ts';
import { type Owner, startOwner } from './owner.ts';

let owner: Owner;

before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

const grown = async (...words: string[]) => owner.paperboy('readers', 'growth', ...words);
const today = async () => JSON.parse((await grown('--days', '1', '--json')).out).days[0];

test('it tells day by day who came and left, and why', async () => {
  const { table, clock } = owner.cloud;
  const [demo] = await newsletterStore(table).list();
  const newsletterId = demo?.id ?? '';
  const before = await today();
  const now = clock.now();
  const reader = await addReader(table, now, { newsletterId });
  await addReader(table, now, { newsletterId });
  const { save } = subscriberStore(table, clock.now);
  const move = toUnsubscribed(reader, 'page', now);
  assert.ok(move);
  await save(reader.id, move.expected, move.changes);
  const consent = {
    ...reader.consent,
    ...move.changes.consent,
    withdrawnReason: 'too-many',
  } as const;
  await save(reader.id, { state: 'unsubscribed' }, { consent });

  const after = await today();
  assert.deepEqual(
    [after.asked, after.joined, after.left].map(
      (count, n) => count - [before.asked, before.joined, before.left][n],
    ),
    [2, 2, 1],
  );
  const { out, exitCode } = await grown();
  assert.equal(exitCode, 0);
  assert.match(out, /^DAY +ASKED +JOINED +LEFT +NET +READERS\n\d{4}-\d\d-\d\d/);
  assert.equal(out.match(/^\d{4}-\d\d-\d\d/gm)?.length, 30);
  assert.match(out, /^Counted since \d{4}-\d\d-\d\d; what was before is not known\.$/m);
  assert.match(out, /^Left: left by themselves 1\.$/m);
  assert.match(out, /said it: too many mails 1\.$/m);
});

test('it tells that it takes so many days and no more', async () => {
  const { err, exitCode } = await grown('--days', '401');
  assert.deepEqual([exitCode, err], [2, '--days takes a whole number from 1 to 400, not 401.']);
});
