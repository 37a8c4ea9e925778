/** Readers of a newsletter, found by their address or its beginning, however many there are. */
import { addressIn, parseAddress } from './address.ts';
import type { Subscriber } from './subscriber.ts';

/** A page of addresses that begin so, in their order. */
interface AddressPage {
  /** Whose they are. */
  readonly subscriberIds: readonly string[];
  /** The last of them, when there are more. */
  readonly next?: string;
}

/** What finding readers reads. */
export interface FindReadersDeps {
  /** Undefined: this table has no such index yet. */
  readonly addresses: (wanted: {
    readonly newsletterId: string;
    readonly beginning: string;
    readonly after: string | undefined;
    readonly limit: number;
  }) => Promise<AddressPage | undefined>;
  /** Those who are there, in any order, in one call. */
  readonly readers: (ids: readonly string[]) => Promise<readonly Subscriber[]>;
  /** Whether readers of earlier releases are found as well. */
  readonly isComplete: () => Promise<boolean>;
}

/** Which readers are wanted; `after` is the `next` of the page before. */
export interface FindReadersInput {
  readonly newsletterId: string;
  /** An address, or at least two characters of its beginning, as they were typed. */
  readonly beginning: string;
  readonly after?: string | undefined;
}

/**
 * `too-short`: less than two characters. `no-index`: the table was made by an earlier release and has
 * not got the index yet. A page may have fewer readers than fit, and `next` all the same.
 */
export type FoundReaders =
  | { readonly kind: 'too-short' }
  | { readonly kind: 'no-index' }
  | {
      readonly kind: 'found';
      /** In the order of their addresses. */
      readonly readers: readonly Subscriber[];
      readonly next?: string;
      /** False: who came before 0.2 is missing until `paperboy upgrade`. */
      readonly isComplete: boolean;
    };

/** As many as one call of the table can look up beside each other, and a page can show. */
const readersAPage = 50;
/** An address is found by so many characters of its beginning at the least. */
export const beginningCharsMin = 2;

/** A page of the readers whose address begins so: three calls of the table, however many read. */
export async function findReaders(
  { newsletterId, beginning: typed, after }: FindReadersInput,
  deps: FindReadersDeps,
): Promise<FoundReaders> {
  const beginning = addressKeyIn(typed);
  if (beginning.length < beginningCharsMin) return { kind: 'too-short' };
  const limit = readersAPage;
  const [page, isComplete] = await Promise.all([
    deps.addresses({ newsletterId, beginning, after, limit }),
    deps.isComplete(),
  ]);
  if (page === undefined) return { kind: 'no-index' };
  const { subscriberIds, next } = page;
  const readers = subscriberIds.length === 0 ? [] : await deps.readers(subscriberIds);
  return {
    kind: 'found',
    readers: readers.toSorted((a, b) => (a.addressKey < b.addressKey ? -1 : 1)),
    ...(next === undefined ? {} : { next }),
    isComplete,
  };
}

/** As the table knows addresses; of a whole one also its domain in any spelling. */
export function addressKeyIn(typed: string): string {
  const address = parseAddress(typed);
  return address.kind === 'ok' ? address.key : addressIn(typed).toLowerCase();
}
