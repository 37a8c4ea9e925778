/** All that lifting the suppression of an address reads and writes, put together. */
import type { ComeBackDeps } from '../subscriber/come-back.ts';
import type { Table } from './client.ts';
import { subscriberStore } from './subscribers.ts';
import { liftSuppression, loadSuppression, readersAt } from './suppressions.ts';

/** What is read and written for an address that may be mailed again, but for the segments. */
export function comeBackBook(table: Table, now: () => number): Omit<ComeBackDeps, 'openSegment'> {
  return {
    suppression: (addressKey) => loadSuppression(table, addressKey),
    readersAt: (addressKey) => readersAt(table, addressKey, now()),
    save: subscriberStore(table, now).save,
    lift: (...input) => liftSuppression(table, ...input),
    now,
  };
}
