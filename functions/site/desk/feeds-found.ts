/** What was found at an address that somebody pasted, and what of it would be printed. */
import { html } from 'hono/html';
import type { Found } from '../../feed/find/find-feed.ts';
import type { ParsedItem } from '../../feed/item.ts';
import type { Html } from '../page.ts';
import { deskPath, type NewsletterVisit } from './desk.ts';
import type { Saying } from './feed-says.ts';
import { actButton, actForm, choiceField, rowTable } from './parts.ts';

const itemsShown = 5;
const excerptCharsMax = 200;
const backlogs = [0, 1, 3, 5, 10] as const;

/** The feed, its newest items as an edition prints them, and the form that adds it. */
export async function foundPart(
  { url, feed, isGuess }: Extract<Found, { kind: 'found' }>,
  visit: NewsletterVisit,
  saying: Saying,
): Promise<Html> {
  const { words, language } = saying;
  const { add } = words;
  const title = feed.title || url;
  const count = feed.items.length;
  const sum = language.say(count === 0 ? add.foundNone : add.found, { title, count });
  const items = await Promise.all(
    feed.items.slice(0, itemsShown).map((item) => printed(item, add)),
  );
  const backlog = backlogs.map(
    (number) =>
      [
        String(number),
        number === 0 ? add.backlogNone : language.say(add.backlogSome, { count: number }),
      ] as const,
  );
  const form = actForm(
    visit,
    deskPath(visit.newsletter.id, '/feeds/add'),
    html`<input type="hidden" name="url" value="${url}">${sectionField(visit, saying)}
${choiceField({ name: 'backlog', label: add.backlog, value: '0', options: backlog })}`,
    add.add,
  );
  return html`<p dir="auto">${sum}</p><p class="hint" dir="ltr">${url}</p>${isGuess ? html`<p class="banner">${add.guess}</p>` : ''}
<ul class="list">${items}</ul>${form}`;
}

/** Into which section a feed goes. */
function sectionField({ newsletter }: NewsletterVisit, { words }: Saying): Html {
  const options = newsletter.sections.map(({ id, name }) => [id, name] as const);
  const value = options[0]?.[0] ?? '';
  return choiceField({ name: 'section', label: words.section, value, options });
}

/** Cleaned and cut by the very steps of an edition, and shown as text. */
async function printed(item: ParsedItem, add: Saying['words']['add']): Promise<Html> {
  const [{ clean }, { excerpt }, { shorten, singleLine }] = await Promise.all([
    import('../../edition/clean/clean.ts'),
    import('../../edition/print/excerpt.ts'),
    import('../../edition/print/single-line.ts'),
  ]);
  const { title, content, summary } = item;
  const options = { charsMax: excerptCharsMax, title, images: false };
  const { lead = '' } = excerpt(clean(content ?? summary ?? ''), options);
  const line = (text: string) => shorten(singleLine(text), excerptCharsMax);
  return html`<li><strong dir="auto">${line(title) || add.untitled}</strong>${lead === '' ? '' : html`<p dir="auto">${line(lead)}</p>`}</li>`;
}

/** The feeds of a page, to choose from. */
export function severalPart(
  { pageUrl, feeds }: Extract<Found, { kind: 'several' }>,
  visit: NewsletterVisit,
  saying: Saying,
): Html {
  const { words, language } = saying;
  const path = deskPath(visit.newsletter.id, '/feeds/look');
  const table = rowTable<(typeof feeds)[number]>(
    [
      { label: words.feed, cell: ({ feed, title, url }) => feed.title || title || url },
      { label: words.one.address, cell: ({ url }) => html`<span dir="ltr">${url}</span>` },
      {
        label: '',
        cell: ({ url }) =>
          actButton(visit, path, words.add.choose, { about: url, values: { paste: url } }),
      },
    ],
    feeds,
  );
  return html`<p dir="auto">${language.say(words.add.several, { page: pageUrl })}</p>${table}`;
}
