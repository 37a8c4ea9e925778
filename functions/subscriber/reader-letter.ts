/** A letter to one reader that the send door is to mail: noted first, then queued. */

export type LetterKind = 'link' | 'address' | 'welcome' | 'goodbye';

export interface ReaderLetter {
  /** Names the letter: the same id is mailed once. */
  readonly id: string;
  readonly kind: LetterKind;
  readonly newsletterId: string;
  readonly subscriberId: string;
  /** The change of address that it asks about. */
  readonly changeId?: string;
  readonly at: number;
}

export interface PostLetterDeps {
  readonly postLetter: (letter: ReaderLetter) => Promise<void>;
}
