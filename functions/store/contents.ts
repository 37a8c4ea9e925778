/** Rendered contents, compressed: one row each, shared by all batches that need the same. */

import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Content } from '../edition/content.ts';
import { getRow, type Table, ttl } from './client.ts';
import { editionKeptMs } from './editions.ts';
import { keys } from './table.ts';

export interface ContentStore {
  readonly has: (key: string) => Promise<boolean>;
  readonly put: (content: Content) => Promise<void>;
  readonly load: (key: string) => Promise<Content | undefined>;
}

/** The contents in this table. */
export function contentStore(table: Table, now: () => number): ContentStore {
  return {
    has: async (key) => {
      const answer = await table.client.send(
        new GetCommand({
          TableName: table.name,
          Key: keys.content(key),
          ProjectionExpression: 'pk',
          ConsistentRead: true,
        }),
      );
      return answer.Item !== undefined;
    },
    put: async (content) => {
      const Item = {
        ...keys.content(content.key),
        body: brotliCompressSync(JSON.stringify(content)),
        expiresAt: ttl(now() + editionKeptMs),
      };
      await table.client.send(new PutCommand({ TableName: table.name, Item }));
    },
    load: async (key) => {
      const row = await getRow(table, keys.content(key));
      if (!(row?.body instanceof Uint8Array)) return undefined;
      return JSON.parse(brotliDecompressSync(row.body).toString('utf8')) as Content;
    },
  };
}
