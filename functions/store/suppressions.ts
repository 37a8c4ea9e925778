/** Bounces of a reader, and addresses that must not be mailed, by any newsletter. */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { suppressionNamedMs } from '../config/retention.ts';
import type { SuppressedAddress } from '../mail/reputation.ts';
import type { SuppressionReason } from '../mail/settle-event.ts';
import type { PlaceAgain } from '../subscriber/come-back.ts';
import type { Suppression } from '../subscriber/subscriber.ts';
import { ownerOf } from './address-row.ts';
import { getRow, type Key, type Table, updateRow } from './client.ts';
import { addressRows, suppressionKeys, suppressionRow } from './hidden-address.ts';
import { readEach } from './row.ts';
import { fromRow, livingOf } from './subscriber-row.ts';
import { letBeMailed, type ReaderAtAddress, suppressReader } from './suppressed-readers.ts';
import { suppressionOf } from './suppression-row.ts';
import { keys } from './table.ts';

/**
 * Suppresses an address: the address first, so that nobody can sign up with it any more, then each
 * of its readers, so that the next claim is refused. Doing it again changes nothing. `now` (ms) is
 * when, where `at` is when it was suppressed elsewhere.
 */
export async function suppressAddress(
  table: Table,
  addressKey: string,
  reason: SuppressionReason,
  at: number,
  now = at,
): Promise<SuppressedAddress> {
  const isNew = await markAddress(table, addressKey, reason, at);
  const rows = await addressRows(table, addressKey);
  for (const id of readEach(table, rows, ownerOf))
    await suppressReader(table, { id, addressKey }, { reason, at: now });
  const newsletterIds = rows.map((row) => String(row.sk).slice('NEWSLETTER#'.length));
  return { isNew, newsletterIds };
}

/** What weighs more takes the place of what was known: a complaint of a bounce, the owner's word of both. */
const weights: Readonly<Record<SuppressionReason, number>> = {
  bounce: 0,
  'repeated-bounce': 0,
  complaint: 1,
  owner: 2,
};

/** False when it was suppressed before: it keeps its reason, unless the new one weighs more. */
async function markAddress(
  table: Table,
  addressKey: string,
  reason: SuppressionReason,
  at: number,
): Promise<boolean> {
  const known = await suppressionRow(table, addressKey);
  if (known !== undefined) {
    const isWorse = weights[reason] > weights[suppressionOf(known).reason];
    const key = { pk: String(known.pk), sk: String(known.sk) };
    if (isWorse) await setReason(table, key, reason, at);
    return false;
  }
  const marked = await updateRow(table, keys.suppression(addressKey), {
    // Sweep looks when it may lose the name.
    UpdateExpression: 'SET reason = :reason, #at = :at, dueKind = :kind, dueAt = :due',
    ConditionExpression: 'attribute_not_exists(pk)',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: {
      ':reason': reason,
      ':at': at,
      ':kind': 'suppression',
      ':due': at + suppressionNamedMs,
    },
  });
  return marked.kind === 'updated';
}

async function setReason(
  table: Table,
  key: Key,
  reason: SuppressionReason,
  at: number,
): Promise<void> {
  await updateRow(table, key, {
    UpdateExpression: 'SET reason = :reason, #at = :at',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':reason': reason, ':at': at },
  });
}

/** The ids of the readers of an address, also of those whose own row cannot be read. */
export async function readerIdsAt(table: Table, addressKey: string): Promise<readonly string[]> {
  return readEach(table, await addressRows(table, addressKey), ownerOf);
}

/** The readers of an address, one for each newsletter that it reads. */
export async function readersAt(table: Table, addressKey: string, now: number) {
  const ids = await readerIdsAt(table, addressKey);
  // One by one, as doors may that have no right to many at once: they are a handful at most.
  const found = await Promise.all(ids.map((id) => getRow(table, keys.subscriber(id))));
  const rowsThere = found.filter((row) => row !== undefined);
  return readEach(table, rowsThere, (row) => livingOf(row, now)).filter((one) => one !== undefined);
}

/** Why an address is not mailed; undefined: nothing suppresses it. Throws `MalformedRow`. */
export async function loadSuppression(
  table: Table,
  addressKey: string,
): Promise<Suppression | undefined> {
  const row = await suppressionRow(table, addressKey);
  return row && suppressionOf(row);
}

/**
 * Lets an address be mailed again: its readers first, then the address itself, so that a death
 * between leaves it suppressed. Each reader starts with what is new; `segmentId` undefined: the
 * reader has left.
 */
export async function liftSuppression(
  table: Table,
  addressKey: string,
  readers: readonly PlaceAgain[],
  at: number,
): Promise<void> {
  for (const place of readers) await letBeMailed(table, { ...place, addressKey }, at);
  for (const Key of await suppressionKeys(table, addressKey)) {
    await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
  }
}

/**
 * Notes that the message mailed at this instant (ms) bounced for now: once, as it is one member of a
 * set, and not of who has moved to another address meanwhile. Returns how many of those mailed after `since` have; older ones are forgotten.
 */
export async function countBounce(
  table: Table,
  { id, addressKey }: ReaderAtAddress,
  mailedAt: number,
  since: number,
): Promise<number> {
  const key = keys.subscriber(id);
  const exists = { ConditionExpression: 'attribute_exists(pk) AND addressKey = :address' };
  const result = await updateRow(table, key, {
    ...exists,
    UpdateExpression: 'ADD bouncesAt :mailed',
    ExpressionAttributeValues: { ':mailed': new Set([mailedAt]), ':address': addressKey },
    ReturnValues: 'ALL_NEW',
  });
  if (result.row === undefined) return 0;
  const { bouncesAt = [] } = fromRow(result.row);
  const faded = bouncesAt.filter((at) => at <= since);
  if (faded.length > 0) {
    await updateRow(table, key, {
      ...exists,
      UpdateExpression: 'DELETE bouncesAt :faded',
      ExpressionAttributeValues: { ':faded': new Set(faded), ':address': addressKey },
    });
  }
  return bouncesAt.length - faded.length;
}
