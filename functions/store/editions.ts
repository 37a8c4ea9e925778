/** Editions: begun once for each due instant, counted as their batches end. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Edition, PassedOver, PlanningCursor } from '../edition/edition.ts';
import type { SegmentReader } from '../edition/plan/freeze.ts';
import {
  contentOf,
  getRow,
  queryFirst,
  queryRows,
  type Row,
  type Table,
  ttl,
  updateRow,
} from './client.ts';
import { dueKeys } from './due.ts';
import { keys, segmentIndex, segmentShard, segmentShards } from './table.ts';

export interface EditionStore {
  readonly load: (id: string) => Promise<Edition | undefined>;
  /** Editions of a newsletter that were due since, the latest first. */
  readonly list: (newsletterId: string, since: number) => Promise<Edition[]>;
  readonly start: (edition: Edition) => Promise<Edition>;
  readonly due: (at: number) => Promise<Edition[]>;
  readonly readers: (
    edition: Edition,
    cursor: PlanningCursor,
  ) => Promise<{ readers: SegmentReader[]; next?: PlanningCursor }>;
  readonly saveProgress: (
    edition: Edition,
    progress: { passedOver: PassedOver; next?: PlanningCursor },
  ) => Promise<Edition | 'changed'>;
  readonly cursorsOf: (readerIds: readonly string[]) => Promise<SegmentReader[]>;
  readonly dropStragglers: (edition: Edition) => Promise<void>;
  readonly finish: (edition: Edition) => Promise<void>;
  readonly lookAgainAt: (edition: Edition, at: number) => Promise<void>;
}

/** A planner that has not moved on for so long is taken for dead. */
const plannerDeadAfterMs = 2 * 60_000;
/** An edition whose planning has ended is looked at now and then until it is done. */
const checkAfterMs = 15 * 60_000;
export const editionKeptMs = 400 * 24 * 3_600_000;
const pageReaders = 500;

/** The editions in this table. */
export function editionStore(table: Table, now: () => number): EditionStore {
  return {
    load: (id) => load(table, id),
    list: (newsletterId, since) => list(table, newsletterId, since),
    start: (edition) => start(table, edition, now()),
    due: async (at) => {
      const due = await dueKeys(table, 'edition', at);
      const rows = await Promise.all(due.map((key) => getRow(table, key)));
      return rows.flatMap((row) => (row === undefined ? [] : [editionOf(row)]));
    },
    readers: (edition, cursor) => readers(table, edition, cursor),
    saveProgress: (edition, progress) => saveProgress(table, edition, progress, now()),
    cursorsOf: (ids) => cursorsOf(table, ids),
    dropStragglers: (edition) => dropStragglers(table, edition, now()),
    finish: (edition) => finishEdition(table, edition.id),
    lookAgainAt: async (edition, at) => {
      await setDue(table, edition, at);
    },
  };
}

async function load(table: Table, id: string): Promise<Edition | undefined> {
  const row = await getRow(table, keys.edition(id));
  return row && editionOf(row);
}

async function start(table: Table, edition: Edition, now: number): Promise<Edition> {
  const Item = {
    ...keys.edition(edition.id),
    ...toRow(edition),
    dueKind: 'edition',
    dueAt: now + plannerDeadAfterMs,
    expiresAt: ttl(now + editionKeptMs),
  };
  const ConditionExpression = 'attribute_not_exists(pk)';
  try {
    await table.client.send(new PutCommand({ TableName: table.name, Item, ConditionExpression }));
    await enlist(table, edition, now);
    return edition;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return (await load(table, edition.id)) ?? edition;
  }
}

/** For the owner's eyes: a planner that dies before this loses a line of a list, nothing else. */
async function enlist(table: Table, edition: Edition, now: number): Promise<void> {
  const { newsletterId, scheduledAt, id } = edition;
  await updateRow(table, keys.listedEdition(newsletterId, scheduledAt, id), {
    UpdateExpression: 'SET edition = :id, expiresAt = :ttl',
    ExpressionAttributeValues: { ':id': id, ':ttl': ttl(now + editionKeptMs) },
  });
}

async function list(table: Table, newsletterId: string, since: number): Promise<Edition[]> {
  const { pk, sk } = keys.listedEdition(newsletterId, since, '');
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk AND sk >= :since',
    ExpressionAttributeValues: { ':pk': pk, ':since': sk },
    ScanIndexForward: false,
  });
  const editions = await Promise.all(rows.map((row) => load(table, String(row.edition))));
  return editions.filter((edition) => edition !== undefined);
}

/** Fills a page from as many key ranges as it takes. */
async function readers(
  table: Table,
  edition: Edition,
  cursor: PlanningCursor,
): Promise<{ readers: SegmentReader[]; next?: PlanningCursor }> {
  const page: SegmentReader[] = [];
  let after = cursor.reader;
  for (let shard = cursor.shard; shard < segmentShards; shard++) {
    const room = pageReaders - page.length;
    const found = await readShard(table, segmentShard(edition.segmentId, shard), after, room);
    page.push(...found);
    const last = page.at(-1);
    if (found.length === room && last !== undefined) {
      return { readers: page, next: { shard, reader: last.id } };
    }
    after = undefined;
  }
  return { readers: page };
}

async function readShard(
  table: Table,
  shard: string,
  after: string | undefined,
  limit: number,
): Promise<SegmentReader[]> {
  const rows = await queryFirst(table, {
    IndexName: segmentIndex,
    KeyConditionExpression: `segmentShard = :shard${after === undefined ? '' : ' AND subscriberId > :after'}`,
    ExpressionAttributeValues: {
      ':shard': shard,
      ...(after === undefined ? {} : { ':after': after }),
    },
    Limit: limit,
  });
  return rows.map(readerOf);
}

function readerOf(row: Row): SegmentReader {
  return {
    id: String(row.subscriberId),
    receivedThrough: Number(row.receivedThrough),
    ...(typeof row.receivesSince === 'number' ? { receivesSince: row.receivesSince } : {}),
    ...(typeof row.pausedUntil === 'number' ? { pausedUntil: row.pausedUntil } : {}),
  };
}

/** Moves the cursor if it is still where this planner found it. */
async function saveProgress(
  table: Table,
  edition: Edition,
  progress: { passedOver: PassedOver; next?: PlanningCursor },
  now: number,
): Promise<Edition | 'changed'> {
  const passedOver = sum(edition.passedOver, progress.passedOver);
  const isLast = progress.next === undefined;
  const result = await updateRow(table, keys.edition(edition.id), {
    UpdateExpression: 'SET #cursor = :next, passedOver = :passed, #state = :to, dueAt = :dueAt',
    ConditionExpression: '#cursor = :was AND #state = :planning',
    ExpressionAttributeNames: { '#cursor': 'cursor', '#state': 'state' },
    ExpressionAttributeValues: {
      ':next': progress.next ?? edition.cursor,
      ':was': edition.cursor,
      ':passed': passedOver,
      ':planning': 'planning',
      ':to': isLast ? 'sending' : 'planning',
      ':dueAt': now + (isLast ? checkAfterMs : plannerDeadAfterMs),
    },
    ReturnValues: 'ALL_NEW',
  });
  return result.kind === 'updated' ? editionOf(result.row) : 'changed';
}

/** Where these readers stand, read afresh; who is gone is left out. */
async function cursorsOf(table: Table, ids: readonly string[]): Promise<SegmentReader[]> {
  const rows = await Promise.all(ids.map((id) => getRow(table, keys.subscriber(id))));
  return rows.flatMap((row) => (row === undefined ? [] : [readerOf(row)]));
}

async function dropStragglers(table: Table, edition: Edition, now: number): Promise<void> {
  if (edition.stragglers.length === 0) return;
  await updateRow(table, keys.edition(edition.id), {
    UpdateExpression: 'DELETE stragglers :planned SET dueAt = :dueAt',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: {
      ':planned': new Set(edition.stragglers),
      ':dueAt': now + checkAfterMs,
    },
  });
}

async function setDue(table: Table, edition: Edition, at: number): Promise<void> {
  await updateRow(table, keys.edition(edition.id), {
    UpdateExpression: 'SET dueAt = :at',
    ConditionExpression: 'dueKind = :kind',
    ExpressionAttributeValues: { ':at': at, ':kind': 'edition' },
  });
}

/** Marks the edition done if its counts add up; otherwise it stays as it is. */
export async function finishEdition(table: Table, id: string): Promise<void> {
  const row = await getRow(table, keys.edition(id));
  if (row === undefined) return;
  const { batches, readers, submitted, refused, skipped } = editionOf(row);
  if (submitted + refused + skipped !== readers) return;
  await updateRow(table, keys.edition(id), {
    UpdateExpression: 'SET #state = :done REMOVE dueKind, dueAt',
    ConditionExpression:
      '#state = :sending AND batches = :batches AND batchesDone = :batches' +
      ' AND attribute_not_exists(stragglers)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':done': 'done', ':sending': 'sending', ':batches': batches },
  });
}

function sum(a: PassedOver, b: PassedOver): PassedOver {
  return {
    nothingNew: a.nothingNew + b.nothingNew,
    paused: a.paused + b.paused,
    ahead: a.ahead + b.ahead,
  };
}

function toRow({ stragglers, ...edition }: Edition): Row {
  return stragglers.length === 0 ? edition : { ...edition, stragglers: new Set(stragglers) };
}

/** The edition that a row holds. */
export function editionOf(row: Row): Edition {
  const stragglers = row.stragglers instanceof Set ? [...row.stragglers].map(String) : [];
  return { ...(contentOf(row) as unknown as Edition), stragglers };
}
