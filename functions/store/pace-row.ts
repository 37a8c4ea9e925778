/** The pace of the account, as its one row holds it. */
import * as v from 'valibot';
import type { Pace } from '../mail/pace-book.ts';
import type { Row } from './client.ts';
import { readRow, shapeOf } from './row.ts';

const paceShape = shapeOf<Pace>()(
  v.looseObject({
    version: v.number(),
    quota: v.looseObject({
      maxPerSecond: v.number(),
      max24Hour: v.number(),
      sentLast24Hours: v.number(),
    }),
    quotaReadAt: v.number(),
    takenSince: v.number(),
    nextAt: v.number(),
    nextConfirmationAt: v.number(),
    haltedUntil: v.exactOptional(v.number()),
    haltReason: v.exactOptional(v.string()),
    halt: v.exactOptional(v.looseObject({ since: v.number(), tries: v.number() })),
    acceptedAt: v.exactOptional(v.number()),
    doubts: v.exactOptional(
      v.array(
        v.looseObject({ about: v.string(), since: v.number(), at: v.number(), times: v.number() }),
      ),
    ),
    paused: v.exactOptional(
      v.looseObject({
        at: v.number(),
        by: v.picklist(['owner', 'bounces', 'complaints']),
        reason: v.string(),
      }),
    ),
    warmUp: v.exactOptional(v.looseObject({ from: v.number(), firstDay: v.number() })),
  }),
);

const rowShape = v.looseObject({ pace: paceShape });

/** The pace that the row holds. Throws `MalformedRow`. */
export function paceOf(row: Row): Pace {
  return readRow(rowShape, row).pace;
}
