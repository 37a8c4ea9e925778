/** The pace of the account: one row that all senders share. */
import type { Pace } from '../mail/pace.ts';
import { contentOf, getRow, type Table, updateRow } from './client.ts';
import { keys } from './table.ts';

export interface PaceStore {
  readonly load: () => Promise<Pace | undefined>;
  readonly save: (pace: Pace) => Promise<boolean>;
}

/** The pace row of this table, saved only over the version before. */
export function paceStore(table: Table): PaceStore {
  return {
    load: async () => {
      const row = await getRow(table, keys.pace);
      return row && (contentOf(row).pace as Pace);
    },
    save: async (pace) => {
      const result = await updateRow(table, keys.pace, {
        UpdateExpression: 'SET pace = :pace',
        ConditionExpression: 'attribute_not_exists(pk) OR pace.version < :version',
        ExpressionAttributeValues: { ':pace': pace, ':version': pace.version },
      });
      return result.kind === 'updated';
    },
  };
}
