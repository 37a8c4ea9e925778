/** A segment as its row holds it. */
import * as v from 'valibot';
import type { Segment } from '../edition/segment.ts';
import { contentOf, type Row } from './client.ts';
import { readRow, shapeOf } from './row.ts';
import { scheduleShape, sectionsShape } from './schedule-row.ts';

const segmentShape = shapeOf<Segment>()(
  v.looseObject({
    id: v.string(),
    newsletterId: v.string(),
    schedule: scheduleShape,
    sections: sectionsShape,
    language: v.exactOptional(v.string()),
    dueAt: v.exactOptional(v.number()),
    joinedAt: v.number(),
  }),
);

/** The segment that a row holds. Throws `MalformedRow`. */
export function segmentOf(row: Row): Segment {
  const dueAt = row.dueAt === undefined ? {} : { dueAt: row.dueAt };
  return readRow(segmentShape, row, { ...contentOf(row), ...dueAt });
}
