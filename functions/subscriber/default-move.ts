/**
 * Moving readers to the newsletter's default schedule who never chose one: looked at first, then
 * worked off in steps by whoever asks, as an import is. Whoever chose, and whoever is not known to
 * have left the schedule to the newsletter, stays where they are.
 */
import {
  type ChangesOf,
  changedWork,
  type LastingWork,
  leftAlone,
  unwatchedMs,
} from '../config/in-hand.ts';
import type { Schedule } from '../config/schedule.ts';
import { dayMs } from '../config/time.ts';
import type { ReaderPlace } from './walk-readers.ts';

/** `looking` and `running` are worked off by `defaultMoveStep`. */
export type DefaultMoveState = 'looking' | 'looked' | 'running' | 'done' | 'stopped';

/** Readers who never chose, by the schedule that they have: on the clock of the newsletter's zone. */
export interface MovedFrom {
  readonly schedule: Schedule;
  readonly readers: number;
}

/** The latest of a newsletter, and how far it is. Instants are in milliseconds. */
export interface DefaultMove extends LastingWork {
  readonly newsletterId: string;
  readonly state: DefaultMoveState;
  /** The newsletter's default as it was when it was looked at; each reader keeps their own zone. */
  readonly to: Schedule;
  /** The person of the desk who asked for it, or `command`. */
  readonly by: string;
  /** When it was looked at; names the look, too. */
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Where it goes on in this state; nowhere before the first step. */
  readonly place?: ReaderPlace;
  /** Whom the step that is under way moves: when they are found there, it was by this. */
  readonly underway: readonly string[];
  /** Who would be moved. */
  readonly from: readonly MovedFrom[];
  /** Who reads by another schedule and stays, as was seen by the look. */
  readonly staying: number;
  readonly moved: number;
  /** Who chose, left or was suppressed before their turn came. */
  readonly changed: number;
}

/** The rows of them, one a newsletter. */
export interface DefaultMoveRecords {
  readonly load: (newsletterId: string) => Promise<DefaultMove | undefined>;
  /** Keeps it if the one there has this version; `undefined` keeps the first. */
  readonly save: (next: DefaultMove, was: number | undefined) => Promise<'saved' | 'changed'>;
  /** Those at which somebody is to look by now. */
  readonly due: (at: number) => Promise<readonly DefaultMove[]>;
}

/** What is changed of it; null takes an optional field away. */
export type DefaultMoveChanges = ChangesOf<DefaultMove, 'newsletterId'>;

/** It with these changes, as its next version. */
export const changedMove: (move: DefaultMove, changes: DefaultMoveChanges) => DefaultMove =
  changedWork;

/** Whether there is anything to be done to it by itself. */
export function isUnderWay({ state }: Pick<DefaultMove, 'state'>): boolean {
  return state === 'looking' || state === 'running';
}

/** What a look says is acted on for so long. */
const lookedMs = dayMs;

/** How many were found whom it would move. */
export function movableIn({ from }: Pick<DefaultMove, 'from'>): number {
  return from.reduce((sum, { readers }) => sum + readers, 0);
}

/** What an owner's word on it reads and writes. */
export interface DefaultMoveActDeps {
  readonly records: DefaultMoveRecords;
  readonly now: () => number;
}

/** The newsletter, as far as it is about its default. */
interface Moving {
  readonly id: string;
  readonly defaultSchedule: Schedule;
}

/** Has it counted, from the beginning, who would move; `busy`: readers are being moved just now. */
export async function lookAtDefaultMove(
  { newsletter, by }: { readonly newsletter: Moving; readonly by: string },
  { records, now }: DefaultMoveActDeps,
): Promise<'looking' | 'busy'> {
  const { id: newsletterId, defaultSchedule: to } = newsletter;
  const there = await records.load(newsletterId);
  if (there?.state === 'running') return 'busy';
  const createdAt = now();
  const first: DefaultMove = {
    ...{ newsletterId, version: (there?.version ?? 0) + 1, state: 'looking', to, by, createdAt },
    ...{ underway: [], from: [], staying: 0, moved: 0, changed: 0 },
    lookAgainAt: createdAt + unwatchedMs,
  };
  return (await records.save(first, there?.version)) === 'saved' ? 'looking' : 'busy';
}

/** Moves whom the look of this instant found; `stale`: the default, or what was seen, is another now. */
export async function startDefaultMove(
  { newsletter, look }: { readonly newsletter: Moving; readonly look: number },
  { records, now }: DefaultMoveActDeps,
): Promise<'started' | 'stale'> {
  const there = await records.load(newsletter.id);
  if (there === undefined || there.createdAt !== look) return 'stale';
  if (there.startedAt !== undefined) return 'started';
  const at = now();
  const isSame = JSON.stringify(there.to) === JSON.stringify(newsletter.defaultSchedule);
  if (there.state !== 'looked' || !isSame || at >= look + lookedMs) return 'stale';
  const next = changedMove(there, {
    ...leftAlone(at),
    ...{ state: 'running', startedAt: at, place: null, underway: [] },
  });
  return (await records.save(next, there.version)) === 'saved' ? 'started' : 'stale';
}

/** Ends it where it is: who was moved stays so. `over`: it had come to its end. */
export async function stopDefaultMove(
  newsletterId: string,
  { records, now }: DefaultMoveActDeps,
): Promise<'stopped' | 'over' | 'busy'> {
  const there = await records.load(newsletterId);
  if (there === undefined || !isUnderWay(there)) return 'over';
  const ended = { state: 'stopped', endedAt: now(), worker: null, lookAgainAt: null } as const;
  const next = changedMove(there, ended);
  return (await records.save(next, there.version)) === 'saved' ? 'stopped' : 'busy';
}
