/** What there is of a newsletter besides its own row, by kind. */

/** `rest` is of no interest to its owner. */
const ownedKinds = {
  reader: { isOfArchive: false },
  feed: { isOfArchive: false },
  item: { isOfArchive: false },
  edition: { isOfArchive: false },
  /** An edition that the public archive lists. */
  published: { isOfArchive: true },
  /** Pages of editions, and how far the archive has come. */
  page: { isOfArchive: true },
  rest: { isOfArchive: false },
} as const;

/** A kind of what belongs to a newsletter. */
export type OwnedKind = keyof typeof ownedKinds;

/** How many of each kind. */
export type OwnedCounts = Readonly<Record<OwnedKind, number>>;

/** Whether what is of this kind stays with an archive that is kept. */
export function isOfArchive(kind: OwnedKind): boolean {
  return ownedKinds[kind].isOfArchive;
}

/** None of any kind. */
export function noneOwned(): Record<OwnedKind, number> {
  const kinds = Object.keys(ownedKinds) as OwnedKind[];
  return Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<OwnedKind, number>;
}

/** The kinds of these rows, counted together with what was counted before. */
export function countedWith(before: OwnedCounts, found: readonly OwnedKind[]): OwnedCounts {
  const counts: Record<OwnedKind, number> = { ...before };
  for (const kind of found) counts[kind] += 1;
  return counts;
}
