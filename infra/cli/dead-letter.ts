/** The words of the command for work that was put aside. */
import type { LetterKind, PutAside } from '../../functions/mail/dead-letter.ts';
import { countText } from './time-text.ts';

const words: Readonly<Record<LetterKind, (values: PutAside['values']) => string>> = {
  batch: ({ batch, edition }) => `Mail to readers: batch ${batch} of the edition ${edition}.`,
  confirmation: ({ reader }) => `The confirmation of the reader ${reader}.`,
  letter: ({ letter }) => `The letter ${letter}.`,
  feeds: ({ count, feeds }) => `${countText(Number(count), 'feed')} to fetch: ${feeds}.`,
  hooks: ({ count }) => `${countText(Number(count), 'message')} to webhooks.`,
  report: ({ event, mail }) => `The report (${event}) of the mail ${mail}.`,
  leaving: () => 'Mail by which a reader leaves.',
  mark: () => 'A mark among the reports: a later one says the same.',
  tick: ({ at }) => `The tick of ${at}: the one after it has done its work.`,
  unknown: () => 'No message of Paperboy’s: drop it.',
};

/** What it was, in a sentence. */
export function putAsideText({ kind, values }: PutAside): string {
  return words[kind](values);
}
