/** What stands above a long edition, so that a reader finds the story that they came for. */
import { counted, languageOfWords, wordsFor } from '../words.ts';

/** Up to so many stories an edition is seen at a glance. */
const itemsWithoutMax = 12;
/** A longer list would be what it is meant to spare. */
const titlesMax = 7;

interface ContentsEntry {
  readonly title: string;
  /** Where in the mail it stands. */
  readonly anchor: string;
  /** The section, at the first title of each when there are several. */
  readonly section: string;
}

/** Links to the stories of a long edition, by section. */
export interface TableOfContents {
  readonly heading: string;
  readonly entries: readonly ContentsEntry[];
  /** "and 12 more", or empty. */
  readonly rest: string;
}

interface Section {
  readonly name: string;
  readonly stories: readonly { readonly title: string }[];
}

/** Names the place of the nth story of an edition. */
export function anchorOf(index: number): string {
  return `s${index + 1}`;
}

/** The table of contents of an edition that is long enough for one. */
export function tableOfContents(
  sections: readonly Section[],
  language: string,
): TableOfContents | undefined {
  const count = sections.reduce((sum, { stories }) => sum + stories.length, 0);
  if (count <= itemsWithoutMax) return undefined;
  const shares = sharesOf(sections.map(({ stories }) => stories.length));
  let index = 0;
  const entries = sections.flatMap(({ name, stories }, at) => {
    const own = sections.length > 1 ? name : '';
    const all = stories.map(({ title }, nth) => {
      return { title, anchor: anchorOf(index++), section: nth === 0 ? own : '' };
    });
    return all.slice(0, shares[at]);
  });
  const { contents, elsewhere } = wordsFor(language).mail.edition;
  const rest = count - entries.length;
  return {
    heading: contents,
    entries,
    rest: rest > 0 ? counted(elsewhere, rest, languageOfWords(language)) : '',
  };
}

/** How many titles of each section are named: one of each in turn, while there is room. */
function sharesOf(counts: readonly number[]): number[] {
  const shares = counts.map(() => 0);
  let left = Math.min(
    titlesMax,
    counts.reduce((sum, count) => sum + count, 0),
  );
  while (left > 0) {
    for (const [at, count] of counts.entries()) {
      if (left === 0 || (shares[at] ?? 0) >= count) continue;
      shares[at] = (shares[at] ?? 0) + 1;
      left -= 1;
    }
  }
  return shares;
}
