/** A batch as a row, and back. */
import * as v from 'valibot';
import type { Batch, Outcome, SkipReason } from '../edition/batch.ts';
import type { Row } from './client.ts';
import { nameIn, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const outcomeShape = shapeOf<Outcome>()(
  v.variant('kind', [
    v.looseObject({ kind: v.literal('submitted'), messageId: v.string(), at: v.number() }),
    v.looseObject({
      kind: v.literal('refused'),
      reason: v.string(),
      at: v.number(),
      kept: v.exactOptional(v.literal(true)),
    }),
    v.looseObject({ kind: v.literal('skipped'), reason: nameIn<SkipReason>(), at: v.number() }),
  ]),
);

const batchShape = shapeOf<Batch>()(
  v.looseObject({
    editionId: v.string(),
    id: v.string(),
    newsletterId: v.string(),
    segmentId: v.string(),
    contentKey: v.string(),
    from: v.number(),
    cutoff: v.number(),
    readers: v.array(v.string()),
    outcomes: v.record(v.string(), outcomeShape),
    state: v.picklist(['open', 'done']),
    written: v.exactOptional(v.number()),
  }),
);

/** The row of a batch. */
export function batchRow(batch: Batch): Row {
  return { ...keys.batch(batch.editionId, batch.id), ...batch };
}

/** The batch that a row holds. Throws `MalformedRow`. */
export function batchOf(row: Row): Batch {
  return readRow(batchShape, row);
}
