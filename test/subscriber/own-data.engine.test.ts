/** What readers do with their own data, on the real table: move, take along, erase, undo. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { segmentId } from '../../functions/edition/segment.ts';
import type { SesEvent } from '../../functions/mail/event.ts';
import {
  moveAddress as moveRows,
  moveBack as moveRowsBack,
} from '../../functions/store/address-moves.ts';
import { claimStore } from '../../functions/store/claims.ts';
import { getRow } from '../../functions/store/client.ts';
import { consentWordsStore } from '../../functions/store/consent-words.ts';
import { eraseSubscriber } from '../../functions/store/erasures.ts';
import { rememberErasure } from '../../functions/store/hidden-address.ts';
import { findMany } from '../../functions/store/imports.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { suppressReader } from '../../functions/store/suppressed-readers.ts';
import { loadSuppression, suppressAddress } from '../../functions/store/suppressions.ts';
import { keys as keysOf } from '../../functions/store/table.ts';
import { keepTrace, tracesOf } from '../../functions/store/traces.ts';
import { windowStore } from '../../functions/store/windows.ts';
import { askLink } from '../../functions/subscriber/ask-link.ts';
import { askAddress, moveAddress } from '../../functions/subscriber/change-address.ts';
import { erase, erasureHashes } from '../../functions/subscriber/erase.ts';
import { whatIsKnown } from '../../functions/subscriber/known.ts';
import { noteReason } from '../../functions/subscriber/leaving-reason.ts';
import { type Link, preferencesLink, signLink } from '../../functions/subscriber/links.ts';
import { moveBack } from '../../functions/subscriber/move-back.ts';
import { isProven } from '../../functions/subscriber/proof.ts';
import type { ReaderLetter } from '../../functions/subscriber/reader-letter.ts';
import { restore } from '../../functions/subscriber/restore.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { unsubscribe } from '../../functions/subscriber/unsubscribe.ts';
import { mailsPerMailboxMax, requestsPerNetworkMax } from '../../functions/subscriber/windows.ts';
import { addReader } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';
import { keys, monday } from './readers.ts';

const hourMs = 3_600_000;

async function setUp(t: TestContext) {
  const table = await testTable(t);
  let at = monday;
  let ids = 0;
  const now = () => at;
  const letters: ReaderLetter[] = [];
  const store = subscriberStore(table, now);
  const deps = {
    ...store,
    keys,
    now,
    randomId: () => `own-${++ids}`,
    windows: windowStore(table, now),
    openSegment: async (choice: Parameters<typeof segmentId>[0]) => segmentId(choice),
    postLetter: async (letter: ReaderLetter) => {
      if ((await store.load(letter.subscriberId)) !== undefined) letters.push(letter);
    },
    suppression: (addressKey: string) => loadSuppression(table, addressKey),
    moveAddress: (move: Parameters<typeof moveRows>[1]) => moveRows(table, move),
    moveBack: (move: Parameters<typeof moveRows>[1]) => moveRowsBack(table, move),
    erase: (reader: Subscriber, erasedAt: number) => eraseSubscriber(table, reader, erasedAt),
  };
  const reader = await addReader(table, at, { address: 'ann@example.com' });
  const token = (link: Omit<Link, 'subscriberId'>, id = reader.id) =>
    signLink({ ...link, subscriberId: id } as Link, keys);
  const current = async () => (await store.load(reader.id)) ?? assert.fail('The reader is gone.');
  const find = async (address: string) => (await store.findByAddress('paper', address)).subscriber;
  return {
    table,
    deps,
    letters,
    reader,
    token,
    find,
    passTime: (ms: number) => {
      at += ms;
    },
    current,
    /** A link that was mailed to the reader alone just now. */
    fresh: async () => signLink(preferencesLink(await current(), at), keys),
  };
}

type Ground = Awaited<ReturnType<typeof setUp>>;

const noProof = { token: '', nonce: '' };

async function askFor(ground: Ground, typedAddress: string): Promise<string> {
  const { deps, token, current } = ground;
  const input = { token: await ground.fresh(), typedAddress, from: '192.0.2.1', proof: noProof };
  assert.equal((await askAddress(input, deps)).kind, 'asked');
  const change = (await current()).addressChange;
  const confirmationId = change?.id ?? 'none';
  return token({ purpose: 'address', confirmationId, issuedAt: change?.at ?? 0 } as Link);
}

test('a new address is asked by mail, and takes over in one step', async (t) => {
  const ground = await setUp(t);
  const { deps, letters, find, current, reader } = ground;
  const token = await askFor(ground, 'Ann@new.example');
  assert.deepEqual([letters[0]?.kind, letters.length], ['address', 1]);
  assert.equal((await current()).address, 'ann@example.com', 'The old one serves until then.');
  const done = await moveAddress({ token, from: '192.0.2.9' }, deps);
  assert.equal(done.kind, 'moved');
  const moved = await current();
  assert.deepEqual([moved.address, moved.addressKey], ['Ann@new.example', 'ann@new.example']);
  assert.equal(moved.consent.addressChangedFrom, '192.0.2.9');
  assert.equal(moved.segmentId, reader.segmentId);
  assert.equal(await find('ann@example.com'), undefined);
  assert.equal((await find('ann@new.example'))?.id, reader.id);
  assert.equal((await moveAddress({ token, from: '' }, deps)).kind, 'moved', 'Again it says so.');
});

test('a move is taken back by the old address, whatever state the reader is in', async (t) => {
  const ground = await setUp(t);
  const { deps, letters, find, current } = ground;
  await moveAddress({ token: await askFor(ground, 'eve@evil.example'), from: '' }, deps);
  const { id: confirmationId = '', at: issuedAt = 0 } = (await current()).formerAddress ?? {};
  const told = letters.at(-1);
  assert.deepEqual([told?.kind, told?.changeId], ['moved', confirmationId]);
  const back = ground.token({ purpose: 'back', confirmationId, issuedAt } as Link);
  await unsubscribe({ token: ground.token({ purpose: 'unsubscribe' }), by: 'page' }, deps);
  assert.equal((await moveBack({ token: back, from: '192.0.2.9' }, deps)).kind, 'back');
  const home = await current();
  assert.deepEqual([home.address, home.state], ['ann@example.com', 'unsubscribed']);
  assert.equal(home.formerAddress, undefined);
  assert.equal(home.consent.addressChangedFrom, '192.0.2.9');
  assert.equal((await find('ann@example.com'))?.id, home.id);
  assert.equal(await find('eve@evil.example'), undefined);
  assert.equal((await moveBack({ token: back, from: '' }, deps)).kind, 'over');
});

test('a move is not taken back to an address that somebody else reads at by now', async (t) => {
  const ground = await setUp(t);
  const { deps, current, table } = ground;
  await moveAddress({ token: await askFor(ground, 'ann@new.example'), from: '' }, deps);
  const { id: confirmationId = '', at: issuedAt = 0 } = (await current()).formerAddress ?? {};
  const back = ground.token({ purpose: 'back', confirmationId, issuedAt } as Link);
  await addReader(table, monday, { address: 'ann@example.com' });
  assert.equal((await moveBack({ token: back, from: '' }, deps)).kind, 'taken');
  assert.equal((await current()).address, 'ann@new.example');
});

test('an address that is only spelled otherwise is told of nothing', async (t) => {
  const ground = await setUp(t);
  await moveAddress({ token: await askFor(ground, 'Ann@Example.com'), from: '' }, ground.deps);
  assert.equal((await ground.current()).formerAddress, undefined);
  assert.deepEqual(
    ground.letters.map(({ kind }) => kind),
    ['address'],
  );
});

test('new addresses of one mailbox, or from one network, are asked a few times only', async (t) => {
  const ground = await setUp(t);
  const ask = async (typedAddress: string, from: string, proof = noProof) =>
    askAddress({ token: await ground.fresh(), typedAddress, from, proof }, ground.deps);
  for (let n = 0; n < 30; n++) await ask(`victim+${n}@other.example`, `10.1.${n}.1`);
  assert.equal(ground.letters.length, mailsPerMailboxMax);
  for (let n = 0; n < 60; n++) await ask(`v${n}@d${n}.example`, '10.9.9.9');
  assert.equal(ground.letters.length, mailsPerMailboxMax + requestsPerNetworkMax / 2);
  assert.equal((await ask('late@example.org', '10.9.9.9')).kind, 'later', 'The window is full.');
  // Past half of the window each must bring a proof of work, for that address and a token of ours.
  const quiet = ground.letters.length;
  for (let n = 0; n < 21; n++) await ask(`w${n}@d${n}.example`, '10.9.8.7');
  const pressed = await ask('honest@example.net', '10.9.8.7');
  assert.ok(pressed.kind === 'prove');
  const made = { token: pressed.token, nonce: nonceFor(pressed.token, 'honest@example.net') };
  assert.equal(
    (await ask('thief@example.net', '10.9.8.7', made)).kind,
    'prove',
    'Of another address.',
  );
  const forged = { token: 'k1.harbour.0.forged', nonce: made.nonce };
  assert.equal((await ask('honest@example.net', '10.9.8.7', forged)).kind, 'prove');
  assert.equal((await ask('honest@example.net', '10.9.8.7', made)).kind, 'asked');
  assert.ok(ground.letters.length > quiet);
});

function nonceFor(token: string, address: string): string {
  for (let n = 0; ; n++) {
    const nonce = n.toString(36);
    if (isProven({ token, address, nonce })) return nonce;
  }
}

test('a new address that is taken or suppressed gets no mail, and the same answer', async (t) => {
  const ground = await setUp(t);
  await addReader(ground.table, monday, { address: 'bob@example.com' });
  await suppressAddress(ground.table, 'gone@example.com', 'bounce', monday);
  await askFor(ground, 'bob@example.com');
  await askFor(ground, 'gone@example.com');
  assert.equal(ground.letters.length, 0);
});

test('an address that is taken in the meantime is not taken over', async (t) => {
  const ground = await setUp(t);
  const token = await askFor(ground, 'both@example.com');
  const other = await addReader(ground.table, monday, { address: 'both@example.com' });
  assert.equal((await moveAddress({ token, from: '' }, ground.deps)).kind, 'taken');
  assert.equal((await ground.find('both@example.com'))?.id, other.id);
  assert.equal((await ground.find('ann@example.com'))?.id, ground.reader.id);
});

for (const reason of ['bounce', 'repeated-bounce'] as const) {
  test(`mail came back from the old address (${reason}) before the move: the new one is mailed`, async (t) => {
    const ground = await setUp(t);
    const { table, deps, reader, current } = ground;
    const token = await askFor(ground, 'ann@new.example');
    await suppressAddress(table, 'ann@example.com', reason, monday + hourMs);
    assert.equal((await current()).suppressed, true);
    ground.passTime(2 * hourMs);
    assert.equal((await moveAddress({ token, from: '' }, deps)).kind, 'moved');
    const moved = await current();
    assert.deepEqual([moved.addressKey, moved.suppressed], ['ann@new.example', false]);
    assert.equal(
      moved.receivedThrough,
      reader.receivedThrough,
      'What came meanwhile is still due.',
    );
    assert.equal(moved.segmentId, reader.segmentId);
    const row = await getRow(table, keysOf.subscriber(reader.id));
    assert.ok(row?.segmentShard, 'Planning finds them again.');
    assert.equal((await loadSuppression(table, 'ann@example.com'))?.reason, reason);
  });
}

for (const reason of ['complaint', 'owner'] as const) {
  test(`who is not to be mailed (${reason}) does not come back by a link of before`, async (t) => {
    const ground = await setUp(t);
    const token = await askFor(ground, 'ann@new.example');
    await suppressAddress(ground.table, 'ann@example.com', reason, monday + hourMs);
    assert.equal((await moveAddress({ token, from: '' }, ground.deps)).kind, 'over');
    const after = await ground.current();
    assert.deepEqual([after.address, after.suppressed], ['ann@example.com', true]);
  });
}

test('who takes a move back is mailed, whatever came back from the other address', async (t) => {
  const ground = await setUp(t);
  const { table, deps, current, reader } = ground;
  await moveAddress({ token: await askFor(ground, 'slip@new.example'), from: '' }, deps);
  const { id: confirmationId = '', at: issuedAt = 0 } = (await current()).formerAddress ?? {};
  await suppressAddress(table, 'slip@new.example', 'bounce', monday + hourMs);
  const back = ground.token({ purpose: 'back', confirmationId, issuedAt } as Link);
  assert.equal((await moveBack({ token: back, from: '' }, deps)).kind, 'back');
  const home = await current();
  assert.deepEqual([home.addressKey, home.suppressed], ['ann@example.com', false]);
  assert.ok((await getRow(table, keysOf.subscriber(reader.id)))?.segmentShard);
});

test('a report that comes in the moment of a move stops nobody at another address', async (t) => {
  const ground = await setUp(t);
  const { table, deps, reader, current } = ground;
  const was = { id: reader.id, addressKey: 'ann@example.com' };
  await moveAddress({ token: await askFor(ground, 'ann@new.example'), from: '' }, deps);
  await suppressReader(table, was, { reason: 'bounce', at: monday });
  assert.equal((await current()).suppressed, false);
});

test('mail comes back in the very moment of a move: it is made all the same', async (t) => {
  const ground = await setUp(t);
  const { table, deps, current } = ground;
  const token = await askFor(ground, 'ann@new.example');
  let isFirst = true;
  const moveInTheMoment = async (move: Parameters<typeof moveRows>[1]) => {
    if (isFirst) await suppressAddress(table, 'ann@example.com', 'bounce', monday);
    isFirst = false;
    return deps.moveAddress(move);
  };
  const moving = { ...deps, moveAddress: moveInTheMoment };
  assert.equal((await moveAddress({ token, from: '' }, moving)).kind, 'moved');
  const moved = await current();
  assert.deepEqual([moved.addressKey, moved.suppressed], ['ann@new.example', false]);
});

test('two moves at once: one reader, one address', async (t) => {
  const ground = await setUp(t);
  const token = await askFor(ground, 'ann@new.example');
  const input = { token, from: '' };
  const answers = await Promise.all([1, 2, 3].map(() => moveAddress(input, ground.deps)));
  assert.deepEqual(
    answers.map(({ kind }) => kind),
    ['moved', 'moved', 'moved'],
  );
  assert.equal((await ground.find('ann@new.example'))?.id, ground.reader.id);
});

test('a link to an older change, or after 48 hours, changes nothing', async (t) => {
  const ground = await setUp(t);
  const first = await askFor(ground, 'first@new.example');
  const second = await askFor(ground, 'second@new.example');
  assert.equal((await moveAddress({ token: first, from: '' }, ground.deps)).kind, 'over');
  ground.passTime(48 * hourMs);
  assert.equal((await moveAddress({ token: second, from: '' }, ground.deps)).kind, 'over');
  assert.equal((await ground.current()).address, 'ann@example.com');
});

test('erased: rows gone, a keyed hash kept, claims and links find nobody', async (t) => {
  const { table, deps, token, fresh, reader, find, passTime } = await setUp(t);
  const bounce = bounceOf(reader);
  await keepTrace(table, reader.id, bounce, monday);
  assert.equal((await tracesOf(table, reader.id)).length, 1);
  const link = await fresh();
  assert.deepEqual(await erase({ token: link }, deps), { kind: 'erased' });
  assert.deepEqual(await erase({ token: link }, deps), { kind: 'erased' });
  assert.equal(await find('ann@example.com'), undefined);
  const batch = { id: 'b', segmentId: reader.segmentId, from: reader.receivedThrough };
  const claim = { editionId: 'e', batchId: 'b', owner: 'o', at: monday, cutoff: 1, attempt: 1 };
  const claimed = await claimStore(table).claim(batch as never, reader.id, claim);
  assert.deepEqual(claimed, { kind: 'refused', subscriber: undefined });
  assert.deepEqual(await tracesOf(table, reader.id), []);
  // What SES still has to say comes later, and names nobody.
  await keepTrace(table, reader.id, bounce, monday);
  const left = await table.client.send(new ScanCommand({ TableName: table.name }));
  assert.ok((left.Items ?? []).length > 0);
  assert.doesNotMatch(JSON.stringify(left.Items), /ann@|ann%40/i, 'The address is nowhere.');
  // Whatever has become of the keys of the links: the hash is by a key of its own.
  const wasErased = async (newsletterId: string, hashes: readonly string[] = []) => {
    const sought = [{ addressKey: reader.addressKey, hashes }];
    return (await findMany(table, newsletterId, sought, monday))[0]?.erased;
  };
  assert.equal(await wasErased('paper'), true);
  assert.equal(await wasErased('other'), false);
  // An earlier release hashed with a key of the links: who was erased then stays away, too.
  const other = { newsletterId: 'other', addressKey: reader.addressKey };
  const [before = ''] = erasureHashes(other, keys);
  await rememberErasure(table, before, monday);
  const rotated = { current: { id: 'k3', secret: 'x'.repeat(40) }, older: [keys.current] };
  assert.equal(await wasErased('other', erasureHashes(other, rotated)), true);
  const leave = { token: token({ purpose: 'unsubscribe' }), by: 'page' } as const;
  assert.deepEqual(await unsubscribe(leave, deps), { kind: 'unsubscribed' });
  passTime(hourMs);
});

test('undo within a day goes on where the reader was, and is on record', async (t) => {
  const { deps, token, current, reader, passTime } = await setUp(t);
  await unsubscribe({ token: token({ purpose: 'unsubscribe' }), by: 'one-click' }, deps);
  await noteReason({ token: token({ purpose: 'unsubscribe' }), reason: 'too-many' }, deps);
  const { withdrawnAt: issuedAt = 0 } = (await current()).consent;
  passTime(hourMs);
  const undo = { token: token({ purpose: 'restore', issuedAt } as Link), from: '192.0.2.9' };
  for (let times = 0; times < 2; times++) {
    assert.equal((await restore(undo, deps)).kind, 'confirmed');
  }
  const back = await current();
  assert.equal(back.segmentId, reader.segmentId);
  assert.equal(back.receivedThrough, reader.receivedThrough);
  assert.equal(back.consent.withdrawnAt, undefined);
  assert.equal(back.consent.restoredFrom, '192.0.2.9');
  assert.equal(back.pastConsents?.[0]?.withdrawnReason, 'too-many');
});

test('no undo after a day, of another leaving, or while suppressed', async (t) => {
  const { deps, token, current, table, passTime } = await setUp(t);
  const leave = { token: token({ purpose: 'unsubscribe' }), by: 'page' } as const;
  await unsubscribe(leave, deps);
  const { withdrawnAt: issuedAt = 0 } = (await current()).consent;
  const undo = { token: token({ purpose: 'restore', issuedAt } as Link), from: '' };
  passTime(hourMs);
  await restore(undo, deps);
  await unsubscribe(leave, deps);
  assert.equal((await restore(undo, deps)).kind, 'over', 'It is about the leaving before.');
  const { withdrawnAt: latest = 0 } = (await current()).consent;
  const next = { token: token({ purpose: 'restore', issuedAt: latest } as Link), from: '' };
  await suppressAddress(table, 'ann@example.com', 'complaint', monday);
  assert.equal((await restore(next, deps)).kind, 'over');
  passTime(24 * hourMs);
  assert.equal((await restore(next, deps)).kind, 'over');
  assert.equal((await current()).state, 'unsubscribed');
});

test('the link is mailed to a reader once a day, and everybody gets the same answer', async (t) => {
  const { deps, letters, passTime } = await setUp(t);
  const ask = (typedAddress: string) => askLink({ newsletterId: 'paper', typedAddress }, deps);
  for (const address of ['ann@example.com', 'Ann@example.com', 'nobody@example.com']) {
    assert.deepEqual(await ask(address), { kind: 'asked' });
  }
  assert.equal(letters.length, 1);
  passTime(24 * hourMs);
  await ask('ann@example.com');
  assert.equal(letters.length, 2);
});

test('what is known is all of the row, readable', async (t) => {
  const { current, reader, table } = await setUp(t);
  await keepTrace(table, reader.id, bounceOf(reader), monday);
  await suppressAddress(table, reader.addressKey, 'complaint', monday);
  const words = consentWordsStore(table, () => monday);
  const text = 'You ask us to send you the paper.';
  await words.noteWords({ version: reader.consent.wordsVersion, text });
  await words.noteWords({ version: reader.consent.wordsVersion, text: 'Changed since.' });
  const again = consentWordsStore(table, () => monday);
  await again.noteWords({ version: reader.consent.wordsVersion, text: 'By another process.' });
  const mail = { editionId: 'e1', messageId: 'm-1', at: monday };
  const deps = {
    reports: (id: string) => tracesOf(table, id),
    mails: async () => ({ mails: [mail], isComplete: true }),
    suppression: (key: string) => loadSuppression(table, key),
    wordsOf: again.wordsOf,
  };
  const recipients = { owner: 'The Paper', region: 'eu-central-1' };
  const known = await whatIsKnown(await current(), recipients, deps);
  const once = JSON.stringify(known);
  assert.equal(JSON.stringify(await whatIsKnown(await current(), recipients, deps)), once);
  assert.deepEqual(known.suppression, { reason: 'complaint', at: '2026-03-02T09:00:00.000Z' });
  assert.equal((known.consent as Record<string, unknown>).words, text, 'As it was shown first.');
  assert.deepEqual(known.mails, [{ ...mail, at: '2026-03-02T09:00:00.000Z' }]);
  assert.match(JSON.stringify(known.recipients), /The Paper.*Amazon Web Services.*eu-central-1/);
  const fields = new Set(Object.keys(known));
  const renamed = new Set([
    'newsletterId',
    'addressKey',
    'segmentId',
    'claim',
    'confirmationsAsked',
  ]);
  const lacking = Object.keys(await current()).filter((name) => !fields.has(name));
  assert.deepEqual(
    lacking.filter((name) => !renamed.has(name)),
    [],
  );
  assert.deepEqual(known.reports, [
    {
      ...{ kind: 'bounced', says: 'passing', reason: 'Transient/Full' },
      ...{ messageId: 'm-1', at: new Date(monday).toISOString() },
    },
  ]);
  assert.equal(known.address, 'ann@example.com');
  assert.equal(known.createdAt, '2026-03-02T09:00:00.000Z');
  assert.deepEqual((known.consent as Record<string, unknown>).confirmedFrom, '192.0.2.1');
  assert.deepEqual(known.schedule, { cadence: 'daily', hour: 7, zone: 'UTC' });
});

function bounceOf({ address }: Subscriber): SesEvent {
  return {
    messageId: 'm-1',
    key: undefined,
    report: {
      kind: 'bounced',
      says: 'passing',
      reason: 'Transient/Full',
      recipients: [address],
    },
  };
}
