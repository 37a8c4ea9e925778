/** The public archives: which editions they list, and the page of each. */
import type { PublishedEdition } from '../edition/archive.ts';
import type { ArchiveCursor, PublishDeps } from '../edition/plan/publish.ts';
import {
  contentOf,
  getRow,
  queryFirst,
  type Row,
  type Table,
  transact,
  updateRow,
} from './client.ts';
import { contentOfRow } from './contents.ts';
import { keys } from './table.ts';

/** Newest first: those before an instant, or the nearest after one, or simply the newest. */
interface ArchiveRange {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

export interface ArchiveStore extends Pick<PublishDeps, 'cursor' | 'publish' | 'pass' | 'content'> {
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
    cursor: async (newsletterId) => {
      const row = await getRow(table, keys.archive(newsletterId));
      return row && { at: Number(row.at), through: Number(row.through) };
    },
    list: (newsletterId, range) => list(table, newsletterId, range),
    publish: (edition, was) => publish(table, edition, was),
    pass: async (newsletterId, to, was) => {
      const { TableName: _, Key, ...move } = cursorMove(table, newsletterId, { to, was });
      await updateRow(table, Key, move);
    },
    content: async (key) => {
      const row = await getRow(table, keys.content(key));
      return row && contentOfRow(row);
    },
    page: async (newsletterId, key) => {
      const row = await getRow(table, keys.content(key));
      const content = row && contentOfRow(row);
      if (content?.newsletterId !== newsletterId || content.page === undefined) return undefined;
      return { html: content.page.html, isListed: row?.publishedAt !== undefined };
    },
  };
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
  const editions = rows.map(fromRow);
  return after === undefined ? editions : editions.reverse();
}

async function publish(
  table: Table,
  edition: PublishedEdition,
  was: ArchiveCursor | undefined,
): Promise<void> {
  const { newsletterId, at, key } = edition;
  await transact(table, [
    { Update: cursorMove(table, newsletterId, { to: edition, was }) },
    {
      Update: {
        TableName: table.name,
        Key: keys.content(key),
        UpdateExpression: 'SET publishedAt = :at REMOVE expiresAt',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':at': at },
      },
    },
    {
      Put: {
        TableName: table.name,
        Item: { ...keys.published(newsletterId, at, key), ...edition },
      },
    },
  ]);
}

/** The move of the cursor that only one of several planners can make. */
function cursorMove(
  table: Table,
  newsletterId: string,
  { to, was }: { readonly to: ArchiveCursor; readonly was: ArchiveCursor | undefined },
) {
  return {
    TableName: table.name,
    Key: keys.archive(newsletterId),
    UpdateExpression: 'SET #at = :at, through = :through',
    ConditionExpression:
      was === undefined ? 'attribute_not_exists(pk)' : '#at = :wasAt AND through = :was',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: {
      ':at': to.at,
      ':through': to.through,
      ...(was === undefined ? {} : { ':wasAt': was.at, ':was': was.through }),
    },
  };
}

function fromRow(row: Row): PublishedEdition {
  return contentOf(row) as unknown as PublishedEdition;
}
