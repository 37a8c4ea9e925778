/** The two places of a move. One process has one set of credentials: it speaks to one at a time. */
import { resolve } from 'node:path';
import type { Row } from '../../../functions/store/client.ts';
import { type Connection, connect, type Place } from '../connection.ts';
import { RefusedError } from '../errors.ts';
import { newerTable } from '../upgrade/newer.ts';

/** The new place before anything is moved. */
export interface Target {
  readonly name: string;
  readonly siteUrl: string;
  /** Of which version its rows are. */
  readonly schema: number;
  /** As which domain it mails; undefined on a stage, which mails as any. */
  readonly domain: string | undefined;
  /** What happened there since it was left, if it was: the way back. */
  readonly since: readonly Row[];
}

/** Connects, does something, and leaves again. Throws a RefusedError for a table of a newer release. */
export async function inPlace<T>(
  place: Place,
  folder: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(place, folder);
  try {
    const newer = await newerTable(connection);
    if (newer !== undefined) throw new RefusedError(newer);
    return await work(connection);
  } finally {
    connection.close();
  }
}

/** How the owner names it, in a command line and in what is said. */
export function optionOf({ data, outputs, stack }: Place): string {
  const named = stack === undefined ? '' : ` --stack ${stack}`;
  if (outputs !== undefined) return `--outputs ${outputs}${named}`;
  return data === undefined ? '' : `--data ${data}`;
}

/** What a place is known by in the other one: the table of a stack, or the directory of its data. */
export function nameOf({ stack, table }: Connection, { data }: Place, folder: string): string {
  const deployed = stack?.deployed;
  if (deployed !== undefined) return `stack ${deployed.name} (table ${table.name})`;
  return data === undefined
    ? 'the Paperboy on this machine'
    : `the one in ${resolve(folder, data)}`;
}
