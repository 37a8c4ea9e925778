/** The public archives: which editions they list, and the page of each. */
import type { PublishedEdition } from '../edition/archive.ts';
import type {
  ArchiveBook,
  ArchiveCursor,
  DueArchive,
  NextLook,
  WithholdDeps,
} from '../edition/plan/publish.ts';
import { cursorOf, dueArchiveOf, publishedOf, publishedRow } from './archive-row.ts';
import { getRow, queryFirst, type Row, type Table, transact, updateRow } from './client.ts';
import { contentOfRow, isListed } from './content-row.ts';
import { type ContentStore, loadContent } from './contents.ts';
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
export interface ArchiveStore extends ArchiveBook, WithholdDeps {
  readonly content: ContentStore['load'];
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
    publish: (edition, was, next) => publish(table, edition, { was, ...next }),
    pass: (was, next) => pass(table, { was, ...next }),
    makeDue: (newsletterId, at) => makeDue(table, newsletterId, at),
    cursor: async (newsletterId) => {
      const row = await getRow(table, keys.archive(newsletterId));
      return row && cursorOf(row);
    },
    withhold: (newsletterId, now) => withhold(table, newsletterId, now),
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

interface Publication extends Omit<ArchiveMove, 'cursor'> {
  readonly beside: readonly { readonly id: string }[];
}

async function publish(
  table: Table,
  edition: PublishedEdition,
  { beside, ...move }: Publication,
): Promise<void> {
  const { at, through, key } = edition;
  const { cursor: before } = move.was;
  const was = before === undefined ? {} : { was: { at: before.at, through: before.through } };
  const cursor = { at, through, last: { key, ...was } };
  await transact(table, [
    { Update: archiveMove(table, { ...move, cursor }) },
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
    ...beside.slice(0, besideMax).map(({ id }) => ({ ConditionCheck: notStopped(table, id) })),
  ]);
}

/** A transaction has room for so many (DynamoDB Developer Guide, "TransactWriteItems": 100). */
const besideMax = 90;

/** Its owner may stop an edition between the look at it and this. */
function notStopped(table: Table, editionId: string) {
  return {
    TableName: table.name,
    Key: keys.edition(editionId),
    ConditionExpression: '#state <> :held',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':held': 'held' },
  };
}

/** The archive as it was before its last edition; the page of that stays, for who has its address. */
async function withhold(table: Table, newsletterId: string, now: ArchiveCursor): Promise<void> {
  const TableName = table.name;
  const { at, last } = now;
  if (last === undefined) return;
  const { key, was } = last;
  await transact(table, [
    {
      Update: {
        TableName,
        Key: keys.archive(newsletterId),
        UpdateExpression:
          'SET dueKind = :kind, dueAt = :wasAt' +
          (was === undefined
            ? ' REMOVE #at, through, #last'
            : ', #at = :at, through = :through REMOVE #last'),
        ConditionExpression: '#at = :wasAt AND through = :was',
        ExpressionAttributeNames: { '#at': 'at', '#last': 'last' },
        ExpressionAttributeValues: {
          ':kind': 'archive',
          ':wasAt': at,
          ':was': now.through,
          ...(was === undefined ? {} : { ':at': was.at, ':through': was.through }),
        },
      },
    },
    { Delete: { TableName, Key: keys.published(newsletterId, at, key) } },
    {
      Update: {
        TableName,
        Key: keys.content(key),
        UpdateExpression: 'REMOVE publishedAt',
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
  ]);
}

interface ArchiveMove extends NextLook {
  readonly was: DueArchive;
  /** Where its cursor moves on to; absent when it stays. */
  readonly cursor?: ArchiveCursor;
}

async function pass(table: Table, move: ArchiveMove): Promise<DueArchive | 'changed'> {
  const { TableName: _, Key, ...update } = archiveMove(table, move);
  const { kind } = await updateRow(table, Key, update);
  if (kind === 'refused') return 'changed';
  const { was, cursor, tries, dueAt = was.dueAt } = move;
  return { ...was, dueAt, tries, ...(cursor === undefined ? {} : { cursor }) };
}

/**
 * The move that only one of several planners can make, and none when the archive became due anew
 * meanwhile: it is looked at once more then.
 */
function archiveMove(table: Table, { was, cursor, dueAt, tries }: ArchiveMove) {
  const last = cursor?.last;
  const set = [
    'tries = :tries',
    ...(cursor === undefined ? [] : ['#at = :at', 'through = :through']),
    ...(last === undefined ? [] : ['#last = :last']),
    ...(dueAt === undefined ? [] : ['dueAt = :next']),
  ];
  const remove = [
    ...(cursor === undefined || last !== undefined ? [] : ['#last']),
    ...(dueAt === undefined ? ['dueKind', 'dueAt'] : []),
  ];
  return {
    TableName: table.name,
    Key: keys.archive(was.newsletterId),
    UpdateExpression: `SET ${set.join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
    ConditionExpression: `dueAt = :due AND ${
      was.cursor === undefined ? 'attribute_not_exists(#at)' : '#at = :wasAt AND through = :was'
    }`,
    ExpressionAttributeNames: {
      '#at': 'at',
      ...(cursor === undefined ? {} : { '#last': 'last' }),
    },
    ExpressionAttributeValues: {
      ':due': was.dueAt,
      ':tries': tries,
      ...(cursor === undefined ? {} : { ':at': cursor.at, ':through': cursor.through }),
      ...(last === undefined ? {} : { ':last': last }),
      ...(dueAt === undefined ? {} : { ':next': dueAt }),
      ...(was.cursor === undefined ? {} : { ':wasAt': was.cursor.at, ':was': was.cursor.through }),
    },
  };
}

async function makeDue(table: Table, newsletterId: string, at: number): Promise<void> {
  await updateRow(table, keys.archive(newsletterId), {
    UpdateExpression: 'SET dueKind = :kind, dueAt = :at',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':kind': 'archive', ':at': at },
  });
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
