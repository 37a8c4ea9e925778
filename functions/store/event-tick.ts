/** How far what SES reports is heeded, as the marks tell that `sweep` puts in between. */
import * as v from 'valibot';
import { eventsReturnMs } from '../config/waits.ts';
import { getRow, type Table, updateRow } from './client.ts';
import { readRow } from './row.ts';
import { keys } from './table.ts';

/** The one row about the queue of events. */
export interface EventTickStore {
  /** Everything reported until this tick (ms) is heeded; undefined as long as nothing is known. */
  readonly heeded: () => Promise<number | undefined>;
  /** The tick (ms) of the mark that came out of the queue last; undefined: none ever did. */
  readonly lastHeard: () => Promise<number | undefined>;
  /** The mark of this tick came out of the queue. */
  readonly heard: (tick: number) => Promise<void>;
}

/** `tick` is certain; `heard` will be when nothing from before it can come back any more. */
const tickShape = v.looseObject({
  tick: v.exactOptional(v.number()),
  heard: v.number(),
  heardAt: v.number(),
});

/** The row in this table. */
export function eventTickStore(table: Table, now: () => number): EventTickStore {
  return {
    heeded: () => heeded(table, now()),
    lastHeard: async () => {
      const row = await getRow(table, keys.eventTick);
      return row && readRow(tickShape, row).heard;
    },
    heard: (tick) => hear(table, tick, now()),
  };
}

async function heeded(table: Table, now: number): Promise<number | undefined> {
  const row = await getRow(table, keys.eventTick);
  if (row === undefined) return undefined;
  const { tick, heard, heardAt } = readRow(tickShape, row);
  return now >= heardAt + eventsReturnMs ? heard : tick;
}

/** While one mark becomes certain others are of no use: they would put it off for ever. */
async function hear(table: Table, tick: number, now: number): Promise<void> {
  const first = await updateRow(table, keys.eventTick, {
    UpdateExpression: 'SET tick = heard, heard = :tick, heardAt = :now',
    ConditionExpression: 'heard < :tick AND heardAt <= :certain',
    ExpressionAttributeValues: { ':tick': tick, ':now': now, ':certain': now - eventsReturnMs },
  });
  if (first.kind === 'updated' || first.row !== undefined) return;
  await updateRow(table, keys.eventTick, {
    UpdateExpression: 'SET heard = :tick, heardAt = :now',
    ConditionExpression: 'attribute_not_exists(pk)',
    ExpressionAttributeValues: { ':tick': tick, ':now': now },
  });
}
