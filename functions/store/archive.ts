/** The public archives: which editions they list, and the page of each. */
import type { PublishedEdition } from '../edition/archive.ts';
import type { ArchiveCursor, DueArchive, PublishDeps } from '../edition/plan/publish.ts';
import { dueArchiveOf, publishedOf, publishedRow } from './archive-row.ts';
import { getRow, queryFirst, type Row, type Table, transact, updateRow } from './client.ts';
import { contentOfRow, isListed } from './content-row.ts';
import { loadContent } from './contents.ts';
import { dueRows } from './due.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

/** Newest first: those before an instant, or the nearest after one, or simply the newest. */
interface ArchiveRange {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

/** The archives as planning fills them and pages read them. */
export interface ArchiveStore extends Pick<PublishDeps, 'due' | 'publish' | 'pass' | 'content'> {
  readonly list: (newsletterId: string, range: ArchiveRange) => Promise<PublishedEdition[]>;
  /** The page of any edition of this newsletter; `isListed` when it is in the archive. */
  readonly page: (newsletterId: string, key: string) => Promise<StoredPage | undefined>;
}

interface StoredPage {
  readonly html: string;
  readonly isListed: boolean;
}

/** The archives in this table. */
export function archiveStore(table: Table): ArchiveStore {
  return {
    due: async (at) => {
      const rows = await dueRows(table, 'archive', at);
      // The index may be a moment old: another planner has looked at it.
      const isDue = ({ dueAt }: Row) => typeof dueAt === 'number' && dueAt <= at;
      return readEach(table, rows.filter(isDue), dueArchiveOf);
    },
    list: (newsletterId, range) => list(table, newsletterId, range),
    publish: (edition, was, dueAt) => publish(table, edition, { was, dueAt }),
    pass: (was, next) => pass(table, { was, ...next }),
    content: (key) => loadContent(table, key),
    page: (newsletterId, key) => loadPage(table, newsletterId, key),
  };
}

async function loadPage(
  table: Table,
  newsletterId: string,
  key: string,
): Promise<StoredPage | undefined> {
  const row = await getRow(table, keys.content(key));
  if (row === undefined) return undefined;
  const { page, ...content } = contentOfRow(row);
  if (content.newsletterId !== newsletterId || page === undefined) return undefined;
  return { html: page.html, isListed: isListed(row) };
}

async function list(
  table: Table,
  newsletterId: string,
  { before, after, limit }: ArchiveRange,
): Promise<PublishedEdition[]> {
  const at = after ?? before;
  const condition =
    at === undefined ? '' : after === undefined ? ' AND sk < :sk' : ' AND sk >= :sk';
  const from = after === undefined ? at : after + 1;
  const rows = await queryFirst(table, {
    KeyConditionExpression: `pk = :pk${condition}`,
    ExpressionAttributeValues: {
      ':pk': keys.archivePartition(newsletterId),
      ...(from === undefined ? {} : { ':sk': keys.archiveFrom(from) }),
    },
    ScanIndexForward: after !== undefined,
    Limit: limit,
  });
  const editions = readEach(table, rows, publishedOf);
  return after === undefined ? editions : editions.reverse();
}

async function publish(
  table: Table,
  edition: PublishedEdition,
  move: Omit<ArchiveMove, 'cursor'>,
): Promise<void> {
  const { at, key } = edition;
  await transact(table, [
    { Update: archiveMove(table, { ...move, cursor: edition }) },
    {
      Update: {
        TableName: table.name,
        Key: keys.content(key),
        UpdateExpression: 'SET publishedAt = :at REMOVE expiresAt',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':at': at },
      },
    },
    { Put: { TableName: table.name, Item: publishedRow(edition) } },
  ]);
}

interface ArchiveMove {
  readonly was: DueArchive;
  /** Where its cursor moves on to; absent when it stays. */
  readonly cursor?: ArchiveCursor;
  /** When it is due again; undefined when it waits to be woken. */
  readonly dueAt: number | undefined;
}

async function pass(table: Table, move: ArchiveMove): Promise<DueArchive | 'changed'> {
  const { TableName: _, Key, ...update } = archiveMove(table, move);
  const { kind } = await updateRow(table, Key, update);
  if (kind === 'refused') return 'changed';
  const { was, cursor, dueAt = was.dueAt } = move;
  return { ...was, dueAt, ...(cursor === undefined ? {} : { cursor }) };
}

/**
 * The move that only one of several planners can make, and none when the archive became due anew
 * meanwhile: it is looked at once more then.
 */
function archiveMove(table: Table, { was, cursor, dueAt }: ArchiveMove) {
  const set = [
    ...(cursor === undefined ? [] : ['#at = :at', 'through = :through']),
    ...(dueAt === undefined ? [] : ['dueAt = :next']),
  ];
  return {
    TableName: table.name,
    Key: keys.archive(was.newsletterId),
    UpdateExpression:
      (set.length > 0 ? `SET ${set.join(', ')}` : '') +
      (dueAt === undefined ? ' REMOVE dueKind, dueAt' : ''),
    ConditionExpression: `dueAt = :due AND ${
      was.cursor === undefined ? 'attribute_not_exists(#at)' : '#at = :wasAt AND through = :was'
    }`,
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: {
      ':due': was.dueAt,
      ...(cursor === undefined ? {} : { ':at': cursor.at, ':through': cursor.through }),
      ...(dueAt === undefined ? {} : { ':next': dueAt }),
      ...(was.cursor === undefined ? {} : { ':wasAt': was.cursor.at, ':was': was.cursor.through }),
    },
  };
}

/** Has an archive that goes with the news looked at, if this is one; tells whether it is. */
export async function wakeArchive(
  table: Table,
  newsletterId: string,
  at: number,
): Promise<boolean> {
  const { kind } = await updateRow(table, keys.archive(newsletterId), {
    UpdateExpression: 'SET dueKind = :kind, dueAt = :at',
    ConditionExpression: 'isWoken = :true',
    ExpressionAttributeValues: { ':kind': 'archive', ':at': at, ':true': true },
  });
  return kind === 'updated';
}
