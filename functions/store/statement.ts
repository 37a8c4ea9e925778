/**
 * A conditional update as a statement of PartiQL, the only form in which DynamoDB takes several that
 * are independent of each other (Developer Guide, "PartiQL update statements").
 */
import type { Key, Row } from './client.ts';

/** An update in the terms of `UpdateItem`, of which a statement can be made. */
export interface ConditionalUpdate {
  /** `SET` of values and `REMOVE` of attributes. */
  readonly UpdateExpression: string;
  /** Comparisons and `attribute_not_exists`. */
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Row;
  readonly ReturnValues?: 'ALL_NEW';
}

/** A statement with the values for its question marks. */
export interface Statement {
  readonly Statement: string;
  readonly Parameters: unknown[];
}

/** Pure: the statement that does what the update does to the row with this key. */
export function statementOf(table: string, { pk, sk }: Key, update: ConditionalUpdate): Statement {
  const { UpdateExpression, ConditionExpression, ReturnValues } = update;
  const text = [
    `UPDATE "${table}"`,
    UpdateExpression,
    `WHERE pk = :pk AND sk = :sk AND (${ConditionExpression})`,
    ...(ReturnValues === undefined ? [] : ['RETURNING ALL NEW *']),
  ].join(' ');
  const values: Row = { ...update.ExpressionAttributeValues, ':pk': pk, ':sk': sk };
  const Parameters: unknown[] = [];
  const Statement = text
    .replaceAll(/attribute_not_exists\(([\w.#]+)\)/g, '$1 IS MISSING')
    .replaceAll(/#\w+/g, (name) => `"${update.ExpressionAttributeNames[name]}"`)
    .replaceAll(/:\w+/g, (name) => {
      Parameters.push(values[name]);
      return '?';
    });
  return { Statement, Parameters };
}
