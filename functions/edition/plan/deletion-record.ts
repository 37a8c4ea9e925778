/**
 * That a newsletter is to be deleted, and how far it is. Nothing of it is taken away before its delay
 * is over and its readers are told; until then its owner may keep it after all.
 */
import { type ChangesOf, changedWork, type LastingWork } from '../../config/in-hand.ts';
import { dayMs } from '../../config/time.ts';
import type { Newsletter } from '../newsletter.ts';
import type { OwnedCounts } from './owned.ts';
import type { OwnedPlace } from './owned-places.ts';

/**
 * `waiting` for its delay to be over; `telling` readers by a letter; `awaiting` that these letters have
 * gone; `removing` what belongs to it; `done`; `kept` after all.
 */
export type DeletionState = 'waiting' | 'telling' | 'awaiting' | 'removing' | 'done' | 'kept';

/** The latest of a newsletter. Instants are in milliseconds. */
export interface DeletionRecord extends LastingWork {
  readonly newsletterId: string;
  /** What the newsletter is called: nothing else tells it in the end. */
  readonly name: string;
  readonly state: DeletionState;
  readonly keepsArchive: boolean;
  readonly tellsReaders: boolean;
  /** The person of the desk who asked for it. */
  readonly by: string;
  readonly askedAt: number;
  /** It is kept as it is until then. */
  readonly startsAt: number;
  /** Which newsletter is meant: the one that was closed then, and no other that has its id later. */
  readonly closedAt: number;
  /** It was closed because of this, and opens again when it is kept. */
  readonly wasOpen: boolean;
  readonly removingSince?: number;
  readonly endedAt?: number;
  readonly place?: OwnedPlace;
  /** Which time all places are looked through, and how much was found this time. */
  readonly look: number;
  readonly found: number;
  /** Readers to whom a letter was noted. */
  readonly told: number;
  /** What has gone; of a round that died on the way nothing is counted. */
  readonly gone: OwnedCounts;
}

/** The rows of them, one a newsletter; they outlive it for a while. */
export interface DeletionRecords {
  readonly load: (newsletterId: string) => Promise<DeletionRecord | undefined>;
  /** Keeps it if the one there has this version; `undefined` keeps the first. */
  readonly save: (next: DeletionRecord, was: number | undefined) => Promise<'saved' | 'changed'>;
  /** Those at which somebody is to look by now. */
  readonly due: (at: number) => Promise<readonly DeletionRecord[]>;
  /** All that are remembered, the latest first. */
  readonly list: () => Promise<readonly DeletionRecord[]>;
}

/** So long an owner may think again. */
export const deletionDelayMs = dayMs;

/** What is changed of it; null takes an optional field away. */
export type DeletionChanges = ChangesOf<DeletionRecord, 'newsletterId'>;

/** It with these changes, as its next version. */
export const changedDeletion: (was: DeletionRecord, changes: DeletionChanges) => DeletionRecord =
  changedWork;

/** It has come to its end. */
export function endedAs(state: 'done' | 'kept', endedAt: number): DeletionChanges {
  return { state, endedAt, worker: null, lookAgainAt: null, place: null };
}

/** Whether it is still to be done, or being done. */
export function isOpenDeletion({ state }: Pick<DeletionRecord, 'state'>): boolean {
  return state !== 'done' && state !== 'kept';
}

/** Whether it is to delete this newsletter, as it stands there. */
export function isAbout(record: DeletionRecord, { id, closedAt }: Newsletter): boolean {
  return isOpenDeletion(record) && record.newsletterId === id && record.closedAt === closedAt;
}

/** Ends it where nothing has gone yet. `too-late`: it is being deleted; `none`: nobody asked for that. */
export async function callOffDeletion(
  newsletter: Newsletter,
  { records, now }: { readonly records: DeletionRecords; readonly now: () => number },
): Promise<{ readonly kind: 'none' | 'too-late' } | CalledOff> {
  const there = await records.load(newsletter.id);
  if (there === undefined || !isAbout(there, newsletter)) return { kind: 'none' };
  if (there.state === 'removing') return { kind: 'too-late' };
  const next = changedDeletion(there, endedAs('kept', now()));
  if ((await records.save(next, there.version)) === 'saved') {
    return { kind: 'called-off', wasOpen: there.wasOpen };
  }
  // Whoever works on it has just written how far it is.
  return callOffDeletion(newsletter, { records, now });
}

/** It was called off; `wasOpen`: the newsletter was closed because of it. */
interface CalledOff {
  readonly kind: 'called-off';
  readonly wasOpen: boolean;
}
