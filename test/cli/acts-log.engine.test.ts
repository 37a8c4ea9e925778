/** What the owner's command did stands in the log of the desk, without anything that was typed. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { schemaVersion } from '../../functions/config/upgrade.ts';
import { auditLog } from '../../functions/store/audit.ts';
import { keys } from '../../functions/store/table.ts';
import { commands } from '../../infra/cli/dispatch.ts';
import { noteRunning } from '../../infra/local/running.ts';
import { type Owner, startOwner } from './owner.ts';

let owner: Owner;

before(async () => {
  owner = await startOwner();
  writeFileSync(join(owner.folder, 'list.csv'), 'email\nann@readers.example\n');
});
after(() => owner.stop());

async function logOf(newsletterId: string): Promise<string[]> {
  const entries = await auditLog(owner.cloud.table).list(newsletterId, { limit: 50 });
  assert.ok(entries.every(({ via }) => via === 'command'));
  assert.doesNotMatch(JSON.stringify(entries), /@|example/, 'Nothing that was typed is kept.');
  return entries.map(({ act, outcome }) => `${act}: ${outcome}`).reverse();
}

test('each act of the command is in the log of its newsletter, and what only looks is not', async () => {
  const { paperboy } = owner;
  await paperboy('status');
  await paperboy('subscribers', 'import', 'list.csv');
  await paperboy('subscribers', 'import', 'list.csv', '--apply', '--proof', 'Form');
  await paperboy('sending', 'pause', '--reason', 'Ask ann@readers.example.');
  await paperboy('subscribers', 'unsubscribe', 'nobody@readers.example');
  await paperboy('feeds', 'stop');
  assert.deepEqual(await logOf('harbour-post'), [
    'paperboy subscribers import: done',
    'paperboy sending pause: done',
    'paperboy subscribers unsubscribe: refused',
  ]);
});

/** What only looks, however it is given. A command that is not here changes something. */
const looking = [
  ...['clean', 'dead-letters list', 'dead-letters show', 'desk passkey list', 'desk people'],
  ...['desk token list', 'digest preview', 'doctor', 'editions calls', 'editions held'],
  ...['editions list', 'editions show', 'feeds held', 'feeds list', 'feeds show', 'hooks list'],
  ...['items list', 'items marks', 'items show', 'logs', 'newsletter list', 'newsletter show'],
  ...['notes list', 'plan', 'readers growth', 'readers trace', 'sending status', 'simulate'],
  ...['status', 'subscribers find', 'subscribers imports', 'subscribers list', 'subscribers show'],
];
const everything = {
  ...{ apply: true, keep: ['words=a'], drop: ['words=a'], clear: true, settle: '15' },
  approval: 'off',
};

test('every command is known to act or to look, also where it offers its answer as JSON', async () => {
  const idle = commands
    .filter(({ isActing, options }) => {
      const possible = Object.entries(everything).filter(([name]) => name in options);
      return !isActing(Object.fromEntries(possible));
    })
    .map(({ name }) => name);
  assert.deepEqual(idle.sort(), [...looking].sort());
  const { paperboy } = owner;
  await paperboy('feeds', 'filter', '--section', 'news', '--drop', 'words=ad', '--try');
  await paperboy('newsletter', 'gate');
  const before = await logOf('harbour-post');
  assert.doesNotMatch(before.join(), /feeds filter|newsletter gate/);
  await paperboy('newsletter', 'gate', '--settle', '15');
  assert.equal((await logOf('harbour-post')).at(-1), 'paperboy newsletter gate: done');
});

test('what is about several newsletters, or ends one, is in the log of all', async () => {
  const { paperboy } = owner;
  const second = ['--id', 'hill', '--name', 'Hill Post', '--sender-address', 'hill@demo.example'];
  const made = await paperboy('newsletter', 'create', ...second, '--postal-address', '1 Hill');
  assert.equal(made.exitCode, 0, made.err);
  await paperboy('sending', 'resume');
  await paperboy('feeds', 'import', 'none.opml', '--newsletter', 'hill');
  assert.ok((await logOf('*')).includes('paperboy sending resume: done'));
  assert.equal((await logOf('hill')).at(-1)?.split(':')[0], 'paperboy feeds import');
});

test('an import writes nothing into a table of a newer release', async () => {
  const { client, name: TableName } = owner.cloud.table;
  const version = schemaVersion + 1;
  await client.send(new PutCommand({ TableName, Item: { ...keys.schema, version } }));
  const refused = await owner.paperboy('subscribers', 'import', 'list.csv', '--apply');
  assert.equal(refused.exitCode, 1);
  assert.match(refused.err, /is of a newer release.*nothing was touched/);
});

test('what an engine of this machine refuses is not laid upon AWS', async () => {
  const { origin, env } = owner.cloud;
  noteRunning(owner.folder, { pid: process.pid, origin, env: { ...env, TABLE_NAME: 'None' } });
  const refused = await owner.paperboy('status');
  assert.equal(refused.exitCode, 1);
  assert.match(refused.err, /^The Paperboy of this machine refused it: ResourceNotFoundException/);
});
