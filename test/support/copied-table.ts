/** A table as it is at an instant, kept beside it: what point-in-time recovery gives. */
import assert from 'node:assert/strict';
import { BatchWriteCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Row, Table } from '../../functions/store/client.ts';
import { createTable } from './table.ts';

const batchWriteMax = 25;

/** All rows of a table, in no order. */
async function rowsIn({ client, name: TableName }: Table): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) rows.push(...Items);
  return rows;
}

/** Copies the table under another name, on the same engine. */
export async function copyTable(endpoint: string, table: Table, name: string): Promise<Table> {
  await createTable(endpoint, name);
  const rows = await rowsIn(table);
  for (let start = 0; start < rows.length; start += batchWriteMax) {
    const puts = rows.slice(start, start + batchWriteMax).map((Item) => ({ PutRequest: { Item } }));
    await table.client.send(new BatchWriteCommand({ RequestItems: { [name]: puts } }));
  }
  return { ...table, name };
}

/** Where the engine of the table is. */
export async function endpointOf({ client }: Table): Promise<string> {
  const found = await client.config.endpoint?.();
  assert.ok(found);
  return `${found.protocol}//${found.hostname}:${found.port}`;
}

/** The table for one who dies at this write, counted from 1. */
export function dyingTable(table: Table, atWrite: number): Table {
  let writes = 0;
  const client: Table['client'] = Object.create(table.client);
  client.send = ((command: object, ...rest: never[]) => {
    if (/^(Put|Update|Delete|TransactWrite|BatchWrite)/.test(command.constructor.name)) {
      writes += 1;
      if (writes >= atWrite) return Promise.reject(new Error('Died here.'));
    }
    return (table.client.send as (...args: unknown[]) => unknown)(command, ...rest);
  }) as Table['client']['send'];
  return { ...table, client };
}
