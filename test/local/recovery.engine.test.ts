/** Our stand-in for point-in-time recovery, asked by the real SDK. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DescribeTableCommand,
  DynamoDBClient,
  RestoreTableToPointInTimeCommand,
} from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { getRow } from '../../functions/store/client.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { openRecovery } from '../../functions/store/point-in-time.ts';
import { testCloud } from '../support/cloud.ts';
import { newsletter } from '../support/newsletter.ts';

const soon = () => new Promise((resolve) => setTimeout(resolve, 10));

test('a copy is the table as it was at the instant that is kept, and refuses like AWS', async (t) => {
  const cloud = await testCloud(t, {});
  const { table, clock, points, env } = cloud;
  const endpoint = env.RECOVERY_ENDPOINT ?? '';
  const client = new DynamoDBClient({ endpoint });
  t.after(() => client.destroy());
  await newsletterStore(table).save(newsletter({ name: 'Before' }));
  await points.keep();
  const at = Math.ceil(clock.now() / 1000) * 1000;
  clock.moveTo(at + 60_000);
  await newsletterStore(table).save(newsletter({ name: 'After' }));

  const ask = (fields: object) =>
    client.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: table.name,
        TargetTableName: 'Copy',
        RestoreDateTime: new Date(at),
        ...fields,
      }),
    );
  const refusals = [
    [{ SourceTableName: 'Other' }, 'TableNotFoundException'],
    [{ RestoreDateTime: new Date(at - 86_400_000) }, 'InvalidRestoreTimeException'],
    [{ RestoreDateTime: new Date(clock.now() + 60_000) }, 'InvalidRestoreTimeException'],
    [{ TargetTableName: table.name }, 'TableAlreadyExistsException'],
  ] as const;
  for (const [fields, name] of refusals) await assert.rejects(ask(fields), { name });

  const answer = await ask({});
  assert.equal(answer.TableDescription?.TableStatus, 'CREATING');
  for (let status = ''; status !== 'ACTIVE'; await soon()) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Copy' }));
    status = Table?.TableStatus ?? '';
  }
  const copy = { ...table, name: 'Copy' };
  assert.equal((await newsletterStore(copy).load('paper'))?.name, 'Before');
  assert.equal((await newsletterStore(table).load('paper'))?.name, 'After');
  await assert.rejects(ask({}), { name: 'TableAlreadyExistsException' });
});

test('asked again for the same instant, nobody makes a second copy; dropped, it is gone', async (t) => {
  const { table, clock, points, env } = await testCloud(t, {});
  const row = { pk: 'UPKEEP', sk: 'MARK' };
  await table.client.send(new PutCommand({ TableName: table.name, Item: row }));
  await points.keep();
  clock.moveBy(60_000);
  const at = clock.now();
  const recovery = openRecovery(table.name, soon, env.RECOVERY_ENDPOINT);
  const first = await recovery.restore(at, () => {});
  assert.equal(first.kind, 'made');
  assert.equal(first.kind === 'made' && first.asOf, points.instants()[0]);
  assert.deepEqual(await recovery.restore(at, () => {}), first);
  const name = first.kind === 'made' ? first.name : '';
  assert.deepEqual(await getRow({ ...table, name }, row), row);
  assert.equal(await recovery.drop(at), 'dropped');
  assert.equal(await recovery.drop(at), 'absent');
});
