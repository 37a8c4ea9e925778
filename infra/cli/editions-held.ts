/** `editions held|release|drop`: what the owner decides about editions that were held back. */
import type { Edition } from '../../functions/edition/edition.ts';
import { reasonsText } from '../../functions/edition/plan/hold.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { heldEditions } from '../../functions/store/held-editions.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError } from './errors.ts';
import { factsText } from './table-text.ts';
import { timeText } from './time-text.ts';

const held = command({
  name: 'editions held',
  summary: 'Show the editions that were held back before anybody was mailed, and why',
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

const release = command({
  name: 'editions release',
  summary: 'Let editions that were held back go out as they are',
  details: ['Readers who have received the same items since are passed over.'],
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
    'Nobody is mailed. What was in it stays new to its readers, so the next edition brings it,',
    'unless its feed is removed before.',
  ],
  takes: ['ID...'],
  options: {},
  isReading: false,
  run: async ({ args }, connection) => {
    await decide(args, 'drop', connection);
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

function whyHeld({ held: hold, newsletterId }: Edition): string {
  if (hold === undefined) return newsletterId;
  return `${newsletterId}, ${timeText(hold.at, 'UTC')} (UTC): ${reasonsText(hold.reasons, 'en')}`;
}

/** The commands on editions that wait for their owner. */
export const heldCommands = [held, release, drop];
