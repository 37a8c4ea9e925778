/** The rules of the gate for a feed: its own, and those of its section and newsletter. */
import type { Feed } from '../feed.ts';
import type { Filter } from '../filter.ts';
import type { Approval } from '../gate-settings.ts';

/** What a newsletter says for its feeds; a feed's own word goes first. */
export interface NewsletterGate {
  readonly settleMinutes?: number;
  readonly approval?: Approval;
  /** The filters of its sections, by section. */
  readonly filters: ReadonlyMap<string, readonly Filter[]>;
}

/** The rules that hold for a feed. */
export interface GateRules {
  readonly settleMinutes: number;
  /** Absent: the owner need not see an item before it goes. */
  readonly approval?: Approval;
  /** The section's first, then the feed's. */
  readonly filters: readonly Filter[];
}

/** The rules for this feed of this newsletter. */
export function rulesFor(feed: Feed, newsletter: NewsletterGate): GateRules {
  const approval = feed.approval ?? newsletter.approval;
  return {
    settleMinutes: feed.settleMinutes ?? newsletter.settleMinutes ?? 0,
    ...(approval === undefined || approval === 'off' ? {} : { approval }),
    filters: [...(newsletter.filters.get(feed.sectionId) ?? []), ...(feed.filters ?? [])],
  };
}
