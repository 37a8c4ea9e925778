/** A row as one line of text, and back: in DynamoDB's own JSON, which tells sets from lists. */
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Row } from './client.ts';

/** The row in one line. */
export function rowToText(row: Row): string {
  const marshalled = marshall(row, { removeUndefinedValues: true });
  return JSON.stringify(marshalled, (_, value: unknown) => bytesToText(value));
}

/** The row that a line holds. Throws when it holds none. */
export function rowOfText(text: string): Row {
  // Few rows have bytes, and to look for them at every name takes as long as all the rest.
  const mayHaveBytes = text.includes('"B"') || text.includes('"BS"');
  return unmarshall(mayHaveBytes ? JSON.parse(text, bytesOfText) : JSON.parse(text));
}

/** Bytes stand in base 64, as DynamoDB's API has them ("Data type descriptors"). */
function bytesToText(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

/** Only a descriptor has a text under this name: an attribute's own value is a record. */
function bytesOfText(name: string, value: unknown): unknown {
  if (name === 'B' && typeof value === 'string') return Buffer.from(value, 'base64');
  if (name !== 'BS' || !Array.isArray(value)) return value;
  return value.map((one) => Buffer.from(String(one), 'base64'));
}
