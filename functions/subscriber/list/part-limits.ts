/** How long the parts of an export may get: a page says so without loading what writes them. */

/** How long a part may get. */
export interface PartLimits {
  /** So many are looked up: a hundred a call of the table. */
  readonly readersMax: number;
  /** Of the text as it stands in JSON, which is how Lambda answers. */
  readonly bytesMax: number;
}

/** Lambda answers with 6 MB at most. */
export const partLimits: PartLimits = { readersMax: 1_000, bytesMax: 5_000_000 };
