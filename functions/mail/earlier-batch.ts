/**
 * A worker may die between a reader's row and its batch row. The reader's row then tells what became
 * of them, until their next submission takes its place: before that it is written into the batch.
 */
import { hourMs } from '../config/time.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { BatchBook } from './ledger.ts';

/** What was submitted longer ago stands in its batch: whoever mails once a day pays no read for it. */
const openForMs = 12 * hourMs;

/** Writes the reader's last submission into its batch, if that is still open and without it. */
export async function writeEarlier(
  { id, lastSubmitted }: Subscriber,
  { batches, now }: { readonly batches: BatchBook; readonly now: () => number },
): Promise<void> {
  if (lastSubmitted === undefined || lastSubmitted.at < now() - openForMs) return;
  const { editionId, batchId, messageId, at } = lastSubmitted;
  const earlier = await batches.loadEarlier({ editionId, batchId });
  if (earlier?.state !== 'open' || earlier.outcomes[id] !== undefined) return;
  const outcomes = { [id]: { kind: 'submitted', messageId, at } as const };
  await batches.record(earlier, { outcomes, stragglers: [] });
}
