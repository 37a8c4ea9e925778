/** What visitors can have done: the use cases of readers and owners on the books of a store. */
import { openSegment } from '../edition/segment.ts';
import { type LettersDeps, openLetters, type PostLetterDeps } from '../subscriber/reader-letter.ts';
import type { SiteReaders } from './app.ts';

/** What is read and written, as the store puts it together. */
export type ActingBooks = Omit<
  SiteReaders,
  'keys' | 'now' | 'randomId' | 'queueConfirmation' | 'openSegment' | keyof PostLetterDeps
> &
  Pick<LettersDeps, 'noteLetter'> & {
    readonly joinSegment: Parameters<typeof openSegment>[1]['join'];
  };

interface Around {
  /** Puts confirmations and letters into their queue. */
  readonly queue: (keys: readonly object[]) => Promise<void>;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** All that the pages can have done, but for the keys of their links. */
export function openActing(
  { joinSegment, noteLetter, ...books }: ActingBooks,
  { queue, now, randomId }: Around,
): Omit<SiteReaders, 'keys'> {
  return {
    ...books,
    now,
    randomId,
    ...openLetters({ noteLetter, queueLetters: queue, now }),
    queueConfirmation: (key) => queue([key]),
    openSegment: (choice) => openSegment(choice, { join: joinSegment, now }),
  };
}
