/** The runbook and the alarms: one entry each, and only commands that there are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLine } from '../../infra/cli/command-line.ts';
import { commands, dispatch } from '../../infra/cli/dispatch.ts';
import { runbook } from '../../infra/cli/runbook.ts';
import { alarmsOf } from '../cloud/alarm-run.ts';
import { resources } from '../cloud/resources.ts';
import { synthesize } from '../cloud/synthesized.ts';

const { template } = synthesize();
const screen = { columns: 80, folder: '.' };
const plain = (name: string) => name.replaceAll('-', '');

test('every alarm has its entry, every entry its alarm, and the alarm says so', () => {
  const named = new Map(Object.keys(runbook).map((name) => [plain(name), name]));
  assert.deepEqual(
    alarmsOf(template)
      .map(({ name }) => name)
      .sort(),
    [...named.keys()].sort(),
  );
  for (const { name, properties } of alarmsOf(template)) {
    const { AlarmDescription: text } = properties as { AlarmDescription: string };
    assert.ok(text.endsWith(` In full: paperboy help ${named.get(name)}.`), name);
  }
});

const typed = [
  ...new Set(
    Object.values(runbook).flatMap(({ causes }) =>
      causes.flatMap(({ steps }) => steps.map((step) => step.type)),
    ),
  ),
];

for (const line of typed) {
  test(`the runbook names a command that there is, with its options: ${line}`, () => {
    const [program, ...words] = line.split(' ');
    assert.equal(program, 'paperboy');
    const read = readLine(words, commands, screen.columns);
    assert.equal(read.kind, 'command');
    assert.ok(read.kind === 'command' && words.join(' ').startsWith(read.command.name));
  });
}

test('paperboy help takes the name of an alarm, also as CloudWatch mails it, and lists all', async () => {
  const all = await dispatch(['help', 'alarms'], screen);
  for (const [name, entry] of Object.entries(runbook)) {
    const help = await dispatch(['help', name], screen);
    assert.equal(help.exitCode, 0);
    assert.equal(help.out[0], `The alarm ${name}`);
    const text = help.out.join(' ').replaceAll(/\s+/g, ' ');
    assert.ok(text.includes(entry.means) && text.includes(entry.readersNotice));
    for (const { steps } of entry.causes) {
      for (const step of steps) assert.ok(help.out.includes(`  ${step.type}`), step.type);
    }
    for (const line of help.out) assert.ok(line.length <= screen.columns, line);
    assert.ok(all.out.includes(`paperboy help ${name}`));
    assert.deepEqual(await dispatch(['help', name.toLowerCase()], screen), help);
  }
  const ids = Object.keys(resources(template, 'AWS::CloudWatch::Alarm'));
  assert.equal(ids.length, Object.keys(runbook).length);
  const found = new Set<string | undefined>();
  for (const id of ids) {
    const mailed = await dispatch(['help', `Paperboy-prod-${id}1A2B3C4D-aBcDeF123`], screen);
    found.add(mailed.out[0]);
  }
  assert.equal(found.size, ids.length, 'Each another one.');
});

test('no command has the name of an alarm, and what is neither is told as before', async () => {
  for (const { name } of commands) assert.ok(!Object.hasOwn(runbook, name.split(' ')[0] ?? ''));
  const { exitCode, err } = await dispatch(['help', 'frobnicate'], screen);
  assert.deepEqual([exitCode, err.length], [2, 1]);
  assert.match(err.join(), /There is no command frobnicate/);
});
