/** What other rooms do for a restore, put together. */
import { openSegment, segmentId } from '../../../functions/edition/segment.ts';
import { clearGate } from '../../../functions/feed/gate/desk.ts';
import { slotOf } from '../../../functions/feed/schedule/poll-slot.ts';
import type { Table } from '../../../functions/store/client.ts';
import { deskBook } from '../../../functions/store/desk-book.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import type { RestoreMoves } from '../../../functions/store/restore-write.ts';
import { segmentStore } from '../../../functions/store/segments.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { segmentChoiceOf } from '../../../functions/subscriber/choices.ts';
import { erasureHashes } from '../../../functions/subscriber/erase.ts';
import { toRestored } from '../../../functions/subscriber/moves.ts';
import type { SigningKeys } from '../../../functions/subscriber/token.ts';

/** Where a restore writes; `prompt` is the same table without repeats. */
export interface RestorePlace {
  readonly table: Table;
  readonly prompt: Table;
  /** The keys of readers' links: an earlier release remembered erasures by them. */
  readonly keys: SigningKeys;
  readonly now: () => number;
}

/** From where a reader came back whom the owner had taken off: it stands in their record. */
const byOwner = 'the owner, by a restore';

/** The moves of a restore in this table. */
export function restoreMoves(place: RestorePlace): RestoreMoves {
  const { table, now } = place;
  const { join } = segmentStore(table);
  const opened = new Map<string, Promise<string>>();
  // Once each: one that has just been joined is not taken down, and all its readers would write one row.
  const open: RestoreMoves['openSegment'] = (choice) => {
    const id = segmentId(choice);
    const known = opened.get(id) ?? openSegment(choice, { join, now });
    opened.set(id, known);
    known.catch(() => opened.delete(id));
    return known;
  };
  return {
    openSegment: open,
    takeBack: async (subscriber) => {
      const segmentId = await open(segmentChoiceOf(subscriber));
      const move = toRestored(subscriber, segmentId, { at: now(), from: byOwner });
      return subscriberStore(table, now).save(subscriber.id, move.expected, move.changes);
    },
    slotOf,
    removeFeed: async (key) => {
      await feedStore(table).remove(key, now());
      await clearGate(key, deskBook(place));
    },
    earlierHashes: (reader) => erasureHashes(reader, place.keys),
    now,
  };
}
