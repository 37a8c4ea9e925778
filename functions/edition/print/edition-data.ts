/** An edition as values for its template. */
import type { Newsletter } from '../newsletter.ts';
import { direction, textDirection } from '../words.ts';
import { noteData, type PrintedNote } from './note.ts';
import type { Data } from './program.ts';
import { directionOfText } from './single-line.ts';
import type { Story } from './story.ts';
import { anchorOf } from './table-of-contents.ts';
import type { TextEdition } from './text.ts';
import { themeData } from './theme-data.ts';

/** What both parts of a mail are made of, and the two lines that only HTML and header have. */
export interface EditionParts extends TextEdition {
  readonly subject: string;
  readonly preview: string;
  readonly notes: readonly PrintedNote[];
}

interface Paper {
  readonly newsletter: Pick<Newsletter, 'language' | 'theme'>;
  readonly siteUrl: string;
}

/** The values of a whole edition. */
export function editionData(parts: EditionParts, { newsletter, siteUrl }: Paper): Data {
  const { contents, sections, leftOut, notes, ...lines } = parts;
  return {
    ...lines,
    ...themeData(newsletter.theme),
    ...textDirection(newsletter.language),
    siteUrl,
    notes: notes.map(noteData),
    contentsHeading: contents?.heading,
    contentsRest: contents?.rest,
    contents: (contents?.entries ?? []).map(({ title, anchor, section }) => ({
      title,
      section,
      link: `#${anchor}`,
      turned: isTurned(title, newsletter) ? opposite[direction(newsletter.language)] : undefined,
    })),
    sections: sectionsData(sections),
    leftOut: leftOut.map(storyData),
  };
}

const opposite = { ltr: 'rtl', rtl: 'ltr' } as const;

/** A title in a script of the other direction than the newsletter's says so itself. */
function isTurned(title: string, { language }: Pick<Newsletter, 'language'>): boolean {
  const own = direction(language);
  return directionOfText(title, own) !== own;
}

function sectionsData(sections: TextEdition['sections']): Data[] {
  let index = 0;
  return sections.map(({ name, stories }) => ({
    name,
    items: stories.map((story) => {
      const lead = index === 0;
      const wide = lead && story.image !== undefined && story.image.isSmall !== true;
      return { ...storyData(story), lead, wide, anchor: anchorOf(index++) };
    }),
  }));
}

/** The values of one story. */
export function storyData({ title, link, about, direction: own, image, excerpt }: Story): Data {
  const isRightToLeft = own === 'rtl';
  return {
    title,
    link,
    about,
    direction: own,
    start: isRightToLeft ? 'right' : 'left',
    end: isRightToLeft ? 'left' : 'right',
    image: image?.src,
    alt: image?.alt ?? '',
    excerpt: excerpt.html,
  };
}
