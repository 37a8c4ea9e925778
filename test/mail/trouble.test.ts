/** Whether SES takes mail from us at all, read from its answers: halts, poison, and who is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notice } from '../../functions/config/notice.ts';
import { languages } from '../../functions/edition/languages.ts';
import { noticeLines } from '../../functions/mail/notice.ts';
import { type Lane, leaseSends, parkMs, resumeSending } from '../../functions/mail/pace.ts';
import type { Pace } from '../../functions/mail/pace-book.ts';
import type { Answer, SesAnswer } from '../../functions/mail/ses-answer.ts';
import { openTroubleWatch } from '../../functions/mail/trouble.ts';

const quota = { maxPerSecond: 50, max24Hour: -1, sentLast24Hours: 0 };
const suspended: SesAnswer = { kind: 'halted', reason: 'Sending suspended for this account.' };
const unclear: SesAnswer = { kind: 'unclear', reason: 'SenderReputationHeld: Held.' };
const submitted: SesAnswer = { kind: 'submitted', messageId: 'm' };

/** A sender with a pace of its own, a clock, and a box of notices. */
function openDesk() {
  let pace: Pace | undefined;
  let now = 1_000_000;
  const notices = new Map<string, Notice>();
  const book = {
    load: async () => pace,
    save: async (next: Pace) => {
      pace = next;
      return true;
    },
  };
  const note = async (notice: Notice) => void notices.set(notice.id, notice);
  const watch = openTroubleWatch({ pace: book, note, now: () => now, service: 'relay.example' });
  const lease = async (lane: Lane = 'edition') => {
    const deps = {
      ...book,
      quota: async () => quota,
      halt: async () => now + parkMs,
      now: () => now,
      sleep: async () => {},
    };
    return watch.leased(await leaseSends(lane, 20, deps));
  };
  /** Waits until something may be sent, and sends one message. */
  const send = async (answer: SesAnswer, reader: string, edition = 'e1'): Promise<Answer> => {
    const granted = await lease();
    if (granted.kind === 'parked') now = granted.until;
    if (granted.kind === 'parked') await lease();
    now += 1_000;
    return watch.heed(answer, {
      newsletterId: 'paper',
      editionId: edition,
      suspects: { group: `edition ${edition}`, one: `reader ${reader}` },
    });
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { book, lease, send, pass, notices, pace: () => pace, ids: () => [...notices.keys()] };
}

test('a halt parks everybody, then lets one message through at a time', async () => {
  const desk = openDesk();
  assert.equal((await desk.send(suspended, 'r1')).kind, 'halted');
  assert.equal((await desk.lease()).kind, 'parked');
  assert.equal((await desk.lease('letter')).kind, 'parked');
  desk.pass(parkMs);
  const trial = await desk.lease();
  assert.ok(trial.kind === 'granted');
  assert.deepEqual([trial.count, trial.refusedBefore], [1, 1]);
});

test('the owner is told once for an occurrence, in the words of SES, and of the next anew', async () => {
  const desk = openDesk();
  for (let tries = 0; tries < 5; tries++) await desk.send(suspended, `r${tries}`);
  assert.equal(desk.notices.size, 1);
  const [notice] = desk.notices.values();
  assert.equal(notice?.kind, 'sendingHalted');
  assert.match(notice?.values.reason ?? '', /Sending suspended for this account/);
  await desk.send(submitted, 'r6');
  assert.equal(desk.pace()?.halt, undefined);
  assert.equal((await desk.lease()).kind, 'granted');
  await desk.send(suspended, 'r7');
  assert.equal(desk.notices.size, 2);
});

test('however long SES refuses all, nobody is set aside', async () => {
  const desk = openDesk();
  for (let tries = 0; tries < 50; tries++) {
    assert.equal((await desk.send(unclear, `r${tries % 7}`)).kind, 'halted');
  }
  assert.equal(desk.notices.size, 1);
});

test('what is known to be about the account sets nobody aside, other mail or not', async () => {
  const desk = openDesk();
  for (let tries = 0; tries < 6; tries++) {
    assert.equal((await desk.send(suspended, 'r1')).kind, 'halted');
    assert.equal((await desk.send(submitted, 'r2')).kind, 'submitted');
  }
});

test('who alone is refused while others are accepted is set aside, and halts nobody more', async () => {
  const desk = openDesk();
  const kinds: string[] = [];
  for (let round = 0; round < 4; round++) {
    const answer = await desk.send(unclear, 'poison');
    kinds.push(answer.kind);
    if (answer.kind === 'refused') assert.equal(answer.kept, true);
    await desk.send(submitted, `r${round}`);
  }
  assert.deepEqual(kinds, ['halted', 'refused', 'refused', 'refused']);
  assert.equal(desk.pace()?.halt, undefined);
  const told = desk.ids().filter((id) => id.startsWith('sending-halted'));
  assert.equal(told.length, 1, 'one occurrence');
  assert.ok(desk.ids().includes('set-aside-e1'));
  assert.match(desk.notices.get('set-aside-e1')?.values.reason ?? '', /SenderReputationHeld/);
});

test('a reader who was poison in one edition is so in the next, and others of it are not', async () => {
  const desk = openDesk();
  for (let round = 0; round < 3; round++) {
    await desk.send(unclear, 'poison');
    await desk.send(submitted, 'r1');
  }
  assert.equal((await desk.send(unclear, 'poison', 'e2')).kind, 'refused');
  assert.equal((await desk.send(unclear, 'somebody', 'e3')).kind, 'halted');
});

test('an edition that is refused to everybody, while others go, does not halt them for ever', async () => {
  const desk = openDesk();
  let halts = 0;
  for (let reader = 0; reader < 100; reader++) {
    if ((await desk.send(unclear, `r${reader}`, 'poison')).kind === 'halted') halts++;
    await desk.send(submitted, `r${reader}`, 'good');
  }
  assert.equal(halts, 3);
});

test('the owner’s resume ends a halt; what SES still refuses is told as another', async () => {
  const desk = openDesk();
  await desk.send(suspended, 'r1');
  await resumeSending(desk.book);
  assert.ok((await desk.lease()).kind === 'granted');
  assert.equal(desk.pace()?.halt, undefined);
});

test('an account that may not even ask for its quota halts, and the owner hears it', async () => {
  const desk = openDesk();
  const halted: string[] = [];
  const lease = await leaseSends('edition', 5, {
    ...desk.book,
    quota: async () => ({ refused: 'OptInRequired: No subscription.' }),
    halt: async (reason) => {
      halted.push(reason);
      return 99;
    },
    now: () => 0,
    sleep: async () => {},
  });
  assert.deepEqual(lease, { kind: 'parked', until: 99, reason: 'OptInRequired: No subscription.' });
  assert.deepEqual(halted, ['OptInRequired: No subscription.']);
});

test('who takes our mail is named to the owner: SES, or a relay', async () => {
  const desk = openDesk();
  await desk.send(suspended, 'r1');
  const [told] = desk.notices.values();
  assert.ok(told);
  for (const language of languages) {
    const [line = ''] = noticeLines(told, language);
    assert.match(line, /relay\.example/, language);
    assert.doesNotMatch(line, /SES/, language);
    const { service: _, ...values } = told.values;
    const [before = ''] = noticeLines({ ...told, values }, language);
    assert.equal(before, line.replaceAll('relay.example', 'SES'), 'as an earlier release noted it');
  }
});
