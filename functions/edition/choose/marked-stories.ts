/** What the owner's marks mean for stories: who reads an item, and what is wanted of its story. */
import type { ItemRef } from '../content.ts';
import type { Marking } from '../mark.ts';
import type { SegmentChoice } from '../segment.ts';
import { type Headings, refAt } from './headings.ts';

type Feeds = Pick<ReadonlySet<string>, 'has'>;

/** Whether readers of these sections read an item, as its feed and the owner's marks have it. */
export function readerOf(
  read: Feeds,
  all: Feeds,
  wanted: SegmentChoice['sections'],
  marking: Marking,
): (item: ItemRef) => boolean {
  if (marking.isEmpty) return ({ feedId }) => read.has(feedId);
  return (item) => {
    // The same story from a feed that they read must not be printed in its place.
    if (marking.isLeftOut(item)) return all.has(item.feedId);
    const isOwn = marking.isOwn(item);
    if (!isOwn && !all.has(item.feedId)) return false;
    const section = marking.sectionOf(item);
    if (section === undefined) return isOwn || read.has(item.feedId);
    return wanted === 'all' || wanted.includes(section);
  };
}

/** What the marks on any item of a story say of it. */
export interface StoryMark {
  readonly pinnedAt?: number | undefined;
  /** The place of the item that was left out, and its story with it. */
  readonly leftOut?: number | undefined;
  readonly sectionId?: string | undefined;
  readonly title?: string | undefined;
  readonly excerpt?: string | undefined;
}

/** A mark on one item of a story is one on the story, wherever it comes from. */
export function markOf(
  places: readonly number[],
  headings: Headings,
  marking: Marking,
): StoryMark | undefined {
  const mark: Record<string, unknown> = {};
  for (const place of places) {
    const item = refAt(headings, place);
    const { title, excerpt } = marking.words(item) ?? {};
    const own = {
      pinnedAt: marking.pinnedAt(item),
      leftOut: marking.isLeftOut(item) ? place : undefined,
      sectionId: marking.sectionOf(item),
      title,
      excerpt,
    };
    for (const [name, value] of Object.entries(own)) mark[name] ??= value;
  }
  return Object.values(mark).some((value) => value !== undefined) ? mark : undefined;
}
