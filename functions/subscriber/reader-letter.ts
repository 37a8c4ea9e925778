/** A letter to one reader that the send door is to mail: noted first, then queued. */
import { letterUnqueuedMs } from '../config/waits.ts';

/** The letters that a reader gets. */
export type LetterKind = 'link' | 'address' | 'moved' | 'welcome' | 'goodbye' | 'ended';

/** A letter that is noted for one reader. Its instant is in milliseconds. */
export interface ReaderLetter {
  /** Names the letter: the same id is mailed once. */
  readonly id: string;
  readonly kind: LetterKind;
  readonly newsletterId: string;
  readonly subscriberId: string;
  /** The change of address that it asks about, or tells of. */
  readonly changeId?: string;
  readonly at: number;
}

/** What sends a letter on its way. */
export interface PostLetterDeps {
  readonly postLetter: (letter: ReaderLetter) => Promise<void>;
}

/** Where letters are noted and queued. */
export interface LettersDeps {
  /** Notes a letter that is about to be queued; it is looked at again at the instant (ms). */
  readonly noteLetter: (letter: ReaderLetter, lookAgainAt: number) => Promise<unknown>;
  readonly queueLetters: (keys: readonly { readonly noticeId: string }[]) => Promise<void>;
  readonly now: () => number;
}

/** The way of letters to the send door: noted first, then queued. */
export function openLetters({ noteLetter, queueLetters, now }: LettersDeps): PostLetterDeps {
  return {
    postLetter: async (letter) => {
      await noteLetter(letter, now() + letterUnqueuedMs);
      await queueLetters([{ noticeId: letter.id }]);
    },
  };
}
