/** `editions held|hold|release|drop`: what the owner decides about editions that wait. */
import { type Edition, isUnderWay } from '../../functions/edition/edition.ts';
import { reasonsText, stopEdition } from '../../functions/edition/plan/hold.ts';
import { archiveStore } from '../../functions/store/archive.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { heldEditions } from '../../functions/store/held-editions.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError } from './errors.ts';
import { factsText } from './table-text.ts';
import { countText, timeText } from './time-text.ts';

const held = command({
  name: 'editions held',
  summary: 'Show the editions that wait for you, and why',
  takes: [],
  options: {},
  isReading: true,
  run: async ({ screen }, { table, now }) => {
    const editions = await heldEditions(table, now).list();
    const facts = editions.map((edition) => [edition.id, whyHeld(edition)] as const);
    const none = ['No edition is held back.'];
    return {
      lines: editions.length === 0 ? none : factsText(facts, screen.columns),
      json: editions,
    };
  },
});

const stop = command({
  name: 'editions hold',
  summary: 'Stop editions that are going out, until you release or drop them',
  details: [
    'Within a few seconds nobody else is mailed. Who has not got it by then gets it when you release',
    'it. An edition that has just been put into the public archive is taken out of it meanwhile.',
  ],
  takes: ['ID...'],
  options: {},
  isReading: false,
  run: async ({ args }, connection) => {
    const editions = await Promise.all(args.map((id) => editionToHold(id, connection)));
    const lines: string[] = [];
    for (const edition of editions) lines.push(await holdOne(edition, connection));
    return { lines };
  },
});

async function editionToHold(id: string, { table, now }: Connection): Promise<Edition> {
  const edition = await editionStore(table, now).load(id);
  if (edition === undefined) throw new RefusedError(`There is no edition ${id}.`);
  if (isUnderWay(edition)) return edition;
  throw new RefusedError(`The edition ${id} is not going out: it is ${edition.state}.`);
}

async function holdOne(edition: Edition, connection: Connection): Promise<string> {
  const { table, now } = connection;
  const newsletter = await newsletterStore(table).load(edition.newsletterId);
  const { hold } = heldEditions(table, now);
  const current = await stopEdition(edition, newsletter, { hold, archive: archiveStore(table) });
  const { id, state, submitted } = current;
  if (state !== 'held') throw new RefusedError(`The edition ${id} is ${state}: it was too late.`);
  return (
    `The edition ${id} is held. It went to ${countText(submitted, 'reader')} so far, and to few ` +
    'more who were being mailed.'
  );
}

const release = command({
  name: 'editions release',
  summary: 'Let editions that were held back go out as they are',
  details: [
    'They go on with whoever is left; readers who have received the same items since are passed over.',
  ],
  takes: ['ID...'],
  options: {},
  isReading: false,
  run: async ({ args }, connection) => {
    await decide(args, 'release', connection);
    await connection.fireDigest(connection.now());
    return { lines: args.map((id) => `The edition ${id} goes out.`) };
  },
});

const drop = command({
  name: 'editions drop',
  summary: 'Give up editions that were held back',
  details: [
    'Nobody else is mailed. What was in it stays new to those who have not got it, so their next',
    'edition brings it, unless its feed is removed before.',
  ],
  takes: ['ID...'],
  options: {},
  isReading: false,
  run: async ({ args }, connection) => {
    await decide(args, 'drop', connection);
    await connection.fireDigest(connection.now());
    return { lines: args.map((id) => `The edition ${id} is dropped.`) };
  },
});

/** Looks at all of them before it changes one. */
async function decide(
  ids: readonly string[],
  what: 'release' | 'drop',
  { table, now }: Connection,
): Promise<void> {
  const store = heldEditions(table, now);
  const editions = await Promise.all(
    ids.map(async (id) => {
      const edition = await editionStore(table, now).load(id);
      if (edition === undefined) throw new RefusedError(`There is no edition ${id}.`);
      if (edition.state === 'held') return edition;
      throw new RefusedError(`The edition ${id} is not held back: it is ${edition.state}.`);
    }),
  );
  for (const edition of editions) {
    if ((await store[what](edition)) === 'decided') continue;
    throw new RefusedError(`The edition ${edition.id} has just been decided about.`);
  }
}

function whyHeld({ held: why, newsletterId, submitted }: Edition): string {
  if (why === undefined) return newsletterId;
  const had = submitted === 0 ? '' : ` It went to ${countText(submitted, 'reader')} before.`;
  const reasons = reasonsText(why.reasons, 'en');
  return `${newsletterId}, ${timeText(why.at, 'UTC')} (UTC): ${reasons}${had}`;
}

/** The commands on editions that wait for their owner. */
export const heldCommands = [held, stop, release, drop];
