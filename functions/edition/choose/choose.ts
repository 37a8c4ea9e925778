/** Which items an edition prints, and in which order. Nothing eligible is dropped without a trace. */
import { dayMs } from '../../config/time.ts';
import type { Item } from '../../feed/item.ts';
import type { Choice, ChosenItem, Excluded, ItemRef } from '../content.ts';
import type { Section } from '../newsletter.ts';
import type { SegmentChoice } from '../segment.ts';
import { groupByStory } from './same-story.ts';

/** The part of a feed that an edition looks at. */
export interface Source {
  readonly id: string;
  readonly title: string;
  readonly sectionId: string;
}

/** What is read for one edition: the items of its sections in (from, cutoff], and some before. */
export interface ReadInput {
  readonly items: readonly Item[];
  readonly sources: readonly Source[];
  /** The newsletter's sections in the owner's order. */
  readonly sections: readonly Section[];
  readonly wanted: SegmentChoice['sections'];
}

/** The items that some readers could be given, those that tell the same story together. */
export interface StoryGroups {
  readonly groups: readonly (readonly Item[])[];
  readonly sources: ReadonlyMap<string, Source>;
}

/** A story that may be printed, with all that brought it. */
export interface Candidate extends ChosenItem {
  readonly sectionId: string;
  /** The same story once more, brought later: it is not printed again. */
  readonly repeats: readonly ItemRef[];
  /** The last time that it was told before, if it was. */
  readonly told?: { readonly at: number; readonly as: ItemRef };
}

/** Groups what the sections hold by story, the oldest first. */
export function readStories({ items, sources, sections, wanted }: ReadInput): StoryGroups {
  const offered = new Set(sections.map((section) => section.id));
  const read = sources.filter(
    ({ sectionId }) => offered.has(sectionId) && (wanted === 'all' || wanted.includes(sectionId)),
  );
  const byId = new Map(read.map((source) => [source.id, source]));
  const own = items.filter(({ feedId }) => byId.has(feedId)).sort(oldestFirst);
  return { groups: groupByStory(own), sources: byId };
}

/** How long a story that was told is remembered. */
export const rememberedMs = 7 * dayMs;

/**
 * The stories that are new after `from`, each by the item that came first, and whether it was told
 * before. Only first-seen decides; the feeds' own dates decide nothing.
 */
export function gatherStories({ groups, sources }: StoryGroups, from: number): Candidate[] {
  return groups.flatMap((group) => {
    const [item, ...repeats] = group.filter(({ firstSeenAt }) => firstSeenAt > from);
    const source = item && sources.get(item.feedId);
    if (item === undefined || source === undefined) return [];
    const last = group.findLast(({ firstSeenAt }) => firstSeenAt <= from);
    const others = repeats.map(({ feedId }) => sources.get(feedId)?.title ?? '');
    return [
      {
        item,
        source: source.title,
        alsoIn: [...new Set(others)].filter((title) => title !== '' && title !== source.title),
        sectionId: source.sectionId,
        repeats: repeats.map(refOf),
        ...(last !== undefined && last.firstSeenAt > from - rememberedMs
          ? { told: { at: last.firstSeenAt, as: refOf(last) } }
          : {}),
      },
    ];
  });
}

/** What an edition is chosen from, and how much it may print. */
export interface ChooseInput {
  readonly stories: readonly Candidate[];
  readonly sections: readonly Section[];
  readonly itemsMax: number;
  /** What was told before this instant, these readers have not heard. */
  readonly receivesSince: number;
}

/** Chooses what is printed in full; what is over the limit is left out by title. */
export function chooseStories({ stories, sections, itemsMax, receivesSince }: ChooseInput): Choice {
  const isKnown = ({ told }: Candidate) => told !== undefined && told.at > receivesSince;
  const fresh = stories.filter((story) => !isKnown(story)).sort(newestFirst);
  const printed = new Set(takeFairly(fresh, itemsMax));
  return {
    sections: sections
      .map(({ id, name }) => ({
        id,
        name,
        items: fresh.filter((c) => printed.has(c) && c.sectionId === id).map(chosen),
      }))
      .filter((section) => section.items.length > 0),
    leftOut: fresh.filter((c) => !printed.has(c)).map(chosen),
    excluded: stories.flatMap((story) => excludedOf(story, isKnown(story))),
  };
}

/** Whether there is anything to print. */
export function isEmpty(choice: Choice): boolean {
  return choice.sections.length === 0;
}

/** Names an item. */
export function refOf({ feedId, key }: Item): ItemRef {
  return { feedId, key };
}

function excludedOf({ item, repeats, told }: Candidate, isKnown: boolean): Excluded[] {
  const own = refOf(item);
  if (!isKnown || told === undefined) {
    return repeats.map((repeat) => ({ item: repeat, reason: 'same-story', as: own }));
  }
  return [own, ...repeats].map((one) => ({ item: one, reason: 'told-before', as: told.as }));
}

/** The newest of each feed in turn, so that a busy feed does not crowd out a quiet one. */
function takeFairly(candidates: readonly Candidate[], itemsMax: number): Candidate[] {
  const queues = [...Map.groupBy(candidates, ({ item }) => item.feedId).values()];
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  const taken: Candidate[] = [];
  for (let round = 0; round < longest; round++) {
    for (const queue of queues) {
      const next = queue[round];
      if (next !== undefined && taken.length < itemsMax) taken.push(next);
    }
  }
  return taken;
}

const chosen = ({ item, source, alsoIn }: Candidate): ChosenItem => ({ item, source, alsoIn });

type Seen = Pick<Item, 'firstSeenAt' | 'key'>;

function oldestFirst(a: Seen, b: Seen): number {
  return a.firstSeenAt - b.firstSeenAt || (a.key < b.key ? -1 : 1);
}

function newestFirst(a: Candidate, b: Candidate): number {
  return oldestFirst(b.item, a.item);
}
