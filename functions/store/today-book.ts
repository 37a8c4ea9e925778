/** What the page of the day reads and writes, put together. */
import type { Edition } from '../edition/edition.ts';
import type { ForecastDeps } from '../edition/plan/forecast.ts';
import type { TodayDeps } from '../edition/plan/today.ts';
import type { ByLinkDeps } from '../feed/gate/by-link.ts';
import type { SwitchBook } from '../mail/pace-book.ts';
import type { TodayPageBooks } from '../site/desk/today-page.ts';
import { aheadOf } from './ahead.ts';
import { callStore } from './calls.ts';
import { getRows, queryFirst, type Table } from './client.ts';
import { contentStore } from './contents.ts';
import { decidingBook } from './deciding-book.ts';
import { dueKeys } from './due.ts';
import { editionOf, listedEditionOf } from './edition-row.ts';
import { editionStore } from './editions.ts';
import { feedStore } from './feeds.ts';
import { gateRows } from './gate.ts';
import { gateBook } from './gate-book.ts';
import { gateSettingStore } from './gate-settings.ts';
import { heldEditions } from './held-editions.ts';
import { itemStore } from './items.ts';
import { listedHeadings } from './listed-items.ts';
import { segmentsAhead } from './next-due.ts';
import { switchStore } from './pace.ts';
import { readerCountStore } from './readers.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

/** The books of the day; the gate's and the pace's use cases are opened on theirs by the door. */
export interface TodayBook extends TodayPageBooks {
  readonly gateLink: ByLinkDeps;
  readonly pace: SwitchBook;
}

/** The books in this table. `prompt`: the same without repeats, as a stamp must not land late. */
export function todayBook(table: Table, prompt: Table, now: () => number): TodayBook {
  return {
    day: dayBook(table, prompt, now),
    deciding: decidingBook(table, now),
    held: { ...heldEditions(table, now), load: editionStore(table, now).load },
    content: contentStore(table, now).load,
    readerCount: readerCountStore(table).load,
    forecast: forecastBook(table, prompt, now),
    arrivals: (newsletterId, from, to) => arrivals(table, newsletterId, from, to),
    gateLink: gateBook(table, prompt, now),
    pace: switchStore(table),
  };
}

function dayBook(table: Table, prompt: Table, now: () => number): TodayDeps {
  return {
    feeds: feedStore(table).list,
    gateOf: gateSettingStore(table).load,
    waiting: gateRows(table, prompt, now).list,
    ahead: (newsletterId, at) => segmentsAhead(table, newsletterId, at),
    calls: callStore(table, now).list,
    editions: (newsletterId, ids) => editions(table, newsletterId, ids, now()),
  };
}

function forecastBook(table: Table, prompt: Table, now: () => number): ForecastDeps {
  return {
    feeds: feedStore(table).list,
    gateOf: gateSettingStore(table).load,
    waiting: gateRows(table, prompt, now).list,
    ahead: (newsletterId) => aheadOf(table, newsletterId, now),
    headings: listedHeadings(table),
    editionsOf: async (ids) =>
      readEach(table, await getRows(table, ids.map(keys.edition)), editionOf),
  };
}

const latestMax = 30;
const heldMax = 30;

/** Three calls: what is listed, what is held, and all the rows at once. */
async function editions(
  table: Table,
  newsletterId: string,
  ids: readonly string[],
  now: number,
): Promise<Edition[]> {
  const [lines, held] = await Promise.all([
    queryFirst(table, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keys.listedEdition(newsletterId, 0, '').pk },
      ScanIndexForward: false,
      Limit: latestMax,
    }),
    dueKeys(table, 'held', now, heldMax),
  ]);
  const listed = readEach(table, lines, listedEditionOf);
  const wanted = [...held, ...[...listed, ...ids].map((id) => keys.edition(id))];
  const found = readEach(table, await getRows(table, wanted), editionOf);
  return found.filter((edition) => edition.newsletterId === newsletterId);
}

/** What came in then, counted up to a page. */
async function arrivals(table: Table, newsletterId: string, from: number, to: number) {
  let count = 0;
  for await (const page of itemStore(table).headings(newsletterId, from, to)) {
    count += page.filter(({ outBy }) => outBy === undefined).length;
    if (count >= arrivalsMax) return { count: arrivalsMax, isMore: true };
  }
  return { count, isMore: false };
}

const arrivalsMax = 250;
