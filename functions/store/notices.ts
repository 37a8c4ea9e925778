/** Notices to owners and letters to readers, each in a row of its own: noted once, kept until settled. */
import type { Notice } from '../config/notice.ts';
import { letterKeptMs, recordKeptMs } from '../config/retention.ts';
import type { Happening } from '../hook/hook.ts';
import type { Noted, NotedLetter, NoticeKey } from '../mail/noted-letter.ts';
import type { DueLetter } from '../mail/sweep.ts';
import type { LetterProgress } from '../subscriber/subscriber.ts';
import { getRow, type Table, ttl, type UpdateResult, updateRow } from './client.ts';
import { notingFor, updateWith } from './deliveries.ts';
import { dueKeys } from './due.ts';
import { notedOf, noticeOf } from './notice-row.ts';
import { keys } from './table.ts';

/** Where notices are noted. */
export interface NoticeStore {
  /** Notes it unless it was noted before. */
  readonly note: (notice: Noted) => Promise<'noted' | 'known'>;
}

const dueMax = 100;

/** The notices in this table. */
export function noticeStore(table: Table): NoticeStore {
  return {
    note: async (notice) => {
      const { kind } = await noteLetter(table, notice, notice.at);
      return kind === 'updated' ? 'noted' : 'known';
    },
  };
}

/** Notes a letter unless it was noted before; the sweep looks at it at this instant (ms). */
export function noteLetter(table: Table, noted: Noted, lookAgainAt: number): Promise<UpdateResult> {
  return updateRow(table, keys.notice(noted.id), letterUpdate(noted, lookAgainAt));
}

/** The same as a part of a transaction, which is refused when it was noted before. */
export function notingLetter(table: Table, noted: Noted) {
  const { name: TableName } = table;
  return { Update: { TableName, Key: keys.notice(noted.id), ...letterUpdate(noted, noted.at) } };
}

/** Notes that a feed fails, for its owner and, once with it, for hooks; of other things as `note`. */
export async function noteOfFeed(table: Table, notice: Notice, feedId: string): Promise<void> {
  const failing = feedFailing(notice, feedId);
  const noting = failing === undefined ? [] : await notingFor(table, failing);
  await updateWith(table, keys.notice(notice.id), letterUpdate(notice, notice.at), noting);
}

/** Pure: what a notice about a feed is to hooks; undefined where it is nothing to them. */
function feedFailing(
  { id, newsletterId, kind, values, at }: Notice,
  feedId: string,
): Happening | undefined {
  if (kind !== 'feedFailing') return undefined;
  const { feed = '', reason = '' } = values;
  const facts = { feed: feedId, name: feed, reason };
  return { id, newsletterId, event: 'feed.failing', at, facts };
}

function letterUpdate(noted: Noted, lookAgainAt: number) {
  return {
    UpdateExpression:
      'SET #notice = :notice, progress = :progress, attempt = :zero, dueKind = :kind, dueAt = :at',
    ConditionExpression: 'attribute_not_exists(pk)',
    ExpressionAttributeNames: { '#notice': 'notice' },
    ExpressionAttributeValues: {
      ':notice': noted,
      ':progress': { state: 'queued', at: noted.at, attempt: 0 },
      ':zero': 0,
      ':kind': 'notice',
      ':at': lookAgainAt,
    },
  };
}

/** The notice or letter of this id, or undefined. Throws `MalformedRow`. */
export async function loadNotice(
  table: Table,
  { noticeId }: NoticeKey,
): Promise<NotedLetter | undefined> {
  const row = await getRow(table, keys.notice(noticeId));
  return row && notedOf(row);
}

/** Takes it a step on, if it is still as it was read; one that is settled is kept for a while. */
export async function saveNotice(
  table: Table,
  { noted, progress }: { readonly noted: Noted; readonly progress: LetterProgress },
  next: LetterProgress,
  lookAgainAt: number | undefined,
): Promise<boolean> {
  const keptMs = 'subscriberId' in noted ? letterKeptMs : recordKeptMs;
  const settledAt = { ':expires': ttl(next.at + keptMs) };
  const result = await updateRow(table, keys.notice(noted.id), {
    UpdateExpression:
      lookAgainAt === undefined
        ? 'SET progress = :next, expiresAt = :expires REMOVE dueKind, dueAt'
        : 'SET progress = :next, dueKind = :kind, dueAt = :again',
    ConditionExpression:
      'attribute_exists(pk) AND (attribute_not_exists(progress) OR ' +
      '(progress.#state = :was AND progress.attempt = :attempt))',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':next': next,
      ':was': progress.state,
      ':attempt': progress.attempt,
      ...(lookAgainAt === undefined ? settledAt : { ':kind': 'notice', ':again': lookAgainAt }),
    },
  });
  if (result.kind === 'updated') return true;
  // A repeat by the SDK after a lost answer meets our own write.
  const now = result.row && notedOf(result.row).progress;
  return now?.owner !== undefined && now.owner === next.owner && now.state === next.state;
}

/** Looks at the notice again at this instant. */
export async function postponeNotice(
  table: Table,
  { noticeId }: NoticeKey,
  at: number,
): Promise<void> {
  await updateRow(table, keys.notice(noticeId), {
    UpdateExpression: 'SET dueAt = :at',
    ConditionExpression: 'dueKind = :kind',
    ExpressionAttributeValues: { ':at': at, ':kind': 'notice' },
  });
}

/** Notices and letters that must be looked at by `at`. */
export async function dueNotices(table: Table, at: number): Promise<DueLetter[]> {
  const due = await dueKeys(table, 'notice', at, dueMax);
  return due.map(({ pk }) => ({ key: { noticeId: noticeOf(pk) }, isWanted: true }));
}
