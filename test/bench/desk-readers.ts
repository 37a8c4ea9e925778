/** A newsletter with so many readers and a year behind it, written as fast as the engine takes it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { dayMs, hourMs, minuteMs } from '../../functions/config/time.ts';
import { schemaVersion } from '../../functions/config/upgrade.ts';
import type { Edition } from '../../functions/edition/edition.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import type { Item } from '../../functions/feed/item.ts';
import { textPrintOf } from '../../functions/feed/read/text-print.ts';
import { addressRow } from '../../functions/store/address-row.ts';
import { batchRow } from '../../functions/store/batch-row.ts';
import type { Row, Table } from '../../functions/store/client.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { tableDescription } from '../../functions/store/indexes.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { schemaStore } from '../../functions/store/schema.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { importBook } from '../../functions/store/stored-imports.ts';
import { toRow } from '../../functions/store/subscriber-row.ts';
import { keys } from '../../functions/store/table.ts';
import type { StoredImport } from '../../functions/subscriber/import/stored-import.ts';
import { newPending, toConfirmed, withChanges } from '../../functions/subscriber/moves.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { addItems, feed, item, newEdition, newsletter } from '../support/newsletter.ts';
import { choiceOf, mostChosen, paperId, segmentsOf } from './desk-choices.ts';
import { marshalled } from './wire-values.ts';

/** The newsletter, one of its readers, its feed, its editions, one that is over and one on its way, and an import. */
export const names = {
  paper: paperId,
  reader: idOf(7),
  address: 'reader7@readers.example',
  feed: 'feed1',
  done: 'done-edition',
  sending: 'sending-edition',
  import: '000000000000001-import',
} as const;

/** Counted is a year and more; who came did so in the last days, a hundred a day at the least. */
const days = 400;
const daysOf = (readers: number) => Math.min(days, readers / 100);
/** Each so manieth has left after an edition, beginning with this one. */
const leftOneIn = 40;
const firstGone = 3;
const goneOf = (readers: number) => Math.ceil((readers - firstGone) / leftOneIn);
const batchReaders = 50;
const items = 60;
const parts = 8;
const linesAtOnce = 1_000;
/** The table in the file. */
export const tableName = 'Bench';

/**
 * Makes the file of a table engine with so many readers, as of this instant (ms): the engine's own
 * import of an export takes a tenth of the time that calls would.
 */
export async function writeReaders(
  file: string,
  { readers, now }: { readonly readers: number; readonly now: number },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-desk-'));
  try {
    const data = join(folder, 'export', tableName, 'data');
    mkdirSync(data, { recursive: true });
    const lines = Readable.from(linesOf(rowsOf(readers, now)));
    const packed = createWriteStream(join(data, 'rows.json.gz'));
    await pipeline(lines, createGzip({ level: 1 }), packed);
    const schema = join(folder, 'schema.json');
    const Table = { TableName: tableName, ...tableDescription };
    writeFileSync(schema, JSON.stringify({ Table }));
    const engine = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
    const from = ['--source', join(folder, 'export'), '--schema', schema];
    await promisify(execFile)(engine, ['import', ...from, '--output', file, '--force']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function* linesOf(rows: Iterable<Row>): Generator<string> {
  let lines: string[] = [];
  for (const row of rows) {
    lines.push(`{"Item":${JSON.stringify(marshalled(row).M)}}\n`);
    if (lines.length < linesAtOnce) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}

/** Puts what is not of readers beside them: the newsletter, its segments, a feed with items, editions. */
export async function writeNewsletter(
  table: Table,
  { readers, now }: { readonly readers: number; readonly now: number },
): Promise<void> {
  await schemaStore(table).begin(schemaVersion);
  const [usual] = mostChosen(readers);
  const defaultSchedule = usual?.schedule ?? nobody();
  await newsletterStore(table).save(newsletter({ defaultSchedule, createdAt: now - days * dayMs }));
  await feedStore(table).create(feed({ state: 'stopped' }), '30#0');
  const stories = Array.from({ length: items }, (_, n) => newStory(now - minuteMs - n * hourMs));
  await addItems(table, ...stories);
  const { join: opens } = segmentStore(table);
  for (const { schedule } of mostChosen(readers)) {
    await openSegment(choiceOf(schedule), { join: opens, now: () => now });
  }
  const { start } = editionStore(table, () => now);
  await start(editionOf(names.done, 'done', readers, now));
  await start(editionOf(names.sending, 'sending', readers, now));
  const counts = { added: readers };
  const done: StoredImport = {
    ...{ newsletterId: names.paper, importId: names.import, version: 1, state: 'done' },
    ...{ name: 'readers.csv', bytes: 1_000, createdAt: now - dayMs, reading: 1, parts: 1 },
    ...{ rows: readers, row: readers, part: 1, counts, underway: [], foreseen: counts },
    ...{ startedAt: now - dayMs, ran: { rows: readers, counts }, endedAt: now - dayMs },
  };
  await importBook(table, () => now).records.save(done, undefined);
}

/** With the print of its text, as `fetch` stores it. */
function newStory(at: number): Item {
  const story = item(at);
  return { ...story, print: textPrintOf(story) };
}

/** The reader of this number, always the same. */
export function idOf(n: number): string {
  return createHash('sha256').update(`reader ${n}`).digest('hex').slice(0, 32);
}

function editionOf(id: string, state: Edition['state'], readers: number, now: number): Edition {
  const isDone = state === 'done';
  const batches = Math.ceil(readers / batchReaders);
  return newEdition(isDone ? now - dayMs : now - hourMs, {
    ...{ id, state, readers, batches, contentKey: 'content' },
    batchesDone: isDone ? batches : 0,
    submitted: isDone ? readers : 0,
  });
}

/** The rows of so many readers as of this instant (ms): themselves, their moves, their mail, and its counts. */
export function* rowsOf(readers: number, now: number): Generator<Row> {
  const segments = segmentsOf(readers);
  for (let n = 0; n < readers; n++) {
    const { id, schedule } = segments[n % segments.length] ?? nobody();
    const came = Math.floor(now - 1 - (n * daysOf(readers) * dayMs) / readers);
    const receivedThrough = Math.max(came, now - dayMs);
    yield* readerRows(n, { segmentId: id, schedule, receivedThrough }, came);
  }
  for (let first = 0; first < readers; first += batchReaders) {
    yield batchOf(names.done, first, readers, now);
    yield batchOf(names.sending, first, readers, now);
  }
  yield* countRows(readers, now);
}

/** Some have left after an edition, each fiftieth has not answered the confirmation. */
function* readerRows(
  n: number,
  {
    segmentId,
    schedule,
    ...cursor
  }: Pick<Subscriber, 'segmentId' | 'schedule' | 'receivedThrough'>,
  at: number,
): Generator<Row> {
  const addressKey = `reader${n}@readers.example`;
  const reader = { id: idOf(n), newsletterId: names.paper, address: addressKey, addressKey };
  const asked = { schedule, sections: 'all', from: '192.0.2.1', wordsVersion: '1', at } as const;
  const usual = n % 3 === 0 ? {} : ({ usual: true } as const);
  const pending = newPending(reader, { ...asked, ...usual }, idOf(-n - 1));
  const proof = { at, from: '192.0.2.1', confirmationId: idOf(-n - 1) };
  const { changes } = toConfirmed(pending, segmentId, proof);
  const confirmed = { ...withChanges(pending, changes), ...cursor };
  const isGone = n % leftOneIn === firstGone;
  const isPending = n % 50 === 9;
  const gone: Subscriber = {
    ...confirmed,
    state: 'unsubscribed',
    segmentId: 'none',
    consent: { ...confirmed.consent, withdrawnAt: at },
  };
  const [row, kind, mailed] = isGone
    ? ([gone, 'left', -1] as const)
    : isPending
      ? ([pending, 'asked', 0] as const)
      : ([confirmed, 'confirmed', 1] as const);
  yield toRow(row);
  yield addressRow(confirmed);
  yield {
    ...keys.readerMove(names.paper, at, reader.id, kind),
    ...{ kind, at, mailed, readers: [reader.id] },
    ...(isGone ? { editionId: names.done } : {}),
  };
  if (!isGone) return;
  yield {
    ...keys.leaving(names.paper, names.done, at, reader.id, kind),
    ...{ at, kind, reader: reader.id },
  };
}

function nobody(): never {
  throw new Error('There is a segment.');
}

function batchOf(editionId: string, first: number, readers: number, now: number): Row {
  const ids = Array.from({ length: Math.min(batchReaders, readers - first) }, (_, n) =>
    idOf(first + n),
  );
  const isDone = editionId === names.done;
  const outcome = { kind: 'submitted', messageId: 'm'.repeat(60), at: now - dayMs } as const;
  return batchRow({
    ...{ editionId, newsletterId: names.paper, segmentId: 's', contentKey: 'content' },
    ...{ id: idOf(first).slice(0, 16), from: 0, cutoff: now - dayMs, readers: ids },
    outcomes: isDone ? Object.fromEntries(ids.map((id) => [id, outcome])) : {},
    state: isDone ? 'done' : 'open',
  });
}

function* countRows(readers: number, now: number): Generator<Row> {
  const aDay = readers / daysOf(readers);
  for (let part = 0; part < parts; part++) {
    const of = (all: number) => Math.floor((Math.round(all) + part) / parts);
    const [asked, left] = [of(aDay), of(aDay / leftOneIn)];
    const counts = { asked, confirmed: asked, 'gained-confirmed': asked };
    for (let n = 0; n < days; n++) {
      yield {
        ...keys.dayCounts(names.paper, now - n * dayMs, part),
        ...{ ...counts, left, 'lost-left': left, 'because-other': of(aDay / leftOneIn / 2) },
      };
    }
    yield { ...keys.editionCounts(names.paper, names.done, part), left: of(goneOf(readers)) };
  }
  yield { ...keys.readers(names.paper), readers, countedAt: now - hourMs, netThen: 0 };
}
