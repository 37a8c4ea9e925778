/** Where a part of an export begins: pages and programs hand it on from part to part. */

/** Behind which reader a part begins, and in which of the ranges that readers are spread over. */
export interface ExportPlace {
  readonly range: number;
  readonly reader?: string;
}

/** Readers are spread over so many ranges at most: one digit each. */
const rangesMax = 10;
const idPattern = /^[\w.~-]{1,128}$/;

/** Whether a place that was handed in can be one. */
export function isExportPlace({ range, reader }: ExportPlace): boolean {
  const isRange = Number.isInteger(range) && range >= 0 && range < rangesMax;
  return isRange && (reader === undefined || idPattern.test(reader));
}
