/** Rows whose time is over go, and no others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { deleteExpired } from '../../../infra/local/serve/expiry.ts';
import { testTable } from '../../support/table.ts';

test('a row whose time is over is deleted; one that has time, or needs none, stays', async (t) => {
  const table = await testTable(t);
  const now = Date.UTC(2030, 0, 1);
  const seconds = now / 1000;
  const times = {
    over: seconds - 1,
    'has-time': seconds + 1,
    'just-now': seconds,
    forever: undefined,
  };
  const put = async (pk: string, expiresAt: number | undefined) => {
    const item = expiresAt === undefined ? { pk, sk: 'x' } : { pk, sk: 'x', expiresAt };
    await table.client.send(new PutCommand({ TableName: table.name, Item: item }));
  };
  for (const [pk, at] of Object.entries(times)) await put(pk, at);
  for (let n = 0; n < 600; n++) await put(`old-${n}`, seconds - 1 - n);
  assert.equal(await deleteExpired(table, now), 601);
  const left = await Promise.all(
    Object.keys(times).map(async (pk) => {
      const row = await table.client.send(
        new GetCommand({ TableName: table.name, Key: { pk, sk: 'x' } }),
      );
      return row.Item === undefined ? 'gone' : pk;
    }),
  );
  assert.deepEqual(left, ['gone', 'has-time', 'just-now', 'forever']);
  assert.equal(await deleteExpired(table, now), 0);
});
