/** How much an edition brings, beside what the week before it brought. */
import { type Candidate, rememberedMs, type StoryGroups } from '../choose/choose.ts';
import type { Traffic } from './preflight.ts';

/** The traffic of the period after `from`, up to `cutoff` (ms). */
export function trafficOf(
  read: StoryGroups,
  stories: readonly Candidate[],
  { from, cutoff }: { readonly from: number; readonly cutoff: number },
): Traffic {
  const { seenAt } = read.headings;
  const before = seenAt.filter((at) => at <= from && at > from - rememberedMs);
  return { stories: asked(stories, read), before: before.length, periodMs: cutoff - from };
}

/** What the owner let out asks for no second look. */
function asked(stories: readonly Candidate[], { headings }: StoryGroups): number {
  const counted = stories.filter(
    ({ first, isOut }) => isOut === undefined && !headings.byOwner.has(first),
  );
  return counted.length;
}
