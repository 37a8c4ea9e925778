/** The first person of the desk: whoever is told of alarms. Others are let in there. */
import { randomUUID } from 'node:crypto';
import { appoint } from '../../../functions/owner/person.ts';
import { everyNewsletter } from '../../../functions/owner/rights.ts';
import { peopleStore } from '../../../functions/store/people.ts';
import type { Connection } from '../connection.ts';

/** Makes them an owner of all newsletters, unless somebody is at the desk already. */
export async function letOwnerIn(
  address: string,
  { table, now }: Pick<Connection, 'table' | 'now'>,
): Promise<void> {
  const people = peopleStore(table);
  if ((await people.list()).length > 0) return;
  const owner = { address, role: 'owner', newsletterId: everyNewsletter } as const;
  await appoint(owner, { ...people, randomId: randomUUID, now });
}
