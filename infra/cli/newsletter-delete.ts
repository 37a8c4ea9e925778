/** `newsletter delete`: a newsletter that goes for good. */
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import {
  countOwned,
  deleteNewsletter,
  type OwnedCounts,
} from '../../functions/edition/plan/delete.ts';
import { deletingBook } from '../../functions/store/newsletter-rows.ts';
import { leavingHash } from '../../functions/subscriber/erase.ts';
import { chosenNewsletter } from './chosen.ts';
import { type Answer, command, type Input } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError } from './errors.ts';
import { countText } from './time-text.ts';

const options = {
  'keep-archive': {
    type: 'boolean',
    help: 'keep what it published; the newsletter stays, closed, without readers and feeds',
  },
  yes: { type: 'string', value: 'NAME', help: 'do it: the name of the newsletter, in full' },
} as const;

/** `newsletter delete`: looks first; with the name it does it. */
export const deleteOne = command({
  name: 'newsletter delete',
  summary: 'Delete a newsletter with its readers and feeds: look first, then with --yes NAME',
  details: [
    'What is planned or going out is mailed no more. Nothing brings it back: subscribers export and',
    'feeds export write what you may want later. Suppressed addresses stay suppressed, and of who has',
    'left a keyed hash stays, so that no import brings them back. Links in mails that were sent still',
    'lead to a page that says nothing more comes. If it does not come to its end, give it again.',
  ],
  takes: ['ID'],
  options,
  isReading: false,
  run: deleteChosen,
});

async function deleteChosen(
  { args: [id = ''], values }: Input<typeof options>,
  connection: Connection,
): Promise<Answer> {
  const newsletter = await chosenNewsletter(id, connection);
  const { table, now } = connection;
  const input = { newsletter, keepsArchive: values['keep-archive'] === true };
  const keys = await connection.signingKeys();
  const book = deletingBook(table, (left) => leavingHash(left, keys), now);
  if (values.yes === undefined) {
    return { lines: wouldGo(input, await countOwned(input, book)) };
  }
  checkName(newsletter, values.yes);
  const gone = await deleteNewsletter(input, book);
  const stays = input.keepsArchive ? ' It stays, closed, with its archive.' : '';
  return { lines: [`${newsletter.name} is deleted: ${countsText(gone)}.${stays}`] };
}

function checkName({ name }: Newsletter, typed: string): void {
  if (typed.trim() === name) return;
  throw new RefusedError(`Nothing is deleted: the newsletter is called “${name}”, not “${typed}”.`);
}

function wouldGo(
  { newsletter, keepsArchive }: { readonly newsletter: Newsletter; readonly keepsArchive: boolean },
  counts: OwnedCounts,
): string[] {
  const { id, name } = newsletter;
  const kept = keepsArchive ? ' --keep-archive' : '';
  return [
    `This would delete of ${name}: ${countsText(counts)}.`,
    keepsArchive ? 'Its archive stays.' : 'Its archive would go too; --keep-archive keeps it.',
    `Nothing is deleted yet. Do it: paperboy newsletter delete ${id}${kept} --yes "${name}"`,
  ];
}

function countsText({ reader, feed, item, edition, published }: OwnedCounts): string {
  return [
    countText(reader, 'reader'),
    countText(feed, 'feed'),
    countText(item, 'item'),
    countText(edition, 'edition'),
    `${countText(published, 'page')} of its archive`,
  ].join(', ');
}
