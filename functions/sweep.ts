/** Door: schedule. Finishes what was left half done, takes away what is kept no longer, says what is late. */
import { type ScheduledInput, scheduledAt } from './config/door.ts';
import { readLanes, readSettings } from './config/environment.ts';
import { openHashes } from './config/hash-key.ts';
import { createLog } from './config/log.ts';
import { openNet } from './config/net.ts';
import { openSigningKeys } from './config/signing-keys.ts';
import type { Surroundings } from './config/surroundings.ts';
import type { EventMark } from './mail/event.ts';
import { findLate, planLateMs } from './mail/late.ts';
import { sweepBatches, sweepLetters } from './mail/sweep.ts';
import { sweepLongWork } from './mail/sweep-long-work.ts';
import { openTableOf } from './store/door-table.ts';
import { openWork } from './store/open-work.ts';
import { openQueues } from './store/queue.ts';
import { sweepBook } from './store/sweep-book.ts';
import { reduceReaders, reduceSuppressions } from './subscriber/retention.ts';

const settingNames = [
  'TABLE_NAME',
  'SEND_QUEUE_URL',
  'CONFIRMATION_QUEUE_URL',
  'EVENT_QUEUE_URL',
  'HASH_SECRET_ARN',
  'SIGNING_SECRET_ARN',
  'LANES',
] as const;

/** Opens the door on what surrounds it. */
export function open(around: Surroundings) {
  const settings = readSettings(around.env, settingNames);
  const log = createLog('sweep', around);
  const table = openTableOf(settings, log, around, { hashes: openHashes(settings, around.now) });
  const queueAt = openQueues(settings.endpoints.sqs, readLanes(settings), around);
  const sends = queueAt(settings.SEND_QUEUE_URL);
  const { send: enqueue } = queueAt(settings.CONFIRMATION_QUEUE_URL);
  const { send: report } = queueAt(settings.EVENT_QUEUE_URL);
  const book = sweepBook(table, around.now, openSigningKeys(settings, around.now));
  const batches = { ...book.batches, enqueue: sends.send, queueDepth: sends.depth };
  return async (input: ScheduledInput): Promise<void> => {
    const [at, net] = [scheduledAt(input), openNet()];
    const swept = {
      batchesQueued: await net.attempt(() => sweepBatches(at, batches), 0),
      lettersQueued: await net.attempt(() => sweepLetters(at, { ...book.letters, enqueue }), 0),
      readersReduced: await net.attempt(() => reduceReaders(at, book.readers), 0),
      suppressionsReduced: await net.attempt(() => reduceSuppressions(at, book.suppressions), 0),
      ...(await sweepLongWork(book, enqueue, around, net)),
    };
    // Behind everything that SES has reported by now: it tells how far events are heeded.
    await net.attempt(() => report([{ kind: 'mark', tick: at } satisfies EventMark]), undefined);
    if (Object.values(swept).some(Boolean)) log.info('swept', swept);
    const work = await openWork(table, at - planLateMs, around.now);
    for (const late of findLate(at, work)) log.info('late', { ...late });
    net.close('Some of what was left half done was not swept.');
  };
}
