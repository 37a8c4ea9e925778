/** Rows that are written many at a time fit into what one transaction takes, whatever their size. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { queryRows } from '../../functions/store/client.ts';
import { putTogether } from '../../functions/store/many-rows.ts';
import { testTable } from '../support/table.ts';

const cases = [
  { name: 'small ones, a hundred at a time', count: 230, chars: 10, calls: [100, 100, 30] },
  { name: 'large ones, a few megabytes at a time', count: 20, chars: 300_000, calls: [9, 9, 2] },
] as const;

for (const { name, count, chars, calls } of cases) {
  test(`rows are written together: ${name}`, async (t) => {
    const table = await testTable(t);
    const sent: number[] = [];
    table.client.middlewareStack.add(
      (next, { commandName }) =>
        (call) => {
          const { TransactItems = [] } = call.input as TransactWriteCommand['input'];
          if (commandName === 'TransactWriteItemsCommand') sent.push(TransactItems.length);
          return next(call);
        },
      { step: 'initialize' },
    );
    const row = (n: number) => ({
      pk: 'MANY',
      sk: String(n).padStart(4, '0'),
      n,
      text: 'x'.repeat(chars),
    });
    const rows = Array.from({ length: count }, (_, n) => row(n));
    // Of rows with the same key the last counts.
    await putTogether(table, [{ ...row(0), n: -1 }, ...rows]);
    assert.deepEqual(sent, calls);
    const found = await queryRows(table, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': 'MANY' },
    });
    assert.deepEqual(
      found.map(({ n }) => n),
      rows.map(({ n }) => n),
    );
  });
}
