/** An update that sets the fields that have a value and removes the others, under any names. */
import type { Row } from './client.ts';

/** The parts of an UpdateItem; names and values may be joined by those of a condition. */
export interface FieldsUpdate {
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Row;
}

/**
 * Undefined takes a field away. Each has a place of its own for its name and its value: a name may be
 * one that DynamoDB reserves (Developer Guide, "Reserved words in DynamoDB"). Needs one field at least.
 */
export function updateOfFields(fields: Row): FieldsUpdate {
  const named = Object.entries(fields).map(([name, value], at) => ({ name, value, at }));
  const set = named.filter(({ value }) => value !== undefined);
  const removed = named.filter(({ value }) => value === undefined);
  return {
    UpdateExpression: [
      ...(set.length > 0 ? [`SET ${set.map(({ at }) => `#f${at} = :v${at}`).join(', ')}`] : []),
      ...(removed.length > 0 ? [`REMOVE ${removed.map(({ at }) => `#f${at}`).join(', ')}`] : []),
    ].join(' '),
    ExpressionAttributeNames: Object.fromEntries(named.map(({ name, at }) => [`#f${at}`, name])),
    ...(set.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(set.map(({ value, at }) => [`:v${at}`, value])),
    }),
  };
}
