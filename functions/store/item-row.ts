/** An item as rows, and back; and what is noted of the identities that have been seen. */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import * as v from 'valibot';
import { dayMs } from '../config/time.ts';
import { itemKeptMs } from '../config/waits.ts';
import type { Heading } from '../edition/choose/headings.ts';
import type { FeedKey } from '../feed/feed.ts';
import type { Item, Unstamped } from '../feed/item.ts';
import type { Alias, Sighting } from '../feed/keep/edit.ts';
import type { News } from '../feed/keep/refresh-deps.ts';
import type { KeepingRule } from '../feed/kept-out.ts';
import { contentOf, type Key, type Row, ttl } from './client.ts';
import { itemPlace } from './indexes.ts';
import { MalformedRow, nameIn, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

/** Seen-records outlive items by far: an item that returns after a year is not news. */
export const seenKeptMs = 800 * dayMs;

const keptOutShape = v.looseObject({
  rule: nameIn<KeepingRule>(),
  reason: v.string(),
  at: v.number(),
});

const itemShape = shapeOf<Omit<Item, 'print'>>()(
  v.looseObject({
    key: v.string(),
    newsletterId: v.string(),
    feedId: v.string(),
    firstSeenAt: v.number(),
    id: v.exactOptional(v.string()),
    title: v.string(),
    link: v.exactOptional(v.string()),
    publishedAt: v.exactOptional(v.number()),
    updatedAt: v.exactOptional(v.number()),
    author: v.exactOptional(v.string()),
    summary: v.exactOptional(v.string()),
    content: v.exactOptional(v.string()),
    categories: v.array(v.string()),
    enclosures: v.array(v.looseObject({ url: v.string(), type: v.exactOptional(v.string()) })),
    image: v.exactOptional(v.string()),
    playSeconds: v.exactOptional(v.number()),
    admittedBy: v.exactOptional(v.literal('owner')),
    keptOut: v.exactOptional(keptOutShape),
  }),
);

/** Of a title, enough to tell it from another. */
const factCharsMax = 120;

const textsShape = v.looseObject({ texts: v.instance(Uint8Array) });

const headingShape = shapeOf<Omit<Heading, 'print'>>()(
  v.looseObject({
    key: v.string(),
    feedId: v.string(),
    firstSeenAt: v.number(),
    title: v.string(),
    link: v.exactOptional(v.string()),
    outBy: v.exactOptional(nameIn<KeepingRule>()),
    isByOwner: v.exactOptional(v.literal(true)),
  }),
);

const sightingShape = shapeOf<Sighting>()(
  v.looseObject({
    at: v.optional(v.number(), 0),
    item: v.exactOptional(v.string()),
    title: v.exactOptional(v.string()),
    date: v.exactOptional(v.number()),
    words: v.exactOptional(v.string()),
  }),
);

/** A row of up to a kilobyte is the cheapest to write; shorter texts than these stand in it. */
const ownTextBytesMax = 300;
/** A tenth more than the best makes of a text of some kilobytes, in a tenth of the time. */
const textQuality = 2;
/** 2 to the power of this: a larger window finds no more in what a feed brings, and is cleared anew. */
const textWindow = 16;

/** The rows in which editions find the item, but for the instant at which it was first seen. */
export interface PackedItem {
  readonly rows: number;
  /** What they take, about. */
  readonly bytes: number;
  readonly rowsAt: (firstSeenAt: number) => Row[];
}

/**
 * The rows in which editions find the item: a small one to choose by and, with texts longer than a
 * few lines, one for these.
 */
export function itemRows(item: Item): Row[] {
  return packItem(item).rowsAt(item.firstSeenAt);
}

/** The same, made ready: the stamp of an item is given as it is written. */
export function packItem(item: Unstamped): PackedItem {
  const { summary, content, ...heading } = item;
  const { print: storyPrint, ...shown } = heading;
  const ownBytes = bytesOf(summary) + bytesOf(content);
  const texts = ownBytes > ownTextBytesMax ? packTexts(summary, content) : undefined;
  const fields = fieldsOf(texts === undefined ? item : heading);
  const rowsAt = (firstSeenAt: number) => {
    const { newsletterId, feedId, key } = item;
    const place = [newsletterId, firstSeenAt, feedId, key] as const;
    const expiresAt = ttl(firstSeenAt + itemKeptMs);
    const at = keys.item(...place);
    const own = { ...fields, firstSeenAt, ...at, ...itemPlace(newsletterId, at.sk), expiresAt };
    if (texts === undefined) return [own];
    return [
      { ...own, hasTexts: true },
      { ...keys.itemTexts(...place), texts, expiresAt },
    ];
  };
  const bytes =
    bytesOf(JSON.stringify(shown)) + (storyPrint?.length ?? 0) + (texts?.length ?? ownBytes);
  return { rows: texts === undefined ? 1 : 2, bytes, rowsAt };
}

function packTexts(summary: string | undefined, content: string | undefined): Buffer {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: textQuality,
    [constants.BROTLI_PARAM_LGWIN]: textWindow,
  };
  return brotliCompressSync(JSON.stringify({ summary, content }), { params });
}

function bytesOf(text = ''): number {
  return Buffer.byteLength(text);
}

/** Names an item where it is kept. */
type ItemPlace = Pick<Item, 'newsletterId' | 'feedId' | 'firstSeenAt' | 'key'>;

/** The row in which the item waits at the gate. */
export function heldItemRow(item: Item): Row {
  return { ...heldItemKey(item), ...fieldsOf(item) };
}

/** The key of that row. */
export function heldItemKey({ newsletterId, feedId, firstSeenAt, key }: ItemPlace) {
  return keys.heldItem(newsletterId, feedId, firstSeenAt, key);
}

/** The attribute `feedId` is the key of the poll index, which only feeds belong to. */
function fieldsOf({ feedId, ...item }: Unstamped): Row {
  const fields = Object.entries(item).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(fields), source: feedId };
}

/** The item of a row that holds all of it, or of both its rows. Throws `MalformedRow`. */
export function itemOf(row: Row, textsRow?: Row): Item {
  const { source, print: _, hasTexts: __, ...item } = contentOf(row);
  const texts = textsRow === undefined ? {} : unpackTexts(textsRow);
  return readRow(itemShape, row, { ...item, ...texts, feedId: source });
}

/** Where the texts of an item are, when they are not in its row. */
export function textsKeyOf({ pk, sk, hasTexts }: Row): Key | undefined {
  if (hasTexts !== true) return undefined;
  return { pk: String(pk).replace(itemsStart, textsStart), sk: String(sk) };
}

const [itemsStart] = keys.itemDay('', 0).split('#', 1) as [string];
const [textsStart] = keys.itemTexts('', 0, '', '').pk.split('#', 1) as [string];

function unpackTexts(row: Row): object {
  const { texts } = readRow(textsShape, row);
  try {
    return JSON.parse(brotliDecompressSync(texts).toString('utf8'));
  } catch {
    throw new MalformedRow(row, 'texts should be JSON compressed with Brotli');
  }
}

/** What of an item's row is read to choose by. */
export const headingFields = {
  ProjectionExpression: 'pk, sk, title, link, #print, keptOut.#rule, admittedBy',
  ExpressionAttributeNames: { '#print': 'print', '#rule': 'rule' },
} as const;

/** The heading of an item's row: feed and key are in the key of the row. Throws `MalformedRow`. */
export function headingOf(row: Row): Heading {
  const { title, print } = row;
  const [, firstSeenAt, feedId, key] = placeInKey.exec(String(row.sk)) ?? [];
  const link = row.link === undefined ? {} : { link: row.link };
  const { keptOut, admittedBy } = row as { keptOut?: { rule?: unknown }; admittedBy?: unknown };
  const marks = {
    ...(keptOut === undefined ? {} : { outBy: keptOut.rule }),
    ...(admittedBy === undefined ? {} : { isByOwner: true }),
  };
  const fields = { feedId, key, firstSeenAt: Number(firstSeenAt), title, ...link, ...marks };
  const heading = readRow(headingShape, row, fields);
  return print instanceof Uint8Array ? { ...heading, print } : heading;
}

const placeInKey = /^(\d+)#([^#]+)#([\s\S]+)$/;

/** The row of an identity that was seen at `at` (ms). */
export function seenRow({ newsletterId, feedId }: FeedKey, identity: string, at: number): Row {
  return { ...keys.seen(newsletterId, feedId, identity), at, expiresAt: ttl(at + seenKeptMs) };
}

/** The row of another name of an item that is known: it says of it what its own says. */
export function aliasRow(feed: FeedKey, { name, as }: Alias, now: number): Row {
  const { expiresAt } = seenRow(feed, name, now);
  const title = as.title?.slice(0, factCharsMax);
  return { ...seenRow(feed, name, as.at), ...as, title, expiresAt };
}

/** The rows by which an item is known again, that of its own name first. */
export function identityRows({ item, identityKeys, words = '' }: News, at: number): Row[] {
  const names = [...new Set(identityKeys)];
  const { publishedAt: date } = item;
  const facts = { item: item.key, words, title: item.title.slice(0, factCharsMax), date };
  return names.map((name) => ({ ...seenRow(item, name, at), ...facts }));
}

/** What a row says of an identity. Throws `MalformedRow`. */
export function sightingOf(row: Row): Sighting {
  return readRow(sightingShape, row);
}
