/** Puts editions into a newsletter's public archive as they fall due. */
import { lookBackMs } from '../../config/cadence.ts';
import type { Net } from '../../config/net.ts';
import { isTimed, type Schedule } from '../../config/schedule.ts';
import { eligibleLagMs } from '../../feed/item.ts';
import { hasPublicArchive, type PublishedEdition } from '../archive.ts';
import type { Content } from '../content.ts';
import { latestDue, nextDue } from '../due.ts';
import type { Edition } from '../edition.ts';
import type { Newsletter } from '../newsletter.ts';
import type { Composer } from './compose.ts';

/** How far an archive has come, and what its last edition was, if that took it there. */
export interface ArchiveCursor extends Pick<PublishedEdition, 'at' | 'through'> {
  readonly last?: LastPublished;
}

/** The last edition in an archive, and where the archive stood before. */
interface LastPublished extends Pick<PublishedEdition, 'key'> {
  readonly was?: Pick<PublishedEdition, 'at' | 'through'>;
}

type DueEdition = Pick<Edition, 'id' | 'state' | 'schedule' | 'scheduledAt'>;

/** Tries at an archive, counted before the work begins: a planner may die of it. */
export interface ArchiveTries {
  /** Counts one; false while the last that came to no end is too short a time ago. */
  readonly begin: (newsletterId: string, now: number) => Promise<boolean>;
  /** It came to an end. */
  readonly end: (newsletterId: string) => Promise<void>;
}

/** The archives, and what makes their editions. */
export interface PublishDeps {
  readonly newsletters: () => Promise<readonly Newsletter[]>;
  readonly cursor: (newsletterId: string) => Promise<ArchiveCursor | undefined>;
  readonly compose: Composer;
  readonly content: (key: string) => Promise<Content | undefined>;
  readonly tries: ArchiveTries;
  /** The editions of a newsletter that were due since an instant (ms). */
  readonly editions: (newsletterId: string, since: number) => Promise<readonly DueEdition[]>;
  /**
   * Lists the edition if the cursor is still where it was found and none of `beside` was stopped;
   * keeps its content for good.
   */
  readonly publish: (
    edition: PublishedEdition,
    was: ArchiveCursor | undefined,
    beside: readonly Pick<Edition, 'id'>[],
  ) => Promise<void>;
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
  net: Pick<Net, 'attempt'>,
): Promise<void> {
  for (const newsletter of await deps.newsletters()) {
    const { defaultSchedule } = newsletter;
    if (!hasPublicArchive(newsletter)) continue;
    if (isTimed(defaultSchedule) || planned.includes(newsletter.id))
      await net.attempt(() => publishOne(newsletter, at, deps), undefined);
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
  const beside = await editionsBeside(
    { schedule, after: was?.at ?? due - periodMs, due },
    (since) => deps.editions(newsletterId, since),
  );
  if (beside.some(({ state }) => state === 'held')) return;
  const cutoff = due - eligibleLagMs;
  const from = was?.through ?? cutoff - periodMs;
  const isGivenUp = beside.length > 0 && beside.every(({ state }) => state === 'dropped');
  if (isGivenUp) return deps.pass(newsletterId, { at: due, through: from }, was);
  if (!(await deps.tries.begin(newsletterId, at))) return;
  const period = { newsletterId, schedule, sections: 'all', scheduledAt: due, cutoff } as const;
  const contentFor = await deps.compose({ ...period, from });
  const composed = await contentFor();
  // What must not be mailed is not shown either; as its items stay before the cursor, they come later.
  const isFit = composed !== undefined && composed.errors.length === 0;
  const content = isFit ? await deps.content(composed.key) : undefined;
  if (content?.page === undefined) {
    await deps.pass(newsletterId, { at: due, through: from }, was);
    return deps.tries.end(newsletterId);
  }
  const { page, subject } = content;
  const { dateLine, preview, stories } = page;
  const edition = { newsletterId, key: content.key, at: due, through: cutoff };
  await deps.publish({ ...edition, subject, preview, dateLine, stories }, was, beside);
  await deps.tries.end(newsletterId);
}

interface ArchivePeriod {
  readonly schedule: Schedule;
  readonly after: number;
  readonly due: number;
}

/** What readers get where the archive gets this: all of the instant, or, of instant ones, of the period. */
async function editionsBeside(
  period: ArchivePeriod,
  editionsSince: (since: number) => Promise<readonly DueEdition[]>,
): Promise<readonly DueEdition[]> {
  const since = isTimed(period.schedule) ? period.due : period.after + 1;
  return (await editionsSince(since)).filter((edition) => isBeside(edition, period));
}

function isBeside({ schedule, scheduledAt }: DueEdition, period: ArchivePeriod): boolean {
  if (isTimed(period.schedule)) return scheduledAt === period.due;
  return !isTimed(schedule) && scheduledAt > period.after && scheduledAt <= period.due;
}

/** What taking an edition out of the archive again reads and writes. */
export interface WithholdDeps {
  readonly cursor: PublishDeps['cursor'];
  /** Undoes the last publication, if it is still the last. */
  readonly withhold: (newsletterId: string, now: ArchiveCursor) => Promise<void>;
}

/**
 * Takes an edition that was stopped out of the archive, if it was the last to go in: the archive is
 * as it was before, and publishes it when it is released, or its items with the next one.
 */
export async function withholdEdition(
  edition: DueEdition,
  { id, defaultSchedule: schedule }: Newsletter,
  deps: WithholdDeps,
): Promise<void> {
  const now = await deps.cursor(id);
  if (now?.last === undefined) return;
  const after = now.last.was?.at ?? now.at - lookBackMs(schedule.cadence);
  if (isBeside(edition, { schedule, after, due: now.at })) await deps.withhold(id, now);
}

/** The latest due instant in (after, at]; for instant readers that is now. */
function dueBetween(schedule: Schedule, after: number, at: number): number | undefined {
  if (!isTimed(schedule)) return at > after ? at : undefined;
  const next = nextDue(schedule, after);
  return next === undefined || next > at ? undefined : latestDue(schedule, next, at);
}
