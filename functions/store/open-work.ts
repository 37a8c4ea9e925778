/** Everything in the table that has a time to be done by, for whoever looks at what is late. */
import { minuteMs } from '../config/time.ts';
import { claimUnknownMs } from '../config/waits.ts';
import type { OpenWork } from '../mail/late.ts';
import type { Table } from './client.ts';
import { dueConfirmations } from './confirmations.ts';
import { editionStore } from './editions.ts';
import { paceStore } from './pace.ts';
import { pollTickStore } from './poll-tick.ts';
import { lateSegments } from './segments.ts';

/** Whatever is open is looked at again within half an hour, so its row is due by then. */
const lookedAtWithinMs = claimUnknownMs + minuteMs;

/** Reads it as it is now; of the segments only those that were due by `plannedBy` (ms). */
export async function openWork(
  table: Table,
  plannedBy: number,
  now: () => number,
): Promise<OpenWork> {
  const soon = now() + lookedAtWithinMs;
  const [polledAt, segments, editions, confirmations, pace] = await Promise.all([
    pollTickStore(table).last(),
    lateSegments(table, plannedBy),
    editionStore(table, now).due(soon),
    dueConfirmations(table, soon),
    paceStore(table).load(),
  ]);
  const { paused, halt, haltedUntil: until = 0 } = pace ?? {};
  const halted = halt && { since: halt.since, until };
  return { polledAt, segments, editions, confirmations, paused, halted };
}
