/** `digest now`: makes the next edition due at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isTimed } from '../../functions/config/schedule.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { goUnasked } from '../../functions/edition/plan/decide-call.ts';
import type { Segment } from '../../functions/edition/segment.ts';
import { eligibleLagMs } from '../../functions/feed/item.ts';
import { decidingBook } from '../../functions/store/deciding-book.ts';
import { itemStore } from '../../functions/store/items.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { chosenOpenNewsletter, newsletterOption } from './chosen.ts';
import { type Answer, command, type Input } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError } from './errors.ts';
import { readSchedule, scheduleOption, scheduleText } from './schedule-text.ts';
import { countText } from './time-text.ts';

const options = { ...newsletterOption, ...scheduleOption } as const;

/** `digest now`: plans what is new at once. */
export const now = command({
  name: 'digest now',
  summary: 'Make the next edition of every reader due at once',
  details: [
    'Each reader gets what is new to them, and nothing when nothing is. The schedules go on as',
    'before. With --schedule only readers of that schedule are served.',
  ],
  takes: [],
  options,
  isReading: false,
  run: makeDue,
});

async function makeDue({ values }: Input<typeof options>, connection: Connection): Promise<Answer> {
  const newsletter = await chosenOpenNewsletter(values.newsletter, connection);
  const segments = segmentStore(connection.table);
  const all = await segments.list(newsletter.id);
  const wanted = segmentsOf(all, values.schedule, newsletter);
  if (wanted.length === 0) {
    const who = values.schedule === undefined ? '' : ` of the schedule ${values.schedule}`;
    throw new RefusedError(`${newsletter.name} has no readers${who} yet.`);
  }
  await untilEligible(newsletter, connection);
  // Ticks have whole seconds: one in this very second must find it due.
  const at = connection.now() - (connection.now() % 1000);
  // Their own command is their word.
  const deciding = decidingBook(connection.table, connection.now);
  await goUnasked(newsletter, at, at - eligibleLagMs, deciding);
  for (const segment of wanted) if (!isWoken(segment)) await segments.makeDue(segment, at);
  await connection.fireDigest(at);
  const what = countText(wanted.length, 'schedule');
  const where = connection.stack === undefined ? `: ${connection.siteUrl}/_inbox/` : '.';
  const due = `The edition of ${newsletter.name} is due now (${what}).`;
  return { lines: [`${due} What is new is on its way${where}`] };
}

function segmentsOf(
  segments: readonly Segment[],
  schedule: string | undefined,
  { zone }: Newsletter,
): readonly Segment[] {
  const wanted = schedule === undefined ? undefined : scheduleText(readSchedule(schedule, zone));
  return segments.filter(
    (segment) => wanted === undefined || scheduleText(segment.schedule) === wanted,
  );
}

/** An instant segment that is due already is due for news that an earlier instant would miss. */
function isWoken({ schedule, dueAt }: Segment): boolean {
  return !isTimed(schedule) && dueAt !== undefined;
}

/** What has just come in is only chosen a moment later; the owner means it to go along. */
async function untilEligible({ id }: Newsletter, { table, now: clock }: Connection): Promise<void> {
  const at = clock();
  const fresh = await itemStore(table).between(id, at - eligibleLagMs, at);
  const newest = Math.max(0, ...fresh.map((item) => item.firstSeenAt));
  // A second more: the instant that is due is cut to the whole second.
  const wait = newest + eligibleLagMs + 1000 - at;
  if (wait > 0) await sleep(wait);
}
