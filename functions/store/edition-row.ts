/** An edition as a row, and back; and its line in the list of a newsletter's editions. */
import * as v from 'valibot';
import type { Edition } from '../edition/edition.ts';
import type { ErrorFinding } from '../edition/finding.ts';
import { contentOf, type Row } from './client.ts';
import { nameIn, readRow, shapeOf } from './row.ts';
import { scheduleShape, sectionsShape } from './schedule-row.ts';
import { keys } from './table.ts';

const errorShape = shapeOf<ErrorFinding>()(
  v.looseObject({
    level: v.literal('error'),
    check: nameIn<ErrorFinding['check']>(),
    count: v.exactOptional(v.number()),
  }),
);

const holdShape = shapeOf<NonNullable<Edition['held']>>()(
  v.looseObject({
    reasons: v.array(errorShape),
    during: v.picklist(['planning', 'sending']),
    at: v.number(),
  }),
);

const editionShape = shapeOf<Edition>()(
  v.looseObject({
    id: v.string(),
    newsletterId: v.string(),
    segmentId: v.string(),
    schedule: scheduleShape,
    sections: sectionsShape,
    language: v.exactOptional(v.string()),
    scheduledAt: v.number(),
    cutoff: v.number(),
    state: v.picklist(['planning', 'sending', 'done', 'held', 'dropped']),
    held: v.exactOptional(holdShape),
    released: v.exactOptional(v.boolean()),
    releasedAt: v.exactOptional(v.number()),
    wakeAt: v.exactOptional(v.number()),
    markIds: v.exactOptional(v.array(v.string())),
    contentKey: v.exactOptional(v.string()),
    attempts: v.exactOptional(v.number()),
    cursor: v.looseObject({ shard: v.number(), reader: v.exactOptional(v.string()) }),
    readers: v.number(),
    batches: v.number(),
    batchesDone: v.number(),
    submitted: v.number(),
    refused: v.number(),
    skipped: v.number(),
    passedOver: v.looseObject({ nothingNew: v.number(), paused: v.number(), ahead: v.number() }),
    stragglers: v.array(v.string()),
  }),
);

const listedShape = v.looseObject({ edition: v.string() });

/** The row of an edition; those who are to be planned once more are a set, or no attribute. */
export function editionRow({ stragglers, ...edition }: Edition): Row {
  const left = stragglers.length === 0 ? {} : { stragglers: new Set(stragglers) };
  return { ...keys.edition(edition.id), ...edition, ...left };
}

/** The edition that a row holds. Throws `MalformedRow`. */
export function editionOf(row: Row): Edition {
  const { stragglers = [] } = row;
  return readRow(editionShape, row, {
    ...contentOf(row),
    stragglers: stragglers instanceof Set ? [...stragglers] : stragglers,
  });
}

/** The id of the edition that a line of a list names. Throws `MalformedRow`. */
export function listedEditionOf(row: Row): string {
  return readRow(listedShape, row).edition;
}
