/** What the pages about readers read and write. */
import type { OpenSegmentDeps, Segment } from '../../edition/segment.ts';
import type { AddDeps, SuppressDeps, TakeOffDeps } from '../../subscriber/by-hand.ts';
import type { ImportTable } from '../../subscriber/import/import-table.ts';
import type { SearchDeps } from '../../subscriber/search-readers.ts';
import type { Found } from '../../subscriber/sign-up.ts';
import type { Subscriber } from '../../subscriber/subscriber.ts';

/** Something that was reported of a reader's mail, or done about the reader by hand. */
export interface ReaderTrace {
  readonly at: number;
  /** The number of the mail at the mail service, or `owner`. */
  readonly messageId: string;
  readonly report: { readonly kind: string; readonly reason?: string };
}

/** Readers, one at a time. */
export interface ReadersBook {
  readonly one: Pick<TakeOffDeps, 'load' | 'save'> & {
    readonly note: AddDeps['note'];
    readonly findByAddress: (newsletterId: string, addressKey: string) => Promise<Found>;
    readonly traces: (readerId: string) => Promise<readonly ReaderTrace[]>;
    readonly erase: (reader: Subscriber, at: number) => Promise<void>;
  };
  readonly addresses: Pick<SuppressDeps, 'suppress' | 'readersAt'>;
  readonly adding: { readonly table: ImportTable; readonly join: OpenSegmentDeps['join'] };
  readonly search: SearchDeps;
  /** So many groups of readers who chose the same, at most. */
  readonly segments: (newsletterId: string, limit: number) => Promise<readonly Segment[]>;
}

/** What the pages need of use cases. */
export interface ReadersUses {
  readonly readers: ReadersBook;
  /** As it was counted last, once a day. */
  readonly readerCount: (newsletterId: string) => Promise<number | undefined>;
}
