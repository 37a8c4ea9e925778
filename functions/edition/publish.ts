/** Puts editions into a newsletter's public archive as they fall due. */
import type { Cadence, Schedule } from '../config/schedule.ts';
import { eligibleLagMs } from '../feed/item.ts';
import { hasPublicArchive, type PublishedEdition } from './archive.ts';
import type { Composer } from './compose.ts';
import type { Content } from './content.ts';
import { latestDue, nextDue } from './due.ts';
import type { Newsletter } from './newsletter.ts';

/** How far an archive has come. */
export type ArchiveCursor = Pick<PublishedEdition, 'at' | 'through'>;

export interface PublishDeps {
  readonly newsletter: (id: string) => Promise<Newsletter>;
  readonly cursor: (newsletterId: string) => Promise<ArchiveCursor | undefined>;
  readonly compose: Composer;
  readonly content: (key: string) => Promise<Content | undefined>;
  /** Lists the edition if the cursor is still where it was found; keeps its content for good. */
  readonly publish: (edition: PublishedEdition, was: ArchiveCursor | undefined) => Promise<void>;
}

const dayMs = 24 * 3_600_000;

/** What the first edition of an archive looks back on. */
const firstPeriodMs: Readonly<Record<Cadence, number>> = {
  instant: dayMs,
  daily: dayMs,
  weekdays: 3 * dayMs,
  weekly: 7 * dayMs,
  monthly: 31 * dayMs,
};

/** Publishes what has fallen due of these newsletters. */
export async function publishDue(
  { newsletterIds, at }: { readonly newsletterIds: readonly string[]; readonly at: number },
  deps: PublishDeps,
): Promise<void> {
  for (const newsletterId of new Set(newsletterIds)) await publishOne({ newsletterId, at }, deps);
}

/**
 * Publishes what a reader of the default schedule and all sections gets, if that schedule has come
 * due since the last time. The archive is like such a reader and has a cursor: whichever segment
 * was planned, and however late, an item is in one published edition.
 */
async function publishOne(
  { newsletterId, at }: { readonly newsletterId: string; readonly at: number },
  deps: PublishDeps,
): Promise<void> {
  const newsletter = await deps.newsletter(newsletterId);
  if (!hasPublicArchive(newsletter)) return;
  const schedule = newsletter.defaultSchedule;
  const was = await deps.cursor(newsletterId);
  const periodMs = firstPeriodMs[schedule.cadence];
  const due = dueBetween(schedule, was?.at ?? at - periodMs, at);
  if (due === undefined) return;
  const cutoff = due - eligibleLagMs;
  const from = was?.through ?? cutoff - periodMs;
  const period = { newsletterId, schedule, sections: 'all', scheduledAt: due, cutoff } as const;
  const contentFor = await deps.compose({ ...period, from });
  const composed = await contentFor();
  // What must not be mailed is not shown either; with the cursor in its place it comes later.
  if (composed === undefined || composed.errors.length > 0) return;
  const content = await deps.content(composed.key);
  if (content?.page === undefined) return;
  const { page, subject } = content;
  const { dateLine, preview, stories } = page;
  const edition = { newsletterId, key: content.key, at: due, through: cutoff };
  await deps.publish({ ...edition, subject, preview, dateLine, stories }, was);
}

/** The latest due instant in (after, at]; for instant readers that is now. */
function dueBetween(schedule: Schedule, after: number, at: number): number | undefined {
  if (schedule.cadence === 'instant') return at > after ? at : undefined;
  const next = nextDue(schedule, after);
  return next === undefined || next > at ? undefined : latestDue(schedule, next, at);
}
