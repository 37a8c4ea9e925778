/** Deleting a newsletter: what its owner wants gone goes, and nobody is mailed meanwhile. */
import type { Newsletter } from '../newsletter.ts';
import { type ClosingDeps, closeNewsletter } from './close.ts';
import { countedWith, isOfArchive, noneOwned, type OwnedCounts, type OwnedKind } from './owned.ts';
import { firstPlace, type OwnedPlace, type OwnedPlaces } from './owned-places.ts';

/** What deleting a newsletter reads and writes; `Owned` is known to its store alone. */
export interface DeletingDeps<Owned extends { readonly kind: OwnedKind }> {
  readonly closing: ClosingDeps;
  readonly letters: {
    /** Has every reader told by a letter that it has ended, each once. */
    readonly tell: (newsletterId: string) => Promise<void>;
    /** How many of these letters are still on their way. */
    readonly underWay: (newsletterId: string) => Promise<number>;
  };
  /** What is found by keys goes so, as in the background. */
  readonly places: Pick<OwnedPlaces, 'removeSome'>;
  /** Whatever names the newsletter but its own row, some at a time: also what no list has. */
  readonly owned: (newsletterId: string) => AsyncIterable<readonly Owned[]>;
  /** Takes it away; of readers who have left it remembers that, so that no import brings them back. */
  readonly remove: (owned: readonly Owned[]) => Promise<void>;
  readonly ending: {
    /** Takes the roles at this newsletter from everybody at the desk: its id may be given again. */
    readonly withdrawRoles: (newsletterId: string) => Promise<void>;
    /** Takes away the newsletter's own row. */
    readonly removeNewsletter: (id: string) => Promise<void>;
  };
}

/** What is to be deleted. */
export interface DeletionInput {
  readonly newsletter: Newsletter;
  /** Whether its public archive stays, with the closed newsletter that it belongs to. */
  readonly keepsArchive: boolean;
  /** Whether its readers are told that it has ended, before they are deleted. */
  readonly tellsReaders: boolean;
}

/** `telling`: nothing is deleted yet, as letters to its readers are on their way. */
export type Deletion =
  | { readonly kind: 'telling'; readonly letters: number }
  | { readonly kind: 'deleted'; readonly gone: OwnedCounts };

/** A door may just be writing: its rows are found by another look. */
const looksMax = 4;

/**
 * Closes the newsletter, then takes away all that is meant, its own row last: whoever dies on the
 * way leaves it closed, and deleting it once more goes on. Where readers are told, it is given once
 * more when their letters have gone.
 */
export async function deleteNewsletter<Owned extends { readonly kind: OwnedKind }>(
  { newsletter, keepsArchive, tellsReaders }: DeletionInput,
  deps: DeletingDeps<Owned>,
): Promise<Deletion> {
  const closed = await closeNewsletter(newsletter, deps.closing);
  const letters = tellsReaders ? await tellReaders(closed, deps) : 0;
  if (letters > 0) return { kind: 'telling', letters };
  let gone: OwnedCounts = noneOwned();
  for await (const some of listedOf({ newsletter, keepsArchive, tellsReaders }, deps)) {
    gone = countedWith(gone, some);
  }
  for (let look = 1; look <= looksMax; look++) {
    let found = 0;
    for await (const some of meantOf(newsletter.id, keepsArchive, deps)) {
      await deps.remove(some);
      const kinds = some.map(({ kind }) => kind);
      gone = countedWith(gone, kinds);
      found += kinds.length;
    }
    if (found === 0) break;
  }
  if (!keepsArchive) {
    await deps.ending.withdrawRoles(newsletter.id);
    await deps.ending.removeNewsletter(newsletter.id);
  }
  return { kind: 'deleted', gone };
}

/** A letter is written from its reader's row: as long as one is on its way, the readers stay. */
async function tellReaders<Owned extends { readonly kind: OwnedKind }>(
  closed: Newsletter,
  { letters, closing }: DeletingDeps<Owned>,
): Promise<number> {
  if (closed.endToldAt === undefined) {
    await letters.tell(closed.id);
    await closing.save({ ...closed, endToldAt: closing.now() });
  }
  return letters.underWay(closed.id);
}

/** How much would go. */
export async function countOwned<Owned extends { readonly kind: OwnedKind }>(
  { newsletter, keepsArchive }: Pick<DeletionInput, 'newsletter' | 'keepsArchive'>,
  deps: Pick<DeletingDeps<Owned>, 'owned'>,
): Promise<OwnedCounts> {
  const counts = noneOwned();
  for await (const some of meantOf(newsletter.id, keepsArchive, deps)) {
    for (const { kind } of some) counts[kind] += 1;
  }
  return counts;
}

/** What goes place by place: of what kind it was. */
async function* listedOf<Owned extends { readonly kind: OwnedKind }>(
  { newsletter: { id: newsletterId }, keepsArchive, tellsReaders }: DeletionInput,
  { places, closing }: Pick<DeletingDeps<Owned>, 'places' | 'closing'>,
): AsyncGenerator<readonly OwnedKind[]> {
  const doomed = { newsletterId, keepsArchive, tellsReaders, removingSince: closing.now() };
  for (let place: OwnedPlace | undefined = firstPlace; place !== undefined; ) {
    const { gone, next } = await places.removeSome(doomed, place);
    yield gone;
    place = next;
  }
}

async function* meantOf<Owned extends { readonly kind: OwnedKind }>(
  newsletterId: string,
  keepsArchive: boolean,
  { owned }: Pick<DeletingDeps<Owned>, 'owned'>,
): AsyncGenerator<readonly Owned[]> {
  for await (const some of owned(newsletterId)) {
    yield some.filter(({ kind }) => !(keepsArchive && isOfArchive(kind)));
  }
}
