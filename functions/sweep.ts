/** Door: schedule. Finishes what was left half done, and says what is late. */
import { type ScheduledInput, scheduledAt } from './config/door.ts';
import { readLanes, readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import type { Surroundings } from './config/surroundings.ts';
import { findLate, planLateMs } from './mail/late.ts';
import { sweepBatches, sweepConfirmations, sweepNotices } from './mail/sweep.ts';
import { batchStore } from './store/batches.ts';
import { openTableOf } from './store/client.ts';
import {
  dueConfirmations,
  forgetConfirmationDue,
  postponeConfirmation,
} from './store/confirmations.ts';
import { markQueued, noticeStore } from './store/notices.ts';
import { openWork } from './store/open-work.ts';
import { openQueues } from './store/queue.ts';

const settingNames = ['TABLE_NAME', 'SEND_QUEUE_URL', 'CONFIRMATION_QUEUE_URL', 'LANES'] as const;

/** Opens the door on what surrounds it. */
export function open(around: Surroundings) {
  const { env, now } = around;
  const settings = readSettings(env, settingNames);
  const log = createLog('sweep', around);
  const table = openTableOf(settings, log, around);
  const queueAt = openQueues(settings.endpoints.sqs, readLanes(settings), around);
  const sends = queueAt(settings.SEND_QUEUE_URL);
  const confirmations = queueAt(settings.CONFIRMATION_QUEUE_URL);
  const batches = batchStore(table, now);

  return async (input: ScheduledInput): Promise<void> => {
    const at = scheduledAt(input);
    const batchesQueued = await sweepBatches(at, {
      due: batches.due,
      postpone: batches.postpone,
      enqueue: sends.send,
      queueDepth: sends.depth,
    });
    const confirmationsQueued = await sweepConfirmations(at, {
      due: (instant) => dueConfirmations(table, instant),
      postpone: (id, instant) => postponeConfirmation(table, id, instant),
      forget: (id) => forgetConfirmationDue(table, id),
      enqueue: confirmations.send,
    });
    const noticesQueued = await sweepNotices(at, {
      due: noticeStore(table).due,
      markQueued: (id, lookAgainAt) => markQueued(table, id, lookAgainAt),
      enqueue: confirmations.send,
    });
    if (batchesQueued + confirmationsQueued + noticesQueued > 0) {
      log.info('swept', { batchesQueued, confirmationsQueued, noticesQueued });
    }
    // An alarm counts these lines (infra/cloud/constructs/log-counts.ts).
    const work = await openWork(table, at - planLateMs, now);
    for (const late of findLate(at, work)) log.info('late', { ...late });
  };
}
