/** A letter that meets an account in trouble, or an SES that does not answer: it waits, and is not lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attemptsMax, type NotedLetter } from '../../functions/mail/noted-letter.ts';
import type { Lease } from '../../functions/mail/pace.ts';
import { sendLetter } from '../../functions/mail/send-letter.ts';
import type { Answer } from '../../functions/mail/ses-answer.ts';
import { newPending } from '../../functions/subscriber/moves.ts';
import type { LetterProgress } from '../../functions/subscriber/subscriber.ts';
import { atSeven } from '../support/newsletter.ts';

const names = {
  id: 'r1',
  newsletterId: 'paper',
  address: 'a@x.example',
  addressKey: 'a@x.example',
};
const request = {
  schedule: atSeven,
  sections: 'all',
  from: '192.0.2.1',
  wordsVersion: '1',
  at: 0,
} as const;
const minuteMs = 60_000;
const start = 1_000;
const noted: LetterProgress = { state: 'queued', at: 0, attempt: 0 };
const confirmation: NotedLetter = {
  kind: 'confirmation',
  reader: newPending(names, request, 'c1'),
  confirmationId: 'c1',
  progress: noted,
};
const goodbye: NotedLetter = {
  kind: 'letter',
  letter: { id: 'g1', kind: 'goodbye', newsletterId: 'paper', subscriberId: 'r1', at: 0 },
  progress: noted,
};
const notice: NotedLetter = {
  kind: 'notice',
  notice: { id: 'n1', newsletterId: 'paper', kind: 'feedGone', values: { feed: 'One' }, at: 0 },
  progress: noted,
};

const granted: Lease = { kind: 'granted', firstAt: 0, gapMs: 1_000, count: 1 };

interface Setting {
  readonly lease?: Lease;
  readonly answers?: readonly Answer[];
  readonly now?: number;
  /** Up to when what SES reported is heeded: as a rule all of it. */
  readonly heeded?: number;
}

/** Sends it to an SES that gives these answers, the last one for good. */
async function send(letter: NotedLetter, setting: Setting = {}) {
  const { lease = granted, answers = [] } = setting;
  const saved: { progress: LetterProgress; again: number | undefined }[] = [];
  let [calls, slowed, now] = [0, 0, setting.now ?? start];
  const outcome = await sendLetter({ noticeId: 'any' }, 'worker', {
    book: {
      load: async () => letter,
      save: async (_, progress, again) => {
        saved.push({ progress, again });
        return true;
      },
    },
    sender: {
      lease: async () => lease,
      submit: async () => answers[Math.min(calls++, answers.length - 1)] ?? assert.fail(),
      slowDown: async () => void slowed++,
      halt: async () => now + 15 * minuteMs,
    },
    heededThrough: async () => setting.heeded ?? now,
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    },
  });
  return { outcome, calls, slowed, last: saved.at(-1) };
}

const throttled: Answer = { kind: 'throttled' };
const submitted: Answer = { kind: 'submitted', messageId: 'm1' };
const unknown: Answer = { kind: 'unknown', reason: 'It hung up.' };

test('a throttle is waited off, while editions give way', async () => {
  const answers = [throttled, throttled, submitted];
  const { outcome, calls, slowed, last } = await send(confirmation, { answers });
  assert.deepEqual([outcome, calls, slowed], [{ kind: 'submitted' }, 3, 2]);
  assert.equal(last?.progress.messageId, 'm1');
  assert.equal(last?.again, undefined);
});

test('one that does not end leaves the letter for the sweep, its attempt uncounted', async () => {
  const { outcome, calls, last } = await send(confirmation, { answers: [throttled] });
  assert.equal(outcome.kind, 'later');
  assert.equal(calls, 4);
  assert.deepEqual(last?.progress, noted);
  assert.ok((last?.again ?? 0) > 0);
});

test('a pause lets it wait as it is', async () => {
  const until = 20 * minuteMs;
  const parked: Lease = { kind: 'parked', until, reason: 'Sending is paused.' };
  for (const letter of [confirmation, goodbye]) {
    const { outcome, calls, last } = await send(letter, { lease: parked });
    assert.deepEqual([outcome, calls], [{ kind: 'later', at: until }, 0]);
    assert.deepEqual(last, { progress: noted, again: until });
  }
});

test('what is refused for the account waits, and counts as not tried', async () => {
  const halted: Answer = { kind: 'halted', reason: 'Sending suspended for this account.' };
  for (const answers of [[halted], [{ kind: 'exhausted' } as const]]) {
    const { outcome, last } = await send(confirmation, { answers });
    assert.equal(outcome.kind, 'later');
    assert.deepEqual(last, { progress: noted, again: start + 15 * minuteMs });
  }
});

test('a refusal of the recipient is kept with its reason, and halts nobody', async () => {
  const answers: Answer[] = [{ kind: 'refused', reason: 'In the sandbox.', kept: true }];
  const { outcome, last } = await send(confirmation, { answers });
  assert.deepEqual(outcome, { kind: 'refused' });
  assert.equal(last?.progress.state, 'refused');
  assert.equal(last?.progress.reason, 'In the sandbox.');
  assert.equal(last?.again, undefined);
});

test('an owner who cannot be mailed yet is asked again a day later', async () => {
  const answers: Answer[] = [{ kind: 'refused', reason: 'In the sandbox.', kept: true }];
  const { last } = await send(notice, { answers });
  assert.deepEqual([last?.progress.state, last?.progress.attempt], ['queued', 1]);
  assert.equal(last?.again, start + 24 * 60 * minuteMs);
});

for (const [name, letter, first] of [
  ['a confirmation after two minutes', confirmation, 2],
  ['a goodbye after half an hour', goodbye, 30],
  ['a notice after half an hour', notice, 30],
] as const) {
  test(`without an answer it is tried again: ${name}, then after twice as long`, async () => {
    const { outcome, last } = await send(letter, { answers: [unknown] });
    assert.deepEqual(outcome, { kind: 'unknown' });
    assert.equal(last?.again, start + first * minuteMs);
    const open = { ...letter, progress: last?.progress ?? noted };
    const soon = await send(open, { answers: [submitted], now: start + first * minuteMs - 1 });
    assert.deepEqual([soon.outcome, soon.calls], [{ kind: 'stale' }, 0]);
    const now = start + first * minuteMs;
    const again = await send(open, { answers: [unknown], now });
    assert.equal(again.last?.progress.attempt, 2);
    assert.equal(again.last?.again, now + 2 * first * minuteMs);
  });
}

test('while events wait no letter counts as unanswered, but those that somebody waits for', async () => {
  const progress = { state: 'claimed', at: start, attempt: 1, owner: 'worker' } as const;
  const now = start + 600 * minuteMs;
  const heeded = start + 5 * minuteMs;
  const waits = await send({ ...goodbye, progress }, { answers: [submitted], now, heeded });
  assert.deepEqual([waits.outcome, waits.calls], [{ kind: 'stale' }, 0]);
  const goes = await send({ ...confirmation, progress }, { answers: [submitted], now, heeded });
  assert.deepEqual([goes.outcome, goes.calls], [{ kind: 'submitted' }, 1]);
});

test('one that never has an answer is given up, and nobody looks at it any more', async () => {
  const progress = { state: 'claimed', at: 0, attempt: attemptsMax, owner: 'worker' } as const;
  const { outcome, calls, last } = await send({ ...goodbye, progress }, { now: 7 * 60 * minuteMs });
  assert.deepEqual([outcome, calls], [{ kind: 'given-up' }, 0]);
  assert.deepEqual([last?.progress.state, last?.again], ['refused', undefined]);
});
