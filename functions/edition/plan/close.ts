/** Closing a newsletter, and opening it again. */
import type { Feed, FeedKey } from '../../feed/feed.ts';
import type { FeedChanges } from '../../feed/keep/changes.ts';
import { takenUp } from '../../feed/keep/take-up.ts';
import { slotOf } from '../../feed/schedule/poll-slot.ts';
import type { Edition } from '../edition.ts';
import type { Newsletter } from '../newsletter.ts';
import { callOffDeletion, type DeletionRecords } from './deletion-record.ts';
import { type GiveUpDeps, giveUpEdition, isOpen } from './give-up.ts';

/** What closing and reopening read and write. */
export interface ClosingDeps {
  readonly save: (newsletter: Newsletter) => Promise<void>;
  readonly feeds: (newsletterId: string) => Promise<readonly Feed[]>;
  /** Writes these fields; with a slot the feed is polled from now on. */
  readonly changeFeed: (key: FeedKey, changes: FeedChanges, slot?: string) => Promise<void>;
  readonly editions: GiveUpDeps & {
    /** All of a newsletter that are recorded. */
    readonly list: (newsletterId: string) => Promise<readonly Edition[]>;
  };
  /** What is to be deleted opens again only while nothing of it has gone. */
  readonly deletions: DeletionRecords;
  readonly now: () => number;
}

/**
 * Closes a newsletter: no signups, no polling, no editions; what is planned or under way is given
 * up, and stays new to its readers. The row comes first, as everybody looks at that; whatever died
 * on the way is finished when it is closed once more.
 */
export async function closeNewsletter(
  newsletter: Newsletter,
  deps: ClosingDeps,
): Promise<Newsletter> {
  const closed = { ...newsletter, closedAt: newsletter.closedAt ?? deps.now() };
  await deps.save(closed);
  await finishClosing(newsletter.id, deps);
  return closed;
}

/** What follows from the row that says so: whoever closed it may have died on the way. */
export async function finishClosing(
  newsletterId: string,
  deps: Pick<ClosingDeps, 'editions' | 'feeds' | 'changeFeed'>,
): Promise<void> {
  await giveUpEditions(newsletterId, deps);
  for (const feed of await deps.feeds(newsletterId)) {
    if (feed.state === 'stopped') continue;
    await deps.changeFeed(keyOf(feed), { state: 'stopped', stoppedByClosing: true });
  }
  // A planner that had read the row before may have begun one more.
  await giveUpEditions(newsletterId, deps);
}

/**
 * Opens a newsletter again: the feeds that were stopped with it are polled, and its readers get what
 * is new to them at the next instant of their schedules. The row comes last, so that whoever dies
 * on the way leaves it closed. That it was to be deleted is called off; `deleting`: it is gone in part.
 */
export async function reopenNewsletter(
  newsletter: Newsletter,
  deps: Omit<ClosingDeps, 'editions'>,
): Promise<'open' | 'deleting'> {
  const { deletions: records, now } = deps;
  const calledOff = await callOffDeletion(newsletter, { records, now });
  if (calledOff.kind === 'too-late') return 'deleting';
  await open(newsletter, deps);
  return 'open';
}

/** Keeps a newsletter that was to be deleted; it opens again if it was closed because of that. */
export async function keepNewsletter(
  newsletter: Newsletter,
  deps: Omit<ClosingDeps, 'editions'>,
): Promise<'kept' | 'none' | 'too-late'> {
  const { deletions: records, now } = deps;
  const calledOff = await callOffDeletion(newsletter, { records, now });
  if (calledOff.kind !== 'called-off') return calledOff.kind;
  if (calledOff.wasOpen) await open(newsletter, deps);
  return 'kept';
}

async function open(
  newsletter: Newsletter,
  deps: Pick<ClosingDeps, 'save' | 'feeds' | 'changeFeed' | 'now'>,
): Promise<void> {
  await takeUpFeeds(newsletter.id, deps);
  const { closedAt: _, endToldAt: __, ...opened } = newsletter;
  await deps.save(opened);
}

/** Has the feeds polled that were stopped by closing. */
export async function takeUpFeeds(
  newsletterId: string,
  deps: Pick<ClosingDeps, 'feeds' | 'changeFeed' | 'now'>,
): Promise<void> {
  for (const feed of await deps.feeds(newsletterId)) {
    if (feed.stoppedByClosing !== true) continue;
    const slot = slotOf(feed.id, feed.intervalMinutes);
    await deps.changeFeed(keyOf(feed), takenUp(deps.now()), slot);
  }
}

async function giveUpEditions(
  newsletterId: string,
  { editions }: Pick<ClosingDeps, 'editions'>,
): Promise<void> {
  const open = (await editions.list(newsletterId)).filter(isOpen);
  for (const { id } of open) await giveUpEdition(id, editions);
}

function keyOf({ id, newsletterId }: Feed): FeedKey {
  return { newsletterId, feedId: id };
}
