/**
 * Carries out a plan. Each write is one that may be made again, and what is done already is no part
 * of the next plan: whoever dies on the way and plans anew comes to the same end.
 */

import { isDeepStrictEqual } from 'node:util';
import { readSetting } from '../../feed/each-setting.ts';
import type { Feed, FeedKey } from '../../feed/feed.ts';
import type { NewsletterGate } from '../../feed/gate/gate-rules.ts';
import { readApproval, readSettle } from '../../feed/gate-settings.ts';
import type { FeedChanges } from '../../feed/keep/changes.ts';
import { changesOf, type FeedWord, lookingAgain } from '../../feed/keep/said.ts';
import { newFeed } from '../../feed/new-feed.ts';
import { slotOf } from '../../feed/schedule/poll-slot.ts';
import type { FeedSettingName } from '../../feed/settings.ts';
import type { Newsletter } from '../newsletter.ts';
import type { Change } from './change.ts';
import type { NewFeedValue } from './compare.ts';
import { filtersIn, isOfNewsletter, type Plan } from './prepare.ts';
import { isRecord } from './wanted.ts';

/** What is written. */
export interface ApplyDeps {
  /** Puts the newsletter in the place of this one, or sets it up; false when it is another by now. */
  readonly replace: (before: Newsletter | undefined, next: Newsletter) => Promise<boolean>;
  /** Changes what is named of the gate; what is there without a value is as if nothing was said. */
  readonly changeGate: (newsletterId: string, changes: GateChanges) => Promise<void>;
  /** Adds a feed and has it asked, unless the newsletter has it. */
  readonly addFeed: (feed: Feed, slot: string) => Promise<void>;
  readonly changeFeed: (key: FeedKey, changes: FeedChanges, slot?: string) => Promise<void>;
  /** Takes a feed away, with what waits of it. */
  readonly removeFeed: (key: FeedKey) => Promise<void>;
  readonly now: () => number;
}

/** What may be changed of the gate of a newsletter. */
interface GateChanges {
  readonly settleMinutes?: number | undefined;
  readonly approval?: NewsletterGate['approval'] | undefined;
  readonly filters?: NewsletterGate['filters'];
}

/** `moved`: somebody changed the newsletter meanwhile, and what was not yet done is not done. */
export type Applied = 'done' | 'moved';

/** Applies it: the newsletter first, so that feeds find their sections, sections that go last. */
export async function applyPlan(plan: Plan, deps: ApplyDeps): Promise<Applied> {
  const { standing, next, changes } = plan;
  const { newsletter: before } = standing;
  const going = before?.sections.filter(({ id }) => !next.sections.some((one) => one.id === id));
  const first = { ...next, sections: [...next.sections, ...(going ?? [])] };
  const isLast = (change: Change) => change.sign === '-' && change.key.startsWith('sections.');
  const own = changes.filter(isOfNewsletter);
  if (before === undefined || own.some((change) => !isLast(change))) {
    if (!(await deps.replace(before, first))) return 'moved';
  }
  await applyGate(plan, deps);
  for (const [id, about] of Map.groupBy(changes.filter(isOfFeed), feedIn)) {
    await applyFeed(id, about, plan, deps);
  }
  if (!own.some(isLast)) return 'done';
  return (await deps.replace(own.every(isLast) ? before : first, next)) ? 'done' : 'moved';
}

const isOfFeed = ({ key }: Change) => key.startsWith('feeds.');
const feedIn = ({ key }: Change) => key.split('.')[1] ?? '';

async function applyGate({ changes, standing, newsletterId }: Plan, deps: ApplyDeps) {
  const said = gateChanges(changes, standing.gate);
  if (Object.keys(said).length === 0) return;
  await deps.changeGate(newsletterId, said);
  for (const feed of standing.feeds.filter(({ gateAt }) => gateAt !== undefined)) {
    const key = { newsletterId, feedId: feed.id };
    await deps.changeFeed(key, lookingAgain(feed, {}, deps.now()));
  }
}

function gateChanges(changes: readonly Change[], gate: NewsletterGate): GateChanges {
  const to = new Map(changes.map(({ key, to: value }) => [key, value]));
  const settle = to.get('gate.settle');
  const filters = filtersAfter(changes, gate);
  return {
    ...(settle === undefined
      ? {}
      : { settleMinutes: settle === null ? undefined : readSettle(String(settle)) }),
    ...(to.has('gate.approval') ? { approval: approvalIn(to.get('gate.approval')) } : {}),
    ...(filters === undefined ? {} : { filters }),
  };
}

/** The filters of all sections; undefined where none of them are others. */
function filtersAfter(
  changes: readonly Change[],
  { filters: before }: NewsletterGate,
): NewsletterGate['filters'] | undefined {
  const filters = new Map(before);
  for (const { key, to } of changes) {
    const [, id, part] = /^sections\.([^.]+)(\.filters)?$/.exec(key) ?? [];
    if (id === undefined) continue;
    const after = filtersIn(part === undefined && isRecord(to) ? to.filters : to);
    if (after.length > 0) filters.set(id, after);
    else filters.delete(id);
  }
  return isDeepStrictEqual(filters, new Map(before)) ? undefined : filters;
}

function approvalIn(to: unknown): NewsletterGate['approval'] | undefined {
  const read = to === null ? undefined : readApproval(String(to));
  return read === 'off' ? undefined : read;
}

async function applyFeed(
  feedId: string,
  changes: readonly Change[],
  { newsletterId, standing }: Plan,
  deps: ApplyDeps,
): Promise<void> {
  const whole = changes.find(({ key }) => key === `feeds.${feedId}`);
  if (whole?.sign === '-') return deps.removeFeed({ newsletterId, feedId });
  if (whole !== undefined) {
    const feed = feedFrom(whole.to as NewFeedValue, newsletterId, deps.now());
    return deps.addFeed(feed, slotOf(feed.id, feed.intervalMinutes));
  }
  const feed = standing.feeds.find(({ id }) => id === feedId);
  if (feed === undefined) return;
  const { changes: fields, slot } = changesOf(feed, wordIn(changes), deps.now());
  await deps.changeFeed({ newsletterId, feedId }, fields, slot);
}

/** What a feed shows when it is added is no news. */
function feedFrom(
  { url, section, state, settings, filters }: NewFeedValue,
  newsletterId: string,
  addedAt: number,
): Feed {
  const said = Object.entries(settings).map(([name, text]) =>
    text === null ? {} : readSetting(name as FeedSettingName, text),
  );
  const place = { newsletterId, sectionId: section, url, siteUrl: undefined, addedAt };
  const feed = newFeed({ ...place, backlogItems: 0 }, Object.assign({}, ...said, { state }));
  return filters.length === 0 ? feed : { ...feed, filters: filtersIn(filters) };
}

function wordIn(changes: readonly Change[]): FeedWord {
  const by = new Map(changes.map((one) => [one.key.split('.')[2] ?? '', one.to]));
  const { state, section, filters, ...settings } = Object.fromEntries(by);
  return {
    settings: new Map(Object.entries(settings)) as FeedWord['settings'] & object,
    ...(section === undefined ? {} : { sectionId: String(section) }),
    ...(filters === undefined ? {} : { filters: filtersIn(filters) }),
    ...(state === undefined ? {} : { state: state === 'stopped' ? 'stop' : 'resume' }),
  };
}
