/** Newsletters and choices of items for the tests of rendering. */
import type { Choice, ChosenItem } from '../../functions/edition/content.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import type { EditionInput } from '../../functions/edition/print/render.ts';
import type { Item } from '../../functions/feed/item.ts';
import stories from '../fixtures/edition/stories.json' with { type: 'json' };

type Language = keyof typeof stories;

const names: Readonly<Record<Language, readonly string[]>> = {
  en: ['The Morning Paper', 'Around town', 'Science and sea', 'Harbour Gazette', '1 Quay Street'],
  zh: ['清晨简报', '本地新闻', '科学与海洋', '港口日报', '码头街一号'],
  ar: ['صحيفة الصباح', 'أخبار المدينة', 'العلم والبحر', 'جريدة الميناء', 'شارع المرفأ ١'],
};

const languageTags: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-Hans', ar: 'ar' };

/** A newsletter in this language. */
export function sampleNewsletter(
  language: Language,
  changes: Partial<Newsletter> = {},
): Newsletter {
  const [name = '', first = '', second = '', , postalAddress = ''] = names[language];
  return {
    id: 'sample',
    name,
    description: '',
    language: languageTags[language],
    zone: 'Europe/Berlin',
    sender: { name, address: 'news@paper.example' },
    postalAddress: `${name}, ${postalAddress}, 20457 Hamburg`,
    sections: [
      { id: 'town', name: first },
      { id: 'sea', name: second },
    ],
    cadences: ['daily'],
    defaultSchedule: { cadence: 'daily', hour: 7, zone: 'Europe/Berlin' },
    itemsMax: 100,
    excerptChars: 300,
    images: true,
    embedOrigins: [],
    letters: [],
    createdAt: 0,
    ...changes,
  };
}

/** The nth item of a language, with what an ordinary feed gives besides. */
export function sampleItem(language: Language, n: number, changes: Partial<Item> = {}): ChosenItem {
  const told = stories[language];
  const [title = '', content = ''] = told[n % told.length] ?? [];
  const path = language === 'zh' ? encodeURI(`老渡口/${n}`) : `story-number-${n}`;
  const item: Item = {
    id: `urn:example:${language}:${n}`,
    key: `key-${n}`,
    newsletterId: 'sample',
    feedId: `feed-${n % 2}`,
    title,
    link: `https://harbour.example/2026/11/${path}`,
    publishedAt: Date.UTC(2026, 10, 21, 9, n % 60),
    content,
    categories: [],
    enclosures: [],
    firstSeenAt: Date.UTC(2026, 10, 21, 10, n % 60),
    ...(n % 3 === 2 ? {} : { image: `https://pictures.example/${(n % 4) + 1}.jpg` }),
    ...changes,
  };
  return { item, source: names[language][3] ?? '', alsoIn: [] };
}

/** What `renderEdition` takes for so many items in two sections. */
export function sampleEdition(
  language: Language,
  count: number,
  changes: Partial<Newsletter> = {},
): EditionInput {
  const newsletter = sampleNewsletter(language, changes);
  const items = Array.from({ length: count }, (_, n) => sampleItem(language, n));
  const half = Math.ceil(count / 2);
  const sections = newsletter.sections
    .map((section, index) => ({
      ...section,
      items: index === 0 ? items.slice(0, half) : items.slice(half),
    }))
    .filter((section) => section.items.length > 0);
  return editionOf(newsletter, { sections, leftOut: [], excluded: [] });
}

/** The input for a choice made by hand. */
export function editionOf(newsletter: Newsletter, choice: Choice): EditionInput {
  return {
    newsletter,
    choice,
    at: Date.UTC(2026, 10, 22, 6),
    zone: newsletter.zone,
    siteUrl: 'https://paper.example/',
  };
}
