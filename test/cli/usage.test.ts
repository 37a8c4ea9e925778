import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { whyNotFound } from '../../infra/cli/local-place.ts';
import { lockDirectory } from '../../infra/local/directory-lock.ts';

const screen = { columns: 80, folder: '/' };
const nowhere = ['--data', '/nowhere/at/all'];

const wrong = [
  [['feed', 'list'], 'There is no command feed. Did you mean paperboy feeds?'],
  [['feeds', 'lst'], 'There is no command feeds lst. Did you mean paperboy feeds list?'],
  [['digest', 'tomorrow'], 'There is no command digest tomorrow. There is: preview, test, now.'],
  [['frobnicate'], 'There is no command frobnicate. paperboy --help shows all of them.'],
  [['frobnicate', '--help'], 'There is no command frobnicate. paperboy --help shows all of them.'],
  [['help', 'feeds', 'lst'], 'There is no command feeds lst. Did you mean paperboy feeds list?'],
  [
    ['subscribers', 'ixport'],
    'There is no command subscribers ixport. Did you mean paperboy subscribers export or paperboy subscribers import?',
  ],
  [['--data'], '--data needs DIR.'],
  [['feeds', 'list', '--json=yes'], 'feeds list has no option --json=yes.'],
  [['--json', 'status'], 'Name the command first: paperboy --help'],
  [['feeds', 'add'], 'feeds add needs URL.'],
  [['feeds', 'add', 'a', 'b'], 'feeds add takes URL only: what is b?'],
  [['status', 'now'], 'status takes options only: what is now?'],
  [['feeds', 'import'], 'feeds import needs FILE|FOLDER.'],
  [['feeds', 'list', '--jsn'], 'feeds list has no option --jsn. Did you mean --json?'],
  [['feeds', 'add', 'x', '--json'], 'feeds add has no option --json.'],
  [['status', '--data', 'a', '--outputs', 'b'], 'Give --data or --outputs, not both.'],
  [['status', '--stack', 'a'], '--stack names one of the stacks in --outputs.'],
] as const;

for (const [args, said] of wrong) {
  test(`"paperboy ${args.join(' ')}" is not understood: exit code 2`, async () => {
    assert.deepEqual(await dispatch(args, screen), { exitCode: 2, out: [], err: [said] });
  });
}

test('without a command the help is an error, with --help it is the answer', async () => {
  const bare = await dispatch([], screen);
  const asked = await dispatch(['--help'], screen);
  assert.deepEqual([bare.exitCode, asked.exitCode], [2, 0]);
  assert.deepEqual(bare.err, asked.out);
  for (const noun of ['newsletter', 'feeds', 'subscribers', 'digest', 'status']) {
    assert.ok(
      asked.out.some((line) => line.startsWith(`  ${noun}`)),
      noun,
    );
  }
});

test('each command has help of its own, no line wider than the screen', async () => {
  const all = await dispatch(['--help'], screen);
  const names = all.out.flatMap((line) => /^ {2}([a-z][a-z-]*(?: [a-z-]+)?)/.exec(line)?.[1] ?? []);
  assert.ok(names.length >= 15);
  for (const name of names) {
    const help = await dispatch([...name.split(' '), '--help'], screen);
    assert.equal(help.exitCode, 0);
    assert.match(help.out[0] ?? '', new RegExp(`^Usage: paperboy ${name}`));
    for (const line of [...help.out, ...all.out]) assert.ok(line.length <= 80, line);
    assert.deepEqual(await dispatch(['help', ...name.split(' ')], screen), help);
  }
});

test('the place may be named before the command', async () => {
  const after = await dispatch(['status', '--outputs', '/nowhere.json'], screen);
  assert.match(after.err.join(), /nowhere\.json cannot be read/);
  assert.deepEqual(await dispatch(['--outputs', '/nowhere.json', 'status'], screen), after);
  assert.deepEqual(await dispatch(['--outputs=/nowhere.json', 'status'], screen), after);
  const named = ['--stack', 'Paperboy-prod', '--outputs', '/nowhere.json', 'status'];
  assert.deepEqual(await dispatch(named, screen), after);
  assert.equal((await dispatch(['--data'], screen)).exitCode, 2);
});

test('where nothing runs, the answer says how to start it', async () => {
  assert.deepEqual(await dispatch(['status', ...nowhere], screen), {
    exitCode: 1,
    out: [],
    err: [
      `No Paperboy runs with its data in ${nowhere[1]}. Start it with npm start, or name another ` +
        'directory with --data DIR, or a stack with --outputs FILE.',
    ],
  });
});

test('one of another user, and one that serves, are told apart from none', async (t) => {
  assert.match(await whyNotFound('forbidden', '/d'), /in \/d runs as another user: give the/);
  const byDefault = mkdtempSync(join(tmpdir(), 'paperboy-local-'));
  const served = join(byDefault, 'serve');
  mkdirSync(served);
  const release = await lockDirectory(served);
  t.after(() => {
    release?.();
    rmSync(byDefault, { recursive: true });
  });
  assert.match(
    await whyNotFound('absent', byDefault, byDefault),
    /serves: name .* --data .*serve$/,
  );
});
