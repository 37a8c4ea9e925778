/** `subscribers …`: who reads, what is known about one reader, and whole lists in and out. */
import { nextDue } from '../../functions/edition/due.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { walkSubscribers } from '../../functions/store/subscriber-walk.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { parseAddress } from '../../functions/subscriber/address.ts';
import { readLink } from '../../functions/subscriber/links.ts';
import {
  type ReaderState,
  readerState,
  readerStates,
} from '../../functions/subscriber/reader-state.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { readerFacts, readerTable } from './reader-text.ts';
import { moveToDefault } from './subscribers-default.ts';
import { exportSubscribers } from './subscribers-export.ts';
import { findSubscribers } from './subscribers-find.ts';
import { importSubscribers } from './subscribers-import.ts';
import { subscribersImports } from './subscribers-imports.ts';
import { countText } from './time-text.ts';

const limitByDefault = 100;

const list = command({
  name: 'subscribers list',
  summary: 'Show the readers of a newsletter',
  takes: [],
  options: {
    ...newsletterOption,
    state: { type: 'string', value: 'STATE', help: `only ${readerStates.join(', ')}` },
    limit: { type: 'string', value: 'N', help: `at most so many (${limitByDefault})` },
  },
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const state = stateOf(values.state);
    const limit = limitOf(values.limit);
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const { shown, count } = await find({ newsletter, state, limit }, connection);
    const look = { now: connection.now(), width: screen.columns };
    const who = state === undefined ? 'reader' : `${state} reader`;
    const more = `${countText(shown.length, who)} of ${count}: --limit shows more.`;
    return {
      lines: [
        ...(count === 0 ? [`${newsletter.name} has no ${who}s.`] : []),
        ...(count > 0 ? readerTable(shown, newsletter, look) : []),
        ...(count > shown.length ? ['', more] : []),
      ],
      json: shown,
    };
  },
});

interface Wanted {
  readonly newsletter: Newsletter;
  readonly state: ReaderState | undefined;
  readonly limit: number;
}

async function find({ newsletter, state, limit }: Wanted, { table, now }: Connection) {
  const shown: Subscriber[] = [];
  let count = 0;
  for await (const reader of walkSubscribers(table, now())) {
    if (reader.newsletterId !== newsletter.id) continue;
    if (state !== undefined && readerState(reader, now()) !== state) continue;
    count += 1;
    if (shown.length < limit) shown.push(reader);
  }
  return { shown: shown.sort((a, b) => (a.addressKey < b.addressKey ? -1 : 1)), count };
}

function stateOf(text: string | undefined): ReaderState | undefined {
  const state = readerStates.find((one) => one === text);
  if (text === undefined || state !== undefined) return state;
  throw new UsageError(`--state is one of ${readerStates.join(', ')}, not ${text}.`);
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return limitByDefault;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--limit takes a whole number from 1, not ${text}.`);
}

const show = command({
  name: 'subscribers show',
  summary: 'Show what is known about one reader',
  takes: ['ADDRESS|ID|LINK'],
  options: newsletterOption,
  isReading: true,
  run: async ({ values, args: [name = ''], screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const reader = await findReader(name, newsletter, connection);
    const now = connection.now();
    const isServed = readerState(reader, now) === 'confirmed';
    const dueAt = isServed ? nextDue(reader.schedule, now) : undefined;
    const look = { now, width: screen.columns, dueAt };
    return { lines: readerFacts(reader, newsletter, look), json: reader };
  },
});

const linkPurposes = ['unsubscribe', 'preferences'] as const;

/** The id in the token of a mail's link, or in the link itself; undefined when it is none of ours. */
async function idInLink(name: string, connection: Connection): Promise<string | undefined> {
  const token = name.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
  if (!token.includes('.')) return undefined;
  const keys = await connection.signingKeys();
  const links = linkPurposes.map((purpose) => readLink(purpose, token, keys, connection.now()));
  return links.find((reading) => reading.kind === 'valid')?.link.subscriberId;
}

/** The reader of this address, id, or link of a mail; says plainly when there is none. */
export async function findReader(
  name: string,
  { id }: Newsletter,
  connection: Connection,
): Promise<Subscriber> {
  const store = subscriberStore(connection.table, connection.now);
  if (!name.includes('@')) {
    const reader = await store.load((await idInLink(name, connection)) ?? name);
    if (reader?.newsletterId === id) return reader;
    throw new RefusedError(`${id} has no reader of the id ${name}.`);
  }
  const address = parseAddress(name);
  if (address.kind === 'refused') throw new UsageError(`${name} is no e-mail address.`);
  const { subscriber, suppressed } = await store.findByAddress(id, address.key);
  if (subscriber !== undefined) return { ...subscriber, suppressed };
  const why = suppressed ? ' Its address is suppressed: nothing is mailed to it.' : '';
  throw new RefusedError(`${id} has no reader ${name}.${why}`);
}

/** The commands on readers. */
export const subscribersCommands = [
  list,
  findSubscribers,
  show,
  importSubscribers,
  subscribersImports,
  exportSubscribers,
  moveToDefault,
];
