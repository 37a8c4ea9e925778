/** An item as a row, and back; and what is noted of the identities that have been seen. */
import * as v from 'valibot';
import { dayMs } from '../config/time.ts';
import { itemKeptMs } from '../config/waits.ts';
import type { FeedKey } from '../feed/feed.ts';
import type { Item } from '../feed/item.ts';
import type { Sighting } from '../feed/keep/edit.ts';
import { contentOf, type Row, ttl } from './client.ts';
import { readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

/** Seen-records outlive items by far: an item that returns after a year is not news. */
const seenKeptMs = 800 * dayMs;

const itemShape = shapeOf<Item>()(
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
  }),
);

const sightingShape = shapeOf<Sighting>()(
  v.looseObject({
    at: v.optional(v.number(), 0),
    item: v.exactOptional(v.string()),
    words: v.exactOptional(v.string()),
  }),
);

/** The row in which editions find the item. */
export function itemRow(item: Item): Row {
  const { newsletterId, feedId, firstSeenAt, key } = item;
  return {
    ...keys.item(newsletterId, firstSeenAt, feedId, key),
    ...fieldsOf(item),
    expiresAt: ttl(firstSeenAt + itemKeptMs),
  };
}

/** The row in which the item waits for its owner's word. */
export function heldItemRow(item: Item): Row {
  return { ...heldItemKey(item), ...fieldsOf(item) };
}

/** The key of that row. */
export function heldItemKey({ newsletterId, feedId, firstSeenAt, key }: Item) {
  return keys.heldItem(newsletterId, feedId, firstSeenAt, key);
}

/** The attribute `feedId` is the key of the poll index, which only feeds belong to. */
function fieldsOf({ feedId, ...item }: Item): Row {
  const fields = Object.entries(item).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(fields), source: feedId };
}

/** The item that a row holds. Throws `MalformedRow`. */
export function itemOf(row: Row): Item {
  const { source, ...item } = contentOf(row);
  return readRow(itemShape, row, { ...item, feedId: source });
}

/** The row of an identity that was seen at `at` (ms). */
export function seenRow({ newsletterId, feedId }: FeedKey, identity: string, at: number): Row {
  return { ...keys.seen(newsletterId, feedId, identity), at, expiresAt: ttl(at + seenKeptMs) };
}

/** What a row says of an identity. Throws `MalformedRow`. */
export function sightingOf(row: Row): Sighting {
  return readRow(sightingShape, row);
}
