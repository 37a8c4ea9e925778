/**
 * Mails that are no editions, as their rows hold them: a confirmation on the row of its reader, a
 * letter or an owner's notice on one of its own. Each is noted, claimed and settled alike.
 */
import type { Notice } from '../config/notice.ts';
import { hourMs } from '../config/time.ts';
import { claimUnknownMs, letterUnknownMs } from '../config/waits.ts';
import type { LetterKind, ReaderLetter } from '../subscriber/reader-letter.ts';
import type { LetterProgress, Subscriber } from '../subscriber/subscriber.ts';

/** Names the confirmation of a pending reader. */
export interface ConfirmationKey {
  readonly subscriberId: string;
  readonly confirmationId: string;
}

/** Names a letter to a reader, or a notice to an owner. */
export interface NoticeKey {
  readonly noticeId: string;
}

/** What the confirmations queue carries. */
export type LetterKey = ConfirmationKey | NoticeKey;

/** What has a row of its own. */
export type Noted = Notice | ReaderLetter;

/** A letter with how far it has come. */
export type NotedLetter = { readonly progress: LetterProgress } & (
  | { readonly kind: 'confirmation'; readonly reader: Subscriber; readonly confirmationId: string }
  | { readonly kind: 'letter'; readonly letter: ReaderLetter }
  | { readonly kind: 'notice'; readonly notice: Notice }
);

/** Whose letter it is: the newsletter, and its reader unless it goes to an owner. */
export function addresseeOf(noted: NotedLetter): {
  readonly newsletterId: string;
  readonly subscriberId?: string;
} {
  switch (noted.kind) {
    case 'confirmation':
      return { newsletterId: noted.reader.newsletterId, subscriberId: noted.reader.id };
    case 'letter':
      return noted.letter;
    case 'notice':
      return { newsletterId: noted.notice.newsletterId };
  }
}

/** The rows of letters. */
export interface LetterBook {
  /** Undefined when it is gone, or nobody wants it any more. */
  readonly load: (key: LetterKey) => Promise<NotedLetter | undefined>;
  /**
   * Takes it a step on if its row is still as it was read, and says when to look again (undefined:
   * it is settled). False when somebody else was there first.
   */
  readonly save: (
    letter: NotedLetter,
    next: LetterProgress,
    lookAgainAt: number | undefined,
  ) => Promise<boolean>;
}

/** So many calls to SES without any answer or event, over fourteen hours at the least. */
export const attemptsMax = 10;
const unknownMsMax = 6 * hourMs;

/** Somebody sits and waits for these: twice does no harm, and late does. */
const awaited: ReadonlySet<LetterKind> = new Set(['link', 'address']);

/** Whether somebody waits for it. */
export function isAwaited(letter: NotedLetter): boolean {
  switch (letter.kind) {
    case 'confirmation':
      return true;
    case 'letter':
      return awaited.has(letter.letter.kind);
    case 'notice':
      return letter.notice.signIn !== undefined;
  }
}

/** How long an answer of this attempt is waited for; twice as long each time. */
export function waitedMs(letter: NotedLetter, attempt: number): number {
  const first = isAwaited(letter) ? letterUnknownMs : claimUnknownMs;
  return Math.min(first * 2 ** (attempt - 1), unknownMsMax);
}

/** What is to be done about a letter now. */
export type LetterTurn = 'send' | 'wait' | 'give-up' | 'settled';

/** Pure: whose turn it is with this letter at `now` (ms). */
export function turnOf(letter: NotedLetter, now: number): LetterTurn {
  const { state, at, attempt } = letter.progress;
  if (state === 'submitted' || state === 'refused') return 'settled';
  if (state === 'claimed' && now < at + waitedMs(letter, attempt)) return 'wait';
  return attempt >= attemptsMax ? 'give-up' : 'send';
}
