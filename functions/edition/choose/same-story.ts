/**
 * Finds the items that tell the same story: those with the same address, and those of different
 * feeds whose title and text are nearly equal. It looks only where two items share a piece, so
 * a thousand items take little more than ten times as long as a hundred.
 */
import type { Item } from '../../feed/item.ts';
import { type StoryPrint, storyPrint } from './story-print.ts';

interface Told {
  readonly item: Item;
  readonly print: StoryPrint;
}

/** Groups items by story, in the order in which the first of each stands; alone is a group too. */
export function groupByStory(items: readonly Item[]): Item[][] {
  const told = items.map((item) => ({ item, print: storyPrint(item) }));
  const groups = groupsOf(told.length);
  uniteByLink(told, groups);
  uniteByWords(told, groups);
  const stories = new Map<number, Item[]>();
  items.forEach((item, index) => {
    const story = stories.get(groups.of(index));
    if (story === undefined) stories.set(groups.of(index), [item]);
    else story.push(item);
  });
  return [...stories.values()];
}

interface Groups {
  readonly of: (index: number) => number;
  readonly unite: (a: number, b: number) => void;
}

/** Disjoint sets, each named by its first member. */
function groupsOf(size: number): Groups {
  const parents = Array.from({ length: size }, (_, index) => index);
  const of = (index: number): number => {
    const parent = parents[index] ?? index;
    if (parent === index) return index;
    const root = of(parent);
    parents[index] = root;
    return root;
  };
  return {
    of,
    unite: (a, b) => {
      const [first, second] = [of(a), of(b)].sort((x, y) => x - y);
      if (first !== undefined && second !== undefined) parents[second] = first;
    },
  };
}

function uniteByLink(told: readonly Told[], groups: Groups): void {
  const linked = told.map(({ print }, index) => ({ link: print.link, index }));
  for (const [link, places] of Map.groupBy(linked, (one) => one.link)) {
    if (link === undefined || places.length < 2) continue;
    const members = places.map(({ index }) => index);
    if (!isStoryAddress(members, told)) continue;
    for (const index of members.slice(1)) groups.unite(members[0] ?? index, index);
  }
}

/** Two items of one feed at one address are one story told anew if they say so; else it is a page. */
const sameFeedTitleMin = 0.5;

function isStoryAddress(members: readonly number[], told: readonly Told[]): boolean {
  const firsts = new Map<string, StoryPrint>();
  return members.every((index) => {
    const one = told[index];
    if (one === undefined) return true;
    const first = firsts.get(one.item.feedId);
    if (first === undefined) firsts.set(one.item.feedId, one.print);
    return first === undefined || dice(first.title, one.print.title) >= sameFeedTitleMin;
  });
}

/** One in so many text pieces is looked up: the same ones in a short and a long version. */
const sampleOneIn = 4;
/** A piece that unlike stories share (a feed's own phrase) is compared with so many of them only. */
const unlikeMax = 6;

function uniteByWords(told: readonly Told[], groups: Groups): void {
  const byPiece = new Map<number, number[]>();
  told.forEach((one, index) => {
    const compared = new Set<number>();
    for (const piece of lookedUp(one.print)) {
      const known = byPiece.get(piece) ?? [];
      if (known.length === 0) byPiece.set(piece, known);
      const isKnown = known.some((other) => isSame(index, other, { told, groups, compared }));
      if (!isKnown && known.length < unlikeMax) known.push(index);
    }
  });
}

interface Comparing {
  readonly told: readonly Told[];
  readonly groups: Groups;
  readonly compared: Set<number>;
}

function isSame(index: number, other: number, { told, groups, compared }: Comparing): boolean {
  if (groups.of(index) === groups.of(other)) return true;
  const [one, two] = [told[index], told[other]];
  if (compared.has(other) || one === undefined || two === undefined) return false;
  compared.add(other);
  if (!tellSameStory(one, two)) return false;
  groups.unite(index, other);
  return true;
}

/** Title pieces are looked up together, as any one of them is in many titles. */
function* lookedUp({ title, text }: StoryPrint): Iterable<number> {
  const lowest = [...title].sort((a, b) => a - b).slice(0, titlePiecesLookedUp);
  for (let at = 0; at + 1 < lowest.length; at += 1) {
    yield ((lowest[at] ?? 0) * 31 + (lowest[at + 1] ?? 0)) % 0x1fffffffffffff;
  }
  for (const piece of text) if (piece % sampleOneIn === 0) yield piece;
}

const titlePiecesLookedUp = 12;

/** How alike title and text must be; what one lacks the other makes up for. */
const enough: readonly { readonly title: number; readonly text: number }[] = [
  { title: 0.95, text: 0.3 },
  { title: 0.85, text: 0.6 },
  { title: 0.3, text: 0.82 },
  { title: 0, text: 0.85 },
];
/** A shorter text is a phrase: it proves nothing. */
const textPiecesMin = 10;
const ownTextPiecesMin = 40;
const aloneTitleMin = 0.9;
const aloneTitleTokensMin = 6;

/** Whether two items of different feeds tell the same story. */
function tellSameStory(a: Told, b: Told): boolean {
  if (a.item.feedId === b.item.feedId) return false;
  const [one, two] = [a.print, b.print];
  if (disagree(one.numbers, two.numbers)) return false;
  const title = dice(one.title, two.title);
  const pieces = Math.min(one.text.size, two.text.size);
  if (pieces < textPiecesMin) {
    return (
      title >= aloneTitleMin && Math.min(one.titleTokens, two.titleTokens) >= aloneTitleTokensMin
    );
  }
  const text = shared(one.text, two.text) / pieces;
  return enough.some((least) => {
    if (least.title === 0 && pieces < ownTextPiecesMin) return false;
    return title >= least.title && text >= least.text;
  });
}

/** Each has a number that the other has not. */
function disagree(a: readonly string[], b: readonly string[]): boolean {
  return a.some((number) => !b.includes(number)) && b.some((number) => !a.includes(number));
}

function dice(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  return a.size + b.size === 0 ? 0 : (2 * shared(a, b)) / (a.size + b.size);
}

function shared(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let count = 0;
  for (const piece of small) if (large.has(piece)) count += 1;
  return count;
}
