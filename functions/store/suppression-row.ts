/** Why an address is not mailed, and that it was erased, as their rows hold it. */
import * as v from 'valibot';
import type { Suppression } from '../subscriber/subscriber.ts';
import type { Row } from './client.ts';
import { readRow, shapeOf } from './row.ts';

const suppressionShape = shapeOf<Suppression>()(
  v.looseObject({
    reason: v.picklist(['bounce', 'complaint', 'repeated-bounce', 'owner']),
    at: v.number(),
  }),
);

const erasureShape = v.looseObject({ at: v.number() });

/** The suppression that a row holds. Throws `MalformedRow`. */
export function suppressionOf(row: Row): Suppression {
  const { reason, at } = readRow(suppressionShape, row);
  return { reason, at };
}

/** When the address of a row was erased (ms). Throws `MalformedRow`. */
export function erasedAt(row: Row): number {
  return readRow(erasureShape, row).at;
}
