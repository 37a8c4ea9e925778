/** The headings of a period in a few calls, however many days without items it has. */
import { listedVersion } from '../config/upgrade.ts';
import type { Heading } from '../edition/choose/headings.ts';
import type { ComposeDeps } from '../edition/plan/compose.ts';
import { getRows, type Key, queryPages, queryRows, type Table } from './client.ts';
import { findIndex, itemPlace } from './indexes.ts';
import { headingFields, headingOf } from './item-row.ts';
import { dayQueries, itemStore } from './items.ts';
import { readEach } from './row.ts';
import { schemaStore } from './schema.ts';
import { keys } from './table.ts';

/** As many as one call reads by their keys. */
const headingsAtOnce = 100;

/** The span (from, to] of a newsletter (ms). */
type Span = readonly [newsletterId: string, from: number, to: number];

/**
 * As `itemStore(table).headings`, for a page: of the days before the last the index tells where items
 * are. What came a moment ago the index may not know yet: the last day is asked for as it is.
 */
export function listedHeadings(table: Table): ComposeDeps['headings'] {
  const byDay = itemStore(table).headings;
  let isListed = false;
  return async function* (...span) {
    // Once it is, it is for good.
    isListed ||= (await schemaStore(table).version()) >= listedVersion;
    yield* isListed ? headingsOf(table, span) : byDay(...span);
  };
}

async function* headingsOf(table: Table, span: Span): AsyncGenerator<Heading[]> {
  const queries = dayQueries(...span);
  const [last, ...before] = queries.toReversed();
  if (last === undefined) return;
  const found = before.length === 0 ? [] : await placesOf(table, span);
  const places = found.filter(({ pk }) => pk !== dayOf(last));
  const days = new Set(places.map(({ pk }) => pk));
  const isByDay = days.size <= Math.ceil(places.length / headingsAtOnce);
  for (let start = 0; start < places.length && !isByDay; start += headingsAtOnce) {
    const some = places.slice(start, start + headingsAtOnce);
    yield readEach(table, await getRows(table, some, headingFields), headingOf);
  }
  const asked = isByDay ? before.toReversed().filter((query) => days.has(dayOf(query))) : [];
  for (const query of [...asked, last]) {
    for await (const rows of queryPages(table, { ...query, ...headingFields })) {
      yield readEach(table, rows, headingOf);
    }
  }
}

const dayOf = (query: ReturnType<typeof dayQueries>[number]) =>
  query.ExpressionAttributeValues[':pk'];

/** Where the items of a span are, the oldest first. */
async function placesOf(table: Table, [newsletterId, from, to]: Span): Promise<Key[]> {
  const rows = await queryRows(table, {
    IndexName: findIndex,
    KeyConditionExpression: 'findIn = :in AND findKey BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':in': itemPlace(newsletterId, '').findIn,
      ':from': keys.itemsFrom(from + 1),
      ':to': keys.itemsFrom(to + 1),
    },
  });
  return rows.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
}
