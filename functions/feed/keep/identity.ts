/**
 * Who an item is. Its id first, then its link, then what it says; the others are second keys, so
 * that a changed id, a moved page or a new title is an edit of the same item and not news.
 */
import { hash } from 'node:crypto';
import type { ParsedItem } from '../item.ts';
import { normalisedLink } from '../normalised-link.ts';
import { present } from '../present.ts';
import { mediaOf, wordsOf } from './item-words.ts';
import { placeKeyOf } from './place-key.ts';

/**
 * Keys carry what they are made of in front: `i-` id, `l-` link, `c-` title and text, `r-` all of
 * them. `b-` text and `t-` title name no item; they tell whether an id is used again, and, like `s-`,
 * whether an item is known under another name (same-item.ts).
 */
export interface Identity {
  readonly id?: string;
  readonly link?: string;
  readonly content?: string;
  readonly body?: string;
  readonly title?: string;
  /** Path, title and words, for items whose ids and addresses carry tokens (`s-`). */
  readonly place?: string;
  /** All that is read of it: names nothing, tells whether it was edited. */
  readonly words?: string;
}

/** An item that its feed has not shown before, with every name it is known by. */
export interface Unseen {
  readonly item: ParsedItem;
  readonly words: string;
  /** The first is the item's own key: whoever stores it first has the item. */
  readonly identityKeys: readonly [string, ...string[]];
}

/** An item that was shown before, under these keys: its page's first, the re-usable id last. */
export interface Known {
  readonly item: ParsedItem;
  readonly knownBy: readonly string[];
  readonly words: string;
}

/** A name under which a known item is shown now, and one by which it was known. */
interface NewName {
  readonly name: string;
  readonly as: string;
}

/** Keys under which an item is to be known from now on. */
export interface Remembered {
  readonly item: ParsedItem;
  readonly keys: readonly string[];
  readonly words: string;
}

/** What a feed shows, compared with what it has shown before. */
export interface Sifted {
  readonly unseen: readonly Unseen[];
  readonly known: readonly Known[];
  /** Known items that came under another id. */
  readonly renamed: number;
  /** Ids and links under which known items are shown now. */
  readonly newNames: readonly NewName[];
  /** Known items with other words, and the keys of these. */
  readonly newWords: readonly Remembered[];
}

const hashChars = 32;
const fingerprintCharsMin = 60;

/** The keys of every item of one feed, in the feed's order. */
export function identities(items: readonly ParsedItem[], siteUrl?: string): Identity[] {
  const links = items.map((item) => item.link && normalisedLink(item.link));
  const uses = new Map<string, number>();
  for (const link of links) if (link) uses.set(link, (uses.get(link) ?? 0) + 1);
  const home = siteUrl === undefined ? undefined : normalisedLink(siteUrl);
  return loneLikeness(
    items.map((item, at) => {
      const link = links[at];
      // A link that several items share, or that is the site's own page, tells none of them apart.
      const own = link !== undefined && link !== '' && uses.get(link) === 1 && link !== home;
      return identityOf(item, own ? link : undefined);
    }),
  );
}

/** Where two are alike, likeness tells nothing. */
function loneLikeness(all: readonly Identity[]): Identity[] {
  const uses = Map.groupBy(all, ({ place }) => place);
  return all.map((identity) => {
    const { place, ...rest } = identity;
    return place === undefined || uses.get(place)?.length === 1 ? identity : rest;
  });
}

function identityOf(item: ParsedItem, link: string | undefined): Identity {
  const { title, body } = wordsOf(item);
  const words = `${title}\n${body}`;
  const { title: titleAsWritten, link: page = '' } = item;
  const named = item.id !== undefined || link !== undefined;
  const isShort = words.length < fingerprintCharsMin;
  // Where there is hardly a word, the picture or the file is what is said.
  const media = isShort ? mediaOf(item) : '';
  const said = media === '' ? body : `${body}\n${media}`;
  return {
    ...(item.id === undefined ? {} : { id: key('i', item.id) }),
    ...(link === undefined ? {} : { link: key('l', link) }),
    ...(named && isShort ? {} : { content: key('c', words) }),
    ...(named ? reuseKeys(item.id === undefined ? '' : title, body, link) : {}),
    ...present({ place: named && isShort ? placeKeyOf(item, { title, body: said }) : undefined }),
    words: key('w', [titleAsWritten, said, normalisedLink(page)].join('\n')),
  };
}

/** What an id was last seen with, as far as link and content do not tell. */
function reuseKeys(title: string, body: string, link: string | undefined): Partial<Identity> {
  const hasBody = body.length >= fingerprintCharsMin;
  return {
    ...(hasBody ? { body: key('b', body) } : {}),
    ...(title !== '' && (link === undefined || !hasBody) ? { title: key('t', title) } : {}),
  };
}

/** All keys of an identity, the one that names it first. */
export function identityKeys(identity: Identity): [string, ...string[]] {
  const { id, link, content, body, title, place } = identity;
  const [first, ...rest] = [id, link, content, body, title, place].filter(
    (each) => each !== undefined,
  );
  return [first ?? key('c', ''), ...rest];
}

/** What was made out of items whose names alone mislead, place by place. */
export interface Judged {
  /** By which key each of these is known, whatever its names say. */
  readonly known: ReadonlyMap<number, string>;
  /** These are news though a name of theirs is known. */
  readonly next: ReadonlySet<number>;
}

const nothingJudged: Judged = { known: new Map(), next: new Set() };

/** The items that none of the seen keys stands for; twins within one feed count once. */
export function chooseUnseen(
  items: readonly ParsedItem[],
  keys: readonly Identity[],
  seen: { keys(): Iterable<string> },
): readonly Unseen[] {
  return sift(items, keys, seen).unseen;
}

/** Tells news from items that are known, also under another id or link, or with other words. */
export function sift(
  items: readonly ParsedItem[],
  keys: readonly Identity[],
  seen: { keys(): Iterable<string> },
  judged: Judged = nothingJudged,
): Sifted {
  const known = new Set(seen.keys());
  const unseen: Unseen[] = [];
  const shownBefore: Known[] = [];
  const newNames: NewName[] = [];
  const newWords: Remembered[] = [];
  let renamed = 0;
  for (const [at, item] of items.entries()) {
    const identity = keys[at] ?? {};
    const all = identityKeys(identity);
    const { words: said = '' } = identity;
    const alike = judged.known.get(at);
    const isNext = judged.next.has(at);
    if (isNews(identity, known, { alike, isNext })) {
      // A name that is used again stands for its newest item from now on.
      const isTaken = known.has(all[0]);
      const own = key('r', [...all, ...(isNext ? [said] : [])].join(' '));
      unseen.push({ item, words: said, identityKeys: isTaken ? [own, ...all] : all });
    } else {
      if (isNew(identity.id, known)) renamed += 1;
      const knownBy = knownNames(identity, known, alike);
      newNames.push(...freshNames(identity, known, knownBy[0]));
      shownBefore.push({ item, knownBy, words: said });
      const words = [identity.content, identity.body, identity.title, identity.place];
      newWords.push({ item, keys: words.filter((each) => isNew(each, known)), words: said });
    }
    for (const each of all) known.add(each);
  }
  const otherWords = newWords.filter(({ keys: fresh }) => fresh.length > 0);
  return { unseen, known: shownBefore, renamed, newNames, newWords: otherWords };
}

function isNews(
  identity: Identity,
  known: ReadonlySet<string>,
  { alike, isNext }: { readonly alike: string | undefined; readonly isNext: boolean },
): boolean {
  if (alike !== undefined) return false;
  return isNext || isReusedId(identity, known) || !isKnown(identity, known);
}

/** The keys by which the item is known: its page's first. */
function knownNames(
  { link, content, id }: Identity,
  known: ReadonlySet<string>,
  alike: string | undefined,
): readonly string[] {
  const names = [link, content, id].filter((each) => isOld(each, known));
  return alike === undefined ? names : [...names, alike];
}

function freshNames(
  { id, link }: Identity,
  known: ReadonlySet<string>,
  as: string | undefined,
): readonly NewName[] {
  const names = [id, link].filter((each) => isNew(each, known));
  return names.map((name) => ({ name, as: as ?? name }));
}

function isOld(each: string | undefined, known: ReadonlySet<string>): each is string {
  return each !== undefined && known.has(each);
}

function isNew(each: string | undefined, known: ReadonlySet<string>): each is string {
  return each !== undefined && !known.has(each);
}

function isKnown({ id, link, content }: Identity, known: ReadonlySet<string>): boolean {
  return [id, link, content].some((each) => each !== undefined && known.has(each));
}

/**
 * An id that comes back with another page and other words is another item. A story that was
 * re-titled keeps its page or its text, and one that was rewritten keeps its page; without a page,
 * the title stands for it.
 */
function isReusedId(identity: Identity, known: ReadonlySet<string>): boolean {
  const { id, link, body, title } = identity;
  if (id === undefined || !known.has(id)) return false;
  const place = link ?? title;
  const words = body ?? (link === undefined ? undefined : title);
  return isNew(place, known) && isNew(words, known);
}

function key(kind: string, of: string): string {
  return `${kind}-${hash('sha256', of, 'hex').slice(0, hashChars)}`;
}
