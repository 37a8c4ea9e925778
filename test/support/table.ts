/** A table of the test's own, on the real engine. */
import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import { type Hashes, hashWith } from '../../functions/config/hash-key.ts';
import { openTable, type Table } from '../../functions/store/client.ts';
import { tableDescription } from '../../functions/store/indexes.ts';
import { createTable as create, dropTable, startTableEngine } from '../../infra/local/table.ts';

/** Starts an engine in memory and makes an empty table; both go when the test ends. */
export async function testTable(t: TestContext): Promise<Table> {
  const engine = await startTableEngine();
  useAnyCredentials();
  // Where the engine is another one, it may have tables of others.
  const name = `Test-${randomUUID()}`;
  await createTable(engine.endpoint, name);
  const table = openTable(name, { endpoint: engine.endpoint, hashes: testHashes });
  t.after(async () => {
    table.client.destroy();
    await dropTable(engine, name);
    await engine.stop();
  });
  return table;
}

/** Hashes by a key of the tests. */
const testHashes: Hashes = async (purpose, text) => hashWith('t'.repeat(40), purpose, text);

/** Makes an empty table such as the stack has. */
export async function createTable(endpoint: string, name: string): Promise<void> {
  await create(endpoint, { TableName: name, ...tableDescription });
}

/** The engine takes any credentials; the SDK wants some. */
export function useAnyCredentials(): void {
  process.env.AWS_REGION ??= 'us-east-1';
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
}
