/** Renders an edition: subject, HTML and plain text, the same for everybody who receives it. */
import { fitBudget } from './budget.ts';
import type { Choice, Rendered } from './content.ts';
import { type PageInput, pageUrlOf, renderPage } from './edition-page.ts';
import { singleLine } from './line.ts';
import { type Data, fill } from './program.ts';
import { type CleanedItem, cleanItems, headlineOf, type Story, storyOf } from './story.ts';
import { topLines } from './subject.ts';
import { anchorOf, type TableOfContents, tableOfContents } from './table-of-contents.ts';
import { templates, templatesHash } from './templates.ts';
import { type TextSection, textOfEdition } from './text.ts';
import { themeData } from './theme-data.ts';
import { counted, dateLine, languageOfWords, phrase, textDirection, wordsFor } from './words.ts';

export interface EditionInput extends PageInput {
  readonly choice: Choice;
  /** The instant whose date stands in the head. */
  readonly at: number;
  readonly zone: string;
}

/** Which templates content was rendered with: a part of its key. */
export const templateVersion: string = templatesHash.slice(0, 16);

/** Renders an edition, its excerpts as long as the owner allows and the size of a mail permits. */
export function renderEdition(input: EditionInput): Rendered {
  const cleaned = cleanItems(input.choice);
  return fitBudget(input.newsletter.excerptChars, (excerptChars, isTight) =>
    renderWith(input, storiesOf(input, cleaned, excerptChars), isTight),
  );
}

interface StorySection {
  readonly name: string;
  readonly stories: readonly Story[];
}

function storiesOf(
  { newsletter, choice }: EditionInput,
  cleaned: ReadonlyMap<unknown, CleanedItem>,
  excerptChars: number,
): StorySection[] {
  return choice.sections.map(({ name, items }) => ({
    name: singleLine(name),
    stories: items.map((chosen) => {
      const item = cleaned.get(chosen.item);
      return item ? storyOf(item, { newsletter, excerptChars }) : headlineOf(chosen, newsletter);
    }),
  }));
}

function renderWith(
  input: EditionInput,
  sections: readonly StorySection[],
  isTight: boolean,
): Rendered {
  const { newsletter, choice } = input;
  const words = wordsFor(newsletter.language).mail;
  const leftOut = choice.leftOut.map((chosen) => headlineOf(chosen, newsletter));
  const stories = [...sections.flatMap((section) => section.stories), ...leftOut];
  const titles = stories.map(({ title }) => title);
  const top = topLines(titles, stories[0]?.excerpt.paragraphs.join(' ') ?? '', newsletter);
  const common = {
    newsletter: newsletter.name,
    dateLine: headLine(input, stories.length),
    reason: phrase(words.footer.reason, { newsletter: newsletter.name }),
    preferences: words.footer.preferences,
    unsubscribe: words.footer.unsubscribe,
    postalAddress: newsletter.postalAddress,
  };
  const { moreHeading, readInBrowser } = words.edition;
  const viewUrl = pageUrlOf(input);
  const listed = viewUrl === undefined ? leftOut : leftOut.slice(0, isTight ? 10 : listedMax);
  const rest = restOf(leftOut.length - listed.length, newsletter.language);
  const contents = tableOfContents(sections, newsletter.language);
  const data: Data = {
    ...common,
    ...themeData(newsletter.theme),
    viewUrl,
    readInBrowser,
    ...top,
    ...textDirection(newsletter.language),
    siteUrl: input.siteUrl,
    sections: sectionsData(sections),
    moreHeading,
    contents: contentsData(contents),
    contentsHeading: contents?.heading,
    contentsRest: contents?.rest,
    leftOut: listed.map((story) => storyData(story, false)),
    rest,
  };
  const more: TextSection[] = listed.length > 0 ? [{ name: moreHeading, stories: listed }] : [];
  const text = textOfEdition({
    ...common,
    view: viewUrl === undefined ? undefined : { label: readInBrowser, url: viewUrl },
    contents,
    sections: [...namedSections(sections), ...more],
    rest: rest === undefined ? undefined : { label: rest, url: viewUrl ?? '' },
    footer: common,
  });
  const all = leftOut.map((story) => storyData(story, false));
  const wholeData: Data = { ...data, leftOut: all, rest: undefined };
  return {
    subject: top.subject,
    html: fill(templates.edition, data),
    text,
    ...(viewUrl === undefined ? {} : { page: renderPage(input, wholeData, stories) }),
  };
}

/** What more does not fit is on the web page, where there is one. */
const listedMax = 100;

function restOf(count: number, language: string): string | undefined {
  const { elsewhere } = wordsFor(language).mail.edition;
  return count > 0 ? counted(elsewhere, count, languageOfWords(language)) : undefined;
}

function contentsData(contents: TableOfContents | undefined): Data[] {
  return (contents?.entries ?? []).map(({ title, anchor, section }) => ({
    title,
    section,
    link: `#${anchor}`,
  }));
}

/** "Sunday, 22 November 2026 · 12 stories". */
function headLine({ newsletter: { language }, at, zone }: EditionInput, count: number): string {
  const stories = counted(
    wordsFor(language).mail.edition.stories,
    count,
    languageOfWords(language),
  );
  return `${dateLine(at, language, zone)} · ${stories}`;
}

/** A single section needs no heading: the name of the newsletter stands above it. */
function namedSections(sections: readonly StorySection[]): readonly StorySection[] {
  return sections.map((section) => (sections.length > 1 ? section : { ...section, name: '' }));
}

function sectionsData(sections: readonly StorySection[]): Data[] {
  let index = 0;
  return namedSections(sections).map(({ name, stories }) => ({
    name,
    items: stories.map((story) => {
      const anchor = anchorOf(index++);
      return { ...storyData(story, index === 1), anchor };
    }),
  }));
}

function storyData({ title, link, about, direction, image, excerpt }: Story, lead: boolean): Data {
  const isTurned = direction === 'rtl';
  return {
    title,
    link,
    about,
    lead,
    direction,
    start: isTurned ? 'right' : 'left',
    end: isTurned ? 'left' : 'right',
    image: image?.src,
    alt: image?.alt ?? '',
    excerpt: excerpt.html,
  };
}
