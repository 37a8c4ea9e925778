/** Single items in words. */
import type { Said, Standing } from '../../functions/feed/gate/desk.ts';
import type { WaitReason } from '../../functions/feed/gate/waiting.ts';
import type { Item } from '../../functions/feed/item.ts';
import type { KeepingRule } from '../../functions/feed/kept-out.ts';
import { timeText } from './time-text.ts';

const whyWords: Readonly<Record<WaitReason, string>> = {
  surge: 'far more than its feed usually brings: your word',
  approval: 'your word',
  settling: 'its feed to leave it alone',
};

/** The rules by which an item is kept out, in words. */
export const ruleWords: Readonly<Record<KeepingRule, string>> = {
  filter: 'a filter',
  skipped: 'skipped by you',
  dropped: 'dropped by you',
  withdrawn: 'withdrawn by its feed',
  notDecided: 'never decided on',
  feedRemoved: 'its feed was removed',
};

/** What came of the owner’s word. */
export function saidText(
  said: Said,
  { item }: Standing,
  words: { readonly done: string; readonly nothing: string },
): string {
  const title = titleOf(item);
  switch (said) {
    case 'done':
      return `${title} ${words.done}.`;
    case 'nothing':
      return `${title} ${words.nothing}.`;
    case 'late':
      return `${title} was decided on meanwhile: ask again.`;
  }
}

/** Where an item is on its way. */
export function standingText(standing: Standing, zone: string): string {
  switch (standing.kind) {
    case 'waiting':
      return `waits for ${standing.why.map((why) => whyWords[why]).join(', and for ')}`;
    case 'keptOut': {
      const { rule, reason, at } = standing.keptOut;
      const when = timeText(at, zone);
      return rule === 'filter' ? `kept out ${when} by ${reason}` : `${ruleWords[rule]}, ${when}`;
    }
    case 'out':
      return 'goes, or went, with the next edition of each reader';
  }
}

/** The same for programs. */
export function jsonOf({ item, ...standing }: Standing) {
  const { key: id, feedId, title, link, firstSeenAt } = item;
  return { id, feedId, title, link, firstSeenAt, ...standing };
}

/** How an item is called. */
export function titleOf({ title, link, key }: Item): string {
  return title || link || key;
}
