/**
 * Finds the items that tell the same story: those with the same address, and those of different
 * feeds whose title and text are nearly equal. It looks only where two items share a piece, so
 * a thousand items take little more than ten times as long as a hundred.
 */
import { type Groups, openGroups } from './groups.ts';
import type { StoryMarks } from './headings.ts';
import { openPieceIndex, openRecurring, type PieceIndex } from './piece-index.ts';
import type { Pieces } from './pieces.ts';
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

/** Two items of one feed at one address are one story told anew if they say so; else it is a page. */
const sameFeedTitleMin = 0.5;

function isStoryAddress(members: Uint32Array, { feedIds }: StoryMarks, titleOf: TitleOf): boolean {
  const firsts = new Map<string, number>();
  return members.every((index) => {
    const feedId = feedIds[index] ?? '';
    const first = firsts.get(feedId);
    if (first === undefined) firsts.set(feedId, index);
    if (first === undefined) return true;
    return dice(titleOf(first).pieces, titleOf(index).pieces) >= sameFeedTitleMin;
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
  const comparing = { marks, titleOf, groups, compared: new Set<number>() };
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

interface Comparing {
  readonly marks: StoryMarks;
  readonly titleOf: TitleOf;
  readonly groups: Groups;
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
  groups.unite(index, other);
  return true;
}

/** How alike title and text must be; what one lacks the other makes up for. */
const enough: readonly { readonly title: number; readonly text: number }[] = [
  { title: 0.95, text: 0.3 },
  { title: 0.85, text: 0.6 },
  { title: 0.3, text: 0.82 },
  { title: 0, text: 0.85 },
];
const enoughTextMin = Math.min(...enough.map(({ text }) => text));
/** A shorter text is a phrase: it proves nothing. */
const textPiecesMin = 10;
const ownTextPiecesMin = 40;
const aloneTitleMin = 0.9;
const aloneTitleTokensMin = 6;

/** Whether two items of different feeds tell the same story. */
function tellSameStory(a: number, b: number, { marks, titleOf }: Comparing): boolean {
  if (marks.feedIds[a] === marks.feedIds[b]) return false;
  const { pieces, share } = textsInCommon(a, b, marks);
  // Titles are read where it comes to that: nearly all pairs differ by their texts.
  if (pieces >= textPiecesMin && share < enoughTextMin) return false;
  const [one, two] = [titleOf(a), titleOf(b)];
  if (disagree(one.numbers, two.numbers)) return false;
  const title = dice(one.pieces, two.pieces);
  if (pieces < textPiecesMin) {
    return title >= aloneTitleMin && Math.min(one.tokens, two.tokens) >= aloneTitleTokensMin;
  }
  return enough.some((least) => {
    if (least.title === 0 && pieces < ownTextPiecesMin) return false;
    return title >= least.title && share >= least.text;
  });
}

/** How many pieces the shorter text has, and which share of them the other has too. */
function textsInCommon(a: number, b: number, { texts, oneIn }: StoryMarks) {
  // A long text is thinned out by the value of its pieces: of both, those count that both keep.
  const kept = Math.max(oneIn[a] ?? 1, oneIn[b] ?? 1);
  const lengthOf = (index: number) =>
    oneIn[index] === kept ? texts.length(index) : keptPieces(index, kept, texts);
  const least = Math.min(lengthOf(a), lengthOf(b));
  return { pieces: least * kept, share: least === 0 ? 0 : inBoth(a, b, texts) / least };
}

function keptPieces(index: number, kept: number, { block, start, length }: Pieces): number {
  const own = block(index).subarray(start(index), start(index) + length(index));
  return own.filter((piece) => piece % kept === 0).length;
}

/** Both rise; a piece that was thinned out of one is not in both. */
function inBoth(a: number, b: number, { block, start, length }: Pieces): number {
  const [one, two] = [block(a), block(b)];
  let [i, j, count] = [start(a), start(b), 0];
  const [iEnd, jEnd] = [i + length(a), j + length(b)];
  while (i < iEnd && j < jEnd) {
    const difference = (one[i] ?? 0) - (two[j] ?? 0);
    if (difference === 0) count += 1;
    if (difference <= 0) i += 1;
    if (difference >= 0) j += 1;
  }
  return count;
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
