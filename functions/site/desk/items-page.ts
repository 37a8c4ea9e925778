/** Single items of a newsletter: what waits, what was released, what was kept out, and why. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Standing } from '../../feed/gate/desk.ts';
import { type Html, notice } from '../page.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { feedName, saidOf } from './feed-says.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { deskPage } from './frame.ts';
import { itemTable, marksByItem, type TickedAct, tickedForm } from './item-table.ts';
import {
  type Gates,
  type GatesWish,
  isItemsPlace,
  keptGates,
  releasedItems,
  waitingGates,
} from './items-list.ts';
import { type ItemsView, views } from './items-view.ts';
import { type ItemsWords, itemsWords } from './items-words.ts';
import { textField } from './parts.ts';

const itemsOfFeedMax = 30;

/** GET /desk/n/:id/items */
export const itemsRoutes: readonly DeskRoute<FeedsUses>[] = [
  { method: 'get', path: '/items', about: 'newsletter', right: 'look', answer: showItems },
];

interface Wish {
  readonly view: ItemsView;
  readonly text: string;
  readonly before: string | undefined;
  readonly page: number;
}

interface Found {
  readonly main: Html;
  readonly isEmpty: boolean;
  readonly onward: readonly Html[];
}

async function showItems(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<FeedsUses>,
): Promise<Response> {
  const { newsletter, language } = visit;
  const words = itemsWords[language.tongue];
  const wish = wishOf(c);
  const { main, isEmpty, onward } = await listOf(wish, visit, desk.deps);
  const acts = actsOf(wish.view, words);
  const list = isEmpty
    ? html`<p>${words.none[wish.view]}</p>`
    : tickedForm(main, visit, {
        acts,
        from: wish.view,
        hasReason: wish.view === 'waiting' || wish.view === 'out',
      });
  const whole = html`${saidOf(c, visit, words.said)}${notice(words.title, [])}${tabs(wish, visit, words)}
<p>${words.leads[wish.view]}</p>
<form method="get" action="${deskPath(newsletter.id, '/items')}"><div class="inline"><input type="hidden" name="view" value="${wish.view}">${textField({ name: 'q', label: words.search, type: 'search', value: wish.text })}<button class="second">${words.find}</button></div></form>
${list}<p class="acts">${onward}</p>`;
  return await deskPage(c, visit, { title: words.title, main: whole, newsletter, page: 'items' });
}

function wishOf(c: Context): Wish {
  const before = c.req.query('before');
  const page = Number.parseInt(c.req.query('page') ?? '', 10);
  return {
    view: views.find((view) => view === c.req.query('view')) ?? 'waiting',
    text: (c.req.query('q') ?? '').trim().slice(0, 300),
    before: before !== undefined && isItemsPlace(before) ? before : undefined,
    page: page > 1 && page < 1_000 ? page : 1,
  };
}

function actsOf(view: ItemsView, words: ItemsWords): readonly TickedAct[] {
  const drop = { path: '/items/drop', label: words.drop, kind: 'danger' } as const;
  const release = { path: '/items/release', label: words.release, kind: 'first' } as const;
  switch (view) {
    case 'waiting':
      return [drop, release];
    case 'out':
      return [{ path: '/items/skip', label: words.skip, kind: 'danger' }];
    case 'kept':
    case 'taken':
      return [{ path: '/items/back', label: words.bringBack }];
  }
}

function listOf(wish: Wish, visit: NewsletterVisit, deps: FeedsUses): Promise<Found> {
  switch (wish.view) {
    case 'waiting':
      return listWaiting(wish, visit, deps);
    case 'out':
    case 'taken':
      return listReleased(wish, visit, deps);
    case 'kept':
      return listKept(wish, visit, deps);
  }
}

async function listWaiting(wish: Wish, visit: NewsletterVisit, deps: FeedsUses): Promise<Found> {
  return gatesOf(await waitingGates(atGates(wish, visit), deps), wish, visit, deps);
}

/** What was kept out at the gate, of those feeds first that brought something last. */
async function listKept(wish: Wish, visit: NewsletterVisit, deps: FeedsUses): Promise<Found> {
  return gatesOf(await keptGates(atGates(wish, visit), deps), wish, visit, deps);
}

function atGates({ text, page }: Wish, { newsletter: { id } }: NewsletterVisit): GatesWish {
  return { newsletterId: id, text, page };
}

/** What stands at the gates of some feeds, a table a feed. */
async function gatesOf(
  { gates, hasMore }: Gates,
  wish: Wish,
  visit: NewsletterVisit,
  deps: FeedsUses,
): Promise<Found> {
  const { id: newsletterId } = visit.newsletter;
  const words = itemsWords[visit.language.tongue];
  const marks = marksByItem(await deps.marks.list(newsletterId));
  const tables = gates.map(({ feed, standings, isWhole }) => {
    const path = deskPath(newsletterId, `/f/${feed.id}`);
    const isAll = isWhole && standings.length <= itemsOfFeedMax;
    return html`<h2><a href="${path}" dir="auto">${feedName(feed)}</a></h2>
${itemTable(standings.slice(0, itemsOfFeedMax), visit, { marks })}${isAll ? '' : html`<p><a href="${path}">${words.moreOfFeed}</a></p>`}`;
  });
  return {
    main: html`${tables}`,
    isEmpty: tables.length === 0,
    onward: hasMore ? [linkTo({ ...wish, page: wish.page + 1 }, visit, words.moreFeeds)] : [],
  };
}

/** What has left the gate, the latest first. */
async function listReleased(wish: Wish, visit: NewsletterVisit, deps: FeedsUses): Promise<Found> {
  const { id: newsletterId } = visit.newsletter;
  const words = itemsWords[visit.language.tongue];
  const wanted = { newsletterId, text: wish.text, before: wish.before, now: visit.now };
  const view = wish.view === 'out' ? 'out' : 'taken';
  const { standings, next } = await releasedItems({ ...wanted, view }, deps);
  const marks = marksByItem(await deps.marks.list(newsletterId));
  return {
    main: itemTable(standings, visit, { marks, feeds: await named(standings, visit, deps) }),
    isEmpty: standings.length === 0,
    onward: next === undefined ? [] : [linkTo({ ...wish, before: next }, visit, words.further)],
  };
}

async function named(
  standings: readonly Standing[],
  { newsletter: { id: newsletterId } }: NewsletterVisit,
  { feedLists }: FeedsUses,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(standings.map(({ item }) => item.feedId))];
  const found = await feedLists.some(ids.map((feedId) => ({ newsletterId, feedId })));
  return new Map(found.map((feed) => [feed.id, feedName(feed)]));
}

function tabs(wish: Wish, visit: NewsletterVisit, words: ItemsWords): Html {
  return html`<ul class="tabs">${views.map((view) => {
    const path = pathOf({ view, text: wish.text, before: undefined, page: 1 }, visit);
    const isHere = view === wish.view;
    return html`<li><a href="${path}"${isHere ? html` aria-current="page"` : ''}>${words.views[view]}</a></li>`;
  })}</ul>`;
}

function linkTo(wish: Wish, visit: NewsletterVisit, label: string): Html {
  return html`<a class="quiet" href="${pathOf(wish, visit)}">${label}</a> `;
}

function pathOf({ view, text, before, page }: Wish, { newsletter }: NewsletterVisit): string {
  const query = new URLSearchParams({
    view,
    ...(text === '' ? {} : { q: text }),
    ...(before === undefined ? {} : { before }),
    ...(page === 1 ? {} : { page: String(page) }),
  });
  return deskPath(newsletter.id, `/items?${query}`);
}
