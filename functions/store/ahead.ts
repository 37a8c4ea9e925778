/** When editions of a newsletter are due, and when none is. */
import type { Ahead } from '../edition/plan/look-ahead.ts';
import { callStore } from './calls.ts';
import type { Table } from './client.ts';
import { segmentStore } from './segments.ts';

/** What is ahead of a newsletter from now on. */
export async function aheadOf(
  table: Table,
  newsletterId: string,
  now: () => number,
): Promise<Ahead> {
  const [segments, calls] = await Promise.all([
    segmentStore(table).list(newsletterId),
    callStore(table, now).list(newsletterId, now()),
  ]);
  return { segments, calls };
}
