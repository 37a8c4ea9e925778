/** The table at the end of a trial, read whole and sorted by noun. */
import { brotliDecompressSync } from 'node:zlib';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Batch } from '../../functions/edition/batch.ts';
import type { Content } from '../../functions/edition/content.ts';
import type { Edition } from '../../functions/edition/edition.ts';
import type { Item } from '../../functions/feed/item.ts';
import type { NotedLetter } from '../../functions/mail/noted-letter.ts';
import type { Row, Table } from '../../functions/store/client.ts';
import { notedOf, noticeOf } from '../../functions/store/notice-row.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';

/** Where a row stands in the due index. */
interface Due {
  readonly dueKind?: string;
  readonly dueAt?: number;
}

export interface Rows {
  readonly readers: ReadonlyMap<string, Subscriber & Due>;
  readonly editions: ReadonlyMap<string, Edition & Due & { readonly stragglers?: unknown }>;
  readonly batches: readonly (Batch & Due)[];
  /** The feed of an item is its `source` in the table. */
  readonly items: readonly (Item & { readonly source: string })[];
  /** Letters to readers, and what the owner is told. */
  readonly letters: readonly (NotedLetter & Due & { readonly id: string })[];
  /** Keys of the items in a content. */
  readonly contents: ReadonlyMap<string, readonly string[]>;
}

/** Reads every row. */
export async function readRows(table: Table): Promise<Rows> {
  const all: Row[] = [];
  const pages = paginateScan({ client: table.client }, { TableName: table.name });
  for await (const page of pages) all.push(...(page.Items ?? []));
  const of = <T>(sk: RegExp) => all.filter((row) => sk.test(String(row.sk))) as unknown as T[];
  return {
    readers: byId(of<Row>(/^SUBSCRIBER$/).map(readerOf)),
    editions: byId(of<Edition>(/^EDITION$/)),
    batches: of(/^BATCH#/),
    items: all.filter(({ pk }) => String(pk).startsWith('ITEMS#')) as unknown as Rows['items'],
    letters: of<Row>(/^NOTICE$/).map((row) => ({
      ...notedOf(row),
      ...(row as Due),
      id: noticeOf(String(row.pk)),
    })),
    contents: new Map(of<Row>(/^CONTENT$/).map(contentOf)),
  };
}

function byId<T extends { readonly id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

function readerOf(row: Row): Subscriber & Due {
  return { ...row, id: row.subscriberId } as unknown as Subscriber & Due;
}

function contentOf(row: Row): [string, readonly string[]] {
  const { key, items } = JSON.parse(
    brotliDecompressSync(row.body as Uint8Array).toString('utf8'),
  ) as Content;
  return [key, items.map((item) => item.key)];
}
