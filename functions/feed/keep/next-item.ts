/**
 * Items that are news though a name of theirs is known: the next under a standing id, the next at a
 * page that all of them link to, the next of a series in the words of the last one. Names say that
 * it is the same item, the rest says that it is not. Where nearly all that a feed shows looks so, its
 * ids and dates are new at each poll, and mean nothing.
 */
import { dayMs, hourMs, minuteMs } from '../../config/time.ts';
import type { ParsedItem } from '../item.ts';
import { normalisedLink } from '../normalised-link.ts';
import type { Sighting } from './edit.ts';
import type { Identity } from './identity.ts';
import { isMended } from './same-title.ts';

/** What a document shows, and what is noted of the names in it. */
export interface NextInput {
  readonly items: readonly ParsedItem[];
  readonly keys: readonly Identity[];
  readonly seen: ReadonlyMap<string, Sighting>;
  readonly now: number;
}

/** Dates so far apart are no two dates of one item that was dated anew within the day. */
const otherDayMs = 20 * hourMs;
const otherInstantMs = minuteMs;
/** An undated item that comes alone so much later under other names was not moved: it is the next. */
const movedWithinMs = 5 * dayMs;
/** Fewer may all be news. */
const volatileMin = 3;

interface Look {
  readonly item: ParsedItem;
  readonly identity: Identity;
  readonly seen: ReadonlyMap<string, Sighting>;
  readonly now: number;
  /** The document shows nothing else. */
  readonly isAlone: boolean;
  /** The document shows another with the same words, under names that are known. */
  readonly isBeside: boolean;
}

/** The places of those. */
export function nextItems({ items, keys, seen, now }: NextInput): ReadonlySet<number> {
  const isAlone = items.length === 1;
  const byWords = Map.groupBy(keys.keys(), (at) => keys[at]?.content);
  const looks = items.map((item, at): Look => {
    const identity = keys[at] ?? {};
    const alike = (identity.content && byWords.get(identity.content)) || [];
    const isBeside = alike.some((other) => other !== at && isNamed(keys[other] ?? {}, seen));
    return { item, identity, seen, now, isAlone, isBeside };
  });
  const next = [...looks.keys()].filter((at) => isNext(looks[at] as Look));
  const isVolatile = next.length >= volatileMin && next.length > items.length / 2;
  return new Set([...(isVolatile ? [] : next), ...datedTwins(items, keys, seen)]);
}

function isNamed({ id, link }: Identity, seen: Look['seen']): boolean {
  return [id, link].some((name) => name !== undefined && seen.has(name));
}

function isNext(look: Look): boolean {
  const { identity, seen } = look;
  const of = (name: string | undefined) => (name === undefined ? undefined : seen.get(name));
  const [byId, byPage, byWords] = [of(identity.id), of(identity.link), of(identity.content)];
  if (byId !== undefined && byPage !== undefined) return isAllNew(look, byPage);
  if (byId !== undefined) return identity.link === undefined && isLaterIssue(look, byId);
  if (byPage !== undefined) return isNextAtPage(look, byPage);
  return byWords !== undefined && isNextInWords(look, byWords);
}

/** Under the id and at the page of a feed that shows one item at a time. */
function isAllNew(look: Look, before: Sighting): boolean {
  return (
    look.isAlone &&
    isOtherTitle(look, before) &&
    isApart(look, before, otherDayMs) === true &&
    areWordsNew(look, before)
  );
}

/** Under a standing id and title, and without a page: the forecast of another day. */
function isLaterIssue(look: Look, before: Sighting): boolean {
  return isApart(look, before, otherDayMs) === true && areWordsNew(look, before);
}

/** A page that each of a feed's items links to in its turn, under an id of its own. */
function isNextAtPage(look: Look, before: Sighting): boolean {
  if (!areWordsNew(look, before)) return false;
  const isOther = isOtherTitle(look, before);
  if (!isIdOfPage(look.item)) return isApart(look, before, otherInstantMs) ?? isOther;
  // The page is all that names it: stories are re-titled, rewritten and dated anew where they are.
  const isOtherDay = isApart(look, before, otherDayMs);
  return look.isAlone ? (isOtherDay ?? isOther) : isOtherDay === true && isOther;
}

/** The same title and text under another id at another page. */
function isNextInWords(look: Look, before: Sighting): boolean {
  const { identity, isAlone, isBeside, now } = look;
  const isOtherDay = isApart(look, before, otherDayMs);
  if (identity.id === undefined && identity.link === undefined) {
    const shows = before.words !== undefined && before.words !== identity.words;
    return shows && (isAlone || isOtherDay === true);
  }
  if (isBeside) return isApart(look, before, otherInstantMs) ?? true;
  return isOtherDay ?? (isAlone && now - before.at > movedWithinMs);
}

/** Whether the dates are so far apart; undefined where that cannot be told. */
function isApart({ item }: Look, before: Sighting, ms: number): boolean | undefined {
  const { publishedAt } = item;
  if (publishedAt === undefined) return undefined;
  if (before.date !== undefined) return Math.abs(publishedAt - before.date) >= ms;
  // Older releases noted neither: what came out after the note is something else.
  return before.title === undefined && publishedAt > before.at ? true : undefined;
}

function isOtherTitle({ item }: Look, { title }: Sighting): boolean {
  return title !== undefined && !isMended(item.title, title);
}

/** Nothing that is noted under any of its names says the same. */
function areWordsNew({ item, identity, seen }: Look, before: Sighting): boolean {
  const { id, link, content, body, title, words } = identity;
  const has = (name: string | undefined) => name !== undefined && seen.has(name);
  if (has(content) || has(body)) return false;
  const noted = [id, link, title].flatMap((name) => (name && seen.get(name)?.words) || []);
  if (noted.includes(words ?? '')) return false;
  return body !== undefined || noted.length > 0 || item.title !== before.title;
}

/** Without an id, or with one that is the address of the page, counted up at each edit or not. */
function isIdOfPage({ id, link }: ParsedItem): boolean {
  if (id === undefined || link === undefined) return true;
  return bareOf(id) === bareOf(link);
}

const bareOf = (address: string) => normalisedLink(address).replace(/[?#].*$/s, '');

/** Of new items with the same words those that have a date and a name of their own. */
function datedTwins(
  items: readonly ParsedItem[],
  keys: readonly Identity[],
  seen: Look['seen'],
): number[] {
  const twins: number[] = [];
  const dates = new Map<string, number[]>();
  for (const [at, { publishedAt }] of items.entries()) {
    const { id, link, content } = keys[at] ?? {};
    if (content === undefined || publishedAt === undefined || seen.has(content)) continue;
    const before = dates.get(content) ?? [];
    const isOwn = [id, link].some((name) => name !== undefined && !seen.has(name));
    const isOther = before.every((date) => Math.abs(publishedAt - date) >= otherInstantMs);
    if (before.length > 0 && isOwn && isOther) twins.push(at);
    dates.set(content, [...before, publishedAt]);
  }
  return twins;
}
