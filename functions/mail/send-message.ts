/** Working off a message of the send queues: a batch of an edition, or a letter. */
import type { Log } from '../config/log.ts';
import type { BatchBook, ClaimBook } from './ledger.ts';
import type { MessageSenders } from './message-sender.ts';
import type { LetterBook } from './noted-letter.ts';
import { sendBatch } from './send-batch.ts';
import { type SendLetterDeps, sendLetter } from './send-letter.ts';
import type { SendMessage } from './send-queue.ts';
import { notingLetter, tellingOutcomes } from './tell-messages.ts';

/** The rows that say what is to be mailed, and what became of it. */
export interface SendBook {
  readonly batches: BatchBook;
  readonly claims: ClaimBook;
  readonly letters: LetterBook;
  /** Up to when (ms) what SES reported is heeded; undefined: nothing is known. */
  readonly heededThrough: () => Promise<number | undefined>;
}

/** What working off a message of the send queues needs. */
export interface SendMessageDeps {
  readonly book: SendBook;
  readonly senders: MessageSenders;
  /** Puts a batch back that the time did not do for. */
  readonly putBack: (messages: readonly SendMessage[]) => Promise<void>;
  readonly log: Log;
  readonly clock: SendLetterDeps['clock'];
  readonly randomId: () => string;
}

/** Mails what the message names; no mail is begun after `deadline` (ms). */
export async function sendMessage(
  message: SendMessage,
  deadline: number,
  { book, senders, putBack, log, clock, randomId }: SendMessageDeps,
): Promise<void> {
  if (!('editionId' in message)) {
    const { heededThrough } = book;
    const { letters, facts } = notingLetter(book.letters);
    const deps = { book: letters, sender: senders.letters, heededThrough, clock };
    const outcome = await sendLetter(message, randomId(), deps);
    return log.info('letter', { ...message, ...facts(), ...outcome });
  }
  const { letters: _, ...rest } = book;
  const ledger = { ...rest, batches: tellingOutcomes(book.batches, log) };
  // As of a row that could not be read: the others go on, and the same alarm counts it.
  const report = (error: Error) => log.error('row passed over', error, message);
  const deps = { ...ledger, messageSender: senders.editions, ...clock, randomId, report };
  const outcome = await sendBatch(message, deadline, deps);
  if (outcome.kind === 'unfinished') await putBack([message]);
  log.info('batch', { ...message, ...outcome });
}
