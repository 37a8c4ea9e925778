/** What stands above a long edition, so that a reader finds the story that they came for. */
import { counted, languageOfWords, wordsFor } from '../words.ts';

/** Up to so many stories an edition is seen at a glance. */
const itemsWithoutMax = 12;
/** A longer list would be what it is meant to spare. */
const titlesMax = 40;
const titlesOfSectionMin = 3;

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
  const share = Math.max(titlesOfSectionMin, Math.floor(titlesMax / sections.length));
  const perSection = count > titlesMax ? share : count;
  let index = 0;
  const entries = sections.flatMap(({ name, stories }) => {
    const own = sections.length > 1 ? name : '';
    const all = stories.map(({ title }, at) => {
      return { title, anchor: anchorOf(index++), section: at === 0 ? own : '' };
    });
    return all.slice(0, perSection);
  });
  const { contents, elsewhere } = wordsFor(language).mail.edition;
  const rest = count - entries.length;
  return {
    heading: contents,
    entries,
    rest: rest > 0 ? counted(elsewhere, rest, languageOfWords(language)) : '',
  };
}
