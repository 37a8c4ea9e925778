/** How long the parts of an export may get: a page says so without loading what writes them. */

/** How long a part may get. */
export interface PartLimits {
  readonly readersMax: number;
  /** Of the text as it stands in JSON, which is how Lambda answers. */
  readonly bytesMax: number;
  /** As often is the index asked: a newsletter may have many segments of few readers. */
  readonly pagesMax: number;
}

/** Lambda answers with 6 MB at most. */
export const partLimits: PartLimits = { readersMax: 5_000, bytesMax: 5_000_000, pagesMax: 60 };
