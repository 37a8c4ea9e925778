/** Letters on their rows: what waits is kept, what SES reports settles, a bounce is the address's own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type MessageKey, readEvent, type SesEvent, tagsOf } from '../../functions/mail/event.ts';
import type { LetterKey } from '../../functions/mail/noted-letter.ts';
import { settleEvent } from '../../functions/mail/settle-event.ts';
import { moveAddress } from '../../functions/store/address-moves.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { claimStore } from '../../functions/store/claims.ts';
import { getRow, type Table } from '../../functions/store/client.ts';
import { hideSuppression } from '../../functions/store/hidden-address.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { noteLetter, noticeStore } from '../../functions/store/notices.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { countBounce, suppressAddress } from '../../functions/store/suppressions.ts';
import { keys } from '../../functions/store/table.ts';
import { noteTrial } from '../../functions/store/trials.ts';
import { newPending } from '../../functions/subscriber/moves.ts';
import { addReader, atSeven, setUpNewsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const dayMs = 86_400_000;
const at = Date.UTC(2026, 2, 2, 7);
const topic = 'arn:aws:sns:eu-central-1:111122223333:events';

/** What SES says of a message with these tags, read as the events door does. */
function eventOf(key: MessageKey, to: string, eventType: string, more: object = {}): SesEvent {
  const tags = Object.fromEntries(Object.entries(tagsOf(key)).map(([name, one]) => [name, [one]]));
  const mail = { messageId: `m-${to}`, destination: [to], tags };
  const Message = JSON.stringify({ eventType, mail, ...more });
  const body = JSON.stringify({ Type: 'Notification', TopicArn: topic, Message });
  const reading = readEvent(body, topic);
  assert.ok(reading.kind === 'event');
  return reading.event;
}

function settle(table: Table, event: SesEvent, time = at): Promise<void> {
  const now = () => time;
  return settleEvent(event, {
    subscriber: subscriberStore(table, now).load,
    claims: claimStore(table),
    batches: batchStore(table, now),
    letters: letterStore(table, now),
    noteTrial: (noticeId, report) => noteTrial(table, noticeId, report),
    addresses: {
      suppress: async (key, reason) => void (await suppressAddress(table, key, reason, time)),
      hide: (key) => hideSuppression(table, key),
      trace: async () => {},
      countBounce: (...input) => countBounce(table, ...input),
    },
    now,
  });
}

async function ask(table: Table, address = 'ann@x.example') {
  const reader = {
    id: `r-${address.slice(0, 3)}`,
    newsletterId: 'paper',
    address,
    addressKey: address,
  };
  const request = { schedule: atSeven, sections: 'all', from: '', wordsVersion: '1', at } as const;
  await subscriberStore(table, () => at).create(newPending(reader, request, 'c1'));
  const key = { subscriberId: reader.id, confirmationId: 'c1' };
  const expiries = async () => {
    const rows = [keys.subscriber(reader.id), keys.address(address, 'paper')];
    return Promise.all(rows.map(async (one) => (await getRow(table, one))?.expiresAt));
  };
  return { key, expiries };
}

test('who waits for a confirmation is kept, and forgotten a week after it was mailed', async (t) => {
  const table = await testTable(t);
  const { key, expiries } = await ask(table);
  const late = at + 100 * dayMs;
  const letters = letterStore(table, () => late);
  const letter = await letters.load(key);
  assert.ok(letter !== undefined, 'a hundred days later it is there');
  const claimed = {
    ...letter.progress,
    state: 'claimed',
    owner: 'w',
    at: late,
    attempt: 1,
  } as const;
  assert.equal(await letters.save(letter, claimed, late + 1), true);
  assert.equal(
    await letters.save(letter, { ...claimed, owner: 'x' }, late + 1),
    false,
    'one claims',
  );
  assert.deepEqual(await expiries(), [undefined, undefined]);
  const submitted = { ...claimed, state: 'submitted', messageId: 'm1' } as const;
  await letters.save({ ...letter, progress: claimed }, submitted, undefined);
  const week = (late + 7 * dayMs) / 1000;
  assert.deepEqual(await expiries(), [week, week]);
  assert.deepEqual(await letters.due(late + dayMs), []);
});

test('who is suppressed before the mail is forgotten a week later, and not mailed', async (t) => {
  const table = await testTable(t);
  const { key, expiries } = await ask(table);
  await suppressAddress(table, 'ann@x.example', 'bounce', at);
  const letters = letterStore(table, () => at);
  assert.equal(await letters.load(key), undefined);
  assert.deepEqual(await letters.due(at + dayMs), [{ key, isWanted: false }]);
  await letters.forget(key);
  const week = (at + 7 * dayMs) / 1000;
  assert.deepEqual(await expiries(), [week, week]);
  assert.deepEqual(await letters.due(at + dayMs), []);
});

test('SES’s event settles a confirmation, a letter and a notice by the key in their tags', async (t) => {
  const table = await testTable(t);
  const reader = await addReader(table, at);
  const { key: confirmation } = await ask(table);
  const letter = { id: 'goodbye-1', kind: 'goodbye', newsletterId: 'paper', at } as const;
  await noteLetter(table, { ...letter, subscriberId: reader.id }, at);
  const values = { feed: 'One' };
  const notice = { id: 'gone-1', kind: 'feedGone', newsletterId: 'paper', values, at } as const;
  await noticeStore(table).note(notice);
  const letters = letterStore(table, () => at);
  const tried: [LetterKey, MessageKey][] = [
    [confirmation, { kind: 'confirmation', ...confirmation }],
    [{ noticeId: letter.id }, { kind: 'letter', noticeId: letter.id, subscriberId: reader.id }],
    [{ noticeId: notice.id }, { kind: 'notice', noticeId: notice.id }],
  ];
  for (const [key, tag] of tried) {
    const noted = await letters.load(key);
    assert.ok(noted !== undefined);
    const claimed = { ...noted.progress, state: 'claimed', owner: 'w', at, attempt: 1 } as const;
    await letters.save(noted, claimed, at + 1);
    await settle(table, eventOf(tag, 'ann@x.example', 'Send', { send: {} }));
    const settled = (await letters.load(key))?.progress;
    assert.deepEqual([settled?.state, settled?.messageId], ['submitted', 'm-ann@x.example']);
  }
  assert.deepEqual(await letters.due(at + dayMs), []);
});

test('a letter of a release that kept no progress is mailed as if it had just been noted', async (t) => {
  const table = await testTable(t);
  await noticeStore(table).note({
    id: 'n',
    kind: 'feedGone',
    newsletterId: 'paper',
    values: {},
    at,
  });
  const { progress: _, ...row } = (await getRow(table, keys.notice('n'))) ?? {};
  await table.client.send(
    new PutCommand({ TableName: table.name, Item: { ...row, queued: true } }),
  );
  const letters = letterStore(table, () => at);
  const noted = await letters.load({ noticeId: 'n' });
  assert.deepEqual(noted?.progress, { state: 'queued', at, attempt: 0 });
  assert.equal(await letters.save(noted, { ...noted.progress, state: 'claimed' }, at + 1), true);
  assert.equal(await letters.save(noted, { ...noted.progress, state: 'claimed' }, at + 1), false);
});

const bounced = (bounceType: string, to: string) => ({
  bounce: { bounceType, bounceSubType: 'NoEmail', bouncedRecipients: [{ emailAddress: to }] },
});

test('a late bounce of an address that the reader has left says nothing of the new one', async (t) => {
  const table = await testTable(t);
  await setUpNewsletter(table);
  const [before, after] = ['ann@old.example', 'ann@new.example'];
  const reader = await addReader(table, at, { address: before });
  const subscribers = subscriberStore(table, () => at);
  const change = { id: 'c', address: after, addressKey: after, at };
  await subscribers.save(reader.id, { state: 'confirmed' }, { addressChange: change });
  await moveAddress(table, { subscriber: reader, change, from: '192.0.2.1', at });
  const key = { kind: 'edition', editionId: 'e', batchId: 'b', subscriberId: reader.id } as const;
  await settle(table, eventOf(key, before, 'Bounce', bounced('Transient', before)));
  assert.equal((await subscribers.load(reader.id))?.bouncesAt, undefined);
  await settle(table, eventOf(key, before, 'Bounce', bounced('Permanent', before)));
  const complaint = { complainedRecipients: [] };
  await settle(table, eventOf(key, before, 'Complaint', { complaint }));
  assert.equal((await subscribers.load(reader.id))?.suppressed, false);
  assert.equal((await subscribers.findByAddress('paper', before)).suppressed, true);
  await settle(table, eventOf(key, after, 'Complaint', { complaint }));
  assert.equal((await subscribers.load(reader.id))?.suppressed, true, 'its own is');
});

const full = { bounceType: 'Transient', bounceSubType: 'MailboxFull' };

for (const [what, everyDays, isSuppressed] of [
  ['five in a month suppress an address, each but once', 7, true],
  ['five over longer than that do not', 8, false],
] as const) {
  test(`of bounces that may pass ${what}`, async (t) => {
    const table = await testTable(t);
    await setUpNewsletter(table);
    const { id, address } = await addReader(table, at);
    const key = { kind: 'edition', editionId: 'e', batchId: 'b', subscriberId: id } as const;
    const bounces = [0, 1, 2, 3, 4].map((n) => ({
      time: at + n * everyDays * dayMs,
      event: { ...eventOf(key, address, 'Bounce', { bounce: full }), messageId: `m-${n}` },
    }));
    const load = () => subscriberStore(table, () => at).load(id);
    for (const { time, event } of bounces.slice(0, 4)) {
      for (let times = 0; times < 3; times++) {
        await settle(table, { ...event, mailedAt: time - 1_000 }, time);
      }
    }
    assert.equal((await load())?.suppressed, false);
    const last = bounces.at(-1);
    assert.ok(last !== undefined);
    await settle(table, { ...last.event, mailedAt: last.time - 1_000 }, last.time);
    assert.equal((await load())?.suppressed, isSuppressed);
  });
}
