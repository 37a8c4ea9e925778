/** `restore --at TIME`, and the way to `restore FILE`: a look first, then with --yes. */

import { instantOf } from '../../../functions/subscriber/list/written-instant.ts';
import { type Answer, command, type Input } from '../command.ts';
import type { Connection } from '../connection.ts';
import { RefusedError, UsageError } from '../errors.ts';
import { wakeWaiting } from '../sending.ts';
import { factsText } from '../table-text.ts';
import { countText } from '../time-text.ts';
import { type BesideInput, lookBeside, restoreBeside } from './beside.ts';
import { restoreFrom } from './restore-file.ts';
import { heedSesList } from './ses-suppressions.ts';
import { countFacts } from './words.ts';

const options = {
  at: {
    type: 'string',
    value: 'TIME',
    help: 'the table as it was then, such as "2026-11-22 07:00" (UTC) or 2026-11-22T08:00+01:00',
  },
  removed: {
    type: 'boolean',
    help: 'also readers whom you have unsubscribed since; be sure that none of them asked for it',
  },
  continues: {
    type: 'boolean',
    help: 'FILE is of a Paperboy that mails nobody any more: all go on where they were',
  },
  'passphrase-file': {
    type: 'string',
    value: 'FILE',
    help: 'its first line opens the keys in FILE',
  },
  'other-keys': {
    type: 'boolean',
    help: 'restore a FILE without its keys: mailed links do not work, nobody erased is recognised',
  },
  forget: { type: 'boolean', help: 'take away the copy that a look has left, and do nothing else' },
  yes: { type: 'boolean', help: 'do it' },
} as const;

/** `restore`: the owner's things as they were, and nobody mailed twice or against their will. */
export const restore = command({
  name: 'restore',
  summary: 'Bring back what was there at a time: look first, then again with --yes',
  details: [
    'Newsletters, feeds and settings come back as they were, and readers whose rows are gone without a',
    'trace. Who left, complained, bounced or was erased since stays away, and nobody gets twice what',
    'they have got. Sending waits meanwhile. If it does not come to its end, give it again. FILE is',
    'a backup, for a Paperboy without newsletters: sending waits then until you have seen what nobody',
    'can know, and readers get what is new from then on.',
  ],
  takes: ['[FILE]'],
  options,
  isReading: false,
  run: restoreChosen,
});

function restoreChosen(input: Input<typeof options>, connection: Connection): Promise<Answer> {
  const [file] = input.args;
  if (file === undefined) return restoreAt(input, connection);
  if (input.values.at !== undefined) throw new UsageError('Give FILE or --at, not both.');
  const { values, screen } = input;
  const asked = {
    continues: values.continues === true,
    otherKeys: values['other-keys'] === true,
    passphraseFile: values['passphrase-file'],
    isLook: values.yes !== true,
  };
  return restoreFrom(file, asked, screen, connection);
}

const refusals = {
  time:
    'The table cannot be brought back to that time: AWS keeps the last 14 days up to five ' +
    'minutes ago, and this machine the instants before its clock was moved.',
  off: 'The table has no point-in-time recovery. Restore a file: paperboy restore FILE',
  gone:
    'The table is gone. AWS keeps a backup of a deleted table for 35 days: restore it in the ' +
    'console and name it in adopt.table, or restore a file: paperboy restore FILE',
} as const;

async function restoreAt(
  { values, screen }: Input<typeof options>,
  connection: Connection,
): Promise<Answer> {
  const at = readAt(values.at, connection.now());
  const recovery = connection.recovery();
  if (values.forget === true) {
    const was = await recovery.drop(at);
    return { lines: [was === 'dropped' ? 'The copy is taken away.' : 'There is no such copy.'] };
  }
  const { table } = connection;
  const copy = await recovery.restore(at, (waitedMs) =>
    screen.progress?.(`The copy is being made (${Math.round(waitedMs / 1000)} s)`),
  );
  if (copy.kind === 'refused') throw new RefusedError(refusals[copy.why]);
  const input: BesideInput = {
    past: { ...table, name: copy.name },
    of: `--at ${new Date(at).toISOString()}${values.removed === true ? ' --removed' : ''}`,
    takesBackRemoved: values.removed === true,
    progress: (rows) => screen.progress?.(`${countText(rows, 'row')} compared`),
  };
  const place = { ...connection, keys: await connection.signingKeys() };
  if (values.yes !== true) {
    const facts = countFacts(await lookBeside(input, place));
    return {
      lines: lookLines(factsText(facts, screen.columns), { at, ...copy }, values.removed === true),
    };
  }
  const { counts, waits, wasPaused } = await restoreBeside(input, {
    ...place,
    heed: () => heedSesList(connection, at),
  });
  await recovery.drop(at);
  if (!waits) await wakeWaiting(connection);
  const facts = factsText(countFacts(counts), screen.columns);
  const done = facts.length === 0 ? ['Nothing was different.'] : facts;
  return { lines: [...done, ...endLines(waits, wasPaused)] };
}

function readAt(text: string | undefined, now: number): number {
  if (text === undefined)
    throw new UsageError('Say when, --at TIME, or name a FILE of paperboy backup.');
  const at = instantOf(text, now);
  if (at !== undefined) return Math.floor(at / 1000) * 1000;
  throw new UsageError(
    `--at takes a time that has passed, such as "2026-11-22 07:00", not ${text}.`,
  );
}

function lookLines(
  facts: readonly string[],
  { at, asOf }: { readonly at: number; readonly asOf: number },
  isRemoved: boolean,
): string[] {
  const when = new Date(at).toISOString();
  const copied = new Date(asOf).toISOString();
  if (facts.length === 0) {
    return [
      `Nothing that comes back was different at ${copied}.`,
      `The copy stays until you take it away: paperboy restore --at ${when} --forget`,
    ];
  }
  const option = isRemoved ? ' --removed' : '';
  return [
    `As it was at ${copied}, beside what is now:`,
    ...facts,
    `Nothing is changed yet. Do it: paperboy restore --at ${when}${option} --yes`,
    'The copy that was compared stays for that, and costs what a table of its size costs; --forget',
    'takes it away.',
  ];
}

function endLines(waits: boolean, wasPaused: boolean): string[] {
  if (!waits) return ['Sending goes on.'];
  if (wasPaused) return ['Sending was paused before, and stays so: paperboy sending resume'];
  return [
    'Sending waits for you. Of readers whose rows were gone nobody knows whether they left before',
    'that, or what they got since: they get what is new from now on. Look at them, then let it go',
    'on: paperboy sending resume',
  ];
}
