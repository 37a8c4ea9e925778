/** Rendered contents, compressed: one row each, shared by all batches that need the same. */

import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Content } from '../edition/content.ts';
import type { Finding } from '../edition/finding.ts';
import { getRow, type Row, type Table, ttl } from './client.ts';
import { editionKeptMs } from './editions.ts';
import { keys } from './table.ts';

export interface ContentStore {
  /** What the pre-flight found; undefined when there is no such content. */
  readonly findings: (key: string) => Promise<readonly Finding[] | undefined>;
  readonly put: (content: Content) => Promise<void>;
  readonly load: (key: string) => Promise<Content | undefined>;
}

/** The contents in this table. */
export function contentStore(table: Table, now: () => number): ContentStore {
  return {
    findings: async (key) => {
      const answer = await table.client.send(
        new GetCommand({
          TableName: table.name,
          Key: keys.content(key),
          ProjectionExpression: 'pk, findings',
          ConsistentRead: true,
        }),
      );
      return answer.Item && ((answer.Item.findings ?? []) as Finding[]);
    },
    put: async (content) => {
      const Item = {
        ...keys.content(content.key),
        findings: content.findings,
        body: pack(content),
        expiresAt: ttl(now() + editionKeptMs),
      };
      // The same key is the same content; written anew, it would be unlisted from its archive.
      const ConditionExpression = 'attribute_not_exists(pk)';
      try {
        await table.client.send(
          new PutCommand({ TableName: table.name, Item, ConditionExpression }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
    load: async (key) => {
      const row = await getRow(table, keys.content(key));
      return row && contentOfRow(row);
    },
  };
}

/** A tenth of the time of the best, for a tenth more bytes. */
const quality = 6;

function pack(content: Content): Buffer {
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
  return brotliCompressSync(JSON.stringify(content), { params });
}

/** What the row of a content holds. */
export function contentOfRow({ body }: Row): Content | undefined {
  if (!(body instanceof Uint8Array)) return undefined;
  return JSON.parse(brotliDecompressSync(body).toString('utf8')) as Content;
}
