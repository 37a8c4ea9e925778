/**
 * Readers of a newsletter by what is known of them: the beginning of their address, how they stand, and
 * when they came or went. What is read for a page has a bound, however many there are: a page may have
 * few readers, and go on all the same.
 */
import { addressCharsMax } from './address.ts';
import {
  addressKeyIn,
  beginningCharsMin,
  type FindReadersDeps,
  findReaders,
} from './find-readers.ts';
import { type MovedDeps, movedReaders, type SearchedReader, type Wanted } from './moved-readers.ts';
import { cameOrWentAt, readerState } from './reader-state.ts';
import type { Subscriber } from './subscriber.ts';

/** Which readers are wanted, and how their address begins. */
export interface SearchInput extends Wanted {
  /** An address, or at least two characters of its beginning, as they were typed; '' for any. */
  readonly beginning: string;
}

/**
 * `address`: in the order of addresses; not `isComplete`: who came before 0.2 is missing. `moves`: by
 * when they came or went, the latest first, as far back as that is kept. `too-short`: one character.
 * `no-index`: the table was made by an earlier release and has not got the index of addresses yet.
 */
export type SearchedReaders =
  | { readonly kind: 'too-short' }
  | { readonly kind: 'no-index' }
  | {
      readonly kind: 'found';
      readonly by: 'address' | 'moves';
      readonly readers: readonly SearchedReader[];
      readonly next?: string | undefined;
      readonly isComplete: boolean;
    };

/** What searching reads. */
export type SearchDeps = FindReadersDeps &
  Pick<MovedDeps, 'counts' | 'moves'> & {
    /** When these addresses were suppressed (ms), of those that are. */
    readonly suppressedAt: (addressKeys: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  };

/** With a condition besides the address more are looked at for a page: as many as one call looks up. */
const addressesAtOnce = 100;
const readersAPage = 50;
const roundsMax = 4;

/** A page of the readers that are wanted, in at most fourteen calls of the table. */
export async function searchReaders(
  input: SearchInput,
  deps: SearchDeps,
): Promise<SearchedReaders> {
  const beginning = addressKeyIn(input.beginning);
  if (beginning === '') {
    const found = await movedReaders(input, deps);
    return { kind: 'found', by: 'moves', ...found, isComplete: true };
  }
  if (beginning.length > addressCharsMax) {
    return { kind: 'found', by: 'address', readers: [], isComplete: true };
  }
  const { after: place = '' } = input;
  const after = isPlace(place, beginning) ? place : undefined;
  const { state, from, to } = input;
  const isAny = state === undefined && from === undefined && to === undefined;
  const wanted = { ...input, beginning, after };
  return isAny ? everybody(wanted, deps) : someByAddress(wanted, deps);
}

/** Whether a page of this search may have ended there: at an address that begins so. */
function isPlace(after: string, beginning: string): boolean {
  return after.startsWith(beginning) && after.length <= addressCharsMax;
}

/** Whoever has such an address. */
async function everybody(input: SearchInput, deps: SearchDeps): Promise<SearchedReaders> {
  const found = await findReaders(input, deps);
  if (found.kind !== 'found') return found;
  return { ...found, by: 'address', readers: await standingAmong(found.readers, input, deps) };
}

/** Those with such an address who fit: addresses are looked through until a page of them is found. */
async function someByAddress(input: SearchInput, deps: SearchDeps): Promise<SearchedReaders> {
  const { newsletterId, beginning } = input;
  if (beginning.length < beginningCharsMin) return { kind: 'too-short' };
  const limit = addressesAtOnce;
  const found: SearchedReader[] = [];
  let { after } = input;
  for (let round = 0; round < roundsMax; round++) {
    const page = await deps.addresses({ newsletterId, beginning, after, limit });
    if (page === undefined) return { kind: 'no-index' };
    const { subscriberIds: ids, next } = page;
    const readers = ids.length === 0 ? [] : await deps.readers(ids);
    found.push(...(await standingAmong(readers, input, deps)));
    after = next;
    if (after === undefined || found.length >= readersAPage) break;
  }
  const readers = found.slice(0, readersAPage);
  const next = readers.length < found.length ? readers.at(-1)?.reader.addressKey : after;
  return { kind: 'found', by: 'address', readers, next, isComplete: await deps.isComplete() };
}

/** How these readers stand, of those who fit, in the order of their addresses. */
async function standingAmong(
  readers: readonly Subscriber[],
  input: SearchInput,
  { suppressedAt }: Pick<SearchDeps, 'suppressedAt'>,
): Promise<SearchedReader[]> {
  const known = readers.map((reader) => ({ reader, state: readerState(reader, input.now) }));
  const standing = known.filter(({ state }) => state === (input.state ?? state));
  const suppressed = standing.filter(({ state }) => state === 'suppressed');
  const keys = suppressed.map(({ reader }) => reader.addressKey);
  const since = keys.length === 0 ? new Map<string, number>() : await suppressedAt(keys);
  return standing
    .map(({ reader, state }) => {
      const at = state === 'suppressed' ? since.get(reader.addressKey) : cameOrWentAt(reader);
      return { reader, state, at };
    })
    .filter(({ at }) => isBetween(at, input))
    .sort((a, b) => (a.reader.addressKey < b.reader.addressKey ? -1 : 1));
}

function isBetween(at: number | undefined, { from, to }: SearchInput): boolean {
  if (from === undefined && to === undefined) return true;
  return at !== undefined && at >= (from ?? 0) && at < (to ?? Number.POSITIVE_INFINITY);
}
