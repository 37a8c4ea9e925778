/** The tick up to which feeds have been queued. */
import * as v from 'valibot';
import { getRow, type Table, updateRow } from './client.ts';
import { readRow } from './row.ts';
import { keys } from './table.ts';

/** The one row of the last poll. */
export interface PollTickStore {
  readonly last: () => Promise<number | undefined>;
  readonly remember: (tick: number) => Promise<void>;
}

const tickShape = v.looseObject({ tick: v.number() });

/** The poll tick in this table; it only ever moves on. */
export function pollTickStore(table: Table): PollTickStore {
  return {
    last: () => last(table),
    remember: (tick) => remember(table, tick),
  };
}

async function last(table: Table): Promise<number | undefined> {
  const row = await getRow(table, keys.pollTick);
  return row && readRow(tickShape, row).tick;
}

async function remember(table: Table, tick: number): Promise<void> {
  await updateRow(table, keys.pollTick, {
    UpdateExpression: 'SET tick = :tick',
    ConditionExpression: 'attribute_not_exists(pk) OR tick < :tick',
    ExpressionAttributeValues: { ':tick': tick },
  });
}
