/** A confirmation that meets an account that is busy: it is asked again at once, not by the sweep. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendConfirmation } from '../../functions/mail/send-confirmation.ts';
import type { Answer } from '../../functions/mail/ses-answer.ts';
import { newPending } from '../../functions/subscriber/moves.ts';
import type { Confirmation } from '../../functions/subscriber/subscriber.ts';
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
const pending = newPending(names, request, 'c1');

/** Sends it to an SES that gives these answers, the last one for good. */
async function send(...answers: Answer[]) {
  const saved: (Confirmation & { again: number | undefined })[] = [];
  let [calls, slowed, now] = [0, 0, 1_000];
  const outcome = await sendConfirmation({ subscriberId: 'r1', confirmationId: 'c1' }, 'worker', {
    load: async () => pending,
    save: async (_, confirmation, again) => {
      saved.push({ ...confirmation, again });
      return true;
    },
    lease: async () => ({ kind: 'granted', firstAt: 0, gapMs: 1_000, count: 1 }),
    submit: async () => answers[Math.min(calls++, answers.length - 1)] ?? assert.fail(),
    slowDown: async () => void slowed++,
    halt: async () => now + 900_000,
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

test('a throttle is waited off, while editions give way', async () => {
  const { outcome, calls, slowed, last } = await send(throttled, throttled, submitted);
  assert.deepEqual([outcome, calls, slowed], [{ kind: 'submitted' }, 3, 2]);
  assert.equal(last?.messageId, 'm1');
});

test('one that does not end leaves the confirmation for the sweep, its attempt uncounted', async () => {
  const { outcome, calls, last } = await send(throttled);
  assert.equal(outcome.kind, 'later');
  assert.equal(calls, 4);
  assert.deepEqual([last?.state, last?.attempt], ['queued', 0]);
  assert.ok((last?.again ?? 0) > 0);
});

test('a refusal of the recipient is kept with its reason, and halts nobody', async () => {
  const { outcome, last } = await send({ kind: 'refused', reason: 'In the sandbox.', kept: true });
  assert.deepEqual(outcome, { kind: 'refused' });
  assert.deepEqual(
    [last?.state, last?.reason, last?.again],
    ['refused', 'In the sandbox.', undefined],
  );
});
