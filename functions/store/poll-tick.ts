/** The tick up to which feeds have been queued. */
import { getRow, type Table, updateRow } from './client.ts';
import { keys } from './table.ts';

export interface PollTickStore {
  readonly last: () => Promise<number | undefined>;
  readonly remember: (tick: number) => Promise<void>;
}

/** The poll tick in this table; it only ever moves on. */
export function pollTickStore(table: Table): PollTickStore {
  return {
    last: async () => {
      const row = await getRow(table, keys.pollTick);
      return row && Number(row.tick);
    },
    remember: async (tick) => {
      await updateRow(table, keys.pollTick, {
        UpdateExpression: 'SET tick = :tick',
        ConditionExpression: 'attribute_not_exists(pk) OR tick < :tick',
        ExpressionAttributeValues: { ':tick': tick },
      });
    },
  };
}
