/** `upgrade`: brings the rows of an earlier release up to this one; looks first, then does it. */
import { type Step, schemaVersion, upgradeTable } from '../../../functions/config/upgrade.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { command } from '../command.ts';
import { countText } from '../time-text.ts';
import { migrations } from './migrations.ts';
import { newerText } from './newer.ts';

/** `upgrade`: the migrations that the table needs. */
export const upgrade = command({
  name: 'upgrade',
  summary: 'Bring the rows of an earlier release up to this one: look first, then with --apply',
  details: [
    'Deploy this release first: its doors work with rows of both forms, and go on meanwhile.',
    'Interrupted, it goes on where it was; done again it changes nothing. A table of a newer release',
    'is not touched.',
  ],
  takes: [],
  options: { apply: { type: 'boolean', help: 'do it' } },
  isReading: true,
  run: async ({ values }, { table }) => {
    const isApplied = values.apply === true;
    const upgraded = await upgradeTable({ isApplied, migrations }, schemaStore(table));
    const json = { ...upgraded, release: schemaVersion };
    switch (upgraded.kind) {
      case 'newer':
        return { lines: [newerText(upgraded.version)], json, isRefused: true };
      case 'current':
        return { lines: ['The table is up to date: nothing is to be done.'], json };
      case 'pending':
        return {
          lines: [...stepLines(upgraded.steps), 'paperboy upgrade --apply does it.'],
          notes: damagedNote(upgraded.damaged),
          json,
        };
      case 'done':
        return {
          lines: [...stepLines(upgraded.steps), 'The table is up to date.'],
          notes: damagedNote(upgraded.damaged),
          json,
        };
    }
  },
});

function stepLines(steps: readonly Step[]): string[] {
  return steps.map(({ does, rows }) => `${does}: ${countText(rows, 'row')}.`);
}

function damagedNote(rows: number): string[] {
  if (rows === 0) return [];
  const left = rows === 1 ? 'is left as it is' : 'are left as they are';
  return [`${countText(rows, 'row')} could not be read and ${left}.`];
}
