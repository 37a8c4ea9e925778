/** `items list|show|release|drop|skip`: single items, before they go out and after. */
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import {
  findItems,
  keptOutItems,
  releaseItem,
  type Standing,
  takeOut,
  waitingItems,
} from '../../functions/feed/gate/desk.ts';
import { eligibleLagMs } from '../../functions/feed/item.ts';
import { deskBook } from '../../functions/store/desk-book.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { sinceInstant, sinceOption } from './editions.ts';
import { RefusedError, UsageError } from './errors.ts';
import { jsonOf, ruleWords, saidText, standingText, titleOf } from './items-text.ts';
import { itemDetail } from './marking.ts';
import { factsText, tableText } from './table-text.ts';
import { countText, timeText } from './time-text.ts';

const idChars = 12;
const nameCharsMin = 4;
const reasonCharsMax = 500;

const list = command({
  name: 'items list',
  summary: 'Show what waits at the gate, what was kept out, or what the next editions may bring',
  details: [
    'An item waits as you have set it: until its feed has left it alone, or until your word. What',
    'goes is stamped then, and is in the next edition of each reader.',
  ],
  takes: [],
  options: {
    ...newsletterOption,
    ...sinceOption,
    waiting: { type: 'boolean', help: 'what waits, and what for (this, if nothing is said)' },
    'kept-out': { type: 'boolean', help: 'what was kept out, by which rule and when' },
    next: { type: 'boolean', help: 'what has gone out of the gate since the latest edition' },
  },
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    if ([values.waiting, values['kept-out'], values.next].filter(Boolean).length > 1) {
      throw new UsageError('Say one of --waiting, --kept-out and --next.');
    }
    const since = sinceInstant(values.since, connection.now());
    const { standings, none } = await listed(values, newsletter, { since, connection });
    const columns = [
      { title: 'ID' },
      { title: 'TITLE', shrinksTo: 16 },
      { title: 'FOUND' },
      { title: 'WHAT', shrinksTo: 16 },
    ] as const;
    const rows = standings.map((standing) => [
      standing.item.key.slice(0, idChars),
      titleOf(standing.item),
      timeText(standing.item.firstSeenAt, newsletter.zone),
      standingText(standing, newsletter.zone),
    ]);
    return {
      lines: rows.length === 0 ? [none] : tableText(columns, rows, screen.columns),
      json: standings.map(jsonOf),
    };
  },
});

interface Listed {
  readonly standings: readonly Standing[];
  readonly none: string;
}

async function listed(
  values: { readonly 'kept-out'?: boolean; readonly next?: boolean },
  { id: newsletterId, name }: Newsletter,
  { since, connection }: { since: number; connection: Connection },
): Promise<Listed> {
  const deps = deskBook(connection);
  if (values['kept-out'] === true) {
    const standings = await keptOutItems({ newsletterId, since }, deps);
    return { standings, none: `Nothing of ${name} was kept out in that time.` };
  }
  if (values.next === true) {
    const editions = await editionStore(connection.table, connection.now).list(newsletterId, since);
    const from = Math.max(since, ...editions.map(({ cutoff }) => cutoff));
    const items = await deps.stamped(newsletterId, from, connection.now());
    const standings = items.flatMap((item): Standing[] =>
      item.keptOut === undefined ? [{ kind: 'out', item }] : [],
    );
    return { standings, none: `Nothing new of ${name} since its latest edition.` };
  }
  const standings = (await waitingItems(newsletterId, deps)).map(
    ({ item, why }): Standing => ({ kind: 'waiting', item, why }),
  );
  return { standings, none: `Nothing of ${name} waits.` };
}

const show = command({
  name: 'items show',
  summary: 'Show one item: whether it waits, goes out, was printed, or why not',
  details: [itemDetail],
  takes: ['ITEM'],
  options: { ...newsletterOption, ...sinceOption },
  isReading: true,
  run: async ({ values, args: [name = ''], screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const standing = await chosenItem(name, newsletter, { since: values.since, connection });
    const { item } = standing;
    const printed = standing.kind === 'waiting' ? [] : await deskBook(connection).printedIn(item);
    const { zone } = newsletter;
    const facts = factsText(
      [
        ['Title', titleOf(item)],
        ['Address', item.link],
        ['Feed', item.feedId],
        [standing.kind === 'waiting' ? 'Found' : 'Stamped', timeText(item.firstSeenAt, zone)],
        ['State', standingText(standing, zone)],
        ...printed.map(({ editionId, scheduledAt, how }) => {
          return ['Edition', `${how} in ${editionId}, ${timeText(scheduledAt, zone)}`] as const;
        }),
      ],
      screen.columns,
    );
    return { lines: facts, json: { ...jsonOf(standing), editions: printed } };
  },
});

const release = command({
  name: 'items release',
  summary: 'Let items go with the next edition, whatever they wait for or were kept out by',
  details: [
    `${itemDetail} What was kept out when it had left the gate already is in the next edition, too,`,
    'unless an edition may have brought it before: then it comes back for those who have had none since.',
  ],
  takes: ['ITEM...'],
  options: { ...newsletterOption, ...sinceOption },
  isReading: false,
  run: async ({ values, args }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const lines: string[] = [];
    for (const name of args) {
      const standing = await chosenItem(name, newsletter, { since: values.since, connection });
      const said = await releaseItem(standing, deskBook(connection));
      lines.push(saidText(said, standing, { done: 'goes out', nothing: 'goes out already' }));
    }
    const { table, now } = connection;
    await segmentStore(table).wakeInstant(newsletter.id, now() + eligibleLagMs);
    return { lines };
  },
});

const drop = takingOut('dropped', {
  name: 'items drop',
  summary: 'Leave out for good items that wait',
  details: [itemDetail],
});
const skip = takingOut('skipped', {
  name: 'items skip',
  summary: 'Take items out before they go',
  details: [
    `${itemDetail} What is planned already goes out as it is.`,
    'The same story in another feed stays out with it.',
  ],
});

function takingOut(
  rule: 'dropped' | 'skipped',
  said: { readonly name: string; readonly summary: string; readonly details: readonly string[] },
) {
  return command({
    ...said,
    takes: ['ITEM...'],
    options: {
      ...newsletterOption,
      ...sinceOption,
      reason: { type: 'string', value: 'TEXT', help: 'why, for the record' },
    },
    isReading: false,
    run: async ({ values, args }, connection) => {
      const newsletter = await chosenNewsletter(values.newsletter, connection);
      const reason = (values.reason?.trim() || `${ruleWords[rule]}.`).slice(0, reasonCharsMax);
      const lines: string[] = [];
      for (const one of args) {
        const standing = await chosenItem(one, newsletter, { since: values.since, connection });
        const said = await takeOut({ standing, rule, reason }, deskBook(connection));
        lines.push(saidText(said, standing, { done: 'stays out', nothing: 'stays out already' }));
      }
      return { lines };
    },
  });
}

/** The item that is meant. Throws a RefusedError when none is, or several are. */
async function chosenItem(
  name: string,
  { id: newsletterId, name: newsletter }: Newsletter,
  { since, connection }: { since: string | undefined; connection: Connection },
): Promise<Standing> {
  if (name.length < nameCharsMin) throw new UsageError(`${name} is too short to name an item.`);
  const from = sinceInstant(since, connection.now());
  const found = await findItems({ newsletterId, name, since: from }, deskBook(connection));
  const [first, ...others] = found;
  if (first === undefined) {
    throw new RefusedError(`${newsletter} has no item ${name} in that time: see --since.`);
  }
  if (others.length > 0) {
    throw new RefusedError(
      `${countText(found.length, 'item')} are called ${name}. Name one by its id.`,
    );
  }
  return first;
}

/** The commands on single items. */
export const itemsCommands = [list, show, release, drop, skip];
