/** Puts editions into a newsletter's public archive as they fall due. */
import { lookBackMs } from '../../config/cadence.ts';
import type { Net } from '../../config/net.ts';
import { isTimed, type Schedule } from '../../config/schedule.ts';
import { hourMs, minuteMs } from '../../config/time.ts';
import { editionLookAgainMs } from '../../config/waits.ts';
import { eligibleLagMs } from '../../feed/item.ts';
import { hasPublicArchive, type PublishedEdition } from '../archive.ts';
import { type Call, objectionTo } from '../call.ts';
import type { Content } from '../content.ts';
import { latestDue, nextDue } from '../due.ts';
import type { Edition } from '../edition.ts';
import { isClosed, type Newsletter } from '../newsletter.ts';
import type { Composer } from './compose.ts';
import type { MarksOf } from './marks-of.ts';

/** How far an archive has come, and what its last edition was, if that took it there. */
export interface ArchiveCursor extends Pick<PublishedEdition, 'at' | 'through'> {
  readonly last?: LastPublished;
}

/** The last edition in an archive, and where the archive stood before. */
interface LastPublished extends Pick<PublishedEdition, 'key'> {
  readonly was?: Pick<PublishedEdition, 'at' | 'through'>;
}

/** An archive that is to be looked at, since when (ms), and how far it has come, if at all. */
export interface DueArchive {
  readonly newsletterId: string;
  readonly dueAt: number;
  readonly cursor?: ArchiveCursor;
  /** Looks at it that were begun, and came to no end. */
  readonly tries: number;
}

/** When an archive is looked at next (ms; absent: when it is woken), after so many tries in vain. */
export interface NextLook {
  readonly dueAt: number | undefined;
  readonly tries: number;
}

type DueEdition = Pick<
  Edition,
  'id' | 'state' | 'schedule' | 'scheduledAt' | 'batches' | 'markIds'
>;

/** The archives, as planning fills them. */
export interface ArchiveBook {
  /** Those that are due at the instant, the longest overdue first. */
  readonly due: (at: number) => Promise<readonly DueArchive[]>;
  /**
   * Lists the edition if the archive is still as it was found and none of `beside` was stopped;
   * keeps its content for good.
   */
  readonly publish: (
    edition: PublishedEdition,
    was: DueArchive,
    next: NextLook & { readonly beside: readonly Pick<Edition, 'id'>[] },
  ) => Promise<void>;
  /** Moves cursor and due instant on from where they were found, and says how it is then. */
  readonly pass: (
    was: DueArchive,
    next: NextLook & { readonly cursor?: ArchiveCursor },
  ) => Promise<DueArchive | 'changed'>;
  /** Has an archive that is there looked at. */
  readonly makeDue: (newsletterId: string, at: number) => Promise<void>;
}

/** The archives, and what makes their editions. */
export interface PublishDeps {
  readonly archives: ArchiveBook;
  readonly newsletter: (id: string) => Promise<Newsletter>;
  /** The editions of a newsletter that were due since an instant (ms). */
  readonly editions: (newsletterId: string, since: number) => Promise<readonly DueEdition[]>;
  readonly compose: Composer;
  /** The owner's marks, as those editions have them. */
  readonly marks: MarksOf['beside'];
  readonly content: (key: string) => Promise<Content | undefined>;
  /** The last call for an instant; made now where the owner has to be asked and was not. */
  readonly call: (newsletterId: string, due: number) => Promise<Call | undefined>;
}

/** One whose edition cannot be made, or ends the process, is tried again after longer each time. */
const firstPauseMs = 2 * minuteMs;
const pauseGrowth = 4;
const pauseMsMax = 6 * hourMs;

const pauseAfter = (tries: number) => Math.min(firstPauseMs * pauseGrowth ** tries, pauseMsMax);

/**
 * Publishes what has fallen due, whether the newsletter has readers or not. One that goes out as
 * soon as something is new is due when something came in.
 */
export async function publishDue(
  at: number,
  deps: PublishDeps,
  { attempt, hasTime }: { readonly hasTime: () => boolean } & Pick<Net, 'attempt'>,
): Promise<void> {
  for (const archive of await deps.archives.due(at)) {
    if (!hasTime()) return;
    await attempt(() => lookAt(archive, at, deps), undefined);
  }
}

/** Counts the look first, so that nothing that goes wrong in it comes first at the next tick again. */
async function lookAt(found: DueArchive, at: number, deps: PublishDeps): Promise<void> {
  const { tries } = found;
  const was = await deps.archives.pass(found, { dueAt: at + pauseAfter(tries), tries: tries + 1 });
  if (was === 'changed') return;
  const newsletter = await deps.newsletter(found.newsletterId);
  const schedule = newsletter.defaultSchedule;
  const isPublic = hasPublicArchive(newsletter) && !isClosed(newsletter);
  const periodMs = lookBackMs(schedule.cadence);
  // Before it was there nothing was due: its owner would be asked about an edition of nobody.
  const after = was.cursor?.at ?? Math.max(at - periodMs, newsletter.createdAt);
  const due = isPublic ? dueBetween(schedule, after, at) : undefined;
  const next = { dueAt: isPublic ? nextDue(schedule, at) : undefined, tries: 0 };
  if (due === undefined) await deps.archives.pass(was, next);
  else await publishOne({ was, due, at, next, schedule }, deps);
}

interface Look {
  readonly was: DueArchive;
  readonly due: number;
  readonly at: number;
  readonly next: NextLook;
  readonly schedule: Schedule;
}

/**
 * Publishes what a reader of the default schedule and all sections gets. The archive is like such a
 * reader and has a cursor: however late it is looked at, an item is in one published edition.
 */
async function publishOne(
  { was, due, at, next, schedule }: Look,
  deps: PublishDeps,
): Promise<void> {
  const { newsletterId, cursor } = was;
  const periodMs = lookBackMs(schedule.cadence);
  const beside = await editionsBeside(
    { schedule, after: cursor?.at ?? due - periodMs, due },
    (since) => deps.editions(newsletterId, since),
  );
  if (beside.some(({ state }) => state === 'held')) {
    await deps.archives.pass(was, { dueAt: at + editionLookAgainMs, tries: 0 });
    return;
  }
  // What goes as soon as it is there has its calls beside it, with the editions.
  const call = isTimed(schedule) ? await deps.call(newsletterId, due) : undefined;
  const isDropped = beside.length > 0 && beside.every(({ state }) => state === 'dropped');
  const isGivenUp = isDropped || (beside.length === 0 && call?.state === 'skipped');
  if (!isGivenUp && objectionTo(call, at) !== undefined) {
    await deps.archives.pass(was, { dueAt: at + editionLookAgainMs, tries: 0 });
    return;
  }
  const cutoff = call?.cutoff ?? due - eligibleLagMs;
  const from = cursor?.through ?? cutoff - periodMs;
  const period = { newsletterId, schedule, sections: 'all', scheduledAt: due, cutoff } as const;
  const marks = await deps.marks(newsletterId, beside, due);
  const content = isGivenUp ? undefined : await contentOf({ ...period, from, marks }, deps);
  if (content?.page === undefined) {
    await deps.archives.pass(was, { cursor: { at: due, through: from }, ...next });
    return;
  }
  const { page, subject, key } = content;
  const { dateLine, preview, stories, picture } = page;
  const told = { dateLine, preview, stories, ...(picture === undefined ? {} : { picture }) };
  const edition = { newsletterId, key, at: due, through: cutoff };
  await deps.archives.publish({ ...edition, subject, ...told }, was, {
    ...next,
    beside,
  });
}

/** What must not be mailed is not shown either; as its items stay before the cursor, they come later. */
async function contentOf(
  period: Parameters<Composer>[0],
  { compose, content }: PublishDeps,
): Promise<Content | undefined> {
  const contentFor = await compose(period);
  const composed = await contentFor();
  const isFit = composed !== undefined && composed.errors.length === 0;
  return isFit ? content(composed.key) : undefined;
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
  readonly cursor: (newsletterId: string) => Promise<ArchiveCursor | undefined>;
  /** Undoes the last publication, if it is still the last, and has the archive looked at again. */
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
