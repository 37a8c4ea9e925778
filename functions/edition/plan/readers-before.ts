/** How many readers a segment has, by the edition that it had last: nobody is counted for it. */
import { lookBackMs } from '../../config/cadence.ts';
import { isTimed } from '../../config/schedule.ts';
import { latestDue, nextDue } from '../due.ts';
import { type Edition, editionId } from '../edition.ts';
import type { Segment } from '../segment.ts';

/** The edition that a segment had before the one that comes. Instants are in milliseconds. */
export interface EditionBefore {
  readonly id: string;
  readonly scheduledAt: number;
}

/** It; undefined where each item goes as it comes, and where none was due yet. */
export function editionBefore(
  { newsletterId, id, schedule, dueAt = 0 }: Omit<Segment, 'joinedAt'>,
  now: number,
): EditionBefore | undefined {
  if (!isTimed(schedule)) return undefined;
  const first = nextDue(schedule, dueAt - 2 * lookBackMs(schedule.cadence)) ?? dueAt;
  if (first >= dueAt) return undefined;
  const scheduledAt = latestDue(schedule, first, Math.min(now, dueAt - 1));
  return { id: editionId(newsletterId, id, scheduledAt), scheduledAt };
}

/** Whoever it was planned for; who is paused gets none the next time either. */
export function readersMet(edition: Edition | undefined): number | undefined {
  // Nobody has been met yet by what is still being planned.
  const isOpen = edition?.state === 'planning' || edition?.state === 'held';
  if (edition === undefined || isOpen) return undefined;
  const { readers, passedOver } = edition;
  return readers + passedOver.nothingNew + passedOver.ahead;
}
