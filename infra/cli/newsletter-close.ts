/** `newsletter archive|reopen`: a newsletter that rests, and may go on. */
import { isClosed, type Newsletter } from '../../functions/edition/newsletter.ts';
import { closeNewsletter, reopenNewsletter } from '../../functions/edition/plan/close.ts';
import { closingBook } from '../../functions/store/closing-book.ts';
import { chosenNewsletter } from './chosen.ts';
import { command } from './command.ts';
import { RefusedError } from './errors.ts';

/** `newsletter archive`: closes a newsletter and keeps all of it. */
export const archive = command({
  name: 'newsletter archive',
  summary: 'Close a newsletter: nobody joins, nothing is fetched or sent; its archive stays',
  details: [
    'An edition that is planned or going out is given up. Readers, feeds and settings are kept, and',
    'readers can still leave, see what is kept about them and erase it. Undone by newsletter reopen.',
  ],
  takes: ['ID'],
  options: {},
  isReading: false,
  run: async ({ args: [id = ''] }, connection) => {
    const newsletter = await chosenNewsletter(id, connection);
    const { table, now } = connection;
    await closeNewsletter(newsletter, closingBook(table, now));
    await connection.fireDigest(now());
    const lines = [`${newsletter.name} is closed: nobody can join, nothing is fetched or sent.`];
    return { lines: [...lines, ...whereToRead(newsletter, connection.siteUrl)] };
  },
});

function whereToRead({ id, archive }: Newsletter, siteUrl: string): string[] {
  return archive === 'private' ? [] : [`Its archive stays: ${siteUrl}/n/${id}/archive`];
}

/** `newsletter reopen`: takes up a newsletter that was closed. */
export const reopen = command({
  name: 'newsletter reopen',
  summary: 'Open a newsletter again that was closed',
  details: [
    'The feeds that were stopped with it are asked again, and readers get what is new to them at the',
    'next time that they chose. Much that is new in a feed at once is held for your word.',
  ],
  takes: ['ID'],
  options: {},
  isReading: false,
  run: async ({ args: [id = ''] }, connection) => {
    const newsletter = await chosenNewsletter(id, connection);
    if (!isClosed(newsletter)) return { lines: [`${newsletter.name} is open.`] };
    const opened = await reopenNewsletter(
      newsletter,
      closingBook(connection.table, connection.now),
    );
    if (opened === 'deleting') {
      throw new RefusedError(`${newsletter.name} is being deleted at the desk: it opens no more.`);
    }
    return { lines: [`${newsletter.name} is open again.`] };
  },
});
