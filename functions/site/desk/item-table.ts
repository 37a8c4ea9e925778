/** Items as the desk lists them: where each is on its way, and why. */
import { html } from 'hono/html';
import type { Mark } from '../../edition/mark.ts';
import type { Standing } from '../../feed/gate/desk.ts';
import type { Item } from '../../feed/item.ts';
import type { ItemPlace } from '../../feed/keep/refresh-deps.ts';
import type { Html } from '../page.ts';
import { deskPath, type NewsletterVisit } from './desk.ts';
import { type ItemsWords, itemsWords } from './items-words.ts';
import { deskMoment } from './moment.ts';
import { notedText } from './noted.ts';
import { type Column, formToken, rowTable } from './parts.ts';

const titleCharsMax = 200;
const reasonCharsMax = 300;

/** The marks that act on items, by feed and key. */
export type MarksByItem = ReadonlyMap<string, readonly Mark[]>;

/** The marks of a newsletter by the item that they are on. */
export function marksByItem(marks: readonly Mark[]): MarksByItem {
  const onItems = marks.filter((mark) => mark.kind !== 'note');
  return Map.groupBy(onItems, ({ item }) => `${item.feedId}/${item.key}`);
}

/** What a list shows besides the items. */
export interface ItemListing {
  readonly marks: MarksByItem;
  /** The titles of feeds, where the list has items of several. */
  readonly feeds?: ReadonlyMap<string, string>;
  readonly caption?: string;
}

/** A table of items, each with a box to tick for those who may decide. */
export function itemTable(
  standings: readonly Standing[],
  visit: NewsletterVisit,
  { marks, feeds, caption }: ItemListing,
): Html {
  const words = itemsWords[visit.language.tongue];
  const { zone, id } = visit.newsletter;
  const ofFeed: Column<Standing> = {
    label: words.feed,
    cell: ({ item: { feedId } }) =>
      html`<a href="${deskPath(id, `/f/${feedId}`)}" dir="auto">${feeds?.get(feedId) ?? feedId}</a>`,
  };
  return rowTable<Standing>(
    [
      { label: words.item, cell: ({ item }) => titleOf(item, visit, words) },
      ...(feeds === undefined ? [] : [ofFeed]),
      {
        label: words.found,
        cell: ({ item }) => deskMoment(item.firstSeenAt, zone, visit.language),
      },
      {
        label: words.what,
        cell: (standing) =>
          html`<span dir="auto">${standingText(standing, visit)}</span>${markTags(standing.item, marks, visit)}`,
      },
    ],
    standings,
    caption,
  );
}

function titleOf(item: Item, visit: NewsletterVisit, words: ItemsWords): Html {
  const title = (item.title || item.link || words.untitled).slice(0, titleCharsMax);
  const { link = '' } = item;
  // Whatever else a feed gives as an address is no link of ours.
  const named = /^https?:\/\//i.test(link)
    ? html`<a href="${link}" rel="noreferrer nofollow" dir="auto">${title}</a>`
    : html`<span dir="auto">${title}</span>`;
  if (!visit.may('curate')) return named;
  const box = html`<input type="checkbox" name="item" value="${placeText(item)}" aria-label="${words.tick}: ${title}">`;
  return html`<span class="tick">${box}</span>${named}`;
}

/** Why an item is where it is, in a sentence. */
export function standingText(
  standing: Standing,
  { language, newsletter }: Pick<NewsletterVisit, 'language' | 'newsletter'>,
): string {
  const words = itemsWords[language.tongue];
  switch (standing.kind) {
    case 'waiting':
      return standing.why.map((why) => words.whys[why]).join(' ');
    case 'out':
      return words.out;
    case 'keptOut': {
      const { rule, reason, at } = standing.keptOut;
      const when = deskMoment(at, newsletter.zone, language);
      const said = rule === 'filter' || rule === 'dropped' || rule === 'skipped';
      const why = said ? notedText(reason.slice(0, reasonCharsMax), language) : '';
      return language.say(words.rules[rule], { when, why }).trim();
    }
  }
}

function markTags({ feedId, key }: Item, marks: MarksByItem, visit: NewsletterVisit): Html | '' {
  const words = itemsWords[visit.language.tongue];
  const own = marks.get(`${feedId}/${key}`) ?? [];
  if (own.length === 0) return '';
  const next = deskPath(visit.newsletter.id, '/next');
  return html`${own.map(
    ({ kind }) =>
      html` <a class="tag" href="${next}">${words.marks[kind === 'note' ? 'own' : kind]}</a>`,
  )}`;
}

/** One act on all that are ticked. */
export interface TickedAct {
  readonly path: string;
  readonly label: string;
  readonly kind?: 'first' | 'second' | 'danger';
}

/** A form around tables of items, with its acts below; who may decide nothing sees the tables alone. */
export function tickedForm(
  tables: Html,
  visit: NewsletterVisit,
  { acts, from, hasReason }: { acts: readonly TickedAct[]; from: string; hasReason: boolean },
): Html {
  if (!visit.may('curate')) return tables;
  const words = itemsWords[visit.language.tongue];
  const path = (one: string) => deskPath(visit.newsletter.id, one);
  const buttons = acts.map(
    ({ path: to, label, kind = 'second' }) =>
      html`<button class="small ${kind}" formaction="${path(to)}">${label}</button>`,
  );
  const reason = hasReason
    ? html`<div class="field"><label for="reason">${words.reason}</label><input id="reason" name="reason" maxlength="500" dir="auto"></div>`
    : '';
  return html`<form method="post" action="${path(acts[0]?.path ?? '')}">${formToken(visit)}<input type="hidden" name="from" value="${from}">${tables}<div class="inline">${reason}${buttons}</div></form>`;
}

/** Names an item where it is listed: feed, instant, key. */
export function placeText({ feedId, firstSeenAt, key }: Item): string {
  return `${feedId}.${firstSeenAt}.${key}`;
}

/** Reads that; undefined when it is nothing of the kind. */
export function readPlace(text: string, newsletterId: string): ItemPlace | undefined {
  const [, feedId, at, key] = /^([\w-]{1,64})\.(\d{1,15})\.(.{1,1000})$/s.exec(text) ?? [];
  if (feedId === undefined || at === undefined || key === undefined) return undefined;
  return { newsletterId, feedId, firstSeenAt: Number(at), key };
}
