/** `paperboy help ALARM`: the runbook's entry of an alarm, and the list of alarms that have one. */
import { alarmNamed, type Cause, runbook } from './runbook.ts';
import { wrapped } from './table-text.ts';

const indent = '  ';

/** The help of an alarm, or `alarms` for all; undefined when the words name neither. */
export function alarmHelp(words: readonly string[], columns: number): string[] | undefined {
  const [first, ...more] = words;
  if (first === undefined || more.length > 0) return undefined;
  if (/^alarms?$/i.test(first)) return allAlarms(columns);
  const name = alarmNamed(first);
  const entry = name === undefined ? undefined : runbook[name];
  if (name === undefined || entry === undefined) return undefined;
  return [
    `The alarm ${name}`,
    '',
    ...wrapped(entry.means, columns),
    ...wrapped(`What readers notice: ${entry.readersNotice}`, columns),
    ...entry.causes.flatMap((cause) => causeLines(cause, columns)),
    '',
    ...wrapped('For a stack in AWS, add --outputs FILE to the commands of paperboy.', columns),
    ...wrapped(
      'For one that serves from a machine of your own, add --data DIR; in place of a deploy, start it anew.',
      columns,
    ),
  ];
}

function allAlarms(columns: number): string[] {
  return Object.entries(runbook).flatMap(([name, { means }]) => [
    `paperboy help ${name}`,
    ...wrapped(means, columns - indent.length).map((line) => indent + line),
  ]);
}

function causeLines({ when, steps }: Cause, columns: number): string[] {
  return [
    '',
    ...wrapped(`When ${when}:`, columns),
    ...steps.flatMap((step) => [
      `${indent}${step.type}`,
      ...wrapped(step.for, columns - 2 * indent.length).map((line) => indent + indent + line),
    ]),
  ];
}
