/** Whom of the desk a command means. */
import type { Person } from '../../functions/owner/person.ts';
import { peopleStore } from '../../functions/store/people.ts';
import { parseAddress } from '../../functions/subscriber/address.ts';
import type { Connection } from './connection.ts';
import { RefusedError } from './errors.ts';

/** The person with this address. Throws a RefusedError. */
export async function personAt(typed: string, { table }: Connection): Promise<Person> {
  const address = parseAddress(typed);
  const key = address.kind === 'ok' ? address.key : undefined;
  const found = (await peopleStore(table).list()).find(({ addressKey }) => addressKey === key);
  if (found !== undefined) return found;
  throw new RefusedError(
    `Nobody at the desk has the address ${typed}: “paperboy desk people” lists them.`,
  );
}
