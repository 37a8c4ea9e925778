/** `desk passkey list|remove`: by which passkeys people sign in at the desk. */
import type { Passkey } from '../../functions/owner/passkey.ts';
import { passkeyStore } from '../../functions/store/passkeys.ts';
import { peopleStore } from '../../functions/store/people.ts';
import { command } from './command.ts';
import { personAt } from './desk-person.ts';
import { RefusedError } from './errors.ts';
import { tableText } from './table-text.ts';
import { timeText } from './time-text.ts';

const zone = 'UTC';

const list = command({
  name: 'desk passkey list',
  summary: 'Show the passkeys by which people sign in at the desk, and when each was last used',
  takes: [],
  options: {},
  isReading: true,
  run: async ({ screen }, { table }) => {
    const people = new Map((await peopleStore(table).list()).map((one) => [one.id, one.address]));
    const all = (await passkeyStore(table).list()).map((passkey) => ({
      passkey,
      address: people.get(passkey.personId) ?? passkey.personId,
    }));
    if (all.length === 0) return { lines: ['Nobody has a passkey.'], json: [] };
    const columns = ['Name', 'Whose', 'Works at', 'Added', 'Used'].map((title) => ({ title }));
    const rows = all.map(({ passkey: { name, host, createdAt, usedAt }, address }) => [
      ...[name, address, host, timeText(createdAt, zone)],
      usedAt === undefined ? 'never' : timeText(usedAt, zone),
    ]);
    const json = all.map(({ passkey, address }) => ({ ...shownOf(passkey), address }));
    return { lines: tableText(columns, rows, screen.columns), json };
  },
});

function shownOf({ name, personId, host, createdAt, usedAt }: Passkey) {
  return { name, personId, host, createdAt, ...(usedAt === undefined ? {} : { usedAt }) };
}

const remove = command({
  name: 'desk passkey remove',
  summary: 'Remove a passkey of somebody: nobody signs in by it from now on',
  details: [
    'Sessions that it opened go on: “paperboy desk add ADDRESS”, with the role that they have, ends',
    'them.',
  ],
  takes: ['ADDRESS', 'NAME'],
  options: {},
  isReading: false,
  run: async ({ args: [address = '', name = ''] }, connection) => {
    const person = await personAt(address, connection);
    const passkeys = passkeyStore(connection.table);
    const meant = (await passkeys.listOf(person.id)).filter((one) => one.name === name);
    if (meant.length === 0) {
      throw new RefusedError(`${person.address} has no passkey of that name.`);
    }
    for (const passkey of meant) await passkeys.remove(passkey);
    return { lines: [`The passkey ${name} is removed.`] };
  },
});

/** The commands about passkeys. */
export const deskPasskeyCommands = [list, remove];
