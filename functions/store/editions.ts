/** Editions: begun once for each due instant, counted as their batches end. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { recordKeptMs } from '../config/retention.ts';
import { batchUnqueuedMs, plannerDeadMs } from '../config/waits.ts';
import type { Edition } from '../edition/edition.ts';
import type { PlannedEditions } from '../edition/plan/run-tick.ts';
import { getRow, isPassing, queryRows, type Table, ttl, updateRow } from './client.ts';
import { dueRowsTogether } from './due.ts';
import { beginAttempt, giveBackAttempt, layDown } from './edition-attempts.ts';
import { finishEdition, postponeEdition, saveProgress } from './edition-progress.ts';
import { editionOf, editionRow, listedEditionOf } from './edition-row.ts';
import { noteAwake, parkedBatches, unparkBatches } from './parked-batches.ts';
import { readEach } from './row.ts';
import { cursorsOf, readersFrom } from './segment-readers.ts';
import { dropStragglers, forgetStragglers, hasStragglers, stragglerPages } from './stragglers.ts';
import { keys } from './table.ts';

/** The edition rows: all that planning asks of them, and what an owner looks up. */
export interface EditionStore extends PlannedEditions {
  readonly load: (id: string) => Promise<Edition | undefined>;
  /** Editions of a newsletter that were due since, the latest first. */
  readonly list: (newsletterId: string, since: number) => Promise<Edition[]>;
}

/** The editions in this table. */
export function editionStore(table: Table, now: () => number): EditionStore {
  return {
    load: (id) => load(table, id),
    list: (newsletterId, since) => list(table, newsletterId, since),
    start: (edition) => start(table, edition, now()),
    due: async (at) => readEach(table, await dueRowsTogether(table, 'edition', at), editionOf),
    readers: ({ segmentId }, cursor) => readersFrom(table, segmentId, cursor),
    saveProgress: (edition, progress) => saveProgress(table, edition, progress, now()),
    cursorsOf: (ids) => cursorsOf(table, ids),
    hasStragglers: (edition) => hasStragglers(table, edition),
    stragglers: (edition) => stragglerPages(table, edition),
    dropStragglers: (edition, planned) => dropStragglers(table, edition, planned),
    begin: (edition) => beginAttempt(table, edition, now()),
    giveBack: (edition) => giveBackAttempt(table, edition),
    forgetStragglers: (edition) => forgetStragglers(table, edition),
    layDown: (edition) => layDown(table, edition, now()),
    isPassing,
    parked: ({ id }) => parkedBatches(table, id),
    unpark: (batches) => unparkBatches(table, batches, now() + batchUnqueuedMs),
    noteAwake: (edition) => noteAwake(table, edition),
    finish: (edition) => finishEdition(table, edition.id, now()),
    lookAgainAt: (edition, at) => postponeEdition(table, edition, at),
  };
}

async function load(table: Table, id: string): Promise<Edition | undefined> {
  const row = await getRow(table, keys.edition(id));
  return row && editionOf(row);
}

async function start(table: Table, edition: Edition, now: number): Promise<Edition | undefined> {
  const Item = {
    ...editionRow(edition),
    dueKind: 'edition',
    dueAt: now + plannerDeadMs,
    expiresAt: ttl(now + recordKeptMs),
  };
  const ConditionExpression = 'attribute_not_exists(pk)';
  try {
    await table.client.send(new PutCommand({ TableName: table.name, Item, ConditionExpression }));
    await enlist(table, edition, now);
    return edition;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // Whoever kept it may have died before this.
    await enlist(table, edition, now);
    return undefined;
  }
}

/** For the owner's eyes, and for the archive. */
async function enlist(table: Table, edition: Edition, now: number): Promise<void> {
  const { newsletterId, scheduledAt, id } = edition;
  await updateRow(table, keys.listedEdition(newsletterId, scheduledAt, id), {
    UpdateExpression: 'SET edition = :id, expiresAt = :ttl',
    ExpressionAttributeValues: { ':id': id, ':ttl': ttl(now + recordKeptMs) },
  });
}

async function list(table: Table, newsletterId: string, since: number): Promise<Edition[]> {
  const { pk, sk } = keys.listedEdition(newsletterId, since, '');
  const lines = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk AND sk >= :since',
    ExpressionAttributeValues: { ':pk': pk, ':since': sk },
    ScanIndexForward: false,
  });
  const ids = readEach(table, lines, listedEditionOf);
  const rows = await Promise.all(ids.map((id) => getRow(table, keys.edition(id))));
  return readEach(
    table,
    rows.filter((row) => row !== undefined),
    editionOf,
  );
}
