/** An archived edition as a row, and back; and how far its archive has come. */
import * as v from 'valibot';
import type { PublishedEdition } from '../edition/archive.ts';
import type { ArchiveCursor, DueArchive } from '../edition/plan/publish.ts';
import type { Row } from './client.ts';
import { readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const placeShape = v.looseObject({ at: v.number(), through: v.number() });

const cursorShape = shapeOf<ArchiveCursor>()(
  v.looseObject({
    ...placeShape.entries,
    last: v.exactOptional(v.looseObject({ key: v.string(), was: v.exactOptional(placeShape) })),
  }),
);

const dueShape = v.looseObject({
  pk: v.string(),
  dueAt: v.number(),
  tries: v.optional(v.number(), 0),
});

const publishedShape = shapeOf<PublishedEdition>()(
  v.looseObject({
    newsletterId: v.string(),
    key: v.string(),
    at: v.number(),
    through: v.number(),
    subject: v.string(),
    preview: v.string(),
    dateLine: v.string(),
    stories: v.array(v.looseObject({ title: v.string(), link: v.exactOptional(v.string()) })),
    picture: v.exactOptional(v.string()),
  }),
);

/** The row of an edition in the archive. */
export function publishedRow(edition: PublishedEdition): Row {
  const { newsletterId, at, key } = edition;
  return { ...keys.published(newsletterId, at, key), ...edition };
}

/** The edition that a row of the archive holds. Throws `MalformedRow`. */
export function publishedOf(row: Row): PublishedEdition {
  return readRow(publishedShape, row);
}

/** The archive of a row that is due, and how far it has come. Throws `MalformedRow`. */
export function dueArchiveOf(row: Row): DueArchive {
  const { pk, dueAt, tries } = readRow(dueShape, row, row);
  const cursor = cursorOf(row);
  const reached = cursor === undefined ? {} : { cursor };
  return { newsletterId: pk.slice(partitionStart.length), dueAt, tries, ...reached };
}

const partitionStart = keys.newsletterPartition('');

/** How far the archive of a row has come; undefined when nothing was published. Throws `MalformedRow`. */
export function cursorOf(row: Row): ArchiveCursor | undefined {
  if (row.at === undefined) return undefined;
  const { at, through, last } = readRow(cursorShape, row);
  return { at, through, ...(last === undefined ? {} : { last }) };
}
