/** A table of a newer release: the command of this one must not write to it. */
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import type { Connection } from '../connection.ts';

/** What the owner is told of such a table. */
export function newerText(version: number): string {
  return (
    `The table is of a newer release: its rows have version ${version}, and this one knows ` +
    `${schemaVersion}. Use the release that wrote them; nothing was touched.`
  );
}

/** The same, if the table of this place is one. */
export async function newerTable({ table }: Connection): Promise<string | undefined> {
  const version = await schemaStore(table).version();
  return version > schemaVersion ? newerText(version) : undefined;
}
