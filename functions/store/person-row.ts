/** The row of somebody of the desk. */
import * as v from 'valibot';
import type { Person } from '../owner/person.ts';
import type { Role } from '../owner/rights.ts';
import type { Row } from './client.ts';
import { nameIn, readRow, shapeOf } from './row.ts';

const personShape = shapeOf<Person>()(
  v.looseObject({
    id: v.string(),
    address: v.string(),
    addressKey: v.string(),
    roles: v.record(v.string(), nameIn<Role>()),
    epoch: v.number(),
    addedAt: v.number(),
  }),
);

/** The person that a row holds. Throws `MalformedRow`. */
export function personOf(row: Row): Person {
  return readRow(personShape, row);
}
