/** What the segment index says of a reader. */
import * as v from 'valibot';
import type { SegmentReader } from '../edition/plan/freeze.ts';
import type { Row } from './client.ts';
import { readRow, shapeOf } from './row.ts';

const readerShape = shapeOf<SegmentReader>()(
  v.object({
    id: v.string(),
    receivedThrough: v.number(),
    receivesSince: v.exactOptional(v.number()),
    pausedUntil: v.exactOptional(v.number()),
  }),
);

/** The reader that a row of the index, or a reader's own, names. Throws `MalformedRow`. */
export function segmentReaderOf(row: Row): SegmentReader {
  return readRow(readerShape, row, { ...row, id: row.subscriberId });
}
