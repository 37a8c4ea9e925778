/** Newsletters, as their owner set them up. */
import { DeleteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
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
  /** Saves it in the place of this one; false when that is another by now, or is there already. */
  readonly replace: (before: Newsletter | undefined, next: Newsletter) => Promise<boolean>;
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
    save: async (newsletter) => {
      await save(table, newsletter);
    },
    replace: (before, next) => replace(table, before, next),
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
async function save(
  table: Table,
  newsletter: Newsletter,
  condition: Condition = {},
): Promise<'written' | 'refused'> {
  return transact(table, [
    { Put: { TableName: table.name, Item: newsletterRow(newsletter), ...condition } },
    ...becomeDue(table, newsletter).map((Update) => ({ Update })),
  ]);
}

/** The row may hold what a later release has added: only what is known here is compared. */
async function replace(
  table: Table,
  before: Newsletter | undefined,
  next: Newsletter,
): Promise<boolean> {
  const condition = before === undefined ? isNew : stillAs(before, next);
  return (await save(table, next, condition)) === 'written';
}

type Condition = Pick<
  NonNullable<NonNullable<TransactWriteCommandInput['TransactItems']>[number]['Put']>,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

const isNew: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };

function stillAs(before: Newsletter, next: Newsletter): Condition {
  const was: Readonly<Record<string, unknown>> = { ...before };
  const named = [...new Set([...Object.keys(before), ...Object.keys(next)])].map((name, n) => ({
    name,
    n,
    value: was[name],
  }));
  const tests = named.map(({ n, value }) => {
    const isAbsent = `attribute_not_exists(#f${n})`;
    if (value === undefined) return isAbsent;
    // A row of an earlier release lacks what is read as an empty text.
    return value === '' ? `(${isAbsent} OR #f${n} = :v${n})` : `#f${n} = :v${n}`;
  });
  const values = named.filter(({ value }) => value !== undefined);
  return {
    ConditionExpression: tests.join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(named.map(({ name, n }) => [`#f${n}`, name])),
    ExpressionAttributeValues: Object.fromEntries(values.map(({ n, value }) => [`:v${n}`, value])),
  };
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
