/** What the pages about the end of a newsletter need of use cases. */
import type { AskDeletionDeps } from '../../edition/plan/ask-deletion.ts';
import type { ClosingDeps } from '../../edition/plan/close.ts';

/** What these acts read and write. */
export interface EndUses extends AskDeletionDeps {
  readonly closing: ClosingDeps;
  /** Of what deleting it would take, as far as that is known without looking through it. */
  readonly ownedCounts: (newsletterId: string) => Promise<OwnedNumbers>;
  /** As they were counted last. */
  readonly readerCount: (newsletterId: string) => Promise<number | undefined>;
}

/** How many there are; readers as they were counted last. */
interface OwnedNumbers {
  readonly readers: number | undefined;
  readonly feeds: number;
  readonly editions: number;
  readonly pages: number;
}
