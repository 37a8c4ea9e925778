/** `items pin|leave-out|move|retitle|add|marks|unmark`: what an owner wants of single items. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Mark } from '../../functions/edition/mark.ts';
import {
  type ItemWish,
  listMarks,
  markItem,
  takeBack,
} from '../../functions/edition/plan/mark-items.ts';
import { addOwnItem } from '../../functions/edition/plan/own-words.ts';
import {
  chosenNewsletter,
  chosenOpenNewsletter,
  chosenSection,
  newsletterOption,
} from './chosen.ts';
import { type Answer, command, type Screen } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import {
  chosenItem,
  itemDetail,
  madeMark,
  markFacts,
  markingBook,
  whatText,
  windowOf,
  windowOptions,
} from './marking.ts';
import { tableText } from './table-text.ts';
import { timeText } from './time-text.ts';

const common = { ...newsletterOption, ...windowOptions } as const;

interface Marking {
  readonly name: string;
  readonly values: Readonly<{ newsletter?: string; from?: string; until?: string }>;
  readonly screen: Screen;
}

async function mark(
  { name, values, screen }: Marking,
  wish: ItemWish,
  connection: Connection,
): Promise<Answer> {
  const newsletter = await chosenOpenNewsletter(values.newsletter, connection);
  const item = await chosenItem(name, newsletter, connection);
  const section = wish.kind === 'move' ? chosenSection(wish.sectionId, newsletter).id : '';
  const meant = wish.kind === 'move' ? { ...wish, sectionId: section } : wish;
  const wanted = { ...meant, ...windowOf(values, newsletter, connection.now()) };
  const made = madeMark(await markItem(newsletter, item, wanted, markingBook(connection)));
  return { lines: markFacts(made, newsletter, screen.columns), json: made };
}

const markDetail = `${itemDetail} It holds for all that is not planned yet.`;

const pin = command({
  name: 'items pin',
  summary: 'Put an item at the top of the editions to come',
  details: [markDetail, 'Of several, the one that was pinned first leads.'],
  takes: ['ITEM'],
  options: common,
  isReading: true,
  isActing: () => true,
  run: ({ values, args: [name = ''], screen }, connection) =>
    mark({ name, values, screen }, { kind: 'pin' }, connection),
});

const leaveOut = command({
  name: 'items leave-out',
  summary: 'Leave a story out of the editions to come, from whichever feed',
  details: [markDetail],
  takes: ['ITEM'],
  options: common,
  isReading: true,
  isActing: () => true,
  run: ({ values, args: [name = ''], screen }, connection) =>
    mark({ name, values, screen }, { kind: 'leave-out' }, connection),
});

const move = command({
  name: 'items move',
  summary: 'Put an item into another section',
  details: [markDetail, 'It comes to readers of that section, and no more to those of its own.'],
  takes: ['ITEM', 'SECTION'],
  options: common,
  isReading: true,
  isActing: () => true,
  run: ({ values, args: [name = '', sectionId = ''], screen }, connection) =>
    mark({ name, values, screen }, { kind: 'move', sectionId }, connection),
});

const retitle = command({
  name: 'items retitle',
  summary: 'Give an item another title, another excerpt, or both',
  details: [markDetail],
  takes: ['ITEM'],
  options: {
    ...common,
    title: { type: 'string', value: 'TEXT', help: 'what it is called' },
    excerpt: { type: 'string', value: 'TEXT', help: 'what is printed of it' },
  },
  isReading: true,
  isActing: () => true,
  run: ({ values, args: [name = ''], screen }, connection) => {
    const { title, excerpt } = values;
    return mark({ name, values, screen }, { kind: 'retitle', title, excerpt }, connection);
  },
});

const add = command({
  name: 'items add',
  summary: 'Print an item of your own, once for each reader',
  details: ['The text is Markdown; @FILE reads it from a file.'],
  takes: ['TITLE'],
  options: {
    ...common,
    text: { type: 'string', value: 'TEXT', help: 'what it says, or @FILE' },
    link: { type: 'string', value: 'URL', help: 'where its title leads' },
    picture: { type: 'string', value: 'URL', help: 'its picture' },
    section: { type: 'string', value: 'ID', help: 'where it stands (the first)' },
  },
  isReading: true,
  isActing: () => true,
  run: async ({ values, args: [title = ''], screen }, connection) => {
    const newsletter = await chosenOpenNewsletter(values.newsletter, connection);
    const { link, picture, section } = values;
    const wish = {
      title,
      text: values.text === undefined ? undefined : await writtenText(values.text, screen.folder),
      link,
      picture,
      sectionId: chosenSection(section, newsletter).id,
      ...windowOf(values, newsletter, connection.now()),
    };
    const made = madeMark(await addOwnItem(newsletter, wish, markingBook(connection)));
    return { lines: markFacts(made, newsletter, screen.columns), json: made };
  },
});

/** What stands there, or in the file behind an @. */
export async function writtenText(text: string, folder: string): Promise<string> {
  if (!text.startsWith('@')) return text;
  try {
    return await readFile(resolve(folder, text.slice(1)), 'utf8');
  } catch {
    throw new UsageError(`There is no file ${text.slice(1)}.`);
  }
}

const marks = command({
  name: 'items marks',
  summary: 'Show the marks and notes that act on editions to come',
  takes: [],
  options: newsletterOption,
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const { zone } = newsletter;
    const all = await listMarks(newsletter.id, connection.now(), markingBook(connection));
    const rows = all.map((one) => [
      one.id,
      whatText(one),
      timeText(one.from, zone),
      timeText(one.until, zone),
    ]);
    const columns = [
      { title: 'Mark' },
      { title: 'What', shrinksTo: 24 },
      { title: 'From' },
      { title: 'Until' },
    ] as const;
    const none = [`${newsletter.name} has no marks.`];
    return {
      lines: rows.length === 0 ? none : tableText(columns, rows, screen.columns),
      json: all,
    };
  },
});

const unmark = command({
  name: 'items unmark',
  summary: 'Take marks back, and items of your own',
  details: ['Editions that were planned with one stay as they are.'],
  takes: ['MARK...'],
  options: newsletterOption,
  isReading: true,
  isActing: () => true,
  run: async ({ values, args }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    return takeAllBack(newsletter.id, args, connection);
  },
});

/** Takes these marks back. Throws a RefusedError for one that is not there. */
export async function takeAllBack(
  newsletterId: string,
  ids: readonly string[],
  connection: Connection,
): Promise<Answer> {
  const taken: Mark[] = [];
  for (const id of ids) {
    const result = await takeBack(newsletterId, id, markingBook(connection));
    if (result.kind === 'gone') throw new RefusedError(`There is no mark ${id}.`);
    if (result.kind === 'several') throw new RefusedError(`Several marks begin with ${id}.`);
    if (result.kind === 'taken back') taken.push(result.mark);
  }
  return { lines: taken.map((one) => `Taken back: ${whatText(one)}.`), json: taken };
}

/** The commands on marks. */
export const itemMarkCommands = [pin, leaveOut, move, retitle, add, marks, unmark];
