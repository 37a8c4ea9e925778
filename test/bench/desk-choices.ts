/** What readers choose: few zones and hours are those of nearly all, and others have a few. */
import { createHash } from 'node:crypto';
import type { Schedule } from '../../functions/config/schedule.ts';
import { segmentId } from '../../functions/edition/segment.ts';

/** The id of the newsletter. */
export const paperId = 'paper';

const zones = 40;
const hours = [7, 8, 6, 18, 9, 12, 17, 5, 20, 10, 19, 16, 21, 11, 13, 15, 14];
/** Who has not chosen by then chooses as somebody before. */
const choosersMax = 100_000;

/** A segment, and the schedule of who is in it. */
export interface Chosen {
  readonly id: string;
  readonly schedule: Schedule;
}

/** What the segment of a schedule is opened with. */
export const choiceOf = (schedule: Schedule) =>
  ({ newsletterId: paperId, schedule, sections: 'all' }) as const;

/** What readers choose, one after the other: few zones and hours are those of nearly all. */
export function segmentsOf(readers: number): readonly Chosen[] {
  const all = Intl.supportedValuesOf('timeZone');
  return Array.from({ length: Math.min(readers, choosersMax) }, (_, n) => {
    const zone = all[(ranked(n, 0, zones) * 9) % all.length] ?? 'UTC';
    const hour = hours[ranked(n, 1, hours.length)] ?? 7;
    const timed = { hour, zone };
    const schedule: Schedule =
      n % 5 === 0 ? { cadence: 'weekly', weekday: 1, ...timed } : { cadence: 'daily', ...timed };
    return { id: segmentId(choiceOf(schedule)), schedule };
  });
}

/** Each once, the one that most have first. */
export function mostChosen(readers: number): readonly Chosen[] {
  const groups = [...Map.groupBy(segmentsOf(readers), ({ id }) => id).values()];
  return groups.sort((a, b) => b.length - a.length).flatMap(([first]) => first ?? []);
}

/** One of `count`, the first ones far more often than the last; the same for the same `n`. */
function ranked(n: number, what: number, count: number): number {
  const bytes = createHash('sha256').update(`${what} ${n}`).digest();
  const chance = bytes.readUInt32BE() / 2 ** 32;
  return Math.floor(count * chance ** 3);
}
