/** Calls that the table does not take, or not all of: made again after a wait, a few seconds in all. */
import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Backoff } from '../config/backoff.ts';

/** With the waits between them three seconds: less than any door keeps for its end. */
const callTriesMax = 7;

interface Waits {
  readonly backoff: Backoff;
}

/**
 * Hands over everything, then what was left, until nothing is. Throws when something is left still
 * after the last try.
 */
export async function untilDone<One>(
  { backoff }: Waits,
  all: One[],
  call: (open: One[]) => Promise<One[]>,
): Promise<void> {
  let open = all;
  for (let tries = 1; open.length > 0; tries++) {
    open = await call(open);
    if (open.length === 0) return;
    if (tries === callTriesMax) {
      throw new Error(`The table left ${open.length} of ${all.length} undone, ${tries} times.`);
    }
    await backoff(tries);
  }
}

/** Reasons for which a transaction is cancelled that are gone a moment later (TransactWriteItems). */
const passing = new Set([
  'None',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/**
 * What to do about a transaction that was cancelled: `refused` when a condition did not hold, `again`
 * after the wait that this includes. Throws when it is no use, or was the last try.
 */
export async function afterCancelling(
  { backoff }: Waits,
  error: TransactionCanceledException,
  tries: number,
): Promise<'refused' | 'again'> {
  const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
  if (codes.includes('ConditionalCheckFailed')) return 'refused';
  if (!codes.every((code) => passing.has(code))) throw error;
  if (tries === callTriesMax) {
    const message = `The table did not take a transaction, ${tries} times: ${codes.join(', ')}.`;
    throw new Error(message, { cause: error });
  }
  await backoff(tries);
  return 'again';
}
