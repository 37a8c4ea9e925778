/** `desk link|people|add|remove`: who may sign in at the desk, and a way in without mail. */
import { randomUUID } from 'node:crypto';
import { appoint, dismiss, type Person } from '../../functions/owner/person.ts';
import { everyNewsletter, isRole, roles } from '../../functions/owner/rights.ts';
import { signInLifetimeMs, signInUrl } from '../../functions/owner/sign-in-link.ts';
import { peopleStore } from '../../functions/store/people.ts';
import { signInStore } from '../../functions/store/sign-ins.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { personAt } from './desk-person.ts';
import { RefusedError, UsageError } from './errors.ts';
import { tableText } from './table-text.ts';
import { timeText } from './time-text.ts';

const link = command({
  name: 'desk link',
  summary: 'Print a link by which somebody signs in at the desk',
  details: [
    'For when no mail arrives. It works once, within a quarter of an hour, in whichever browser',
    'opens it: pass it on to nobody but the one whom it is for.',
  ],
  takes: ['ADDRESS'],
  options: {},
  isReading: false,
  run: async ({ args: [address = ''] }, connection) => {
    const { table, now, siteUrl, signingKeys } = connection;
    const { id: personId } = await personAt(address, connection);
    const id = randomUUID();
    const expiresAtMs = now() + signInLifetimeMs;
    await signInStore(table, now).keep({ id, personId, expiresAtMs, wrongCodes: 0 }, undefined);
    const url = signInUrl(siteUrl, id, await signingKeys());
    return { lines: [url, `It works once, until ${timeText(expiresAtMs, 'UTC')} (UTC).`] };
  },
});

const people = command({
  name: 'desk people',
  summary: 'List who may sign in at the desk',
  takes: [],
  options: {},
  isReading: true,
  run: async ({ screen }, { table }) => {
    const all = await peopleStore(table).list();
    const rows = all.map(({ address, roles: held }) => [address, rolesText(held)]);
    const lines =
      all.length === 0
        ? [nobody]
        : tableText([{ title: 'Who' }, { title: 'May' }], rows, screen.columns);
    return { lines, json: all.map(({ addressKey: _, epoch: __, ...person }) => person) };
  },
});

const nobody = 'Nobody may sign in at the desk yet: “paperboy desk add ADDRESS” lets somebody in.';

const add = command({
  name: 'desk add',
  summary: 'Let somebody sign in at the desk, or change what they may do',
  details: [
    'owner: everything; editor: prepares editions and lets them go; writer: prepares them;',
    'reader: looks. Without --newsletter it holds for all newsletters. Open sessions end.',
  ],
  takes: ['ADDRESS'],
  options: {
    ...newsletterOption,
    role: { type: 'string', value: 'ROLE', help: `${roles.join(', ')} (owner)` },
  },
  isReading: false,
  run: async ({ values, args: [address = ''] }, connection) => {
    const { role = 'owner', newsletter } = values;
    if (!isRole(role)) throw new UsageError(`--role takes ${roles.join(', ')}, not ${role}.`);
    const newsletterId =
      newsletter === undefined
        ? everyNewsletter
        : (await chosenNewsletter(newsletter, connection)).id;
    const appointed = await appoint({ address, role, newsletterId }, bookOf(connection));
    switch (appointed.kind) {
      case 'appointed':
        return {
          lines: [
            `${appointed.person.address} may sign in at ${connection.siteUrl}/desk (${role}).`,
          ],
        };
      case 'bad-address':
        throw new UsageError(`${address} is no address.`);
      case 'too-many':
        throw new RefusedError('A desk has room for 100 people: take somebody off first.');
      case 'last-owner':
        throw new RefusedError(lastOwner);
    }
  },
});

const lastOwner =
  'Somebody has to stay an owner of all newsletters: make another person one first.';

const remove = command({
  name: 'desk remove',
  summary: 'Take somebody off the desk, and end their sessions, tokens and passkeys',
  takes: ['ADDRESS'],
  options: {},
  isReading: false,
  run: async ({ args: [address = ''] }, connection) => {
    const person = await personAt(address, connection);
    const dismissed = await dismiss(person.id, bookOf(connection));
    if (dismissed === 'last-owner') throw new RefusedError(lastOwner);
    return { lines: [`${person.address} is off the desk.`] };
  },
});

function bookOf({ table, now }: Connection) {
  return { ...peopleStore(table), randomId: randomUUID, now };
}

function rolesText(held: Person['roles']): string {
  return Object.entries(held)
    .map(([id, role]) => (id === everyNewsletter ? role : `${role} of ${id}`))
    .join(', ');
}

/** The commands about the people of the desk. */
export const deskCommands = [link, people, add, remove];
