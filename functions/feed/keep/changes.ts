/** What is to be written of a feed: only the fields that differ, so that nobody else's are undone. */
import { isDeepStrictEqual } from 'node:util';
import type { Feed } from '../feed.ts';

/** A field that is there without a value is to be removed. */
export type FeedChanges = { readonly [Name in keyof Feed]?: Feed[Name] | undefined };

/** The feed with these changes. */
export function changedFeed(feed: Feed, changes: FeedChanges): Feed {
  return { ...feed, ...changes } as Feed;
}

/** The fields in which `after` differs, or undefined when there are none. */
export function changesBetween(before: Feed, after: Feed): FeedChanges | undefined {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Feed>;
  // A table gives the fields of a value back in whatever order.
  const changed = [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
  if (changed.length === 0) return undefined;
  return Object.fromEntries(changed.map((name) => [name, after[name]]));
}
