/**
 * A segment: the readers of a newsletter who chose the same schedule, sections and language. It
 * exists while it has readers, knows when it is next due, and is the unit of planning.
 */
import { createHash } from 'node:crypto';
import type { Schedule } from '../config/schedule.ts';
import { nextDue } from './due.ts';

/** What readers of one segment have in common. */
export interface SegmentChoice {
  readonly newsletterId: string;
  readonly schedule: Schedule;
  readonly sections: 'all' | readonly string[];
  /** Of its fixed words, when it is not the newsletter's. */
  readonly language?: string;
}

/** Readers with the same choice, and when they are next due (ms); absent `dueAt`: never. */
export interface Segment extends SegmentChoice {
  readonly id: string;
  /** When its next edition is due; an instant segment has none while nothing is new. */
  readonly dueAt?: number;
  /** When a reader last joined: it is not taken down soon after. */
  readonly joinedAt: number;
}

/** Starts with the cadence, so that the instant segments of a newsletter are one key range. */
export function segmentId({ newsletterId, schedule, sections, language }: SegmentChoice): string {
  const chosen = sections === 'all' ? 'all' : [...sections].sort();
  const own = language === undefined ? [] : [language];
  const facts = JSON.stringify([newsletterId, Object.entries(schedule).sort(), chosen, ...own]);
  const digest = createHash('sha256').update(facts).digest('hex').slice(0, 16);
  return `${schedule.cadence}-${digest}`;
}

/** Whether the newsletter has none of the sections that were chosen any more: nothing is news then. */
export function isStranded(
  { sections: chosen }: Pick<SegmentChoice, 'sections'>,
  sections: readonly { readonly id: string }[],
): boolean {
  return chosen !== 'all' && !sections.some(({ id }) => chosen.includes(id));
}

/** What opening a segment needs: `join` makes the row or notes that somebody joined it. */
export interface OpenSegmentDeps {
  /** Writes the segment; one that exists keeps the instant it is due. */
  readonly join: (segment: Segment) => Promise<void>;
  readonly now: () => number;
}

/** Makes sure that the segment of this choice exists before a reader joins it. Returns its id. */
export async function openSegment(choice: SegmentChoice, deps: OpenSegmentDeps): Promise<string> {
  const id = segmentId(choice);
  const joinedAt = deps.now();
  const dueAt = nextDue(choice.schedule, joinedAt);
  await deps.join({ ...choice, id, joinedAt, ...(dueAt === undefined ? {} : { dueAt }) });
  return id;
}
