/**
 * Who an item is. Its id first, then its link, then what it says; the others are second keys, so
 * that a changed id, a moved page or a new title is an edit of the same item and not news.
 */
import { createHash } from 'node:crypto';
import type { ParsedItem } from './item.ts';
import { plainText } from './plain-text.ts';

/** Keys carry what they are made of in front: `i-` id, `l-` link, `c-` content, `r-` all three. */
export interface Identity {
  readonly id?: string;
  readonly link?: string;
  readonly content?: string;
}

export interface Unseen {
  readonly item: ParsedItem;
  /** The first is the item's own key: whoever stores it first has the item. */
  readonly identityKeys: readonly [string, ...string[]];
}

const hashChars = 32;
const fingerprintCharsMin = 60;
const fingerprintTextChars = 2_000;

/** The keys of every item of one feed, in the feed's order. */
export function identities(items: readonly ParsedItem[], siteUrl?: string): Identity[] {
  const links = items.map((item) => item.link && normalisedLink(item.link));
  const uses = new Map<string, number>();
  for (const link of links) if (link) uses.set(link, (uses.get(link) ?? 0) + 1);
  const home = siteUrl === undefined ? undefined : normalisedLink(siteUrl);
  return items.map((item, at) => {
    const link = links[at];
    // A link that several items share, or that is the site's own page, tells none of them apart.
    const own = link !== undefined && link !== '' && uses.get(link) === 1 && link !== home;
    return identityOf(item, own ? link : undefined);
  });
}

function identityOf(item: ParsedItem, link: string | undefined): Identity {
  const words = fingerprintText(item);
  const alone = item.id === undefined && link === undefined;
  const tellsApart = alone || words.length >= fingerprintCharsMin;
  return {
    ...(item.id === undefined ? {} : { id: key('i', item.id) }),
    ...(link === undefined ? {} : { link: key('l', link) }),
    ...(tellsApart ? { content: key('c', words) } : {}),
  };
}

/** All keys of an identity, the one that names it first. */
export function identityKeys({ id, link, content }: Identity): [string, ...string[]] {
  const [first, ...rest] = [id, link, content].filter((each) => each !== undefined);
  return [first ?? key('c', ''), ...rest];
}

/** The items that none of the seen keys stands for; twins within one feed count once. */
export function chooseUnseen(
  items: readonly ParsedItem[],
  keys: readonly Identity[],
  seen: ReadonlySet<string>,
): Unseen[] {
  const known = new Set(seen);
  const unseen: Unseen[] = [];
  for (const [at, item] of items.entries()) {
    const identity = keys[at] ?? {};
    const all = identityKeys(identity);
    const reused = isReusedId(identity, known);
    if (!reused && isKnown(identity, known)) continue;
    unseen.push({ item, identityKeys: reused ? [key('r', all.join(' ')), ...all.slice(1)] : all });
    for (const each of all) known.add(each);
  }
  return unseen;
}

function isKnown({ id, link, content }: Identity, known: ReadonlySet<string>): boolean {
  return [id, link, content].some((each) => each !== undefined && known.has(each));
}

/** An id that comes back with another page and other words is another item. */
function isReusedId({ id, link, content }: Identity, known: ReadonlySet<string>): boolean {
  if (id === undefined || !known.has(id) || link === undefined || content === undefined) {
    return false;
  }
  return !known.has(link) && !known.has(content);
}

/** The same page under another scheme, host case, tracking tail or slash has one form here. */
export function normalisedLink(link: string): string {
  const url = URL.parse(link);
  if (url === null) return link;
  for (const name of [...url.searchParams.keys()]) {
    if (isTracking(name)) url.searchParams.delete(name);
  }
  url.searchParams.sort();
  const path = url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : url.pathname;
  // A changelog's items differ in the fragment alone; only trackers' fragments say nothing.
  const fragment = isTracking(url.hash.slice(1).split(/[=-]/)[0] ?? '') ? '' : url.hash;
  return `${url.host.replace(/^www\./, '')}${path}${url.search}${fragment}`;
}

const trackingNames = new Set(
  (
    'fbclid gclid dclid gbraid wbraid msclkid yclid twclid igshid mc_cid mc_eid _hsenc _hsmi ' +
    'mkt_tok cmpid ito ref_src ns_source ns_mchannel ns_campaign xtor wt_mc ocid smid'
  ).split(' '),
);

function isTracking(name: string): boolean {
  const lower = name.toLowerCase();
  return lower.startsWith('utm_') || lower.startsWith('mtm_') || trackingNames.has(lower);
}

function fingerprintText(item: ParsedItem): string {
  const body = plainText((item.content ?? item.summary ?? '').slice(0, fingerprintTextChars * 2));
  return `${item.title}\n${body.slice(0, fingerprintTextChars)}`.toLowerCase();
}

function key(kind: string, of: string): string {
  return `${kind}-${createHash('sha256').update(of).digest('hex').slice(0, hashChars)}`;
}
