/** The first newsletter of a table, whichever way it is set up. */
import { schemaVersion } from '../../functions/config/upgrade.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { schemaStore } from '../../functions/store/schema.ts';
import type { Connection } from './connection.ts';

/** Notes before the first newsletter of all that the table has no row of an earlier release. */
export async function noteFirst({ table }: Pick<Connection, 'table'>): Promise<void> {
  if ((await newsletterStore(table).list()).length > 0) return;
  await schemaStore(table).begin(schemaVersion);
}
