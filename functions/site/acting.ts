/** What visitors can have done: the use cases of readers and owners on the books of a store. */
import { openSegment } from '../edition/segment.ts';
import { allowAgain, type ComeBackDeps } from '../subscriber/come-back.ts';
import { type LettersDeps, openLetters, type PostLetterDeps } from '../subscriber/reader-letter.ts';
import type { SegmentChoice } from '../subscriber/subscriber.ts';
import type { SiteReaders } from './app.ts';

/** What is read and written, as the store puts it together. */
export type ActingBooks = Omit<
  SiteReaders,
  | 'keys'
  | 'now'
  | 'randomId'
  | 'queueConfirmation'
  | 'openSegment'
  | 'allowAgain'
  | keyof PostLetterDeps
> &
  Pick<LettersDeps, 'noteLetter'> &
  Pick<ComeBackDeps, 'lift' | 'readersAt'> & {
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
  { joinSegment, noteLetter, lift, ...books }: ActingBooks,
  { queue, now, randomId }: Around,
): Omit<SiteReaders, 'keys'> {
  const open = (choice: SegmentChoice) => openSegment(choice, { join: joinSegment, now });
  return {
    ...books,
    now,
    randomId,
    ...openLetters({ noteLetter, queueLetters: queue, now }),
    queueConfirmation: (key) => queue([key]),
    openSegment: open,
    allowAgain: (addressKey) => allowAgain(addressKey, { ...books, lift, openSegment: open, now }),
  };
}
