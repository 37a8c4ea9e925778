/** One feed: how it is doing, what of it waits, what it brought, and how it is watched. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { isArchive } from '../../feed/archive-feed.ts';
import type { Feed } from '../../feed/feed.ts';
import { filterText } from '../../feed/filter.ts';
import type { Standing } from '../../feed/gate/desk.ts';
import { healthOf } from '../../feed/keep/health.ts';
import { type Html, notice } from '../page.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { printingForm, stateForms, watchingForm } from './feed-forms.ts';
import {
  feedName,
  habitText,
  healthTag,
  healthText,
  type Saying,
  saidOf,
  sayingOf,
} from './feed-says.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { deskPage } from './frame.ts';
import { type ItemListing, itemTable, marksByItem, tickedForm } from './item-table.ts';
import { itemsWords } from './items-words.ts';
import { deskMoment } from './moment.ts';
import { factList } from './parts.ts';
import { deskProblem } from './problem.ts';

const waitingMax = 100;
const keptOutMax = 30;

/** GET /desk/n/:id/f/:feed */
export const feedRoutes: readonly DeskRoute<FeedsUses>[] = [
  { method: 'get', path: '/f/:feed', about: 'newsletter', right: 'look', answer: showFeed },
];

/** The feed that an address names. */
export async function feedAt(
  c: Context,
  { newsletter }: NewsletterVisit,
  { feeds }: Pick<FeedsUses, 'feeds'>,
): Promise<Feed | undefined> {
  const feedId = c.req.param('feed') ?? '';
  if (!/^[\w-]{1,64}$/.test(feedId)) return undefined;
  return await feeds.load({ newsletterId: newsletter.id, feedId });
}

async function showFeed(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<FeedsUses>,
): Promise<Response> {
  const feed = await feedAt(c, visit, deps);
  if (feed === undefined) return await deskProblem(c, 'missing');
  const { newsletter } = visit;
  const saying = sayingOf(visit);
  const { one } = saying.words;
  const items = await itemsOf(feed, visit, deps);
  const health = healthOf(feed, visit.now);
  const acts = isArchive(feed.url) ? '' : stateForms(feed, visit, saying, items.waiting);
  const forms = html`<div class="columns"><section><h2>${one.printing}</h2>${printingForm(feed, visit, saying)}</section>
<section><h2>${one.watching}</h2>${watchingForm(feed, visit, saying)}</section></div>`;
  const main = html`${saidOf(c, visit, { ...one.said, ...itemsWords[visit.language.tongue].said, filters: saying.words.filters.saved })}
<p><a href="${deskPath(newsletter.id, '/feeds')}">${one.back}</a></p>
${notice(feedName(feed), [])}<p>${healthTag(health, saying)} <span dir="auto">${healthText(health, saying)}</span></p>
${factsOf(feed, visit, saying)}${items.main}${filterPart(feed, visit, saying)}${forms}${acts}`;
  return await deskPage(c, visit, { title: feedName(feed), main, newsletter, page: 'feeds' });
}

interface OwnItems {
  readonly main: Html;
  readonly waiting: number;
}

async function itemsOf(feed: Feed, visit: NewsletterVisit, deps: FeedsUses): Promise<OwnItems> {
  const { newsletterId, id: feedId } = feed;
  const { one } = sayingOf(visit).words;
  const words = itemsWords[visit.language.tongue];
  const [look, lately, marked] = await Promise.all([
    deps.atGate.look({ newsletterId, feedId }),
    deps.items.ofFeed(feed),
    deps.marks.list(newsletterId),
  ]);
  const listing = { marks: marksByItem(marked) };
  const waiting = look.standings.filter(({ kind }) => kind === 'waiting');
  const known = new Set(look.standings.map(({ item }) => item.key));
  const history = [
    ...lately.filter(({ kind, item }) => kind !== 'waiting' && !known.has(item.key)),
    ...look.standings.filter(({ kind }) => kind === 'keptOut').slice(0, keptOutMax),
  ].sort((a, b) => b.item.firstSeenAt - a.item.firstSeenAt);
  return {
    waiting: waiting.length,
    main: html`${waiting.length === 0 ? '' : html`<section><h2>${one.waiting}</h2>${waitingPart(waiting, visit, listing, feedId)}${look.isWhole && waiting.length <= waitingMax ? '' : html`<p>${words.moreOfFeed}</p>`}</section>`}
<section><h2>${one.history}</h2><p>${history.length === 0 ? one.noHistory : one.historyLead}</p>${history.length === 0 ? '' : historyPart(history, visit, listing, feedId)}</section>`,
  };
}

function waitingPart(
  waiting: readonly Standing[],
  visit: NewsletterVisit,
  listing: ItemListing,
  from: string,
): Html {
  const words = itemsWords[visit.language.tongue];
  return tickedForm(itemTable(waiting.slice(0, waitingMax), visit, listing), visit, {
    acts: [
      { path: '/items/drop', label: words.drop, kind: 'danger' },
      { path: '/items/release', label: words.release, kind: 'first' },
    ],
    from,
    hasReason: true,
  });
}

function historyPart(
  history: readonly Standing[],
  visit: NewsletterVisit,
  listing: ItemListing,
  from: string,
): Html {
  const words = itemsWords[visit.language.tongue];
  return tickedForm(itemTable(history, visit, listing), visit, {
    acts: [
      { path: '/items/skip', label: words.skip, kind: 'danger' },
      { path: '/items/back', label: words.bringBack },
    ],
    from,
    hasReason: false,
  });
}

function factsOf(feed: Feed, visit: NewsletterVisit, saying: Saying): Html {
  const { words, language } = saying;
  const { one } = words;
  const { zone, sections } = visit.newsletter;
  const at = (instant: number) => deskMoment(instant, zone, language);
  const { url, siteUrl, sectionId, readAt, habit, addedAt, state, notBefore = 0 } = feed;
  const minutes = feed.intervalMinutes;
  const asked = state === 'active' ? language.say(one.askedEvery, { minutes }) : one.askedNever;
  const rests =
    notBefore > visit.now ? `, ${language.say(one.notBefore, { at: at(notBefore) })}` : '';
  const news = habit === undefined || habit.items === 0 ? words.never : at(habit.newsAt);
  return factList([
    [one.address, url],
    ...(siteUrl === undefined ? [] : [[one.site, siteUrl] as const]),
    [one.section, sections.find(({ id }) => id === sectionId)?.name ?? sectionId],
    [one.asked, `${asked}${rests}`],
    [words.read, readAt === undefined ? words.never : at(readAt)],
    [words.news, news],
    [words.habit, habitText(feed, visit.now, saying)],
    [one.added, at(addedAt)],
  ]);
}

function filterPart({ id, filters = [] }: Feed, visit: NewsletterVisit, { words }: Saying): Html {
  const path = deskPath(visit.newsletter.id, `/f/${id}/filters`);
  const list = html`<ul class="list">${filters.map((filter) => html`<li dir="auto">${filterText(filter)}</li>`)}</ul>`;
  return html`<section><h2>${words.filters.title}</h2>${filters.length === 0 ? html`<p>${words.filters.none}</p>` : list}<p><a class="quiet" href="${path}">${words.filters.now}</a></p></section>`;
}
