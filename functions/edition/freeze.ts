/**
 * Freezing: the readers of a segment, as they are now, become batches. It may stop anywhere and go
 * on from the cursor: a batch of the same readers has the same id, and a reader who lands in two
 * batches is served by one, because the claim sees the cursor.
 */
import { type BatchKey, batchId, batchReadersMax } from './batch.ts';
import type { Edition, PassedOver, PlanningCursor } from './edition.ts';

/** What planning knows of a reader. It may be a moment old: the claim checks it again. */
export interface SegmentReader {
  readonly id: string;
  readonly receivedThrough: number;
  readonly pausedUntil?: number;
}

export interface NewBatch {
  readonly id: string;
  readonly contentKey: string;
  readonly from: number;
  readonly readers: readonly string[];
}

export interface FreezeDeps {
  /** The key of the content for readers with this cursor, or undefined when nothing is new. */
  readonly content: (edition: Edition, from: number) => Promise<string | undefined>;
  /** Keeps the batch and counts it in its edition, both or neither; once, however often called. */
  readonly addBatch: (edition: Edition, batch: NewBatch) => Promise<void>;
  readonly enqueue: (batches: readonly BatchKey[]) => Promise<void>;
}

/** Freezes these readers. Returns how many were passed over, and why. */
export async function freezeReaders(
  edition: Edition,
  readers: readonly SegmentReader[],
  deps: FreezeDeps,
): Promise<PassedOver> {
  const paused = readers.filter((reader) => isPaused(reader, edition.scheduledAt));
  const ahead = readers.filter((reader) => reader.receivedThrough >= edition.cutoff);
  const due = readers.filter((reader) => !paused.includes(reader) && !ahead.includes(reader));
  let nothingNew = 0;
  for (const [from, group] of Map.groupBy(due, (reader) => reader.receivedThrough)) {
    const contentKey = await deps.content(edition, from);
    if (contentKey === undefined) nothingNew += group.length;
    else await freezeGroup(edition, { contentKey, from }, group, deps);
  }
  return { nothingNew, paused: paused.length, ahead: ahead.length };
}

async function freezeGroup(
  edition: Edition,
  content: { readonly contentKey: string; readonly from: number },
  group: readonly SegmentReader[],
  deps: FreezeDeps,
): Promise<void> {
  for (let start = 0; start < group.length; start += batchReadersMax) {
    const readers = group.slice(start, start + batchReadersMax).map((reader) => reader.id);
    const id = batchId(edition.id, readers, content.from);
    await deps.addBatch(edition, { id, ...content, readers });
    await deps.enqueue([{ editionId: edition.id, batchId: id }]);
  }
}

function isPaused(reader: SegmentReader, at: number): boolean {
  return reader.pausedUntil !== undefined && reader.pausedUntil > at;
}

export interface WalkDeps extends FreezeDeps {
  /** A page of the segment's readers after the cursor; `next` is absent after the last page. */
  readonly readers: (
    edition: Edition,
    cursor: PlanningCursor,
  ) => Promise<{ readers: SegmentReader[]; next?: PlanningCursor }>;
  /** Moves the cursor on, or ends planning; `changed` when another planner was there first. */
  readonly saveProgress: (
    edition: Edition,
    progress: { passedOver: PassedOver; next?: PlanningCursor },
  ) => Promise<Edition | 'changed'>;
  /** Ends the edition if nothing of it is open any more. */
  readonly finish: (edition: Edition) => Promise<void>;
  /** Whether there is time for another page. */
  readonly hasTime: () => boolean;
}

/** Walks on over the segment from where the edition's cursor stands, as far as time allows. */
export async function freezeSegment(edition: Edition, deps: WalkDeps): Promise<Edition> {
  let current = edition;
  while (current.state === 'planning' && deps.hasTime()) {
    const page = await deps.readers(current, current.cursor);
    const passedOver = await freezeReaders(current, page.readers, deps);
    const saved = await deps.saveProgress(current, {
      passedOver,
      ...(page.next === undefined ? {} : { next: page.next }),
    });
    if (saved === 'changed') return current;
    current = saved;
  }
  if (current.state === 'sending') await deps.finish(current);
  return current;
}
