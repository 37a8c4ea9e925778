/** Which items an edition prints, and in which order. Nothing eligible is dropped without a trace. */
import { dayMs } from '../../config/time.ts';
import type { Ends } from '../clean/boilerplate.ts';
import type { Excluded, ItemRef } from '../content.ts';
import type { Marking } from '../mark.ts';
import type { Section } from '../newsletter.ts';
import type { SegmentChoice } from '../segment.ts';
import { type Headings, refAt } from './headings.ts';
import { markOf, type StoryMark } from './marked-stories.ts';
import type { Stories } from './same-story.ts';

/** The part of a feed that an edition looks at. */
export interface Source {
  readonly id: string;
  readonly title: string;
  readonly sectionId: string;
  /** Prints of what its last items begin and end with. */
  readonly ends?: readonly Ends[];
}

/** Which of the feeds readers of these sections read, by id. */
export function sourcesRead(
  sources: readonly Source[],
  sections: readonly Section[],
  wanted: SegmentChoice['sections'],
): ReadonlyMap<string, Source> {
  const offered = new Set(sections.map((section) => section.id));
  const read = sources.filter(
    ({ sectionId }) => offered.has(sectionId) && (wanted === 'all' || wanted.includes(sectionId)),
  );
  return new Map(read.map((source) => [source.id, source]));
}

/** The items that some readers could be given, those that tell the same story together. */
export interface StoryGroups {
  readonly headings: Headings;
  /** Places among the headings. */
  readonly stories: Stories;
  readonly sources: ReadonlyMap<string, Source>;
}

/** A story that may be printed, as places among the headings. */
export interface Candidate {
  /** What came first of what is new. */
  readonly first: number;
  /** The same story once more, brought later: it is not printed again. */
  readonly repeats: readonly number[];
  /** The last time that it was told before, if it was. */
  readonly told?: number;
  /** What its owner wants of it. */
  readonly mark?: StoryMark;
  /** None of it is printed: this item goes out no more, or the owner took the story out. */
  readonly isOut?: 'kept-out' | 'skipped';
}

/** How long a story that was told is remembered. */
export const rememberedMs = 7 * dayMs;
const none: readonly number[] = [];

/**
 * The stories that are new after `from`, each by the item that came first, and whether it was told
 * before. Only first-seen decides; the feeds' own dates decide nothing.
 */
export function gatherStories(
  { headings, stories }: StoryGroups,
  from: number,
  marking?: Marking,
): Candidate[] {
  const found: Candidate[] = [];
  for (let story = 0; story < stories.size; story += 1) {
    const places = stories.placesOf(story);
    for (const candidate of candidatesOf(places, headings, from)) {
      const isMarkable = marking?.isEmpty === false && candidate.isOut === undefined;
      const mark = isMarkable ? markOf(places, headings, marking) : undefined;
      found.push(mark === undefined ? candidate : { ...candidate, mark });
    }
  }
  return found;
}

function candidatesOf(places: readonly number[], headings: Headings, from: number): Candidate[] {
  if (places.some((place) => headings.keptOut.has(place))) {
    return withoutKeptOut(places, headings, from);
  }
  const candidate = candidateOf(places, headings, from);
  return candidate === undefined ? [] : [candidate];
}

/** What the owner skipped takes its story with it; what else is kept out goes by itself. */
function withoutKeptOut(places: readonly number[], headings: Headings, from: number): Candidate[] {
  const { keptOut, seenAt } = headings;
  const isSkipped = places.some((place) => keptOut.get(place) === 'skipped');
  const isNew = (place: number) => (seenAt[place] ?? 0) > from;
  const out = places.filter((place) => isNew(place) && (isSkipped || keptOut.has(place)));
  const left = isSkipped ? [] : places.filter((place) => !keptOut.has(place));
  const candidate = candidateOf(left, headings, from);
  return [
    ...(candidate === undefined ? [] : [candidate]),
    ...out.map((first) => ({
      first,
      repeats: none,
      isOut: isSkipped ? ('skipped' as const) : ('kept-out' as const),
    })),
  ];
}

function candidateOf(
  places: readonly number[],
  { seenAt }: Headings,
  from: number,
): Candidate | undefined {
  const newAt = places.findIndex((place) => (seenAt[place] ?? 0) > from);
  const first = places[newAt];
  if (first === undefined) return undefined;
  const last = places[newAt - 1];
  const repeats = newAt + 1 < places.length ? places.slice(newAt + 1) : none;
  const isRemembered = last !== undefined && (seenAt[last] ?? 0) > from - rememberedMs;
  return isRemembered ? { first, repeats, told: last } : { first, repeats };
}

/** What an edition is chosen from, and how much it may print. */
export interface ChooseInput {
  readonly read: StoryGroups;
  readonly stories: readonly Candidate[];
  readonly sections: readonly Section[];
  readonly itemsMax: number;
  /** What was told before this instant, these readers have not heard. */
  readonly receivesSince: number;
}

/** An item that was chosen, before it is read whole. */
export interface PickedItem {
  readonly item: ItemRef;
  readonly firstSeenAt: number;
  /** The title of the feed that brought it. */
  readonly source: string;
  /** The titles of the feeds that brought the same story later. */
  readonly alsoIn: readonly string[];
  readonly mark?: StoryMark;
}

/** What a choice will be once its items are read. */
export interface Picks {
  readonly sections: readonly {
    readonly id: string;
    readonly name: string;
    readonly items: readonly PickedItem[];
  }[];
  /** Listed by title. */
  readonly leftOut: readonly PickedItem[];
  /** Too many to be listed: counted. */
  readonly unlisted: readonly ItemRef[];
  readonly excluded: readonly Excluded[];
}

/** A list of more titles than these nobody reads, and a page of them has to fit into a row. */
const listedMax = 1_000;

/** Chooses what is printed in full; what is over the limit is left out by title. */
export function chooseStories(input: ChooseInput): Picks {
  const { read, stories, sections, itemsMax, receivesSince } = input;
  const { headings, sources } = read;
  const isKnown = ({ told }: Candidate) =>
    told !== undefined && (headings.seenAt[told] ?? 0) > receivesSince;
  // Places rise with first-seen.
  const fresh = stories
    .filter((story) => story.isOut === undefined && !isKnown(story))
    .filter(({ mark }) => mark?.leftOut === undefined)
    .sort((a, b) => b.first - a.first);
  const pinned = fresh.filter(({ mark }) => mark?.pinnedAt !== undefined);
  const others = fresh.filter(({ mark }) => mark?.pinnedAt === undefined);
  const taken = takeFairly(others, headings, Math.max(0, itemsMax - pinned.length));
  const printed = new Set([...pinned, ...taken]);
  const inPrint = fresh.filter((story) => printed.has(story));
  const leftOut = fresh.filter((story) => !printed.has(story));
  const known = new Set(sections.map(({ id }) => id));
  const sectionOf = ({ first, mark }: Candidate) => {
    const own = mark?.sectionId ?? sources.get(headings.feedIds[first] ?? '')?.sectionId;
    return own !== undefined && known.has(own) ? own : sections[0]?.id;
  };
  const pick = (story: Candidate) => pickOf(story, read);
  return {
    sections: sections
      .map(({ id, name }) => {
        return { id, name, items: inPrint.filter((story) => sectionOf(story) === id).map(pick) };
      })
      .filter((section) => section.items.length > 0),
    leftOut: leftOut.slice(0, listedMax).map(pick),
    unlisted: leftOut.slice(listedMax).map(({ first }) => refAt(headings, first)),
    excluded: stories.flatMap((story) => excludedOf(story, isKnown(story), headings)),
  };
}

/** Whether there is anything to print. */
export function isEmpty(choice: { readonly sections: readonly unknown[] }): boolean {
  return choice.sections.length === 0;
}

function pickOf(
  { first, repeats, mark }: Candidate,
  { headings, sources }: StoryGroups,
): PickedItem {
  const titleAt = (index: number) => sources.get(headings.feedIds[index] ?? '')?.title ?? '';
  const source = titleAt(first);
  const others = new Set(repeats.map(titleAt));
  return {
    item: refAt(headings, first),
    firstSeenAt: headings.seenAt[first] ?? 0,
    source,
    alsoIn: [...others].filter((title) => title !== '' && title !== source),
    ...(mark === undefined ? {} : { mark }),
  };
}

function excludedOf(
  { first, repeats, told, mark, isOut }: Candidate,
  isKnown: boolean,
  headings: Headings,
): Excluded[] {
  const refs = (indexes: readonly number[]) => indexes.map((index) => refAt(headings, index));
  if (isOut !== undefined) return [{ item: refAt(headings, first), reason: isOut }];
  if (mark?.leftOut !== undefined) {
    const as = refAt(headings, mark.leftOut);
    return refs([first, ...repeats]).map((item) => ({ item, reason: 'left-out', as }));
  }
  if (!isKnown || told === undefined) {
    const as = refAt(headings, first);
    return refs(repeats).map((item) => ({ item, reason: 'same-story', as }));
  }
  const as = refAt(headings, told);
  return refs([first, ...repeats]).map((item) => ({ item, reason: 'told-before', as }));
}

/** The newest of each feed in turn, so that a busy feed does not crowd out a quiet one. */
function takeFairly(
  candidates: readonly Candidate[],
  { feedIds }: Headings,
  itemsMax: number,
): ReadonlySet<Candidate> {
  const queues = [...Map.groupBy(candidates, ({ first }) => feedIds[first]).values()];
  const longest = queues.reduce((most, queue) => Math.max(most, queue.length), 0);
  const taken = new Set<Candidate>();
  for (let round = 0; round < longest && taken.size < itemsMax; round++) {
    for (const queue of queues) {
      const next = queue[round];
      if (next !== undefined && taken.size < itemsMax) taken.add(next);
    }
  }
  return taken;
}
