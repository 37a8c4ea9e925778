/** Renders an edition: subject, HTML and plain text, the same for everybody who receives it. */
import { fitBudget } from './budget.ts';
import type { Choice, Rendered } from './content.ts';
import { singleLine } from './line.ts';
import type { Newsletter } from './newsletter.ts';
import { type Data, fill } from './program.ts';
import { type CleanedItem, cleanItems, headlineOf, type Story, storyOf } from './story.ts';
import { topLines } from './subject.ts';
import { templates, templatesHash } from './templates.ts';
import { type TextSection, textOfEdition } from './text.ts';
import { counted, dateLine, languageOfWords, phrase, textDirection, wordsFor } from './words.ts';

export interface EditionInput {
  readonly newsletter: Newsletter;
  readonly choice: Choice;
  /** The instant whose date stands in the head. */
  readonly at: number;
  readonly zone: string;
  readonly siteUrl: string;
}

/** Which templates content was rendered with: a part of its key. */
export const templateVersion: string = templatesHash.slice(0, 16);

/** Renders an edition, its excerpts as long as the owner allows and the size of a mail permits. */
export function renderEdition(input: EditionInput): Rendered {
  const cleaned = cleanItems(input.choice);
  return fitBudget(input.newsletter.excerptChars, (excerptChars) =>
    renderWith(input, storiesOf(input, cleaned, excerptChars)),
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

function renderWith(input: EditionInput, sections: readonly StorySection[]): Rendered {
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
  const { moreHeading } = words.edition;
  const html = fill(templates.edition, {
    ...common,
    ...top,
    ...textDirection(newsletter.language),
    siteUrl: input.siteUrl,
    sections: sectionsData(sections),
    moreHeading,
    leftOut: leftOut.map((story) => storyData(story, false)),
  });
  const more: TextSection[] = leftOut.length > 0 ? [{ name: moreHeading, stories: leftOut }] : [];
  const text = textOfEdition({
    ...common,
    sections: [...namedSections(sections), ...more],
    footer: common,
  });
  return { subject: top.subject, html, text };
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
  return namedSections(sections).map(({ name, stories }, index) => ({
    name,
    items: stories.map((story, place) => storyData(story, index === 0 && place === 0)),
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
