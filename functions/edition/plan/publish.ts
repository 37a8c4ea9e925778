/** Puts editions into a newsletter's public archive as they fall due. */
import { lookBackMs } from '../../config/cadence.ts';
import type { Net } from '../../config/net.ts';
import { isTimed, type Schedule } from '../../config/schedule.ts';
import { minuteMs } from '../../config/time.ts';
import { eligibleLagMs } from '../../feed/item.ts';
import { hasPublicArchive, type PublishedEdition } from '../archive.ts';
import type { Content } from '../content.ts';
import { latestDue, nextDue } from '../due.ts';
import type { Newsletter } from '../newsletter.ts';
import type { Composer } from './compose.ts';

/** How far an archive has come. */
export type ArchiveCursor = Pick<PublishedEdition, 'at' | 'through'>;

/** An archive that is to be looked at, since when (ms), and how far it has come, if at all. */
export interface DueArchive {
  readonly newsletterId: string;
  readonly dueAt: number;
  readonly cursor?: ArchiveCursor;
}

/** The archives, and what makes their editions. */
export interface PublishDeps {
  /** Those that are due at the instant, the longest overdue first. */
  readonly due: (at: number) => Promise<readonly DueArchive[]>;
  readonly newsletter: (id: string) => Promise<Newsletter>;
  readonly compose: Composer;
  readonly content: (key: string) => Promise<Content | undefined>;
  /** Lists the edition if the archive is still as it was found; keeps its content for good. */
  readonly publish: (
    edition: PublishedEdition,
    was: DueArchive,
    dueAt: number | undefined,
  ) => Promise<void>;
  /** Moves cursor and due instant on from where they were found, and says how it is then. */
  readonly pass: (
    was: DueArchive,
    next: { readonly cursor?: ArchiveCursor; readonly dueAt: number | undefined },
  ) => Promise<DueArchive | 'changed'>;
}

/** One whose edition cannot be made, or ends the process, is tried again after so long. */
const triedAgainMs = 5 * minuteMs;

/**
 * Publishes what has fallen due, whether the newsletter has readers or not. One that goes out as
 * soon as something is new is due when something came in.
 */
export async function publishDue(
  at: number,
  deps: PublishDeps,
  { attempt, hasTime }: { readonly hasTime: () => boolean } & Pick<Net, 'attempt'>,
): Promise<void> {
  for (const archive of await deps.due(at)) {
    if (!hasTime()) return;
    await attempt(() => publishOne(archive, at, deps), undefined);
  }
}

/**
 * Publishes what a reader of the default schedule and all sections gets, if that schedule has come
 * due since the last time. The archive is like such a reader and has a cursor: however late it is
 * looked at, an item is in one published edition.
 */
async function publishOne(found: DueArchive, at: number, deps: PublishDeps): Promise<void> {
  const { newsletterId, cursor } = found;
  // First of all, so that nothing that goes wrong below comes first at the next tick again.
  const was = await deps.pass(found, { dueAt: at + triedAgainMs });
  if (was === 'changed') return;
  const newsletter = await deps.newsletter(newsletterId);
  const { defaultSchedule: schedule } = newsletter;
  const periodMs = lookBackMs(schedule.cadence);
  const isPublic = hasPublicArchive(newsletter);
  const due = isPublic ? dueBetween(schedule, cursor?.at ?? at - periodMs, at) : undefined;
  const nextAt = isPublic ? nextDue(schedule, at) : undefined;
  if (due === undefined) {
    await deps.pass(was, { dueAt: nextAt });
    return;
  }
  const cutoff = due - eligibleLagMs;
  const from = cursor?.through ?? cutoff - periodMs;
  const period = { newsletterId, schedule, sections: 'all', scheduledAt: due, cutoff } as const;
  const contentFor = await deps.compose({ ...period, from });
  const composed = await contentFor();
  // What must not be mailed is not shown either; as its items stay before the cursor, they come later.
  const isFit = composed !== undefined && composed.errors.length === 0;
  const content = isFit ? await deps.content(composed.key) : undefined;
  if (content?.page === undefined) {
    await deps.pass(was, { cursor: { at: due, through: from }, dueAt: nextAt });
    return;
  }
  const { page, subject } = content;
  const { dateLine, preview, stories } = page;
  const edition = { newsletterId, key: content.key, at: due, through: cutoff };
  await deps.publish({ ...edition, subject, preview, dateLine, stories }, was, nextAt);
}

/** The latest due instant in (after, at]; for instant readers that is now. */
function dueBetween(schedule: Schedule, after: number, at: number): number | undefined {
  if (!isTimed(schedule)) return at > after ? at : undefined;
  const next = nextDue(schedule, after);
  return next === undefined || next > at ? undefined : latestDue(schedule, next, at);
}
