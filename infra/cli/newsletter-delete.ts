/** `newsletter delete`: a newsletter that goes for good. */
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import {
  countOwned,
  type DeletionInput,
  deleteNewsletter,
} from '../../functions/edition/plan/delete.ts';
import type { OwnedCounts } from '../../functions/edition/plan/owned.ts';
import { withdrawRoles } from '../../functions/owner/person.ts';
import { deletingBook } from '../../functions/store/newsletter-rows.ts';
import { noteLetter } from '../../functions/store/notices.ts';
import { peopleStore } from '../../functions/store/people.ts';
import { openLetters } from '../../functions/subscriber/reader-letter.ts';
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
  'tell-readers': {
    type: 'boolean',
    help: 'tell its readers first by a letter; give the same again when the letters have gone',
  },
  yes: { type: 'string', value: 'NAME', help: 'do it: the name of the newsletter, in full' },
} as const;

/** `newsletter delete`: looks first; with the name it does it. */
export const deleteOne = command({
  name: 'newsletter delete',
  summary: 'Delete a newsletter with its readers and feeds: look first, then with --yes NAME',
  details: [
    'What is planned or going out is mailed no more. Only restore --at brings it back, for 14 days:',
    'subscribers export and feeds export write what you may want later. Suppressed addresses stay suppressed, and of who has',
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
  const input = {
    newsletter,
    keepsArchive: values['keep-archive'] === true,
    tellsReaders: values['tell-readers'] === true,
  };
  const book = deletingBook(table, {
    now,
    withdrawRoles: (newsletterId) => withdrawRoles(newsletterId, peopleStore(table)),
    ...openLetters({
      noteLetter: (letter, lookAgainAt) => noteLetter(table, letter, lookAgainAt),
      queueLetters: connection.queues.confirmations.send,
      now,
    }),
  });
  if (values.yes === undefined) {
    return { lines: wouldGo(input, await countOwned(input, book)) };
  }
  checkName(newsletter, values.yes);
  const deletion = await deleteNewsletter(input, book);
  if (deletion.kind === 'telling') {
    const letters = countText(deletion.letters, 'letter');
    const why = `${letters} on the way to its readers, who are deleted when all have gone.`;
    return { lines: [`${newsletter.name} is closed. ${why}`, 'Give the same command again then.'] };
  }
  const stays = input.keepsArchive ? ' It stays, closed, with its archive.' : '';
  return { lines: [`${newsletter.name} is deleted: ${countsText(deletion.gone)}.${stays}`] };
}

function checkName({ name }: Newsletter, typed: string): void {
  if (typed.trim() === name) return;
  throw new RefusedError(`Nothing is deleted: the newsletter is called “${name}”, not “${typed}”.`);
}

function wouldGo(
  { newsletter, keepsArchive, tellsReaders }: DeletionInput,
  counts: OwnedCounts,
): string[] {
  const { id, name } = newsletter;
  const kept = `${keepsArchive ? ' --keep-archive' : ''}${tellsReaders ? ' --tell-readers' : ''}`;
  return [
    `This would delete of ${name}: ${countsText(counts)}.`,
    keepsArchive ? 'Its archive stays.' : 'Its archive would go too; --keep-archive keeps it.',
    tellsReaders ? 'Its readers are told first.' : 'Its readers are not told; --tell-readers does.',
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
