/**
 * How much may be done for one item. Rules of cleaning look at nodes again and again, and a feed may
 * be written so that they look without end. Work is counted and not timed: the same item comes out
 * the same on every machine, however busy, and whoever renders an edition once more gets the same
 * content under the same key. The count is kept here, as every walk over a tree adds to it.
 */

/** Nodes looked at, and sixteenths of characters. Real items take some ten thousand. */
const itemWorkMax = 3_000_000;

class WorkSpent extends Error {
  override readonly name = 'WorkSpent';
}

let left = Number.POSITIVE_INFINITY;

/** Takes so much from what may be done; ends what is being done when nothing is left. */
export function spend(units: number): void {
  left -= units;
  if (left < 0) throw new WorkSpent('An item takes too much work.');
}

/** Does the work of one item, or `otherwise` when it is too much. One within another has its own. */
export function withinWork<T>(work: () => T, otherwise: () => T): T {
  const before = left;
  left = itemWorkMax;
  try {
    return work();
  } catch (error) {
    if (!(error instanceof WorkSpent)) throw error;
    return otherwise();
  } finally {
    left = before;
  }
}
