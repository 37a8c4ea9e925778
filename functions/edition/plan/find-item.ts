/** Which item an owner means, by its address, its title or its key. */
import { isCalled, isNear } from '../../feed/item-name.ts';
import type { Heading } from '../choose/headings.ts';
import type { ItemRef } from '../content.ts';
import { markedMs, refKey } from '../mark.ts';
import type { PeriodDeps } from './read-period.ts';

/** An item that was found by its name. */
export type FoundItem = Pick<Heading, 'feedId' | 'key' | 'title' | 'firstSeenAt'> & {
  readonly link?: string;
};

/** The one that is meant, or several that may be. */
export type ItemSearch =
  | { readonly kind: 'found'; readonly item: FoundItem }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly items: readonly FoundItem[] };

const rivalsMax = 5;

/** Looks among what came in lately: key, address and whole title first, then a part of a title. */
export async function findItem(
  newsletterId: string,
  name: string,
  { headings, now }: Pick<PeriodDeps, 'headings'> & { readonly now: () => number },
): Promise<ItemSearch> {
  const wanted = name.trim();
  const exact = new Map<string, FoundItem>();
  const near = new Map<string, FoundItem>();
  const at = now();
  // Items of the owner's own may be for later.
  for await (const page of headings(newsletterId, at - markedMs, at + markedMs)) {
    for (const heading of page) {
      const { feedId, key, title, firstSeenAt, link } = heading;
      const item = { feedId, key, title, firstSeenAt, ...(link === undefined ? {} : { link }) };
      if (isCalled(item, wanted)) exact.set(refKey(item), item);
      else if (isNear(item, wanted)) near.set(refKey(item), item);
    }
  }
  const [item, ...more] = [...(exact.size > 0 ? exact : near).values()];
  if (item === undefined) return { kind: 'none' };
  if (more.length === 0) return { kind: 'found', item };
  return { kind: 'several', items: [item, ...more].slice(-rivalsMax) };
}

/** How an item is named where it must be exact. */
export function refText({ feedId, key }: ItemRef): string {
  return `${feedId}/${key}`;
}
