/** Notices to owners and letters to readers, as their rows hold them. */
import * as v from 'valibot';
import type { Notice } from '../config/notice.ts';
import type { NotedNotice } from '../mail/send-notice.ts';
import type { LetterKind, ReaderLetter } from '../subscriber/reader-letter.ts';
import type { Row } from './client.ts';
import { nameIn, readRow, shapeOf } from './row.ts';

const letterShape = shapeOf<ReaderLetter>()(
  v.looseObject({
    id: v.string(),
    kind: nameIn<LetterKind>(),
    newsletterId: v.string(),
    subscriberId: v.string(),
    changeId: v.exactOptional(v.string()),
    at: v.number(),
  }),
);

const noticeShape = shapeOf<Notice>()(
  v.looseObject({
    id: v.string(),
    newsletterId: v.string(),
    kind: nameIn<Notice['kind']>(),
    values: v.record(v.string(), v.string()),
    at: v.number(),
  }),
);

const notedShape = v.looseObject({
  notice: v.union([letterShape, noticeShape]),
  attempt: v.number(),
});

/** The notice or letter that a row holds, with how far it has come. Throws `MalformedRow`. */
export function notedOf(row: Row): NotedNotice {
  const { notice, attempt } = readRow(notedShape, row);
  return { ...notice, attempt };
}
