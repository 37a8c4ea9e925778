/**
 * The edition room: which items go to which readers, how that reads, and who it is frozen for. It
 * never sends anything; what it hands on are batches.
 */
import { createHash } from 'node:crypto';
import type { ErrorFinding } from './finding.ts';
import type { SegmentChoice } from './segment.ts';

/** Where the walk over a segment's readers stands: what comes after `reader` in `shard`. */
export interface PlanningCursor {
  readonly shard: number;
  readonly reader?: string;
}

/** `isUnderWay`: something goes on with it by itself. `isPlanned`: its readers have all been met. */
const editionStates = {
  planning: { isUnderWay: true, isPlanned: false },
  sending: { isUnderWay: true, isPlanned: true },
  done: { isUnderWay: false, isPlanned: true },
  /** Waits for the owner's word. */
  held: { isUnderWay: false, isPlanned: false },
  /** Never sent to those who are left; its items stay new to them. */
  dropped: { isUnderWay: false, isPlanned: true },
} as const;

/** How an edition stands. */
export type EditionState = keyof typeof editionStates;

/** Whether something goes on with it by itself. */
export function isUnderWay({ state }: Pick<Edition, 'state'>): boolean {
  return editionStates[state].isUnderWay;
}

/** What a segment gets at one due instant, and how far it has come. Instants are in milliseconds. */
export interface Edition {
  readonly id: string;
  readonly newsletterId: string;
  readonly segmentId: string;
  readonly schedule: SegmentChoice['schedule'];
  readonly sections: SegmentChoice['sections'];
  /** Of its fixed words, when it is not the newsletter's. */
  readonly language?: string;
  /** The due instant of the segment that this edition answers, whenever the tick came. */
  readonly scheduledAt: number;
  /** Items first seen up to here belong to it. */
  readonly cutoff: number;
  readonly state: EditionState;
  readonly held?: Hold;
  /** The owner has seen what was found and lets it go out. */
  readonly released?: boolean;
  /** When it was last released, in milliseconds. */
  readonly releasedAt?: number;
  /** Its batches were laid aside; they are woken since the owner decided (ms). */
  readonly wakeAt?: number;
  /** The owner's marks with which it was planned; absent when there were none. */
  readonly markIds?: readonly string[];
  /** What its first batch is mailed; who missed an edition before is mailed another content. */
  readonly contentKey?: string;
  /** How often planning it was begun since it last came a step further. */
  readonly attempts?: number;
  readonly cursor: PlanningCursor;
  /** Frozen so far. */
  readonly readers: number;
  readonly batches: number;
  /** Settled so far: each reader ends in exactly one of these. */
  readonly batchesDone: number;
  readonly submitted: number;
  readonly refused: number;
  readonly skipped: number;
  /** Readers passed over while planning, by reason. */
  readonly passedOver: PassedOver;
  /** Those that a release before 0.2 has noted here; a newer one gives them rows of their own. */
  readonly stragglers: readonly string[];
}

/** Readers of one batch whose cursor had moved when their turn came: they are planned once more. */
export interface Stragglers {
  /** Absent of those that stand on the row of their edition. */
  readonly batchId?: string;
  readonly readers: readonly string[];
}

/** Why an edition waits, and what it was doing when it was stopped. */
interface Hold {
  readonly reasons: readonly ErrorFinding[];
  readonly during: Extract<EditionState, 'planning' | 'sending'>;
  readonly at: number;
}

/** How many readers an edition was not planned for, by reason. */
export interface PassedOver {
  /** Nothing new in their sections. */
  readonly nothingNew: number;
  readonly paused: number;
  /** Confirmed or served after the cutoff. */
  readonly ahead: number;
}

/** The same for every tick that answers the same due instant of the same segment. */
export function editionId(newsletterId: string, segmentId: string, scheduledAt: number): string {
  return createHash('sha256')
    .update(`${newsletterId}|${segmentId}|${scheduledAt}`)
    .digest('hex')
    .slice(0, 24);
}

/** Whether it was planned to its end and met no reader at all. */
export function hadNoReaders({ state, readers, passedOver }: Edition): boolean {
  const met = Object.values(passedOver).reduce((sum, count) => sum + count, readers);
  return editionStates[state].isPlanned && met === 0;
}

/** Whether every frozen reader has a terminal outcome and nobody is left to plan. */
export function isSettled(edition: Edition): boolean {
  return (
    edition.state !== 'planning' &&
    edition.batchesDone === edition.batches &&
    edition.stragglers.length === 0 &&
    edition.submitted + edition.refused + edition.skipped === edition.readers
  );
}
