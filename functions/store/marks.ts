/** The marks of owners, and those with which each edition was planned. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { recordKeptMs } from '../config/retention.ts';
import type { Edition } from '../edition/edition.ts';
import type { Mark } from '../edition/mark.ts';
import type { Item } from '../feed/item.ts';
import { getRow, type Key, queryRows, type Table, ttl, updateRow } from './client.ts';
import { editionMarksOf, markOf } from './mark-row.ts';
import { storeNews } from './new-items.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

/** The mark rows. */
export interface MarkStore {
  /** Marks that act now or will, the first to end first. */
  readonly list: (newsletterId: string) => Promise<Mark[]>;
  /** Keeps it in the place of one of the same id. */
  readonly save: (mark: Mark) => Promise<void>;
  readonly remove: (mark: Mark) => Promise<void>;
  /** Records with which marks an edition is planned. */
  readonly record: (edition: Edition, marks: readonly Mark[]) => Promise<void>;
  /** Those that were recorded. */
  readonly recorded: (editionId: string) => Promise<readonly Mark[]>;
}

/** The marks in this table. */
export function markStore(table: Table, now: () => number): MarkStore {
  const remove = async (mark: Mark) => {
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyOf(mark) }));
  };
  const list = async (newsletterId: string) => listMarks(table, newsletterId, now());
  return {
    list,
    save: async (mark) => {
      await put(table, { ...keyOf(mark), ...mark, expiresAt: ttl(mark.until) });
      for (const one of await list(mark.newsletterId)) {
        if (one.id === mark.id && keyOf(one).sk !== keyOf(mark).sk) await remove(one);
      }
    },
    remove,
    record: async (edition, marks) => {
      const { id, newsletterId } = edition;
      const expiresAt = ttl(now() + recordKeptMs);
      await put(table, { ...keys.editionMarks(id), newsletterId, marks, expiresAt });
      await updateRow(table, keys.edition(id), {
        UpdateExpression: 'SET markIds = :ids',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':ids': marks.map((mark) => mark.id) },
      });
    },
    recorded: async (editionId) => {
      const row = await getRow(table, keys.editionMarks(editionId));
      return row === undefined ? [] : editionMarksOf(row);
    },
  };
}

/**
 * Keeps an item of the owner's own among the others, first seen when it says. `prompt`: the table
 * without repeats, as a stamp must not land late. False: one of its key was there.
 */
export async function storeOwnItem(prompt: Table, item: Item): Promise<boolean> {
  const news = { item, identityKeys: [`own:${item.key}`] };
  return (await storeNews(prompt, [news], () => item.firstSeenAt)) > 0;
}

function keyOf({ newsletterId, until, id }: Mark): Key {
  return keys.mark(newsletterId, until, id);
}

async function put(table: Table, Item: Record<string, unknown>): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
}

async function listMarks(table: Table, newsletterId: string, now: number): Promise<Mark[]> {
  const { pk, sk } = keys.mark(newsletterId, now, '');
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk AND sk >= :now',
    ExpressionAttributeValues: { ':pk': pk, ':now': sk },
    ConsistentRead: true,
  });
  return readEach(table, rows, markOf);
}
