/** Renders an edition: subject, HTML and plain text, the same for everybody who receives it. */
import { archivePaths } from '../archive.ts';
import type { Choice, EditionPage, Rendered } from '../content.ts';
import type { Newsletter } from '../newsletter.ts';
import { counted, dateLine, dayOf, languageOfWords, phrase, wordsFor } from '../words.ts';
import { fitBudget } from './budget.ts';
import { editionData, storyData } from './edition-data.ts';
import { type PageInput, pageUrlOf, renderPage } from './edition-page.ts';
import { arrange } from './lead-story.ts';
import { printedNotes } from './note.ts';
import { fill } from './program.ts';
import { senderLine } from './sender-line.ts';
import { shorten, singleLine } from './single-line.ts';
import { type CleanedItem, cleanItems, headlineOf, type Story, storyOf } from './story.ts';
import { topLines } from './subject.ts';
import { tableOfContents } from './table-of-contents.ts';
import { templates, templatesHash } from './templates.ts';
import { type TextSection, textOfEdition } from './text.ts';

/** An edition with its chosen stories, ready to be rendered. */
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
  const { sections, images, excerptChars: charsMax } = input.newsletter;
  const cleaned = cleanItems(input.choice);
  const { choice, lead } = arrange(input.choice, {
    sectionIds: sections.map(({ id }) => id),
    htmlOf: ({ item }) => cleaned.get(item)?.html,
    images,
  });
  const arranged = { ...input, choice };
  const { pageOf, ...mail } = fitBudget(charsMax, (excerptChars, isTight) =>
    renderWith(arranged, storiesOf(arranged, cleaned, excerptChars), isTight),
  );
  return {
    ...mail,
    stories: titlesOf(choice),
    ...(lead === undefined ? {} : { lead }),
    ...(pageOf === undefined ? {} : { page: pageOf() }),
  };
}

const toldMax = 60;

function titlesOf({ sections }: Choice): NonNullable<Rendered['stories']> {
  const printed = sections.flatMap(({ items }) => items).slice(0, toldMax);
  return printed.map(({ item: { feedId, key, title } }) => {
    return { feedId, key, title: shorten(singleLine(title), toldColumnsMax) };
  });
}

const toldColumnsMax = 120;

function storiesOf(
  { newsletter, choice }: EditionInput,
  cleaned: ReadonlyMap<unknown, CleanedItem>,
  excerptChars: number,
): TextSection[] {
  return choice.sections.map(({ name, items }) => ({
    name: singleLine(name),
    stories: items.map((chosen) => {
      const item = cleaned.get(chosen.item);
      return item ? storyOf(item, { newsletter, excerptChars }) : headlineOf(chosen, newsletter);
    }),
  }));
}

/** What more does not fit is on the web page, where there is one. */
const listedMax = 100;
const listedTightMax = 10;

/** A mail of some length; its page is made of the one that fits. */
interface Mail extends Omit<Rendered, 'page'> {
  readonly pageOf: (() => EditionPage) | undefined;
}

function renderWith(input: EditionInput, sections: readonly TextSection[], isTight: boolean): Mail {
  const { newsletter, choice } = input;
  const leftOut = choice.leftOut.map((chosen) => headlineOf(chosen, newsletter));
  const stories = [...sections.flatMap((section) => section.stories), ...leftOut];
  const viewUrl = pageUrlOf(input);
  const { language } = newsletter;
  const unlisted = choice.unlisted?.length ?? 0;
  const max = isTight ? listedTightMax : listedMax;
  const listed = viewUrl === undefined ? leftOut : leftOut.slice(0, max);
  const parts = {
    ...linesOf(input, stories, unlisted),
    viewUrl,
    notes: printedNotes(choice.notes),
    contents: tableOfContents(sections, newsletter.language),
    sections: namedSections(sections),
    leftOut: listed,
    rest: restOf(leftOut.length - listed.length + unlisted, language),
  };
  const data = editionData(parts, input);
  const plain = stories.flatMap(({ isPlain, link, title }) => (isPlain ? [link ?? title] : []));
  const wholeData = () => {
    return { ...data, leftOut: leftOut.map(storyData), rest: restOf(unlisted, language) };
  };
  return {
    subject: parts.subject,
    html: fill(templates.edition, data),
    text: textOfEdition(parts),
    ...(plain.length === 0 ? {} : { plain }),
    pageOf: viewUrl === undefined ? undefined : () => renderPage(input, wholeData(), stories),
  };
}

/** The lines above and below the stories. */
function linesOf(input: EditionInput, stories: readonly Story[], unlisted: number) {
  const { newsletter } = input;
  const { edition, footer } = wordsFor(newsletter.language).mail;
  const titles = stories.map(({ title }) => title);
  const firstText = singleLine(stories[0]?.excerpt.lead ?? '');
  const day = dayOf(input.at, newsletter.language, input.zone);
  return {
    ...topLines({ titles, firstText, day }, newsletter),
    newsletter: newsletter.name,
    dateLine: headLine(input, stories.length + unlisted),
    readInBrowser: edition.readInBrowser,
    moreHeading: edition.moreHeading,
    ...reasonOf(newsletter),
    change: footer.change,
    forwarded: footer.forwarded,
    signupUrl: new URL(archivePaths.landing(newsletter.id), input.siteUrl).href,
    unsubscribe: footer.unsubscribe,
    privacy: footer.privacy,
    privacyUrl: new URL(archivePaths.privacy(newsletter.id), input.siteUrl).href,
    postalAddress: senderLine(newsletter),
  };
}

/** Why a reader gets it, cut where the address stands to which it goes. */
function reasonOf({ language, name }: Pick<Newsletter, 'language' | 'name'>) {
  const { address } = wordsFor(language).mail.footer;
  const [before = '', after = ''] = address.split('{address}');
  const said = (text: string) => phrase(text, { newsletter: name });
  return { reasonBefore: said(before), reasonAfter: said(after) };
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

function restOf(count: number, language: string): string | undefined {
  const { elsewhere } = wordsFor(language).mail.edition;
  return count > 0 ? counted(elsewhere, count, languageOfWords(language)) : undefined;
}

/** A single section needs no heading: the name of the newsletter stands above it. */
function namedSections(sections: readonly TextSection[]): readonly TextSection[] {
  return sections.map((section) => (sections.length > 1 ? section : { ...section, name: '' }));
}
