/** All letters, wherever they are noted: confirmations on their readers' rows, others on their own. */
import type { LetterBook, LetterKey, NotedLetter } from '../mail/noted-letter.ts';
import type { SweepLettersDeps } from '../mail/sweep.ts';
import type { LetterProgress } from '../subscriber/subscriber.ts';
import type { Table } from './client.ts';
import {
  dueConfirmation,
  dueConfirmations,
  forgetConfirmation,
  loadConfirmation,
  postponeConfirmation,
  saveConfirmation,
} from './confirmations.ts';
import { dueNotices, loadNotice, postponeNotice, saveNotice } from './notices.ts';

/** The letters in this table. */
export function letterStore(
  table: Table,
  now: () => number,
): LetterBook & Omit<SweepLettersDeps, 'enqueue'> {
  return {
    load: (key) =>
      'noticeId' in key ? loadNotice(table, key) : loadConfirmation(table, key, now()),
    save: (letter, next, lookAgainAt) => save(table, letter, next, lookAgainAt),
    due: async (at) => {
      const [confirmations, notices] = await Promise.all([
        dueConfirmations(table, at),
        dueNotices(table, at),
      ]);
      return [...confirmations.map(dueConfirmation), ...notices];
    },
    postpone: (key, at) =>
      'noticeId' in key ? postponeNotice(table, key, at) : postponeConfirmation(table, key, at),
    forget: (key) => forget(table, key, now()),
  };
}

function save(
  table: Table,
  letter: NotedLetter,
  next: LetterProgress,
  lookAgainAt: number | undefined,
): Promise<boolean> {
  const { progress } = letter;
  switch (letter.kind) {
    case 'confirmation': {
      const { reader, confirmationId: id } = letter;
      const read = { ...reader, confirmation: { id, ...progress } };
      return saveConfirmation(table, read, { id, ...next }, lookAgainAt);
    }
    case 'letter':
      return saveNotice(table, { noted: letter.letter, progress }, next, lookAgainAt);
    case 'notice':
      return saveNotice(table, { noted: letter.notice, progress }, next, lookAgainAt);
  }
}

/** A notice has its row for itself: it is looked at until it is settled. */
async function forget(table: Table, key: LetterKey, now: number): Promise<void> {
  if ('confirmationId' in key) await forgetConfirmation(table, key, now);
}
