import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { doors } from '../../infra/cloud/door-names.ts';
import type { AlarmFault } from '../support/alarm-fault.ts';
import { alarmFaults } from '../support/alarm-faults.ts';
import { alarmsOf, play, queueFacts } from './alarm-run.ts';
import { pointsTo, resources } from './resources.ts';
import { synthesize } from './synthesized.ts';

const { template } = synthesize();
const alarms = alarmsOf(template);
const faults = alarmFaults(queueFacts(template));
const textOf = (name: string) => String(propertiesOf(name).AlarmDescription);
const longestMinutes = 60;

/** Where in a period a fault begins, and how far CloudWatch looks back, is not ours to choose. */
const circumstances = [0, 2, 4].flatMap((offset) => [0, 2].map((further) => ({ offset, further })));

for (const fault of faults) {
  const named = fault.rings.map(({ alarm }) => alarm);
  test(`${fault.what}: ${named.join(', then ')}`, () => {
    const minutes = lastOf(fault.rings) + longestMinutes;
    for (const circumstance of circumstances) {
      const rung = play(template, alarms, { fault, minutes, ...circumstance });
      assert.deepEqual(
        rung.map(({ alarm }) => alarm),
        named.map(plain),
        JSON.stringify(circumstance),
      );
      for (const [n, { alarm, from, withinMinutes }] of fault.rings.entries()) {
        const waited = (rung[n]?.at ?? Infinity) - from;
        assert.ok(waited <= withinMinutes, `${alarm} rings after ${waited} minutes`);
        assert.match(textOf(alarm), new RegExp(`\\b${withinMinutes}\\s+minutes`));
      }
    }
  });
}

test('a quiet day rings nothing', () => {
  const fault = { what: 'nothing', rings: [] };
  assert.deepEqual(play(template, alarms, { fault, minutes: 1_440, offset: 0, further: 2 }), []);
});

test('one call that fails, and one message that fails once, ring nothing', () => {
  for (const door of ['poll', 'sweep', 'fetch', 'digest', 'send', 'events'] as const) {
    const fault: AlarmFault = {
      what: 'once',
      rings: [],
      minute: (aws, n) => {
        if (n !== 3) return;
        aws.call(door, 'error');
        aws.log(door, 'record failed', { attempt: 1 });
      },
    };
    assert.deepEqual(play(template, alarms, { fault, minutes: 180, offset: 0, further: 2 }), []);
  }
});

test('one event of SES after the other that fails once rings nothing', () => {
  const minute: AlarmFault['minute'] = (aws) => aws.log('events', 'record failed', { attempt: 1 });
  const fault = { what: 'each once', rings: [], minute };
  assert.deepEqual(play(template, alarms, { fault, minutes: 180, offset: 0, further: 2 }), []);
});

test('an alarm that its fault cannot reach is found: three errors in five minutes', () => {
  const asBefore = { Threshold: 3, EvaluationPeriods: 1, DatapointsToAlarm: 1 };
  const deaf = alarms.map((alarm) =>
    alarm.name === plain('work-fails')
      ? { ...alarm, properties: { ...propertiesOf('work-fails'), ...asBefore } }
      : alarm,
  );
  for (const what of ['sweep throws at every tick', 'a message of send fails every time']) {
    const fault = faults.find((one) => one.what === what) ?? assert.fail(what);
    const rung = play(template, deaf, { fault, minutes: 50, offset: 0, further: 2 });
    assert.deepEqual(rung, []);
  }
});

test('every alarm has its fault', () => {
  const rung = new Set(faults.flatMap(({ rings }) => rings.map(({ alarm }) => plain(alarm))));
  assert.deepEqual([...rung].sort(), alarms.map(({ name }) => name).sort());
});

test('there are at most the ten alarms, metrics of alarms and own metrics that are free', () => {
  assert.ok(alarms.length <= 10, `${alarms.length} alarms`);
  for (const { properties } of alarms) {
    // With metric math or a query, each metric in it is paid for.
    assert.ok(!('Metrics' in (properties as object)));
  }
  assert.deepEqual(Object.keys(resources(template, 'AWS::CloudWatch::CompositeAlarm')), []);
  const own = Object.values(resources(template, 'AWS::Logs::MetricFilter')).map(({ Properties }) =>
    JSON.stringify(transformationOf(Properties)),
  );
  assert.ok(new Set(own).size <= 10);
});

test('two stages in one account count into metrics of their own', () => {
  const other = synthesize({ stage: 'test' }).template;
  const namespaces = [template, other].map(
    (each) =>
      new Set(
        Object.values(resources(each, 'AWS::Logs::MetricFilter')).map(
          ({ Properties }) => transformationOf(Properties).MetricNamespace,
        ),
      ),
  );
  assert.deepEqual(
    namespaces.map((each) => [...each]),
    [['Paperboy-prod'], ['Paperboy-test']],
  );
});

test('the failures of every door are counted from its own log, those of web at the site', () => {
  const counted = Object.values(resources(template, 'AWS::Logs::MetricFilter'))
    .filter(({ Properties }) => transformationOf(Properties).MetricName === 'Failures')
    .map(({ Properties }) => pointsTo(Properties.LogGroupName));
  assert.deepEqual(
    counted.sort(),
    doors
      .filter((door) => door !== 'web')
      .map((door) => `Doors${door}Log`)
      .sort(),
  );
});

test('each text says what to do, in commands that there are and logs that there are', async () => {
  const help = await dispatch(['--help'], { folder: '.', columns: 200 } as never);
  const commands = new Set(help.out.map((line) => /^ {2}([a-z-]+(?: [a-z-]+)?)/.exec(line)?.[1]));
  for (const { name } of alarms) {
    const text = String(propertiesOf(name).AlarmDescription);
    assert.match(text, /within \d+ minutes.* To do: .*\.$/);
    assert.ok(text.length <= 1_024, `${name}: CloudWatch takes 1,024 characters`);
    for (const [, command = ''] of text.matchAll(/paperboy (?!help|logs)([a-z-]+ [a-z-]+)/g)) {
      assert.ok(commands.has(command), `paperboy ${command}`);
    }
    for (const [, door = ''] of text.matchAll(/log of (?!its|the)(\w+)/g)) {
      assert.ok(
        doors.some((known) => known === door),
        `the log of ${door}`,
      );
    }
  }
});

/** CDK makes a logical id of a construct's by leaving out what is no letter or digit. */
function plain(alarm: string): string {
  return alarm.replaceAll('-', '');
}

function propertiesOf(alarm: string): Record<string, unknown> {
  const found = alarms.find(({ name }) => name === plain(alarm));
  return (found?.properties ?? assert.fail(`No alarm ${alarm}`)) as Record<string, unknown>;
}

function lastOf(rings: readonly { readonly from: number; readonly withinMinutes: number }[]) {
  return Math.max(0, ...rings.map(({ from, withinMinutes }) => from + withinMinutes));
}

function transformationOf(properties: Record<string, unknown>): Record<string, unknown> {
  const [first = {}] = properties.MetricTransformations as Record<string, unknown>[];
  return first;
}
