/** All that a tick of planning needs, put together from the book of planning and its surroundings. */
import type { Log } from '../../config/log.ts';
import { plannerDeadMs } from '../../config/waits.ts';
import type { Call } from '../call.ts';
import type { Content } from '../content.ts';
import type { Edition } from '../edition.ts';
import type { ErrorFinding } from '../finding.ts';
import type { Newsletter } from '../newsletter.ts';
import type { Segment } from '../segment.ts';
import { type CallingDeps, type CallStore, callFor, objectionOfOwner } from './calls.ts';
import type { Composer } from './compose.ts';
import { type HoldDeps, holdEdition } from './hold.ts';
import { contentOfEditions, type MarksDeps, openMarksOf } from './marks-of.ts';
import { proofOf } from './proof.ts';
import type { PublishDeps, WithholdDeps } from './publish.ts';
import type { PlannedEditions, TickDeps } from './run-tick.ts';
import { tellingBatches } from './tell-edition.ts';

/** What planning reads and writes, as its book has it. */
export interface TickBook extends Pick<TickDeps, 'segments'> {
  readonly editions: PlannedEditions & {
    readonly list: (newsletterId: string, since: number) => Promise<readonly Edition[]>;
  };
  readonly segmentsOf: (newsletterId: string) => Promise<readonly Segment[]>;
  readonly addBatch: TickDeps['freezing']['addBatch'];
  readonly archives: PublishDeps['archives'] & WithholdDeps;
  readonly content: (key: string) => Promise<Content | undefined>;
  readonly held: Pick<HoldDeps, 'hold'> & {
    readonly release: (edition: Edition) => Promise<unknown>;
  };
  readonly marks: Omit<MarksDeps, 'now'>;
  readonly calls: CallStore;
  readonly note: CallingDeps['note'];
}

/** What surrounds a tick. */
export interface TickWorld {
  readonly newsletter: (id: string) => Promise<Newsletter>;
  readonly compose: Composer;
  readonly enqueue: TickDeps['freezing']['enqueue'];
  readonly log: Pick<Log, 'info'>;
  readonly now: () => number;
  readonly timeLeftMs: () => number;
}

/** Puts a tick together. */
export function openTick(book: TickBook, world: TickWorld): TickDeps {
  const { newsletter, compose, now, log, enqueue, timeLeftMs } = world;
  const { editions, calls, archives, content, held } = book;
  const marks = openMarksOf({ ...book.marks, now });
  const call = (id: string, due: number) => callFor(id, due, now(), { calls, newsletter });
  const proofs = {
    newsletter,
    readers: editions.readers,
    editions: editions.list,
    compose,
    content,
  };
  const holding = { ...held, newsletter, archive: archives, note: book.note, log, now };
  return {
    ...book,
    freezing: {
      content: contentOfEditions(compose, marks),
      addBatch: tellingBatches(book.addBatch, log),
      enqueue,
      objection: (edition) => objectionOfOwner(edition, now(), calls),
    },
    publishing: {
      archives,
      editions: editions.list,
      content,
      newsletter,
      compose,
      marks: marks.beside,
      call,
    },
    hold: async (edition, reasons) => {
      // Before: a slow planner may hold what its owner let go a moment ago, and nobody would look.
      const awaitsOwner = areOfOwner(reasons);
      if (awaitsOwner) await calls.wake(edition, now() + plannerDeadMs);
      const isKnown = awaitsOwner && (await hasBeenTold(edition, calls));
      return holdEdition({ edition, reasons, isKnown }, holding);
    },
    calling: {
      calls,
      newsletter,
      segments: book.segmentsOf,
      proof: (one, segments) => proofOf(one, segments, { ...proofs, marks: book.marks.list }),
      note: book.note,
      release: async (one) => {
        await releaseAll(one, { list: editions.list, release: held.release });
        await archives.makeDue(one.newsletterId, now());
      },
    },
    call,
    clock: { now, timeLeftMs },
  };
}

const ofOwner: ReadonlySet<ErrorFinding['check']> = new Set(['awaitsOwner', 'stoppedByOwner']);

/** Whether nothing but its owner's word is waited for. */
function areOfOwner(reasons: readonly ErrorFinding[]): boolean {
  return reasons.every(({ check }) => ofOwner.has(check));
}

function awaitsOwnerOnly({ state, held }: Pick<Edition, 'state' | 'held'>): boolean {
  return state === 'held' && held !== undefined && areOfOwner(held.reasons);
}

/** The owner was shown it, or has stopped it themselves. */
async function hasBeenTold(
  { newsletterId, scheduledAt }: Edition,
  { load }: CallStore,
): Promise<boolean> {
  const call = await load(newsletterId, scheduledAt);
  return call !== undefined && (call.state === 'stopped' || call.shown !== undefined);
}

/** Lets go the editions of an instant that wait for nothing but their owner. */
async function releaseAll(
  { newsletterId, scheduledAt }: Call,
  deps: {
    readonly list: (newsletterId: string, since: number) => Promise<readonly Edition[]>;
    readonly release: (edition: Edition) => Promise<unknown>;
  },
): Promise<void> {
  for (const edition of await deps.list(newsletterId, scheduledAt)) {
    if (edition.scheduledAt === scheduledAt && awaitsOwnerOnly(edition))
      await deps.release(edition);
  }
}
