/** That a Paperboy has moved: in the table that it left, and in the one where it goes on. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { getRow, type Key, type Table } from './client.ts';
import { readRow } from './row.ts';
import { keys } from './table.ts';

const common = {
  /** Names the file in which it went. */
  file: v.string(),
  /** Since when sending is paused (ms): as long as that stands, nobody was mailed from here. */
  pausedAt: v.number(),
};
const awayShape = v.looseObject({
  ...common,
  to: v.string(),
  /** Of what happened here since that instant (ms) the new place knows nothing. */
  toldThrough: v.number(),
});
const inShape = v.looseObject({ ...common, from: v.string() });

/** Left for another place. */
export type MovedAway = Readonly<v.InferOutput<typeof awayShape>>;
/** Came from another place. */
export type MovedIn = Readonly<v.InferOutput<typeof inShape>>;

const away = keys.upkeep('MOVED AWAY');
const here = keys.upkeep('MOVED IN');

/** Where this Paperboy went, if it did. */
export async function loadMovedAway(table: Table): Promise<MovedAway | undefined> {
  const row = await getRow(table, away);
  return row && readRow(awayShape, row);
}

/** Where it came from, if it did. */
export async function loadMovedIn(table: Table): Promise<MovedIn | undefined> {
  const row = await getRow(table, here);
  return row && readRow(inShape, row);
}

/** Notes that it went. */
export async function saveMovedAway(table: Table, mark: MovedAway): Promise<void> {
  await put(table, { ...mark, ...away });
}

/** Notes that it came. */
export async function saveMovedIn(table: Table, mark: MovedIn): Promise<void> {
  await put(table, { ...mark, ...here });
}

/** It is here again, or what is here goes. */
export async function clearMoveMarks(table: Table): Promise<void> {
  for (const Key of [away, here]) await remove(table, Key);
}

async function put(table: Table, Item: Key & object): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
}

async function remove(table: Table, { pk, sk }: Key): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
}
