/** What SES knows of bounces and complaints, for a table that may not know it. */

import { isMailed } from '../../../functions/store/reader-moves.ts';
import { readersAt, suppressAddress } from '../../../functions/store/suppressions.ts';
import { parseAddress } from '../../../functions/subscriber/address.ts';
import type { Connection } from '../connection.ts';

/**
 * Suppresses here whoever is on SES's list of the account and would be mailed; `since` (ms): only
 * who came onto it later. Returns how many.
 */
export async function heedSesList(
  { table, now, sesList }: Pick<Connection, 'table' | 'now' | 'sesList'>,
  since?: number,
): Promise<number> {
  let heeded = 0;
  for await (const { address, reason, at } of (await sesList()).walk(since)) {
    const parsed = parseAddress(address);
    if (parsed.kind !== 'ok') continue;
    if (!(await readersAt(table, parsed.key, now())).some(isMailed)) continue;
    await suppressAddress(table, parsed.key, reason, at, now());
    heeded += 1;
  }
  return heeded;
}
