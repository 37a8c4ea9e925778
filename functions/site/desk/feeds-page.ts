/** All feeds of a newsletter, and how each is doing. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { isClosed } from '../../edition/newsletter.ts';
import type { Feed } from '../../feed/feed.ts';
import { healthOf, isIll } from '../../feed/keep/health.ts';
import { type Html, notice } from '../page.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import {
  feedName,
  habitText,
  healthTag,
  healthText,
  type Saying,
  saidOf,
  sayingOf,
} from './feed-says.ts';
import { addForm } from './feeds-add.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { deskPage } from './frame.ts';
import { gateForm } from './gate-form.ts';
import { deskMoment } from './moment.ts';
import { choiceField, rowTable, textField } from './parts.ts';

const feedsOfPage = 50;
const idPattern = /^[0-9a-z-]{1,64}$/;

/** GET /desk/n/:id/feeds */
export const feedsRoutes: readonly DeskRoute<FeedsUses>[] = [
  { method: 'get', path: '/feeds', about: 'newsletter', right: 'look', answer: showFeeds },
];

/** What somebody wants to see of the list. */
interface Wish {
  readonly text: string;
  readonly section: string;
  readonly show: string;
  readonly page: number;
  readonly after: string | undefined;
}

async function showFeeds(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<FeedsUses>,
): Promise<Response> {
  const { newsletter, language } = visit;
  const saying = sayingOf(visit);
  const { words } = saying;
  const wish = wishOf(c);
  const { feeds, next } = await deps.feedLists.part(newsletter.id, wish.after);
  const found = sorted(feeds.filter(matching(wish, visit.now)), visit);
  const ill = feeds.filter((feed) => isIll(healthOf(feed, visit.now))).length;
  const isPart = wish.after !== undefined || next !== undefined;
  const sum = language.say(isPart ? words.sumOfPart : words.sum, { count: feeds.length, ill });
  const from = (wish.page - 1) * feedsOfPage;
  const shown = found.slice(from, from + feedsOfPage);
  const list = shown.length === 0 ? html`<p>${words.none}</p>` : listOf(shown, visit, saying);
  const onward = [
    found.length > from + feedsOfPage
      ? linkTo(visit, { ...wish, page: wish.page + 1 }, words.later)
      : '',
    next === undefined ? '' : linkTo(visit, { ...wish, page: 1, after: next }, words.nextPart),
    wish.after === undefined && wish.page === 1
      ? ''
      : linkTo(visit, { ...wish, page: 1, after: undefined }, words.first),
  ];
  const isEmpty = feeds.length === 0 && !isPart;
  const gate = await deps.gateSettings.load(newsletter.id);
  const main = html`${saidOf(c, visit, { ...words.said, closed: words.add.closed })}${notice(words.title, [isEmpty ? words.empty : sum])}
${isEmpty ? '' : html`<p><a class="quiet" href="#add">${words.add.title}</a></p>${wishForm(wish, visit, saying)}${list}<p class="acts">${onward}</p>`}
<section id="add"><h2>${words.add.title}</h2>${addPart(visit, saying)}</section>
${isEmpty ? '' : html`<section><h2>${words.list.title}</h2><p>${words.list.lead}</p><p><a class="quiet" href="${deskPath(newsletter.id, '/feeds/opml')}">${words.list.export}</a></p></section>`}
<section><h2>${words.gate.title}</h2>${gateForm(visit, gate, saying)}</section>`;
  return await deskPage(c, visit, { title: words.title, main, newsletter, page: 'feeds' });
}

function addPart(visit: NewsletterVisit, saying: Saying): Html {
  const { add } = saying.words;
  if (!visit.may('settings')) return html`<p>${add.mayNot}</p>`;
  return isClosed(visit.newsletter) ? html`<p>${add.closed}</p>` : addForm(visit, saying);
}

function wishOf(c: Context): Wish {
  const page = Number.parseInt(c.req.query('page') ?? '', 10);
  const after = c.req.query('after');
  return {
    text: (c.req.query('q') ?? '').trim().slice(0, 200),
    section: c.req.query('section') ?? '',
    show: c.req.query('show') ?? 'all',
    page: page > 1 && page < 1_000 ? page : 1,
    after: after !== undefined && idPattern.test(after) ? after : undefined,
  };
}

function matching({ text, section, show }: Wish, now: number): (feed: Feed) => boolean {
  const wanted = text.toLowerCase();
  return (feed) => {
    if (section !== '' && feed.sectionId !== section) return false;
    if (!`${feed.title}\n${feed.url}\n${feed.siteUrl ?? ''}`.toLowerCase().includes(wanted)) {
      return false;
    }
    switch (show) {
      case 'ill':
        return isIll(healthOf(feed, now));
      case 'waiting':
        return feed.gateAt !== undefined || feed.hold !== undefined;
      case 'stopped':
        return feed.state === 'stopped';
      default:
        return true;
    }
  };
}

/** Who has to be seen to first, then by section and title. */
function sorted(feeds: readonly Feed[], { newsletter, language, now }: NewsletterVisit): Feed[] {
  const order = new Map(newsletter.sections.map(({ id }, at) => [id, at]));
  const { compare } = new Intl.Collator(language.written, { sensitivity: 'base' });
  const ranked = feeds.map((feed) => ({
    feed,
    ill: isIll(healthOf(feed, now)) ? 0 : 1,
    section: order.get(feed.sectionId) ?? order.size,
    name: feedName(feed),
  }));
  return ranked
    .sort((a, b) => a.ill - b.ill || a.section - b.section || compare(a.name, b.name))
    .map(({ feed }) => feed);
}

function listOf(feeds: readonly Feed[], visit: NewsletterVisit, saying: Saying): Html {
  const { words } = saying;
  const { newsletter, now } = visit;
  const sections = new Map(newsletter.sections.map(({ id, name }) => [id, name]));
  const at = (instant: number | undefined) =>
    instant === undefined ? words.never : deskMoment(instant, newsletter.zone, visit.language);
  return rowTable<Feed>(
    [
      {
        label: words.feed,
        cell: (feed) =>
          html`<a href="${deskPath(newsletter.id, `/f/${feed.id}`)}">${feedName(feed)}</a>`,
      },
      { label: words.section, cell: ({ sectionId }) => sections.get(sectionId) ?? sectionId },
      {
        label: words.health,
        cell: (feed) => {
          const health = healthOf(feed, now);
          return html`${healthTag(health, saying)} <span dir="auto">${healthText(health, saying)}</span>`;
        },
      },
      { label: words.read, cell: ({ readAt }) => at(readAt) },
      {
        label: words.news,
        cell: ({ habit }) =>
          at(habit === undefined || habit.items === 0 ? undefined : habit.newsAt),
      },
      { label: words.habit, cell: (feed) => habitText(feed, now, saying) },
    ],
    feeds,
  );
}

function wishForm(wish: Wish, { newsletter }: NewsletterVisit, { words }: Saying): Html {
  const shows = Object.entries(words.shows);
  const sections = newsletter.sections.map(({ id, name }) => [id, name] as const);
  const after =
    wish.after === undefined ? '' : html`<input type="hidden" name="after" value="${wish.after}">`;
  return html`<form method="get" action="${deskPath(newsletter.id, '/feeds')}"><div class="inline">${after}${textField({ name: 'q', label: words.search, type: 'search', value: wish.text })}
${choiceField({ name: 'section', label: words.section, value: wish.section, options: [['', words.everySection], ...sections] })}
${choiceField({ name: 'show', label: words.show, value: wish.show, options: shows })}<button class="second">${words.find}</button></div></form>`;
}

function linkTo({ newsletter }: NewsletterVisit, wish: Wish, label: string): Html {
  const { text, section, show, page, after } = wish;
  const query = new URLSearchParams({
    ...(text === '' ? {} : { q: text }),
    ...(section === '' ? {} : { section }),
    ...(show === 'all' ? {} : { show }),
    ...(page === 1 ? {} : { page: String(page) }),
    ...(after === undefined ? {} : { after }),
  });
  return html`<a class="quiet" href="${deskPath(newsletter.id, `/feeds?${query}`)}">${label}</a> `;
}
