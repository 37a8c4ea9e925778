/** An owner has a newsletter deleted at the desk: it is closed at once, and all else comes later. */
import { minuteMs } from '../../config/time.ts';
import { isClosed, type Newsletter } from '../newsletter.ts';
import { type ClosingDeps, closeNewsletter } from './close.ts';
import {
  type DeletionRecord,
  deletionDelayMs,
  isAbout,
  isOpenDeletion,
} from './deletion-record.ts';
import { noneOwned } from './owned.ts';

/** What asking reads and writes. */
export interface AskDeletionDeps {
  readonly closing: ClosingDeps;
  /** Whether all readers are found without looking through the table: not in one of 0.1. */
  readonly isFindable: () => Promise<boolean>;
}

/** What is asked, and by whom. */
export interface DeletionAsked
  extends Pick<DeletionRecord, 'keepsArchive' | 'tellsReaders' | 'by'> {
  readonly newsletter: Newsletter;
}

/**
 * `there`: it was asked for before, and stays as it was asked then. `old-table`: the table was made by
 * an earlier release, and is to be upgraded first.
 */
export type DeletionAnswer =
  | { readonly kind: 'asked' | 'there'; readonly record: DeletionRecord }
  | { readonly kind: 'old-table' };

/** Whoever asked is still closing it for so long, or has died: longer than a door may work. */
const closingMs = minuteMs;

/** Closes it, and has it deleted when the delay is over. Asking twice is asking once. */
export async function askDeletion(
  { newsletter, keepsArchive, tellsReaders, by }: DeletionAsked,
  { closing, isFindable }: AskDeletionDeps,
): Promise<DeletionAnswer> {
  const { deletions: records, now } = closing;
  const { id: newsletterId, name } = newsletter;
  const there = await records.load(newsletterId);
  if (there !== undefined && isAbout(there, newsletter)) return { kind: 'there', record: there };
  if (there !== undefined && isBeingAsked(there, newsletter, now())) {
    return joinAsked(there, newsletter, closing);
  }
  if (!(await isFindable())) return { kind: 'old-table' };
  const askedAt = now();
  const closedAt = newsletter.closedAt ?? askedAt;
  const startsAt = askedAt + deletionDelayMs;
  const record: DeletionRecord = {
    ...{ newsletterId, name, version: (there?.version ?? 0) + 1, state: 'waiting' },
    ...{ keepsArchive, tellsReaders, by, askedAt, startsAt, closedAt },
    wasOpen: newsletter.closedAt === undefined,
    ...{ look: 1, found: 0, told: 0, gone: noneOwned(), lookAgainAt: startsAt },
  };
  // First: of two who ask at once only one closes it, and it is known that it was open.
  if ((await records.save(record, there?.version)) === 'changed') {
    return askDeletion({ newsletter, keepsArchive, tellsReaders, by }, { closing, isFindable });
  }
  await closeNewsletter({ ...newsletter, closedAt }, closing);
  return { kind: 'asked', record };
}

/** Whether it was open when somebody asked a moment ago, who may not have closed it yet. */
function isBeingAsked(record: DeletionRecord, newsletter: Newsletter, now: number): boolean {
  return isOpenDeletion(record) && !isClosed(newsletter) && record.askedAt > now - closingMs;
}

/** What another asked for a moment ago stays as it is; closing it once more is closing it once. */
async function joinAsked(
  record: DeletionRecord,
  newsletter: Newsletter,
  closing: ClosingDeps,
): Promise<DeletionAnswer> {
  await closeNewsletter({ ...newsletter, closedAt: record.closedAt }, closing);
  return { kind: 'there', record };
}
