/** The public archives: which editions they list, and the page of each. */
import type { PublishedEdition } from '../edition/archive.ts';
import type { ArchiveCursor, PublishDeps, WithholdDeps } from '../edition/plan/publish.ts';
import { cursorOf, publishedOf, publishedRow } from './archive-row.ts';
import { archiveTries } from './archive-tries.ts';
import { getRow, queryFirst, type Table, transact, updateRow } from './client.ts';
import { contentOfRow, isListed } from './content-row.ts';
import { loadContent } from './contents.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

/** Newest first: those before an instant, or the nearest after one, or simply the newest. */
interface ArchiveRange {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

/** The archives as planning fills them and pages read them. */
export interface ArchiveStore
  extends Pick<PublishDeps, 'cursor' | 'publish' | 'pass' | 'content' | 'tries'>,
    Pick<WithholdDeps, 'withhold'> {
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
    cursor: (newsletterId) => loadCursor(table, newsletterId),
    list: (newsletterId, range) => list(table, newsletterId, range),
    publish: (edition, was, beside) => publish(table, edition, { was, beside }),
    withhold: (newsletterId, now) => withhold(table, newsletterId, now),
    pass: (newsletterId, to, was) => pass(table, newsletterId, { to, was }),
    tries: archiveTries(table),
    content: (key) => loadContent(table, key),
    page: (newsletterId, key) => loadPage(table, newsletterId, key),
  };
}

async function loadCursor(table: Table, newsletterId: string): Promise<ArchiveCursor | undefined> {
  const row = await getRow(table, keys.archive(newsletterId));
  return row && cursorOf(row);
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

interface Publication {
  readonly was: ArchiveCursor | undefined;
  readonly beside: readonly { readonly id: string }[];
}

async function publish(
  table: Table,
  edition: PublishedEdition,
  { was, beside }: Publication,
): Promise<void> {
  const { newsletterId, at, through, key } = edition;
  const last = { key, ...(was === undefined ? {} : { was: { at: was.at, through: was.through } }) };
  await transact(table, [
    { Update: cursorMove(table, newsletterId, { to: { at, through, last }, was }) },
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
    was === undefined
      ? { Delete: { TableName, Key: keys.archive(newsletterId) } }
      : { Update: cursorMove(table, newsletterId, { to: was, was: now }) },
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

interface CursorMove {
  readonly to: ArchiveCursor;
  readonly was: ArchiveCursor | undefined;
}

async function pass(table: Table, newsletterId: string, to: CursorMove): Promise<void> {
  const { TableName: _, Key, ...move } = cursorMove(table, newsletterId, to);
  await updateRow(table, Key, move);
}

/** The move of the cursor that only one of several planners can make. */
function cursorMove(table: Table, newsletterId: string, { to, was }: CursorMove) {
  return {
    TableName: table.name,
    Key: keys.archive(newsletterId),
    UpdateExpression:
      'SET #at = :at, through = :through' +
      (to.last === undefined ? ' REMOVE #last' : ', #last = :last'),
    ConditionExpression:
      was === undefined ? 'attribute_not_exists(pk)' : '#at = :wasAt AND through = :was',
    ExpressionAttributeNames: { '#at': 'at', '#last': 'last' },
    ExpressionAttributeValues: {
      ':at': to.at,
      ':through': to.through,
      ...(to.last === undefined ? {} : { ':last': to.last }),
      ...(was === undefined ? {} : { ':wasAt': was.at, ':was': was.through }),
    },
  };
}
