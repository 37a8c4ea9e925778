/** The row of somebody of the desk. */
import * as v from 'valibot';
import type { Person } from '../owner/person.ts';
import type { Role } from '../owner/rights.ts';
import type { Row, Table } from './client.ts';
import { nameIn, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

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

/** That somebody is as they were read: their roles change with the epoch. */
export function asRead({ name: TableName }: Table, { id, epoch }: Pick<Person, 'id' | 'epoch'>) {
  return {
    ConditionCheck: {
      ...{ TableName, Key: keys.person(id) },
      ConditionExpression: 'epoch = :epoch',
      ExpressionAttributeValues: { ':epoch': epoch },
    },
  };
}
