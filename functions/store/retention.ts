/** Rows of people that are kept no longer: found when they are due, reduced or taken away. */
import type { ReduceReadersDeps, ReduceSuppressionsDeps } from '../subscriber/retention.ts';
import { type Key, type Table, updateRow } from './client.ts';
import { dueRows } from './due.ts';
import { forgetReader } from './erasures.ts';
import { hideSuppression } from './hidden-address.ts';
import { updateOfFields } from './named-fields.ts';
import { readEach } from './row.ts';
import { fromRow } from './subscriber-row.ts';
import { suppressionOf } from './suppression-row.ts';
import { readersAt } from './suppressions.ts';
import { keys } from './table.ts';

const rowsASweepMax = 200;

/** The rows of readers, as retention reads and writes them. */
export function readerRetention(table: Table): ReduceReadersDeps {
  return {
    due: async (at) =>
      readEach(table, await dueRows(table, 'retention', at, rowsASweepMax), fromRow),
    forget: (reader, at) => forgetReader(table, reader, at),
    reduce: ({ id, state }, { reduced, next }, at) =>
      reduceRow(table, keys.subscriber(id), { state, at, next, kept: { ...nothing, ...reduced } }),
  };
}

const nothing = { formerAddress: undefined, addressChange: undefined, pastConsents: undefined };

interface Reduction {
  readonly state: string;
  readonly at: number;
  readonly next: number | undefined;
  readonly kept: Readonly<Record<string, unknown>>;
}

async function reduceRow(
  table: Table,
  key: Key,
  { state, at, next, kept }: Reduction,
): Promise<void> {
  const update = updateOfFields({
    ...kept,
    dueAt: next,
    dueKind: next === undefined ? undefined : 'retention',
  });
  await updateRow(table, key, {
    ...update,
    // Whoever came between has set another instant.
    ConditionExpression: 'dueKind = :was AND dueAt <= :now AND #state = :state',
    ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#state': 'state' },
    ExpressionAttributeValues: {
      ...update.ExpressionAttributeValues,
      ':was': 'retention',
      ':now': at,
      ':state': state,
    },
  });
}

/** The rows of suppressions, as retention reads and writes them. */
export function suppressionRetention(table: Table, now: () => number): ReduceSuppressionsDeps {
  return {
    due: async (at) =>
      readEach(table, await dueRows(table, 'suppression', at, rowsASweepMax), (row) => ({
        addressKey: String(row.pk).slice(keys.addressPartition('').length),
        at: suppressionOf(row).at,
      })),
    readersAt: async (addressKey) =>
      (await readersAt(table, addressKey, now())).filter(({ suppressed }) => suppressed),
    forget: (reader, at) => forgetReader(table, reader, at),
    hide: (addressKey) => hideSuppression(table, addressKey),
    postpone: async (addressKey, next) => {
      await updateRow(table, keys.suppression(addressKey), {
        UpdateExpression: 'SET dueAt = :next',
        ConditionExpression: 'dueKind = :kind',
        ExpressionAttributeValues: { ':next': next, ':kind': 'suppression' },
      });
    },
  };
}
