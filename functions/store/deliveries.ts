/** What hooks are to be told: noted with what happened, looked at when it is due, kept a while. */
import * as v from 'valibot';
import { letterKeptMs } from '../config/retention.ts';
import type { Delivery, DeliveryBook } from '../hook/deliver.ts';
import type { Happening } from '../hook/hook.ts';
import {
  contentOf,
  getRow,
  type Key,
  type Row,
  type RowUpdate,
  type Table,
  transact,
  ttl,
  type UpdateResult,
  updateRow,
} from './client.ts';
import { dueKeys } from './due.ts';
import { listHooks } from './hooks.ts';
import { nameIn, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const happeningShape = shapeOf<Happening>()(
  v.looseObject({
    id: v.string(),
    newsletterId: v.string(),
    event: nameIn<Happening['event']>(),
    at: v.number(),
    facts: v.record(v.string(), v.union([v.string(), v.number(), v.array(v.string())])),
  }),
);

const deliveryShape = v.looseObject({
  /** Stands beside what happened, so that it goes with its newsletter. */
  newsletterId: v.string(),
  tries: v.number(),
  happening: happeningShape,
  open: v.exactOptional(v.array(v.string())),
  dueAt: v.optional(v.number()),
});

const dueMax = 500;
const idStart = keys.delivery('').pk;

/** The deliveries in this table. */
export function deliveryStore(table: Table, now: () => number): DeliveryBook {
  return {
    load: async (id) => {
      const row = await getRow(table, keys.delivery(id));
      return row && deliveryOf(row);
    },
    begin: async (delivery, nextAt) => {
      const begun = await updateRow(table, keyOf(delivery), {
        UpdateExpression: 'SET tries = :next, dueAt = :nextAt',
        ConditionExpression: 'tries = :tries AND dueAt = :dueAt',
        ExpressionAttributeValues: {
          ':next': delivery.tries + 1,
          ':nextAt': nextAt,
          ':tries': delivery.tries,
          ':dueAt': delivery.dueAt,
        },
      });
      if (begun.kind === 'refused') return undefined;
      return { ...delivery, tries: delivery.tries + 1, dueAt: nextAt };
    },
    leaveOpen: async (delivery, open) => {
      await updateRow(table, keyOf(delivery), {
        UpdateExpression: 'SET #open = :open',
        ConditionExpression: 'tries = :tries',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':open': open, ':tries': delivery.tries },
      });
    },
    settle: async (delivery, outcome) => {
      await updateRow(table, keyOf(delivery), {
        UpdateExpression: 'SET outcome = :outcome, expiresAt = :expires REMOVE dueKind, dueAt',
        ConditionExpression: 'tries = :tries',
        ExpressionAttributeValues: {
          ':outcome': outcome,
          ':expires': ttl(now() + letterKeptMs),
          ':tries': delivery.tries,
        },
      });
    },
  };
}

function keyOf({ happening }: Delivery) {
  return keys.delivery(happening.id);
}

/** The delivery that a row holds. Throws `MalformedRow`. */
export function deliveryOf(row: Row): Delivery {
  const fields = { ...contentOf(row), dueAt: row.dueAt };
  const { tries, happening, open, dueAt } = readRow(deliveryShape, row, fields);
  return { happening, tries, dueAt, ...(open === undefined ? {} : { open }) };
}

/** The ids of what is to be told by `at` (ms), the longest overdue first. */
export async function dueDeliveries(table: Table, at: number): Promise<string[]> {
  const due = await dueKeys(table, 'delivery', at, dueMax);
  return due.map(({ pk }) => pk.slice(idStart.length));
}

/** A write that belongs into the transaction of what happened. */
interface Noting {
  readonly Update: {
    readonly TableName: string;
    readonly Key: { readonly pk: string; readonly sk: string };
    readonly UpdateExpression: string;
    readonly ExpressionAttributeValues: Row;
  };
}

/**
 * The part of a transaction that notes what happened, where a hook is to be told of it; none where no
 * hook is, which costs the reading of one row.
 */
export async function notingFor(table: Table, happening: Happening): Promise<Noting[]> {
  const { newsletterId, event, at } = happening;
  const hooks = await listHooks(table, newsletterId);
  const isWanted = hooks.some(
    ({ events, offSince }) => offSince === undefined && events.some((one) => one === event),
  );
  if (!isWanted) return [];
  return [
    {
      Update: {
        TableName: table.name,
        Key: keys.delivery(happening.id),
        UpdateExpression:
          'SET tries = :none, happening = :happening, newsletterId = :newsletter, ' +
          'dueKind = :kind, dueAt = :at',
        ExpressionAttributeValues: {
          ':none': 0,
          ':happening': happening,
          ':newsletter': newsletterId,
          ':kind': 'delivery',
          ':at': at,
        },
      },
    },
  ];
}

/**
 * One conditional update, together with what is noted for hooks; without that it is an update like any
 * other. Of a transaction the row is read afterwards, as it does not show what it wrote.
 */
export async function updateWith(
  table: Table,
  key: Key,
  update: RowUpdate,
  noting: readonly Noting[],
): Promise<UpdateResult> {
  if (noting.length === 0) return updateRow(table, key, update);
  const { ReturnValues: _, ...part } = update;
  const written = await transact(table, [
    { Update: { TableName: table.name, Key: key, ...part } },
    ...noting,
  ]);
  const row = await getRow(table, key);
  return written === 'written' ? { kind: 'updated', row: row ?? {} } : { kind: 'refused', row };
}
