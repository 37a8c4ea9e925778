/** The proof by fault, a short selection of it: the whole is `npm run faults -- --trials 20`. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type OpenGround, openGround } from './ground.ts';
import { knownPoints } from './points.ts';
import { liveOn, runClass } from './season.ts';
import { weathers } from './weather.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readers = 10;
let ground: OpenGround;

before(async () => {
  ground = await openGround();
});
after(() => ground.close());

const weather = (name: string) => {
  const found = weathers.find((one) => one.name === name);
  assert.ok(found !== undefined, name);
  return found;
};

// Repeated, late and missing answers and events are parts of the storm, too.
for (const [name, trials, seed] of [
  ['kill', 1, 3],
  ['events-late', 1, 2],
  ['event-backlog', 1, 1],
  ['ses-quota', 1, 1],
  ['account-trouble', 1, 1],
  ['malformed-row', 1, 1],
  ['owner', 1, 1],
  ['stop', 1, 1],
  ['bounces', 1, 4],
  ['people', 1, 4],
  ['letters', 1, 1],
  ['straggler-flood', 1, 12],
  ['timed-out', 1, 1],
  ['clock-back', 1, 1],
  ['storm', 1, 1],
] as const) {
  test(`${name}: nobody is skipped, mailed twice or left open`, async () => {
    const season = await runClass(weather(name), liveOn(ground), { trials, seed, readers });
    const { lost, doubled, stuck, failures } = season;
    assert.deepEqual(
      { lost, doubled, stuck, failures },
      { lost: 0, doubled: 0, stuck: 0, failures: [] },
    );
    assert.ok(season.messages > readers, 'mail went out');
    if (name === 'account-trouble') assert.ok(season.halts > 0, 'the owner was told');
    if (name === 'owner' || name === 'stop') assert.ok(season.held > 0, 'editions were held');
    if (name === 'bounces') assert.ok(season.pauses > 0, 'sending paused by itself');
  });
}

test('answers lost together with their events double within the promise, and the harness sees it', async () => {
  const input = { trials: 1, seed: 2, readers: 30 };
  const season = await runClass(weather('events-lost'), liveOn(ground), input);
  assert.deepEqual(season.failures, []);
  assert.ok(season.doubledWithinPromise > 0);
});

test('deployment: processes of former and of present code share rows and messages', async (t) => {
  if (!existsSync(`${root}.git`)) return t.skip('this is no clone: git keeps the former code');
  const mixed = await openGround({ former: 'HEAD' });
  const input = { trials: 1, seed: 1, readers };
  const season = await runClass(weather('deployment'), liveOn(mixed), input);
  await mixed.close();
  assert.deepEqual(season.failures, []);
  assert.ok(season.messages > readers, 'mail went out');
});

test('as shipped: kill: nobody is skipped, mailed twice or left open', async () => {
  const shipped = await openGround({ code: 'shipped' });
  const input = { trials: 1, seed: 3, readers: 5 };
  const season = await runClass(weather('kill'), liveOn(shipped), input);
  await shipped.close();
  assert.deepEqual(season.failures, []);
  assert.ok(season.messages > input.readers, 'mail went out');
  assert.ok(season.deaths > 0, 'processes died');
  for (const [name, tally] of shipped.points) ground.points.set(name, tally);
});

test('every call that a door makes is a point on the list, where it can die', () => {
  const strangers = [...ground.points.keys()].filter((name) => !knownPoints.has(name));
  const how = 'Add them: npm run faults -- --trials 5 --points';
  assert.deepEqual(strangers, [], how);
});

/** Commands that only doors use which mail nobody: poll, fetch and web, and the owner's command. */
const elsewhere = new Set([
  ...['BatchGet', 'BatchWrite', 'Scan'],
  // Of dead letters, which only their owner touches.
  ...['ReceiveMessage', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch'],
  // Of messages of fetch, while one takes long.
  'ChangeMessageVisibility',
  // Of restoring, of keys, and of SES's own list.
  ...['RestoreTableToPointInTime', 'DescribeTable', 'DeleteTable', 'PutSecretValue'],
  ...['PutSuppressedDestination', 'ListSuppressedDestinations'],
  // Before a confirmation that passes a suppression; taking an address off twice does no harm.
  'DeleteSuppressedDestination',
  // Of a page that only looks.
  ...['GetAccount', 'GetEmailIdentity'],
]);

test('no room uses a command of the SDK that no trial has met', () => {
  const commands = ['store', 'mail', 'config'].flatMap((room) => {
    return globSync(`functions/${room}/**/*.ts`, { cwd: root }).flatMap((file) => {
      const text = readFileSync(root + file, 'utf8');
      return [...text.matchAll(/new (\w+)Command\(/g)].map(([, name = '']) => name);
    });
  });
  const plain = (command = '') => command.replace(/Items?$/, '');
  const known = new Set([...knownPoints].map((name) => plain(name.split(/: | /)[1])));
  const strangers = [...new Set(commands)].filter(
    (one) => !known.has(plain(one)) && !elsewhere.has(one),
  );
  assert.deepEqual(strangers, []);
});
