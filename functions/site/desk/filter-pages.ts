/** What a feed, or a section, is kept from bringing: tried on items of late before it is saved. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import {
  type Filter,
  filterFields,
  filtersMax,
  filterText,
  filterWritten,
  readFilter,
  readWrittenFilter,
} from '../../feed/filter.ts';
import { type Tried, tryFilters } from '../../feed/gate/try-filters.ts';
import type { ParsedItem } from '../../feed/item.ts';
import { type Html, notice } from '../page.ts';
import { readForm } from '../visitor.ts';
import type { Desk, DeskRoute, NewsletterVisit } from './desk.ts';
import { type Saying, sayingOf } from './feed-says.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { type FilterPlace, feedPlace, sectionPlace } from './filter-places.ts';
import { deskPage } from './frame.ts';
import { notedText } from './noted.ts';
import { choiceField, formToken, goTo, rowTable, saidBanner, textField } from './parts.ts';
import { deskProblem } from './problem.ts';

const titleCharsMax = 200;

type PlaceOf = typeof feedPlace;

const routesOf = (path: string, placeOf: PlaceOf): readonly DeskRoute<FeedsUses>[] => {
  const on =
    (answer: typeof show) => async (c: Context, visit: NewsletterVisit, desk: Desk<FeedsUses>) => {
      const place = await placeOf(c, visit, desk.deps);
      return place === undefined ? await deskProblem(c, 'missing') : await answer(c, visit, place);
    };
  return [
    { method: 'get', path, about: 'newsletter', right: 'look', answer: on(show) },
    { method: 'post', path, about: 'newsletter', right: 'curate', answer: on(save) },
    {
      method: 'post',
      path: `${path}/try`,
      about: 'newsletter',
      right: 'curate',
      answer: on(tryOut),
    },
  ];
};

/** The filters of a feed and those of a section. */
export const filterRoutes: readonly DeskRoute<FeedsUses>[] = [
  ...routesOf('/f/:feed/filters', feedPlace),
  ...routesOf('/feeds/section/:section', sectionPlace),
];

function show(c: Context, visit: NewsletterVisit, place: FilterPlace): Promise<Response> {
  return filtersPage(c, visit, place, { filters: place.filters });
}

async function save(c: Context, visit: NewsletterVisit, place: FilterPlace): Promise<Response> {
  const filters = await filtersIn(c);
  visit.tell({ object: place.id, before: textOf(place.filters) });
  if (filters === undefined || filters.length > filtersMax) {
    visit.tell({ outcome: 'refused' });
    return goTo(c, place.path, 'bad');
  }
  await place.save(filters);
  visit.tell({ after: textOf(filters) });
  return goTo(c, place.path, 'filters');
}

/** Shows and saves nothing: the same page again, with what these filters would do. */
async function tryOut(c: Context, visit: NewsletterVisit, place: FilterPlace): Promise<Response> {
  const filters = await filtersIn(c);
  if (filters === undefined || filters.length > filtersMax) return goTo(c, place.path, 'bad');
  const tried = await tryFilters(await place.items(), filters);
  return await filtersPage(c, visit, place, { filters, tried });
}

function textOf(filters: readonly Filter[]): string {
  return filters.map(filterText).join(', ').slice(0, 500);
}

/** The filters that stay ticked, and one more where something was typed; undefined for nonsense. */
async function filtersIn(c: Context): Promise<readonly Filter[] | undefined> {
  const form = await readForm(c);
  const kept = form.list('filter').map(readWrittenFilter);
  const value = form.text('value').trim();
  const does = form.text('does') === 'keep' ? 'keep' : 'drop';
  const more = value === '' ? [] : [readFilter(does, `${form.text('by')}=${value}`)];
  const all = [...kept, ...more];
  const read = all.filter((filter) => filter !== undefined);
  if (read.length < all.length) return undefined;
  return [...new Map(read.map((filter) => [filterWritten(filter), filter])).values()];
}

interface Shown {
  readonly filters: readonly Filter[];
  readonly tried?: readonly Tried<ParsedItem>[];
}

async function filtersPage(
  c: Context,
  visit: NewsletterVisit,
  place: FilterPlace,
  { filters, tried }: Shown,
): Promise<Response> {
  const saying = sayingOf(visit);
  const { filters: words, said, one } = saying.words;
  const main = html`${saidBanner(c, { filters: words.saved, bad: said.bad })}
<p><a href="${place.back}" dir="auto">${place.isFeed ? place.name : one.back}</a></p>
${notice(place.isFeed ? `${words.title}: ${place.name}` : visit.language.say(words.sectionTitle, { section: place.name }), [words.lead])}
${visit.may('curate') ? formOf(filters, visit, place, saying) : listOf(filters, saying)}
${tried === undefined ? '' : triedPart(tried, saying)}`;
  const { newsletter } = visit;
  return await deskPage(c, visit, { title: words.title, main, newsletter, page: 'feeds' });
}

function listOf(filters: readonly Filter[], { words }: Saying): Html {
  if (filters.length === 0) return html`<p>${words.filters.none}</p>`;
  return html`<ul class="list">${filters.map((filter) => html`<li dir="auto">${filterSaid(filter, words)}</li>`)}</ul>`;
}

function filterSaid({ does, by, value }: Filter, { filters }: Saying['words']): string {
  return `${filters.doesWords[does]}: ${filters.byWords[by]} “${value}”`;
}

function formOf(
  filters: readonly Filter[],
  visit: NewsletterVisit,
  place: FilterPlace,
  { words }: Saying,
): Html {
  const { filters: own } = words;
  const boxes = filters.map(
    (filter) =>
      html`<li><label dir="auto"><input type="checkbox" name="filter" value="${filterWritten(filter)}" checked> ${filterSaid(filter, words)}</label></li>`,
  );
  const does = Object.entries(own.doesWords);
  const by = filterFields.map((field) => [field, own.byWords[field]] as const);
  return html`<form method="post" action="${place.path}">${formToken(visit)}
${filters.length === 0 ? html`<p>${own.none}</p>` : html`<ul class="list">${boxes}</ul>`}
<fieldset><legend>${own.add}</legend><div class="inline">${choiceField({ name: 'does', label: own.does, value: 'drop', options: does })}
${choiceField({ name: 'by', label: own.by, value: 'words', options: by })}${textField({ name: 'value', label: own.value })}</div></fieldset>
<div class="acts"><button class="second" formaction="${place.path}/try">${own.try}</button><button class="first">${own.save}</button></div></form>`;
}

function triedPart(tried: readonly Tried<ParsedItem>[], { words, language }: Saying): Html {
  const { filters: own } = words;
  const out = tried.filter(({ keptOut }) => keptOut !== undefined).length;
  const sum =
    tried.length === 0 ? own.triedNone : language.say(own.tried, { count: tried.length, out });
  const table = rowTable<Tried<ParsedItem>>(
    [
      {
        label: own.item,
        cell: ({ item }) => (item.title || item.link || words.add.untitled).slice(0, titleCharsMax),
      },
      {
        label: own.what,
        cell: ({ keptOut }) =>
          keptOut === undefined
            ? html`<span class="tag good">${own.goes}</span>`
            : html`<span class="tag bad">${own.out}</span> <span dir="auto">${notedText(keptOut, language)}</span>`,
      },
    ],
    tried,
  );
  return html`<section><h2>${own.triedTitle}</h2><p>${sum}</p>${tried.length === 0 ? '' : table}</section>`;
}
