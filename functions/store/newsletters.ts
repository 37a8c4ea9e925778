/** Newsletters, as their owner set them up. */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { isTimed } from '../config/schedule.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { getRow, queryRows, type Table, transact } from './client.ts';
import type { DueKind } from './due.ts';
import { newsletterOf, newsletterRow } from './newsletter-row.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

/** The newsletter rows. */
export interface NewsletterStore {
  readonly load: (id: string) => Promise<Newsletter | undefined>;
  readonly list: () => Promise<Newsletter[]>;
  readonly save: (newsletter: Newsletter) => Promise<void>;
  /** Takes away the row; what stands beside it is deleted before. */
  readonly remove: (id: string) => Promise<void>;
  /** Whether it is there, and not closed. */
  readonly isOpen: (id: string) => Promise<boolean>;
}

/** The newsletters in this table. */
export function newsletterStore(table: Table): NewsletterStore {
  return {
    load: (id) => load(table, id),
    list: () => list(table),
    save: (newsletter) => save(table, newsletter),
    remove: async (id) => {
      await table.client.send(
        new DeleteCommand({ TableName: table.name, Key: keys.newsletter(id) }),
      );
    },
    isOpen: async (id) => {
      const newsletter = await load(table, id);
      return newsletter !== undefined && newsletter.closedAt === undefined;
    },
  };
}

async function load(table: Table, id: string): Promise<Newsletter | undefined> {
  const row = await getRow(table, keys.newsletter(id));
  return row && newsletterOf(row);
}

async function list(table: Table): Promise<Newsletter[]> {
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': keys.newsletters.pk },
  });
  return readEach(table, rows, newsletterOf);
}

/** What stands beside a newsletter is due with it: the next ticks find out when it is due again. */
async function save(table: Table, newsletter: Newsletter): Promise<void> {
  await transact(table, [
    { Put: { TableName: table.name, Item: newsletterRow(newsletter) } },
    ...becomeDue(table, newsletter).map((Update) => ({ Update })),
  ]);
}

/** Due before anything else. */
const atOnce = 0;

/** Makes archive and reader count of a newsletter due. */
export function becomeDue(
  table: Table,
  { id, defaultSchedule, sending }: Pick<Newsletter, 'id' | 'defaultSchedule' | 'sending'>,
) {
  const isCalled = sending !== undefined && sending.mode !== 'automatic';
  const due = (kind: DueKind) => ({ ':kind': kind, ':at': atOnce });
  const TableName = table.name;
  return [
    {
      TableName,
      Key: keys.archive(id),
      UpdateExpression: 'SET dueKind = :kind, dueAt = :at, isWoken = :isWoken',
      ExpressionAttributeValues: { ...due('archive'), ':isWoken': !isTimed(defaultSchedule) },
    },
    {
      TableName,
      Key: keys.readers(id),
      UpdateExpression: 'SET dueKind = :kind, dueAt = :at',
      ExpressionAttributeValues: due('readers'),
    },
    ...(isCalled
      ? [
          {
            TableName,
            Key: keys.nextCall(id),
            UpdateExpression: 'SET dueKind = :kind, dueAt = :at, newsletterId = :id',
            ExpressionAttributeValues: { ...due('call'), ':id': id },
          },
        ]
      : []),
  ];
}
