/** What an owner says of a feed that is there, as what is to be written of it. */
import { settingWrites } from '../each-setting.ts';
import type { Feed } from '../feed.ts';
import type { Filter } from '../filter.ts';
import { slotOf } from '../schedule/poll-slot.ts';
import type { FeedSettingName } from '../settings.ts';
import type { FeedChanges } from './changes.ts';
import { takenUp } from './take-up.ts';

/** What is said; what is not named stays. */
export interface FeedWord {
  readonly sectionId?: string;
  /** Settings by name, as they are written; null for as if nothing had been said. */
  readonly settings?: ReadonlyMap<FeedSettingName, string | null>;
  /** All of them; what is not among them is filtered no more. */
  readonly filters?: readonly Filter[];
  readonly state?: 'stop' | 'resume';
}

/** The changes to the feed's row, and its slot where that is another now. */
export function changesOf(
  feed: Feed,
  { sectionId, settings = new Map(), filters, state }: FeedWord,
  now: number,
): { readonly changes: FeedChanges; readonly slot: string | undefined } {
  const said: FeedChanges = {
    ...(sectionId === undefined ? {} : { sectionId }),
    ...Object.assign({}, ...[...settings].map(([name, text]) => settingWrites(name, text, feed))),
    ...(filters === undefined ? {} : { filters: filters.length === 0 ? undefined : filters }),
    ...wordOnState(state, now),
  };
  return { changes: lookingAgain(feed, said, now), slot: slotAfter(feed, said, state) };
}

/** It is asked no more until it is taken up again. */
export const stopped: FeedChanges = {
  state: 'stopped',
  lastError: undefined,
  stoppedByClosing: undefined,
};

function wordOnState(state: FeedWord['state'], now: number): FeedChanges {
  if (state === 'stop') return stopped;
  return state === 'resume' ? takenUp(now) : {};
}

/** What waits at the gate is judged by what is said now. */
export function lookingAgain(feed: Feed, said: FeedChanges, now: number): FeedChanges {
  return feed.gateAt === undefined ? said : { ...said, gateAt: now };
}

/** The slot in which it is polled from now on; undefined where that is the one that it has. */
export function slotAfter(
  { id, intervalMinutes: before }: Feed,
  { intervalMinutes = before }: FeedChanges,
  state: FeedWord['state'],
): string | undefined {
  return state === 'resume' || intervalMinutes !== before ? slotOf(id, intervalMinutes) : undefined;
}
