/** `desk token add|list|remove`: what programs show to act at the desk for somebody. */
import { randomUUID } from 'node:crypto';
import type { Person } from '../../functions/owner/person.ts';
import { everyNewsletter, type Right } from '../../functions/owner/rights.ts';
import {
  type MadeToken,
  makeToken,
  type Token,
  tokenDays,
  tokenDaysUsual,
  tokenRights,
  working,
} from '../../functions/owner/token.ts';
import { peopleStore } from '../../functions/store/people.ts';
import { tokenStore } from '../../functions/store/tokens.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { personAt } from './desk-person.ts';
import { RefusedError, UsageError } from './errors.ts';
import { tableText } from './table-text.ts';
import { timeText } from './time-text.ts';

const zone = 'UTC';
const days = tokenDays.join(', ');
const rightNames = tokenRights.join(', ');

const add = command({
  name: 'desk token add',
  summary: 'Make a token by which a program acts at the desk for somebody',
  details: [
    'ADDRESS is theirs, NAME what the log calls the program. The token never does more than they may',
    'themselves, and is shown this once. Without --newsletter it holds for all newsletters. What can be',
    'asked is described at /desk/api/openapi.json.',
  ],
  takes: ['ADDRESS', 'NAME'],
  options: {
    ...newsletterOption,
    rights: { type: 'string', value: 'NAMES', help: `with commas between: ${rightNames} (look)` },
    grave: {
      type: 'boolean',
      help: 'it may also do what cannot be undone, such as erasing a reader',
    },
    days: { type: 'string', value: 'N', help: `it works so long: ${days} (${tokenDaysUsual})` },
  },
  isReading: false,
  run: async ({ values, args: [address = '', name = ''] }, connection) => {
    const person = await personAt(address, connection);
    const newsletterId =
      values.newsletter === undefined
        ? everyNewsletter
        : (await chosenNewsletter(values.newsletter, connection)).id;
    const wish = {
      ...{ person, name, newsletterId, rights: rightsIn(values.rights) },
      ...{ isGrave: values.grave === true, days: daysIn(values.days) },
    };
    const { table, now } = connection;
    const made = await makeToken(wish, { ...tokenStore(table), randomId: randomUUID, now });
    if (made.kind !== 'made') throw new RefusedError(whyNot(made.kind, person));
    const { token, text } = made;
    return { lines: [text, `It is shown this once, and works until ${dateText(token.endsAt)}.`] };
  },
});

function whyNot(kind: Exclude<MadeToken['kind'], 'made'>, { address }: Person): string {
  switch (kind) {
    case 'bad-name':
      return 'A name is one line of at most 60 characters, without @.';
    case 'taken':
      return `${address} has a token of that name already.`;
    case 'bad-days':
      return `--days takes ${days}.`;
    case 'not-yours':
      return `${address} may not do all of that: “paperboy desk people” says what they may.`;
    case 'too-many':
      return 'A desk has room for 200 tokens: revoke some first.';
  }
}

function rightsIn(text: string | undefined): readonly Right[] {
  return (text ?? 'look').split(',').map((part) => {
    const right = tokenRights.find((one) => one === part.trim());
    if (right !== undefined) return right;
    throw new UsageError(`--rights takes ${rightNames}, not ${part.trim()}.`);
  });
}

function daysIn(text: string | undefined): number {
  const found = tokenDays.find((one) => String(one) === (text ?? String(tokenDaysUsual)));
  if (found !== undefined) return found;
  throw new UsageError(`--days takes ${days}, not ${text}.`);
}

const dateText = (at: number) => `${timeText(at, zone)} (${zone})`;

const list = command({
  name: 'desk token list',
  summary: 'Show the tokens that programs have, and when each was last used',
  takes: [],
  options: {},
  isReading: true,
  run: async ({ screen }, connection) => {
    const all = await tokensOf(connection);
    if (all.length === 0) return { lines: ['No program has a token.'], json: [] };
    const columns = ['Name', 'Acts for', 'May', 'Used', 'Ends'].map((title) => ({ title }));
    const rows = all.map(({ token, address }) => [
      token.name,
      address,
      scopeText(token),
      token.usedAt === undefined ? 'never' : timeText(token.usedAt, zone),
      timeText(token.endsAt, zone),
    ]);
    const json = all.map(({ token: { hash: _, ...token }, address }) => ({ ...token, address }));
    return { lines: tableText(columns, rows, screen.columns), json };
  },
});

function scopeText({ rights, newsletterId, isGrave }: Token): string {
  const place = newsletterId === everyNewsletter ? '' : ` of ${newsletterId}`;
  return `${rights.join(', ')}${place}${isGrave ? ', grave' : ''}`;
}

/** Those that work, each with the address of whom it acts for. */
async function tokensOf({ table, now }: Connection) {
  const people = new Map((await peopleStore(table).list()).map((one) => [one.id, one.address]));
  return working(await tokenStore(table).list(), now()).flatMap((token) => {
    const address = people.get(token.personId);
    return address === undefined ? [] : [{ token, address }];
  });
}

const remove = command({
  name: 'desk token remove',
  summary: 'Revoke a token: whoever shows it from now on is refused',
  takes: ['ADDRESS', 'NAME'],
  options: {},
  isReading: false,
  run: async ({ args: [address = '', name = ''] }, connection) => {
    const person = await personAt(address, connection);
    const all = await tokensOf(connection);
    const meant = all.find(({ token }) => token.personId === person.id && token.name === name);
    if (meant === undefined) {
      throw new RefusedError(`${person.address} has no token of that name.`);
    }
    await tokenStore(connection.table).remove(meant.token.id);
    return { lines: [`The token ${name} is revoked.`] };
  },
});

/** The commands about tokens. */
export const deskTokenCommands = [add, list, remove];
