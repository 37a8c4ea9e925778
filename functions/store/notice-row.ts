/** Notices to owners and letters to readers, as their rows hold them. */
import * as v from 'valibot';
import type { Notice } from '../config/notice.ts';
import type { NotedLetter } from '../mail/noted-letter.ts';
import type { LetterKind, ReaderLetter } from '../subscriber/reader-letter.ts';
import type { LetterProgress } from '../subscriber/subscriber.ts';
import type { Row } from './client.ts';
import { nameIn, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

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

const toPerson = {
  personId: v.string(),
  from: v.exactOptional(
    v.looseObject({ address: v.string(), postalAddress: v.string(), language: v.string() }),
  ),
};

const noticeShape = shapeOf<Notice>()(
  v.looseObject({
    id: v.string(),
    newsletterId: v.string(),
    kind: nameIn<Notice['kind']>(),
    values: v.record(v.string(), v.string()),
    proof: v.exactOptional(
      v.looseObject({
        contentKey: v.string(),
        scheduledAt: v.exactOptional(v.number()),
        to: v.exactOptional(v.string()),
      }),
    ),
    signIn: v.exactOptional(
      v.looseObject({ attemptId: v.string(), until: v.number(), ...toPerson }),
    ),
    passkey: v.exactOptional(v.looseObject(toPerson)),
    at: v.number(),
  }),
);

const progressShape = shapeOf<LetterProgress>()(
  v.looseObject({
    state: v.picklist(['queued', 'claimed', 'submitted', 'refused']),
    at: v.number(),
    attempt: v.number(),
    owner: v.exactOptional(v.string()),
    messageId: v.exactOptional(v.string()),
    reason: v.exactOptional(v.string()),
  }),
);

const notedShape = v.looseObject({
  notice: v.union([letterShape, noticeShape]),
  attempt: v.number(),
  /** Absent on rows of a release that knew only how often a notice was tried. */
  progress: v.exactOptional(progressShape),
  outcome: v.exactOptional(v.string()),
});

/** The notice or letter that a row holds, with how far it has come. Throws `MalformedRow`. */
export function notedOf(row: Row): NotedLetter {
  const {
    notice,
    attempt,
    outcome,
    progress = before(notice.at, attempt, outcome),
  } = readRow(notedShape, row);
  return 'values' in notice
    ? { kind: 'notice', notice: notice as Notice, progress }
    : { kind: 'letter', letter: notice, progress };
}

function before(at: number, attempt: number, outcome: string | undefined): LetterProgress {
  const state = outcome === 'submitted' || outcome === 'refused' ? outcome : 'queued';
  return { state, at, attempt };
}

/** The id of the notice whose row has this partition key. */
export function noticeOf(pk: string): string {
  return pk.slice(keys.notice('').pk.length);
}
