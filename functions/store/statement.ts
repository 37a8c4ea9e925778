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

/** The text of a statement, and which values its question marks stand for. */
interface Form {
  readonly text: string;
  readonly values: readonly string[];
}

/** Updates differ by their values only: their forms are as many as places in the code. */
const forms = new Map<string, Form>();
const formsMax = 100;

/** Pure: the statement that does what the update does to the row with this key. */
export function statementOf(table: string, { pk, sk }: Key, update: ConditionalUpdate): Statement {
  const { text, values } = formOf(table, update);
  const given: Row = { ...update.ExpressionAttributeValues, ':pk': pk, ':sk': sk };
  return { Statement: text, Parameters: values.map((name) => given[name]) };
}

function formOf(table: string, update: ConditionalUpdate): Form {
  const { UpdateExpression, ConditionExpression, ExpressionAttributeNames, ReturnValues } = update;
  const names = Object.entries(ExpressionAttributeNames);
  const key = [table, UpdateExpression, ConditionExpression, names, ReturnValues].join('\n');
  const known = forms.get(key) ?? newForm(table, update);
  if (forms.size >= formsMax) forms.clear();
  forms.set(key, known);
  return known;
}

function newForm(table: string, update: ConditionalUpdate): Form {
  const { UpdateExpression, ConditionExpression, ExpressionAttributeNames, ReturnValues } = update;
  const whole = [
    `UPDATE "${table}"`,
    UpdateExpression,
    `WHERE pk = :pk AND sk = :sk AND (${ConditionExpression})`,
    ...(ReturnValues === undefined ? [] : ['RETURNING ALL NEW *']),
  ].join(' ');
  const values: string[] = [];
  const text = whole
    .replaceAll(/attribute_not_exists\(([\w.#]+)\)/g, '$1 IS MISSING')
    .replaceAll(/#\w+/g, (name) => `"${ExpressionAttributeNames[name]}"`)
    .replaceAll(/:\w+/g, (name) => {
      values.push(name);
      return '?';
    });
  return { text, values };
}
