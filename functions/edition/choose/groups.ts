/** Groups of places that are united step by step: disjoint sets, each named by its first member. */

/** The groups of places from 0 on; at first each is one by itself. */
export interface Groups {
  /** The first place of this one's group. */
  readonly of: (index: number) => number;
  readonly unite: (a: number, b: number) => void;
}

/** So many places, each a group. */
export function openGroups(size: number): Groups {
  const parents = Uint32Array.from({ length: size }, (_, index) => index);
  const parentOf = (index: number) => parents[index] ?? index;
  const of = (index: number): number => {
    let at = index;
    // Each step makes the way shorter by half for whoever comes next.
    while (parentOf(at) !== at) {
      parents[at] = parentOf(parentOf(at));
      at = parentOf(at);
    }
    return at;
  };
  return {
    of,
    unite: (a, b) => {
      const [first, second] = [of(a), of(b)];
      parents[Math.max(first, second)] = Math.min(first, second);
    },
  };
}
