/** Rendered contents: one row each, shared by all batches that need the same. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { recordKeptMs } from '../config/retention.ts';
import type { Content } from '../edition/content.ts';
import type { Finding } from '../edition/finding.ts';
import { getRow, type Row, type Table, ttl } from './client.ts';
import { contentOfRow, contentRows, findingsOf } from './content-row.ts';
import { keys } from './table.ts';

/** What was rendered, by its key. */
export interface ContentStore {
  /** What the pre-flight found; undefined when there is no such content. */
  readonly findings: (key: string) => Promise<readonly Finding[] | undefined>;
  readonly put: (content: Content) => Promise<void>;
  readonly load: (key: string) => Promise<Content | undefined>;
}

/** The contents in this table. */
export function contentStore(table: Table, now: () => number): ContentStore {
  return {
    findings: (key) => loadFindings(table, key),
    put: (content) => put(table, content, now()),
    load: (key) => loadContent(table, key),
  };
}

async function loadFindings(table: Table, key: string): Promise<readonly Finding[] | undefined> {
  const answer = await table.client.send(
    new GetCommand({
      TableName: table.name,
      Key: keys.content(key),
      ProjectionExpression: 'pk, sk, findings',
      ConsistentRead: true,
    }),
  );
  return answer.Item && findingsOf(answer.Item);
}

/** The same key is the same content; written anew, it would be unlisted from its archive. */
async function put(table: Table, content: Content, now: number): Promise<void> {
  const expiresAt = ttl(now + recordKeptMs);
  for (const row of contentRows(content)) await putNew(table, { ...row, expiresAt });
}

async function putNew(table: Table, Item: Row): Promise<void> {
  const ConditionExpression = 'attribute_not_exists(pk)';
  try {
    await table.client.send(new PutCommand({ TableName: table.name, Item, ConditionExpression }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** The content of this key, or undefined. Throws `MalformedRow`. */
export async function loadContent(table: Table, key: string): Promise<Content | undefined> {
  const row = await getRow(table, keys.content(key));
  return row && contentOfRow(row);
}
