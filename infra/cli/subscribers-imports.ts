/** `subscribers imports`: what was imported, at the desk and by the command: by whom, when, how many. */
import { peopleStore } from '../../functions/store/people.ts';
import { importBook } from '../../functions/store/stored-imports.ts';
import {
  byCommand,
  cameIn,
  type ImportState,
  type StoredImport,
} from '../../functions/subscriber/import/stored-import.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import { tableText } from './table-text.ts';
import { numberText, timeText } from './time-text.ts';

const shownMax = 50;

const states: Readonly<Record<ImportState, string>> = {
  uploading: 'not looked at yet',
  looking: 'being looked at',
  looked: 'waits for a word',
  running: 'under way',
  done: 'done',
  undoing: 'being taken back',
  undone: 'taken back',
  'given-up': 'given up',
};

/** `subscribers imports` */
export const subscribersImports = command({
  name: 'subscribers imports',
  summary: 'List the imports so far, those of the desk among them',
  details: [
    'By whom, when, and how many came in, the latest first. RUN takes one back:',
    'subscribers import --undo RUN.',
  ],
  takes: [],
  options: newsletterOption,
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const { table, now } = connection;
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const { list } = importBook(table, now).records;
    const found = await list(newsletter.id, { limit: shownMax });
    const people = new Map(
      (await peopleStore(table).list()).map(({ id, address }) => [id, address]),
    );
    const told = found.map((one) => toldOf(one, people));
    if (told.length === 0) {
      return { lines: [`Nobody was imported to ${newsletter.name} yet.`], json: [] };
    }
    const rows = told.map(({ begun, by, list: name, state, came, rows: all, run }) => [
      ...[timeText(begun, newsletter.zone), by, name, states[state]],
      ...[came === undefined ? '' : `${numberText(came)} of ${numberText(all)}`, run ?? ''],
    ]);
    return { lines: tableText(titles, rows, screen.columns), json: told };
  },
});

const titles = [
  { title: 'BEGUN' },
  { title: 'BY', shrinksTo: 10 },
  { title: 'LIST', shrinksTo: 10 },
  { title: 'STATE', shrinksTo: 8 },
  { title: 'CAME IN' },
  { title: 'RUN' },
] as const;

function toldOf(stored: StoredImport, people: ReadonlyMap<string, string>) {
  const { importId, createdAt, by, name, state, rows, startedAt } = stored;
  const who = by === byCommand ? 'the command' : people.get(by ?? '');
  return {
    ...{ id: importId, begun: createdAt, by: who ?? 'nobody of the desk', list: name, state, rows },
    ...(startedAt === undefined
      ? {}
      : { came: cameIn(stored), run: new Date(startedAt).toISOString() }),
  };
}
