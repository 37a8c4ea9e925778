/** What the send door finds in its queues, and who works it off. */
import * as v from 'valibot';
import type { Log } from '../config/log.ts';
import type { BatchBook, ClaimBook } from './ledger.ts';
import type { MessageSenders } from './message-sender.ts';
import { sendBatch } from './send-batch.ts';
import { type SendConfirmationDeps, sendConfirmation } from './send-confirmation.ts';
import { type SendNoticeDeps, sendNotice } from './send-notice.ts';

const schema = v.union([
  v.object({ editionId: v.string(), batchId: v.string() }),
  v.object({ subscriberId: v.string(), confirmationId: v.string() }),
  v.object({ noticeId: v.string() }),
]);

/** A batch of an edition, a confirmation, or a notice or letter. */
export type SendMessage = v.InferOutput<typeof schema>;

/** Reads a message. Throws when it is none of ours. */
export function readSendMessage(body: string): SendMessage {
  return v.parse(schema, JSON.parse(body));
}

/** The rows that say what is to be mailed, and what became of it. */
export interface SendBook {
  readonly batches: BatchBook;
  readonly claims: ClaimBook;
  readonly confirmations: Pick<SendConfirmationDeps, 'load' | 'save'>;
  readonly notices: Pick<SendNoticeDeps, 'claim' | 'finish' | 'lookAgainAt'>;
}

/** What working off a message of the send queues needs. */
export interface SendMessageDeps {
  readonly book: SendBook;
  readonly senders: MessageSenders;
  /** Puts a batch back that the time did not do for. */
  readonly putBack: (messages: readonly SendMessage[]) => Promise<void>;
  readonly log: Log;
  readonly clock: SendConfirmationDeps['clock'];
  readonly randomId: () => string;
}

/** Mails what the message names; no mail is begun after `deadline` (ms). */
export async function sendMessage(
  message: SendMessage,
  deadline: number,
  { book, senders, putBack, log, clock, randomId }: SendMessageDeps,
): Promise<void> {
  if ('confirmationId' in message) {
    const deps = { ...senders.confirmations, ...book.confirmations, clock };
    const outcome = await sendConfirmation(message, randomId(), deps);
    return log.info('confirmation', { ...message, ...outcome });
  }
  if ('noticeId' in message) {
    const deps = { ...senders.notices, ...book.notices, now: clock.now };
    return log.info('notice', { ...message, outcome: await sendNotice(message, deps) });
  }
  const { batches, claims } = book;
  const report = log.malformed;
  const deps = { batches, claims, messageSender: senders.editions, ...clock, randomId, report };
  const outcome = await sendBatch(message, deadline, deps);
  if (outcome.kind === 'unfinished') await putBack([message]);
  log.info('batch', { ...message, ...outcome });
}
