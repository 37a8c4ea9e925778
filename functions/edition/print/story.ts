/** An item as an edition prints it: its texts made safe, its picture found, its excerpt cut. */
import { dayMs } from '../../config/time.ts';
import type { Item } from '../../feed/item.ts';
import type { Boilerplate } from '../clean/boilerplate.ts';
import { boilerplateOf, type Cleaned, clean, cleanOrPlain } from '../clean/clean.ts';
import { elementsNamed, parseHtml } from '../clean/dom.ts';
import { wordsOf } from '../clean/limits.ts';
import { uncleaned } from '../clean/prune.ts';
import { withinWork } from '../clean/work.ts';
import type { Choice, ChosenItem } from '../content.ts';
import { kept } from '../formats.ts';
import { escapeHtml } from '../html.ts';
import type { Newsletter } from '../newsletter.ts';
import { webUrl } from '../url.ts';
import { counted, direction, languageOfWords, phrase, wordsFor } from '../words.ts';
import { cutText } from './cut.ts';
import { type Excerpt, type ExcerptOptions, excerpt } from './excerpt.ts';
import { flowingText } from './paragraphs.ts';
import { playingText, recordingOf } from './playing.ts';
import { directionOfText, shorten, singleLine } from './single-line.ts';
import { type Picture, pictureOf } from './story-picture.ts';

/** An item as it is printed: every text clean, every link absolute. */
export interface Story {
  readonly title: string;
  readonly link?: string;
  /** Source, author, the date of what is old, and reading time. */
  readonly about: string;
  readonly direction: 'ltr' | 'rtl';
  readonly image?: Picture;
  readonly excerpt: Excerpt;
  /** Its markup took too much work: only its words are printed. */
  readonly isPlain?: true;
}

/** How an item is to be printed. */
export interface StoryOptions {
  readonly newsletter: Newsletter;
  readonly excerptChars: number;
}

/** An item cleaned once, whatever lengths of excerpt are tried on it. */
export interface CleanedItem extends Cleaned {
  readonly chosen: ChosenItem;
  /** What the feed itself says of an item whose text it brings along. */
  readonly summary?: string;
}

const titleColumnsMax = 300;
const nameColumnsMax = 80;
/** Below this a reading time tells nothing. */
const minutesMin = 2;

/** Cleans all items of a choice, those of one feed with what they have in common in mind. */
export function cleanItems(choice: Choice): ReadonlyMap<Item, CleanedItem> {
  const chosen = choice.sections.flatMap(({ items }) => items);
  const byFeed = Map.groupBy(chosen, ({ item }) => item.feedId);
  const cleaned = new Map<Item, CleanedItem>();
  for (const [feedId, siblings] of byFeed) {
    const learnt = boilerplateOf(siblings.map(({ item }) => uncleaned(item)));
    const boilerplate = new Set([...learnt, ...(choice.boilerplate?.[feedId] ?? [])]);
    for (const each of siblings) cleaned.set(each.item, cleanItem(each, boilerplate));
  }
  return cleaned;
}

function cleanItem(chosen: ChosenItem, boilerplate: Boilerplate): CleanedItem {
  const { html, ...origin } = uncleaned(chosen.item);
  const content = cleanOrPlain(html, { ...origin, boilerplate });
  const { summary } = chosen.item;
  const isUseful = content.html !== '' || summary === undefined;
  if (!isUseful) return { chosen, ...cleanOrPlain(summary, origin) };
  const hasOwn = summary !== undefined && summary !== html;
  return {
    chosen,
    ...content,
    ...(hasOwn ? { summary: clean(summary, { ...origin, boilerplate }) } : {}),
  };
}

/** The story of a cleaned item, with an excerpt of the length asked for. */
export function storyOf(item: CleanedItem, options: StoryOptions): Story {
  const plain = () =>
    storyIn({ ...item, html: `<p>${escapeHtml(wordsOf(item.html))}</p>`, isPlain: true }, options);
  return withinWork(() => storyIn(item, options), plain);
}

function storyIn({ chosen, html, isPlain, summary }: CleanedItem, options: StoryOptions): Story {
  const { newsletter, excerptChars } = options;
  const headline = headlineOf(chosen, newsletter);
  const image = newsletter.images ? pictureOf(chosen.item, html) : undefined;
  const part = excerptOf(image ? withoutPicture(html, image) : html, {
    charsMax: excerptChars,
    title: headline.title,
    images: newsletter.images,
    summary,
    own: chosen.excerpt,
  });
  const takes = playingText(chosen.item, newsletter.language) || minutesOf(part, newsletter);
  const about = [headline.about, takes].filter((text) => text !== '');
  return {
    ...headline,
    ...(image ? { image } : {}),
    ...(isPlain ? { isPlain } : {}),
    about: about.join(' · '),
    excerpt: part,
  };
}

type PartOptions = ExcerptOptions & { readonly own: string | undefined };

/** The owner's own words stand as they are, but where there is room for titles only. */
function excerptOf(html: string, { own, ...options }: PartOptions): Excerpt {
  const part = excerpt(html, options);
  if (own === undefined || options.charsMax === 0) return part;
  const said = own.split(/\n\s*\n/).map((text) => singleLine(text));
  const charsMax = Math.max(options.charsMax, own.length);
  const paragraphs = said.map((text) => `<p>${escapeHtml(text)}</p>`).join('');
  return {
    ...excerpt(paragraphs, { ...options, charsMax, summary: undefined }),
    minutes: part.minutes,
  };
}

/** What a list of titles prints of an item. */
export function headlineOf({ item, source, alsoIn }: ChosenItem, newsletter: Newsletter): Story {
  const title = titleOf(item);
  const link = webUrl(item.link) ?? recordingOf(item);
  const feed = shorten(singleLine(source), nameColumnsMax);
  const author = shorten(singleLine(item.author ?? ''), nameColumnsMax);
  const others = alsoInText(alsoIn, newsletter.language);
  const date = oldDate(item, newsletter);
  const names = [feed, author === feed ? '' : author, date, others].filter((name) => name !== '');
  return {
    title: title || shorten(link ?? feed, titleColumnsMax),
    ...(link === undefined ? {} : { link }),
    about: names.join(' · '),
    direction: directionOfText(title, direction(newsletter.language)),
    excerpt: { paragraphs: [], minutes: 1 },
  };
}

/** A title made of a text is no longer than a title. */
const beginningColumnsMax = 80;

/** A short post has none (JSON Feed 1.1 knows such items): how it begins stands in its place. */
function titleOf(item: Item): string {
  const own = singleLine(item.title);
  if (own !== '') return shorten(own, titleColumnsMax);
  const { html, ...origin } = uncleaned(item);
  const text = singleLine(flowingText(parseHtml(clean(html, origin))));
  return shorten(cutText(text, beginningColumnsMax), beginningColumnsMax);
}

/** The date above the edition says when; what was written longer before that is dated itself. */
const oldMs = 3 * dayMs;
/** Before there was any feed, dates are mistakes. */
const firstFeedsAt = Date.UTC(1997, 0, 1);

function oldDate({ publishedAt, firstSeenAt }: Item, { language, zone }: Newsletter): string {
  if (publishedAt === undefined || publishedAt < firstFeedsAt) return '';
  if (firstSeenAt - publishedAt < oldMs) return '';
  return datesOf(language, zone).format(publishedAt);
}

const datesOf = kept(
  (language: string, timeZone: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }),
);
const listsOf = kept((language: string) => new Intl.ListFormat(language, { type: 'conjunction' }));

const othersNamedMax = 5;

/** "also in Harbour Gazette and Town Voice". */
function alsoInText(titles: readonly string[], language: string): string {
  const feeds = titles
    .slice(0, othersNamedMax)
    .map((title) => shorten(singleLine(title), nameColumnsMax))
    .filter((title) => title !== '');
  if (feeds.length === 0) return '';
  const list = listsOf(languageOfWords(language)).format(feeds);
  return phrase(wordsFor(language).mail.edition.alsoIn, { feeds: list });
}

function minutesOf({ minutes }: Excerpt, { language }: Newsletter): string {
  if (minutes < minutesMin) return '';
  return counted(wordsFor(language).mail.edition.readingTime, minutes, languageOfWords(language));
}

/** The picture stands beside the headline already. */
function withoutPicture(html: string, { src }: Picture): string {
  return html.replace(/<img [^<>]*>/g, (image) => {
    const [own] = elementsNamed('img', parseHtml(image).children);
    return own?.attribs.src === src ? '' : image;
  });
}
