/** Notices to owners and letters to readers: noted once, mailed by the send door. */
import { letterKeptMs, recordKeptMs } from '../config/waits.ts';
import type { Noted, NotedNotice } from '../mail/send-notice.ts';
import { type Table, ttl, updateRow } from './client.ts';
import { dueKeys } from './due.ts';
import { notedOf } from './notice-row.ts';
import { keys } from './table.ts';

/** The rows of notices and letters. */
export interface NoticeStore {
  /** Notes it unless it was noted before. */
  readonly note: (notice: Noted) => Promise<'noted' | 'known'>;
  readonly claim: (id: string, lookAgainAt: number) => Promise<NotedNotice | undefined>;
  readonly finish: (id: string, outcome: string) => Promise<void>;
  readonly lookAgainAt: (id: string, at: number) => Promise<void>;
  readonly due: (at: number) => Promise<string[]>;
  /** Notes that it goes into the queue; false when it came to its end meanwhile. */
  readonly markQueued: (id: string, lookAgainAt: number) => Promise<boolean>;
}

const dueMax = 100;
const attemptsMax = 5;

/** The notices in this table. */
export function noticeStore(table: Table): NoticeStore {
  return {
    note: (notice) => note(table, notice),
    claim: (id, at) => claim(table, id, at),
    finish: (id, outcome) => finish(table, id, outcome),
    markQueued: (id, at) => markQueued(table, id, at),
    lookAgainAt: (id, at) => postpone(table, id, at),
    due: async (at) =>
      (await dueKeys(table, 'notice', at, dueMax)).map(({ pk }) => pk.slice('NOTICE#'.length)),
  };
}

async function finish(table: Table, id: string, outcome: string): Promise<void> {
  await updateRow(table, keys.notice(id), {
    UpdateExpression: 'SET outcome = :outcome REMOVE dueKind, dueAt',
    ExpressionAttributeValues: { ':outcome': outcome },
  });
}

async function postpone(table: Table, id: string, at: number): Promise<void> {
  await updateRow(table, keys.notice(id), {
    UpdateExpression: 'SET dueAt = :at',
    ConditionExpression: 'dueKind = :kind',
    ExpressionAttributeValues: { ':at': at, ':kind': 'notice' },
  });
}

async function note(table: Table, notice: Noted): Promise<'noted' | 'known'> {
  const result = await updateRow(table, keys.notice(notice.id), {
    UpdateExpression:
      'SET #notice = :notice, attempt = :zero, dueKind = :kind, dueAt = :at, expiresAt = :expires',
    ConditionExpression: 'attribute_not_exists(pk)',
    ExpressionAttributeNames: { '#notice': 'notice' },
    ExpressionAttributeValues: {
      ':notice': notice,
      ':zero': 0,
      ':kind': 'notice',
      ':at': notice.at,
      ':expires': ttl(notice.at + recordKeptMs),
    },
  });
  return result.kind === 'updated' ? 'noted' : 'known';
}

/** Counts the attempt; whoever comes at the same time finds the due instant moved. */
async function claim(
  table: Table,
  id: string,
  lookAgainAt: number,
): Promise<NotedNotice | undefined> {
  const result = await updateRow(table, keys.notice(id), {
    UpdateExpression: 'SET attempt = attempt + :one, dueAt = :at, queued = :no',
    ConditionExpression: 'dueKind = :kind AND attempt < :max AND queued = :yes',
    ExpressionAttributeValues: {
      ':one': 1,
      ':at': lookAgainAt,
      ':kind': 'notice',
      ':max': attemptsMax,
      ':yes': true,
      ':no': false,
    },
    ReturnValues: 'ALL_NEW',
  });
  if (result.kind === 'refused') return undefined;
  return notedOf(result.row);
}

/**
 * The notice goes into the queue: only what was queued since can be claimed, once. One that was tried
 * as often as may be has come to its end.
 */
async function markQueued(table: Table, id: string, lookAgainAt: number): Promise<boolean> {
  const result = await updateRow(table, keys.notice(id), {
    UpdateExpression: 'SET queued = :yes, dueAt = :at',
    ConditionExpression: 'dueKind = :kind AND attempt < :max',
    ExpressionAttributeValues: {
      ':yes': true,
      ':at': lookAgainAt,
      ':kind': 'notice',
      ':max': attemptsMax,
    },
  });
  const isWornOut = result.row?.dueKind === 'notice' && result.kind === 'refused';
  if (isWornOut) await finish(table, id, 'no-answer');
  return result.kind === 'updated';
}

/**
 * Notes a letter that is put into the queue at once: the sweep looks at it only when it must have
 * been lost there.
 */
export async function noteQueued(table: Table, letter: Noted, lostAt: number): Promise<void> {
  await updateRow(table, keys.notice(letter.id), {
    UpdateExpression:
      'SET #notice = :notice, attempt = :zero, queued = :yes, dueKind = :kind, dueAt = :at, ' +
      'expiresAt = :expires',
    ConditionExpression: 'attribute_not_exists(pk)',
    ExpressionAttributeNames: { '#notice': 'notice' },
    ExpressionAttributeValues: {
      ':notice': letter,
      ':zero': 0,
      ':yes': true,
      ':kind': 'notice',
      ':at': lostAt,
      ':expires': ttl(letter.at + letterKeptMs),
    },
  });
}
