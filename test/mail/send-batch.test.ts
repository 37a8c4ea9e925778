/** Sending a batch when the table is busy for a moment, or when the pace has no turn in time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Batch, Outcome } from '../../functions/edition/batch.ts';
import { sendBatch } from '../../functions/mail/send-batch.ts';
import type { SendBatchDeps } from '../../functions/mail/serve-reader.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';

const batch: Batch = {
  editionId: 'e1',
  id: 'b1',
  newsletterId: 'paper',
  segmentId: 's1',
  contentKey: 'c1',
  from: 0,
  cutoff: 1,
  readers: ['r1', 'r2', 'r3'],
  outcomes: {},
  state: 'open',
};

const key = { editionId: 'e1', batchId: 'b1' };

/** As the SDK throws it: what comes from AWS has its metadata. */
const busy = Object.assign(new Error('The table is busy.'), { $metadata: {} });

/** Everything goes well, unless the test says otherwise. */
function depsWith(changes: {
  readonly claims?: Partial<SendBatchDeps['claims']>;
  readonly messageSender?: Partial<SendBatchDeps['messageSender']>;
}): SendBatchDeps {
  return {
    batches: {
      load: async () => batch,
      loadEarlier: async () => undefined,
      record: async () => 'open',
      lookAgainAt: async () => {},
      editionState: async () => 'sending',
      park: async () => 'changed',
      noteUnmade: async () => {},
    },
    claims: {
      claim: async (_, id) => ({ kind: 'claimed', subscriber: { id } as Subscriber }),
      takeOver: async () => ({ kind: 'refused', subscriber: undefined }),
      passOver: async () => 'passed over',
      setAside: async () => 'set aside',
      settle: async () => {},
      release: async () => {},
      ...changes.claims,
    },
    messageSender: {
      prepare: async () => {},
      lease: async () => ({ kind: 'granted', firstAt: 0, gapMs: 10, count: 3 }),
      submit: async () => ({ kind: 'submitted', messageId: 'm' }),
      slowDown: async () => {},
      halt: async () => 0,
      ...changes.messageSender,
    },
    heededThrough: async () => undefined,
    now: () => 0,
    sleep: async () => {
      for (let n = 0; n < 5; n++) await turn();
    },
    randomId: () => 'owner',
    report: () => {},
  };
}

test('a claim that fails while others wait their turn ends the batch, not the process', async () => {
  const settled: string[] = [];
  const deps = depsWith({
    claims: {
      claim: async (_, id) => {
        if (id === 'r1') throw busy;
        return { kind: 'claimed', subscriber: { id } as Subscriber };
      },
      settle: async (id) => {
        await turn();
        settled.push(id);
      },
    },
  });
  await assert.rejects(sendBatch(key, 1_000, deps), /The table is busy/);
  const before = [...settled];
  for (let n = 0; n < 20; n++) await turn();
  assert.deepEqual(settled, before, 'nothing is in flight any more when it is said');
});

test('a turn that comes after the door must end is waited for, not asked for again at once', async () => {
  const firstAt = 200_000;
  const deps = depsWith({
    messageSender: { lease: async () => ({ kind: 'granted', firstAt, gapMs: 10, count: 3 }) },
  });
  assert.deepEqual(await sendBatch(key, 100_000, deps), { kind: 'later', at: firstAt });
});

/** Runs the batch with one reader in the way, and says what is written down. */
async function outcomesWith(changes: Parameters<typeof depsWith>[0]) {
  const written: Record<string, Outcome> = {};
  const reported: string[] = [];
  const deps = depsWith(changes);
  await sendBatch(key, 1_000, {
    ...deps,
    batches: {
      ...deps.batches,
      record: async (_, { outcomes }) => {
        Object.assign(written, outcomes);
        return 'open';
      },
    },
    report: ({ message }) => void reported.push(message),
  });
  const kinds = Object.entries(written).map(([id, { kind }]) => [id, kind]);
  return { kinds: Object.fromEntries(kinds), written, reported };
}

const claimed = (id: string) => ({ kind: 'claimed', subscriber: { id } as Subscriber }) as const;

test('a reader whose row cannot be read is refused and kept; the others are served', async () => {
  const reason = 'The row is malformed.';
  const { written, kinds } = await outcomesWith({
    claims: {
      claim: async (_, id) => (id === 'r1' ? { kind: 'unreadable', reason } : claimed(id)),
    },
  });
  assert.deepEqual(kinds, { r1: 'refused', r2: 'submitted', r3: 'submitted' });
  assert.deepEqual(written.r1, { kind: 'refused', reason, at: 0, kept: true });
});

test('a reader for whom no message can be made is refused and kept, and reported', async () => {
  const { written, kinds, reported } = await outcomesWith({
    messageSender: {
      submit: async (_, { id }) => {
        if (id === 'r2') throw new TypeError('It has no address.');
        return { kind: 'submitted', messageId: 'm' };
      },
    },
  });
  assert.deepEqual(kinds, { r1: 'submitted', r2: 'refused', r3: 'submitted' });
  assert.ok(written.r2?.kind === 'refused' && written.r2.kept);
  assert.match(written.r2.reason, /It has no address/);
  assert.deepEqual(reported, ['It has no address.']);
});

test('a row that the table does not take stops nobody else', async () => {
  const invalid = Object.assign(new Error('No.'), { name: 'ValidationException', $metadata: {} });
  const { kinds } = await outcomesWith({
    claims: {
      claim: async (_, id) => {
        if (id === 'r1') throw invalid;
        return claimed(id);
      },
    },
  });
  assert.deepEqual(kinds, { r1: 'refused', r2: 'submitted', r3: 'submitted' });
});

test('what SES accepted stays open when it cannot be written down: no refusal', async () => {
  const { kinds, reported } = await outcomesWith({
    claims: {
      settle: async (id) => {
        if (id === 'r1') throw Object.assign(new Error('No.'), { name: 'ValidationException' });
      },
    },
  });
  assert.deepEqual(kinds, { r2: 'submitted', r3: 'submitted' });
  assert.deepEqual(reported, ['No.']);
});

test('while somebody may be mailing the reader, an unreadable row stays open', async () => {
  const { kinds } = await outcomesWith({
    claims: {
      claim: async (_, id) => (id === 'r1' ? { kind: 'unreadable', reason: '' } : claimed(id)),
      setAside: async () => 'refused',
    },
  });
  assert.deepEqual(kinds, { r2: 'submitted', r3: 'submitted' });
});

test('after refusals the next try takes another reader', async () => {
  const tried: string[] = [];
  await outcomesWith({
    messageSender: {
      lease: async () => ({ kind: 'granted', firstAt: 0, gapMs: 10, count: 1, refusedBefore: 1 }),
      submit: async (_, { id }) => {
        tried.push(id);
        return { kind: 'halted', reason: 'No.' };
      },
    },
  });
  assert.deepEqual(tried, ['r2']);
});
