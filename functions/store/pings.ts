/** Pings of hubs that wait for a poll: at most one row for each feed. */
import * as v from 'valibot';
import type { FeedKey } from '../feed/feed.ts';
import { type Row, type Table, updateRow } from './client.ts';
import { dueRows } from './due.ts';
import { readEach, readRow } from './row.ts';
import { keys } from './table.ts';

/** A feed that was pinged, and the instant (ms) of the row that says so. */
export interface WaitingPing extends FeedKey {
  readonly until: number;
}

const pingShape = v.looseObject({ pk: v.string(), sk: v.string(), dueAt: v.number() });

const dueMax = 200;
const { pk: pkStart, sk: skStart } = keys.ping('', '');

/**
 * Lets the feed be fetched by the first poll after `until`. What the poll looks at is written first:
 * where the subscription says that a ping waits, one does.
 */
export async function noteWaitingPing(table: Table, key: FeedKey, until: number): Promise<void> {
  const { newsletterId, feedId } = key;
  await updateRow(table, keys.ping(newsletterId, feedId), {
    UpdateExpression: 'SET dueKind = :kind, dueAt = :until',
    ExpressionAttributeValues: { ':kind': 'ping', ':until': until },
  });
  await updateRow(table, keys.websub(newsletterId, feedId), {
    UpdateExpression: 'SET waitsUntil = :until',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':until': until },
  });
}

/** The pings that have waited until `at`, the longest first. */
export async function waitingPings(table: Table, at: number): Promise<WaitingPing[]> {
  const rows = await dueRows(table, 'ping', at, dueMax);
  const waiting = rows.filter(({ dueAt }) => dueAt !== undefined);
  return readEach(table, waiting, fromRow);
}

function fromRow(row: Row): WaitingPing {
  const { pk, sk, dueAt } = readRow(pingShape, row, row);
  return {
    newsletterId: pk.slice(pkStart.length),
    feedId: sk.slice(skStart.length),
    until: dueAt,
  };
}

/** The fetch is queued: nothing waits any more, unless another ping came meanwhile. */
export async function forgetPing(table: Table, ping: WaitingPing): Promise<void> {
  await updateRow(table, keys.ping(ping.newsletterId, ping.feedId), {
    UpdateExpression: 'REMOVE dueKind, dueAt',
    ConditionExpression: 'dueAt = :until',
    ExpressionAttributeValues: { ':until': ping.until },
  });
}
