/** Puts editions into a newsletter's public archive as they fall due. */
import { lookBackMs } from '../../config/cadence.ts';
import { isTimed, type Schedule } from '../../config/schedule.ts';
import { eligibleLagMs } from '../../feed/item.ts';
import { hasPublicArchive, type PublishedEdition } from '../archive.ts';
import type { Content } from '../content.ts';
import { latestDue, nextDue } from '../due.ts';
import type { Newsletter } from '../newsletter.ts';
import type { Composer } from './compose.ts';

/** How far an archive has come. */
export type ArchiveCursor = Pick<PublishedEdition, 'at' | 'through'>;

/** The archives, and what makes their editions. */
export interface PublishDeps {
  readonly newsletters: () => Promise<readonly Newsletter[]>;
  readonly cursor: (newsletterId: string) => Promise<ArchiveCursor | undefined>;
  readonly compose: Composer;
  readonly content: (key: string) => Promise<Content | undefined>;
  /** Lists the edition if the cursor is still where it was found; keeps its content for good. */
  readonly publish: (edition: PublishedEdition, was: ArchiveCursor | undefined) => Promise<void>;
  /** Moves the cursor on from where it was found. */
  readonly pass: (
    newsletterId: string,
    to: ArchiveCursor,
    was: ArchiveCursor | undefined,
  ) => Promise<void>;
}

/**
 * Publishes what has fallen due, whether the newsletter has readers or not. One that goes out as
 * soon as something is new is asked only at a tick that `planned` an edition of it.
 */
export async function publishDue(
  { planned, at }: { readonly planned: readonly string[]; readonly at: number },
  deps: PublishDeps,
): Promise<void> {
  for (const newsletter of await deps.newsletters()) {
    const { defaultSchedule } = newsletter;
    if (!hasPublicArchive(newsletter)) continue;
    if (isTimed(defaultSchedule) || planned.includes(newsletter.id))
      await publishOne(newsletter, at, deps);
  }
}

/**
 * Publishes what a reader of the default schedule and all sections gets, if that schedule has come
 * due since the last time. The archive is like such a reader and has a cursor: however late it is
 * looked at, an item is in one published edition.
 */
async function publishOne(newsletter: Newsletter, at: number, deps: PublishDeps): Promise<void> {
  const { id: newsletterId, defaultSchedule: schedule } = newsletter;
  const was = await deps.cursor(newsletterId);
  const periodMs = lookBackMs(schedule.cadence);
  const due = dueBetween(schedule, was?.at ?? at - periodMs, at);
  if (due === undefined) return;
  const cutoff = due - eligibleLagMs;
  const from = was?.through ?? cutoff - periodMs;
  const period = { newsletterId, schedule, sections: 'all', scheduledAt: due, cutoff } as const;
  const contentFor = await deps.compose({ ...period, from });
  const composed = await contentFor();
  // What must not be mailed is not shown either; as its items stay before the cursor, they come later.
  const isFit = composed !== undefined && composed.errors.length === 0;
  const content = isFit ? await deps.content(composed.key) : undefined;
  if (content?.page === undefined) {
    await deps.pass(newsletterId, { at: due, through: from }, was);
    return;
  }
  const { page, subject } = content;
  const { dateLine, preview, stories } = page;
  const edition = { newsletterId, key: content.key, at: due, through: cutoff };
  await deps.publish({ ...edition, subject, preview, dateLine, stories }, was);
}

/** The latest due instant in (after, at]; for instant readers that is now. */
function dueBetween(schedule: Schedule, after: number, at: number): number | undefined {
  if (!isTimed(schedule)) return at > after ? at : undefined;
  const next = nextDue(schedule, after);
  return next === undefined || next > at ? undefined : latestDue(schedule, next, at);
}
