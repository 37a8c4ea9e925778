/** The pace of the account: one row that all senders share. */
import type { Pace, PaceBook, SwitchBook } from '../mail/pace-book.ts';
import { getRow, type Table, updateRow } from './client.ts';
import { loadMovedAway } from './move-marks.ts';
import { paceOf } from './pace-row.ts';
import { keys } from './table.ts';

/** The pace row of this table, saved only over the version before. */
export function paceStore(table: Table): PaceBook {
  return {
    load: () => loadPace(table),
    save: (pace) => save(table, pace),
  };
}

/** The same for who pauses and resumes. */
export function switchStore(table: Table): SwitchBook {
  return { ...paceStore(table), movedAway: () => loadMovedAway(table) };
}

/** The pace as it is now, or undefined. Throws `MalformedRow`. */
export async function loadPace(table: Table): Promise<Pace | undefined> {
  const row = await getRow(table, keys.pace);
  return row && paceOf(row);
}

async function save(table: Table, pace: Pace): Promise<boolean> {
  const result = await updateRow(table, keys.pace, {
    UpdateExpression: 'SET pace = :pace',
    ConditionExpression: 'attribute_not_exists(pk) OR pace.version < :version',
    ExpressionAttributeValues: { ':pace': pace, ':version': pace.version },
  });
  return result.kind === 'updated';
}
