/** An archived edition as a row, and back; and how far its archive has come. */
import * as v from 'valibot';
import type { PublishedEdition } from '../edition/archive.ts';
import type { ArchiveCursor, DueArchive } from '../edition/plan/publish.ts';
import type { Row } from './client.ts';
import { readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const cursorShape = shapeOf<ArchiveCursor>()(
  v.looseObject({ at: v.number(), through: v.number() }),
);

const dueShape = v.looseObject({
  pk: v.string(),
  dueAt: v.number(),
  at: v.exactOptional(v.unknown()),
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
  const { pk, dueAt, at } = readRow(dueShape, row, row);
  const cursor = at === undefined ? {} : { cursor: cursorOf(row) };
  return { newsletterId: pk.slice(partitionStart.length), dueAt, ...cursor };
}

const partitionStart = keys.newsletterPartition('');

/** The cursor that a row holds. Throws `MalformedRow`. */
function cursorOf(row: Row): ArchiveCursor {
  const { at, through } = readRow(cursorShape, row);
  return { at, through };
}
