/** That a restore is under way, in the table itself: whoever is interrupted goes on there. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { getRow, type Table } from './client.ts';
import type { RestoreProgress } from './restore-table.ts';
import { readRow } from './row.ts';
import { keys } from './table.ts';

const markShape = v.looseObject({
  of: v.string(),
  at: v.number(),
  wasPaused: v.boolean(),
  living: v.array(v.string()),
  after: v.optional(v.record(v.string(), v.unknown())),
  done: v.optional(v.number(), 0),
  counts: v.optional(v.record(v.string(), v.number())),
});

/** A restore that is under way. */
export interface RestoreMark {
  /** From what, and with which options: only the same goes on. */
  readonly of: string;
  /** Its instant (ms): cursors begin there, also when it goes on later. */
  readonly at: number;
  /** Whether sending was paused before. */
  readonly wasPaused: boolean;
  /** The newsletters that were there when it began: what comes back meanwhile is not one of them. */
  readonly living: readonly string[];
  readonly progress: RestoreProgress | undefined;
  /** Of a file: so many of its rows are written. */
  readonly done: number;
}

const place = keys.upkeep('RESTORE');

/** The restore that is under way in this table, if one is. */
export async function loadMark(table: Table): Promise<RestoreMark | undefined> {
  const row = await getRow(table, place);
  if (row === undefined) return undefined;
  const { of, at, wasPaused, living, after, counts, done } = readRow(markShape, row);
  const progress =
    counts === undefined ? undefined : { after, counts: counts as RestoreProgress['counts'] };
  return { of, at, wasPaused, living, progress, done };
}

/** Notes how far it has come. */
export async function saveMark(table: Table, { progress, ...mark }: RestoreMark): Promise<void> {
  const Item = { ...place, ...mark, ...progress };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
}

/** It has come to its end. */
export async function clearMark(table: Table): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: place }));
}
