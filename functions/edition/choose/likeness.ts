/** Whether two items tell the same story, by their titles and what is kept of their texts. */
import { hourMs } from '../../config/time.ts';
import type { StoryMarks } from './headings.ts';
import type { Pieces } from './pieces.ts';
import type { TitlePrint } from './story-print.ts';

/** What two items are compared by. */
export interface Compared {
  readonly marks: StoryMarks;
  readonly titleOf: (index: number) => TitlePrint;
}

const sameFeedTitleMin = 0.5;
const sameFeedTextMin = 0.6;
const sameFeedWithinMs = 20 * hourMs;

/**
 * Two items of one feed at one address are one story if they say the same at about the same time;
 * else it is a page to which each of its items leads.
 */
export function isToldTwice(first: number, again: number, { marks, titleOf }: Compared): boolean {
  const { seenAt } = marks;
  if ((seenAt[again] ?? 0) - (seenAt[first] ?? 0) > sameFeedWithinMs) return false;
  const [one, other] = [titleOf(first), titleOf(again)];
  if (disagree(one.numbers, other.numbers)) return false;
  const { share } = textsInCommon(first, again, marks);
  return dice(one.pieces, other.pieces) >= sameFeedTitleMin && share >= sameFeedTextMin;
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
export function tellSameStory(a: number, b: number, { marks, titleOf }: Compared): boolean {
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
