/**
 * Freezing: the readers of a segment, as they are now, become batches. It may stop anywhere and go
 * on from the cursor: a batch of the same readers has the same id, and a reader who lands in two
 * batches is served by one, because the claim sees the cursor.
 */
import { type BatchKey, batchId, batchReadersMax } from '../batch.ts';
import type { Edition, PassedOver, PlanningCursor, Stragglers } from '../edition.ts';
import type { ErrorFinding } from '../finding.ts';
import type { Composed, ContentFor } from './compose.ts';
import { spansOf } from './spans.ts';

/** What planning knows of a reader. It may be a moment old: the claim checks it again. */
export interface SegmentReader {
  readonly id: string;
  readonly receivedThrough: number;
  /** Since when editions are made for them; absent when that is long ago. */
  readonly receivesSince?: number;
  readonly pausedUntil?: number;
}

/** A batch that is about to be kept: its id is made of its readers. */
export interface NewBatch {
  readonly id: string;
  readonly contentKey: string;
  readonly from: number;
  /** Before that of its edition for readers who have missed a long time; absent: the edition's. */
  readonly cutoff?: number;
  readonly readers: readonly string[];
}

/** What turns readers into batches. */
export interface FreezeDeps {
  /** The content for readers with this cursor. */
  readonly content: (edition: Edition, from: number) => Promise<ContentFor>;
  /** Keeps the batch and counts it in its edition, both or neither; once, however often called. */
  readonly addBatch: (edition: Edition, batch: NewBatch) => Promise<void>;
  readonly enqueue: (batches: readonly BatchKey[]) => Promise<void>;
  /** What its owner has against its going out now, or has not said yet. */
  readonly objection: (edition: Edition) => Promise<ErrorFinding | undefined>;
}

/** `held`: nobody was frozen, because something speaks against mailing what they would get. */
type Frozen =
  | { readonly kind: 'frozen'; readonly passedOver: PassedOver }
  | { readonly kind: 'held'; readonly reasons: readonly ErrorFinding[] };

/** Freezes these readers, all or none. Tells how many were passed over, and why. */
async function freezeReaders(
  edition: Edition,
  readers: readonly SegmentReader[],
  deps: FreezeDeps,
): Promise<Frozen> {
  const paused = readers.filter((reader) => isPaused(reader, edition.scheduledAt));
  const ahead = readers.filter((reader) => reader.receivedThrough >= edition.cutoff);
  const due = readers.filter((reader) => !paused.includes(reader) && !ahead.includes(reader));
  const groups = await groupsOf(edition, due, deps);
  const reasons = groups.find(({ composed }) => composed && composed.errors.length > 0);
  if (reasons?.composed && edition.released !== true) {
    return { kind: 'held', reasons: reasons.composed.errors };
  }
  const objection = await objectionOf(edition, groups, deps);
  if (objection !== undefined) return { kind: 'held', reasons: [objection] };
  let nothingNew = 0;
  for (const { from, cutoff, composed, members } of groups) {
    if (composed === undefined) nothingNew += members.length;
    else {
      const content = { contentKey: composed.key, from, cutoff };
      await deps.enqueue(await freezeGroup(edition, content, members, deps));
    }
  }
  return { kind: 'frozen', passedOver: { nothingNew, paused: paused.length, ahead: ahead.length } };
}

/** Where there is nothing to be mailed nobody has to be asked; who has released it has answered. */
async function objectionOf(
  edition: Edition,
  groups: readonly Group[],
  { objection }: FreezeDeps,
): Promise<ErrorFinding | undefined> {
  const isSomething = groups.some(({ composed }) => composed !== undefined);
  const isOpen = edition.state === 'planning' && edition.releasedAt === undefined;
  return isSomething && isOpen ? objection(edition) : undefined;
}

interface Group {
  readonly from: number;
  readonly cutoff: number;
  readonly composed: Composed | undefined;
  readonly members: SegmentReader[];
}

/** Readers who get the same from the same cursor on. */
async function groupsOf(
  edition: Edition,
  due: readonly SegmentReader[],
  deps: FreezeDeps,
): Promise<Group[]> {
  const groups = new Map<string, Group>();
  for (const [from, readers] of Map.groupBy(due, (reader) => reader.receivedThrough)) {
    for (const { reader, cutoff, composed } of await newsFor(edition, from, readers, deps)) {
      const id = `${from} ${cutoff} ${composed?.key}`;
      const group = groups.get(id) ?? { from, cutoff, composed, members: [] };
      group.members.push(reader);
      groups.set(id, group);
    }
  }
  return [...groups.values()];
}

interface News {
  readonly reader: SegmentReader;
  /** How far the content reaches. */
  readonly cutoff: number;
  readonly composed: Composed | undefined;
}

/** The first span with news for each of these readers, who share a cursor. */
async function newsFor(
  edition: Edition,
  cursor: number,
  readers: readonly SegmentReader[],
  deps: FreezeDeps,
): Promise<News[]> {
  const news: News[] = [];
  let open = readers;
  for (const { from, to: cutoff } of spansOf(cursor, edition.cutoff)) {
    const contentFor = await deps.content({ ...edition, cutoff }, from);
    const found = await Promise.all(
      open.map(async (reader) => ({
        reader,
        cutoff,
        composed: await contentFor(reader.receivesSince),
      })),
    );
    const isEnd = ({ composed }: News) => composed !== undefined || cutoff === edition.cutoff;
    news.push(...found.filter(isEnd));
    open = found.filter((one) => !isEnd(one)).map(({ reader }) => reader);
    if (open.length === 0) break;
  }
  return news;
}

async function freezeGroup(
  edition: Edition,
  content: Omit<NewBatch, 'id' | 'readers'>,
  group: readonly SegmentReader[],
  deps: FreezeDeps,
): Promise<BatchKey[]> {
  const frozen: BatchKey[] = [];
  for (let start = 0; start < group.length; start += batchReadersMax) {
    const readers = group.slice(start, start + batchReadersMax).map((reader) => reader.id);
    const id = batchId(edition.id, readers, content.from);
    await deps.addBatch(edition, { id, ...content, readers });
    frozen.push({ editionId: edition.id, batchId: id });
  }
  return frozen;
}

function isPaused(reader: SegmentReader, at: number): boolean {
  return reader.pausedUntil !== undefined && reader.pausedUntil > at;
}

/** What a walk over a segment's readers reads and writes. */
export interface WalkDeps {
  readonly freezing: FreezeDeps;
  /** A page of the segment's readers after the cursor; `next` is absent after the last page. */
  readonly readers: (
    edition: Pick<Edition, 'segmentId'>,
    cursor: PlanningCursor,
  ) => Promise<{ readers: SegmentReader[]; next?: PlanningCursor }>;
  /** Moves the cursor on, or ends planning; `changed` when another planner was there first. */
  readonly saveProgress: (
    edition: Edition,
    progress: { passedOver: PassedOver; next?: PlanningCursor },
  ) => Promise<Edition | 'changed'>;
  /** Stops the edition until the owner has decided. */
  readonly hold: (edition: Edition, reasons: readonly ErrorFinding[]) => Promise<Edition>;
  /** Ends the edition if nothing of it is open any more. */
  readonly finish: (edition: Edition) => Promise<void>;
  /** The time is up: somebody goes on with it at the next tick. */
  readonly layDown: (edition: Edition) => Promise<void>;
  /** Whether there is time for another page. */
  readonly hasTime: () => boolean;
}

/** Walks on over the segment from where the edition's cursor stands, as far as time allows. */
export async function freezeSegment(edition: Edition, deps: WalkDeps): Promise<Edition> {
  let current = edition;
  while (current.state === 'planning' && deps.hasTime()) {
    const page = await deps.readers(current, current.cursor);
    const frozen = await freezeReaders(current, page.readers, deps.freezing);
    if (frozen.kind === 'held') return deps.hold(current, frozen.reasons);
    const saved = await deps.saveProgress(current, {
      passedOver: frozen.passedOver,
      ...(page.next === undefined ? {} : { next: page.next }),
    });
    if (saved === 'changed') return current;
    current = saved;
  }
  if (current.state === 'sending') await deps.finish(current);
  else if (current.state === 'planning') await deps.layDown(current);
  return current;
}

/** What planning stragglers once more reads and writes. */
export interface StragglerDeps {
  readonly freezing: FreezeDeps;
  /** All stragglers of the edition, page by page. */
  readonly stragglers: (edition: Edition) => AsyncIterable<readonly Stragglers[]>;
  /** Where these readers stand now. */
  readonly cursorsOf: (readerIds: readonly string[]) => Promise<SegmentReader[]>;
  readonly dropStragglers: (edition: Edition, planned: readonly Stragglers[]) => Promise<void>;
  readonly hold: (edition: Edition, reasons: readonly ErrorFinding[]) => Promise<Edition>;
  readonly hasTime: () => boolean;
}

/**
 * Freezes those whose cursor had moved when their turn came, once more. `unfinished` when some are
 * left, because the time is over or the edition is held.
 */
export async function freezeStragglers(
  edition: Edition,
  deps: StragglerDeps,
): Promise<'none' | 'frozen' | 'unfinished'> {
  let met: 'none' | 'frozen' = 'none';
  for await (const page of deps.stragglers(edition)) {
    if (!deps.hasTime()) return 'unfinished';
    // A reader may have strayed in several batches, and has one outcome in the next.
    const ids = new Set(page.flatMap((one) => one.readers));
    const readers = await deps.cursorsOf([...ids]);
    const frozen = await freezeReaders(edition, readers, deps.freezing);
    if (frozen.kind === 'held') {
      await deps.hold(edition, frozen.reasons);
      return 'unfinished';
    }
    await deps.dropStragglers(edition, page);
    met = 'frozen';
  }
  return met;
}
