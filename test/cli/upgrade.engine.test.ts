/** The owner upgrades: told first, done then; a table of a newer release is only looked at. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { schemaVersion } from '../../functions/config/upgrade.ts';
import { keys } from '../../functions/store/table.ts';
import { type Owner, startOwner } from './owner.ts';

let owner: Owner;

before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

async function haveVersion(version: number | undefined): Promise<void> {
  const { client, name: TableName } = owner.cloud.table;
  await (version === undefined
    ? client.send(new DeleteCommand({ TableName, Key: keys.schema }))
    : client.send(new PutCommand({ TableName, Item: { ...keys.schema, version } })));
}

test('a table that this release has made needs nothing', async () => {
  const { out, exitCode } = await owner.paperboy('upgrade');
  assert.deepEqual([out, exitCode], ['The table is up to date: nothing is to be done.', 0]);
});

test('one of before is told what would change; --apply does it', async () => {
  await haveVersion(undefined);
  const address = 'gone@readers.example';
  await owner.cloud.table.client.send(
    new PutCommand({
      TableName: owner.cloud.table.name,
      Item: { ...keys.suppression(address), reason: 'bounce', at: 1 },
    }),
  );
  const told = await owner.paperboy('upgrade');
  assert.match(
    told.out,
    /before 0\.2 lose their names[^:]*: 1 row\.\n(?:.+\n){2}paperboy upgrade --apply does it\./,
  );
  const done = await owner.paperboy('upgrade', '--apply');
  assert.match(done.out, /: 1 row\.\n(?:.+: 0 rows\.\n){2}The table is up to date\.$/);
  assert.match((await owner.paperboy('upgrade', '--json')).out, /"kind": "current"/);
});

test('a table of a newer release is told of and not touched; what only reads goes on', async () => {
  await haveVersion(schemaVersion + 1);
  for (const words of [
    ['upgrade', '--apply'],
    ['sending', 'pause'],
    ['feeds', 'release', 'x'],
  ]) {
    const { out, err, exitCode } = await owner.paperboy(...words);
    assert.equal(exitCode, 1);
    assert.match(out + err, /is of a newer release.*nothing was touched/);
  }
  assert.equal((await owner.paperboy('status')).exitCode, 0);
  await haveVersion(schemaVersion);
  assert.equal((await owner.paperboy('sending', 'pause')).exitCode, 0);
});
