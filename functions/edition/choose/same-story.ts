/**
 * Finds the items that tell the same story: those with the same address, and those of different
 * feeds whose title and text are nearly equal. It looks only where two items share a piece, so
 * a thousand items take little more than ten times as long as a hundred.
 */
import { type Groups, openGroups } from './groups.ts';
import type { StoryMarks } from './headings.ts';
import { type Compared, isToldTwice, tellSameStory } from './likeness.ts';
import { openPieceIndex, openRecurring, type PieceIndex } from './piece-index.ts';
import { type TitlePrint, titlePrint } from './story-print.ts';

/** Places of headings by story, in the order in which the first of each stands. */
export interface Stories {
  readonly size: number;
  /** The places of a story, rising; most have one. */
  readonly placesOf: (story: number) => number[];
}

/** Groups headings by story; alone is a group too. */
export function groupByStory(marks: StoryMarks): Stories {
  const groups = openGroups(marks.feedIds.length);
  const titleOf = rememberedTitles(marks);
  uniteByLink(marks, titleOf, groups);
  uniteByWords(marks, titleOf, groups);
  return storiesOf(groups, marks.feedIds.length);
}

/** Chains of places instead of a list for each story. */
function storiesOf(groups: Groups, size: number): Stories {
  const next = new Int32Array(size).fill(none);
  const last = new Int32Array(size);
  const firsts = new Uint32Array(size);
  let count = 0;
  for (let index = 0; index < size; index += 1) {
    const first = groups.of(index);
    if (first === index) firsts[count++] = index;
    else next[last[first] ?? first] = index;
    last[first] = index;
  }
  return {
    size: count,
    placesOf: (story) => {
      const places: number[] = [];
      for (let at = firsts[story] ?? none; at !== none; at = next[at] ?? none) places.push(at);
      return places;
    },
  };
}

const none = -1;

type TitleOf = (index: number) => TitlePrint;

const titlesRememberedMax = 2_000;

/** Few titles are compared, some of them often. */
function rememberedTitles({ titleAt }: StoryMarks): TitleOf {
  const remembered = new Map<number, TitlePrint>();
  return (index) => {
    const print = remembered.get(index) ?? titlePrint(titleAt(index));
    if (remembered.size === titlesRememberedMax) remembered.clear();
    remembered.set(index, print);
    return print;
  };
}

function uniteByLink(marks: StoryMarks, titleOf: TitleOf, groups: Groups): void {
  const { links } = marks;
  const markOf = (index: number) => links[index] ?? 0;
  const linked = Uint32Array.from(links.keys()).filter((index) => markOf(index) !== 0);
  linked.sort((a, b) => markOf(a) - markOf(b) || a - b);
  for (let start = 0; start < linked.length; ) {
    let end = start + 1;
    while (end < linked.length && markOf(linked[end] ?? 0) === markOf(linked[start] ?? 0)) end += 1;
    const members = linked.subarray(start, end);
    if (members.length > 1 && isStoryAddress(members, marks, titleOf)) {
      for (const index of members) groups.unite(members[0] ?? index, index);
    }
    start = end;
  }
}

function isStoryAddress(members: Uint32Array, marks: StoryMarks, titleOf: TitleOf): boolean {
  const firsts = new Map<string, number>();
  return members.every((index) => {
    const feedId = marks.feedIds[index] ?? '';
    const first = firsts.get(feedId);
    if (first === undefined) firsts.set(feedId, index);
    return first === undefined || isToldTwice(first, index, { marks, titleOf });
  });
}

/** One in so many text pieces is looked up: the same ones in a short and a long version. */
const sampleOneIn = 4;

function uniteByWords(marks: StoryMarks, titleOf: TitleOf, groups: Groups): void {
  let pieces = 0;
  lookUp(marks, () => {
    pieces += 1;
  });
  const recurring = openRecurring(pieces);
  lookUp(marks, (piece) => recurring.note(piece));
  const found = openPieceIndex(2 * recurring.places());
  const told = feedsOfGroups(marks, groups);
  const comparing = { marks, titleOf, groups, told, compared: new Set<number>() };
  let last = 0;
  lookUp(marks, (piece, index) => {
    if (!recurring.has(piece)) return;
    if (index !== last) comparing.compared.clear();
    last = index;
    if (!isKnown(index, piece, found, comparing)) found.add(piece, index);
  });
}

/** Goes through what is looked up: pairs of each title, and some of the pieces of its text. */
function lookUp(
  { feedIds, titlePairs, texts }: StoryMarks,
  look: (piece: number, index: number) => void,
): void {
  for (let index = 0; index < feedIds.length; index += 1) {
    const pairs = titlePairs.block(index);
    const pairsStart = titlePairs.start(index);
    const pairsEnd = pairsStart + titlePairs.length(index);
    for (let at = pairsStart; at < pairsEnd; at += 1) look(pairs[at] ?? 0, index);
    const text = texts.block(index);
    const start = texts.start(index);
    const end = start + texts.length(index);
    for (let at = start; at < end; at += 1) {
      const piece = text[at] ?? 0;
      if (piece % sampleOneIn === 0) look(piece, index);
    }
  }
}

interface Comparing extends Compared {
  readonly groups: Groups;
  /** The feeds that tell the story of a group, by its first member. */
  readonly told: Map<number, readonly string[]>;
  /** What one item has been compared with. */
  readonly compared: Set<number>;
}

/** Whether one of the items that are known to have the piece tells the same story. */
function isKnown(index: number, piece: number, found: PieceIndex, comparing: Comparing): boolean {
  for (let n = 0; ; n += 1) {
    const other = found.known(piece, n);
    if (other === undefined) return false;
    if (isSame(index, other, comparing)) return true;
  }
}

function isSame(index: number, other: number, comparing: Comparing): boolean {
  const { groups, compared } = comparing;
  if (groups.of(index) === groups.of(other)) return true;
  if (compared.has(other)) return false;
  compared.add(other);
  if (!tellSameStory(index, other, comparing)) return false;
  return unite(index, other, comparing);
}

/**
 * Unites their groups, unless some feed tells both stories: the next of a series is in both copies
 * of a feed, and each is as like the other's last as its own.
 */
function unite(index: number, other: number, { groups, told, marks }: Comparing): boolean {
  const [one, two] = [groups.of(index), groups.of(other)];
  const feedsOf = (group: number) => told.get(group) ?? [marks.feedIds[group] ?? ''];
  const [first, second] = [feedsOf(one), feedsOf(two)];
  if (first.some((feedId) => second.includes(feedId))) return false;
  groups.unite(one, two);
  told.set(groups.of(one), [...first, ...second]);
  return true;
}

/** Of groups of more than one: most are alone, and there are very many. */
function feedsOfGroups({ feedIds }: StoryMarks, groups: Groups): Map<number, readonly string[]> {
  const told = new Map<number, string[]>();
  for (const [index, feedId] of feedIds.entries()) {
    const group = groups.of(index);
    if (group === index) continue;
    const feeds = told.get(group) ?? [feedIds[group] ?? ''];
    if (!feeds.includes(feedId)) feeds.push(feedId);
    told.set(group, feeds);
  }
  return told;
}
