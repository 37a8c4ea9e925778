/** Subscribers and their addresses: found by id or address, changed only where a move says so. */
import { leftKeptMs, otherAddressKeptMs } from '../config/retention.ts';
import { confirmationUnqueuedMs } from '../config/waits.ts';
import type { Changes, Expected, Move } from '../subscriber/moves.ts';
import type { Found } from '../subscriber/sign-up.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { givingAddress, notSuppressed, ownerOf } from './address-row.ts';
import { getRow, type Row, type Table, transact, ttl, updateRow } from './client.ts';
import { notingFor } from './deliveries.ts';
import { suppressionRow } from './hidden-address.ts';
import { segmentShard, shardOf } from './indexes.ts';
import { isNoted, type NotedChange, notedChange } from './noted-changes.ts';
import { readerMoved } from './reader-moved.ts';
import { mailedBy, noting } from './reader-moves.ts';
import { livingOf, toRow } from './subscriber-row.ts';
import { suppressionOf } from './suppression-row.ts';
import { keys } from './table.ts';

/** The reader rows. */
export interface SubscriberStore {
  readonly load: (id: string) => Promise<Subscriber | undefined>;
  readonly findByAddress: (newsletterId: string, addressKey: string) => Promise<Found>;
  readonly create: (subscriber: Subscriber) => Promise<'created' | 'exists'>;
  readonly save: (id: string, expected: Expected, changes: Changes) => Promise<'saved' | 'changed'>;
  /** Ends the subscription of a row that cannot be read: it is in no segment, and else as it was. */
  readonly endUnreadable: (id: string) => Promise<void>;
}

/** The subscribers in this table. Expired rows may linger there: the clock tells them. */
export function subscriberStore(table: Table, now: () => number): SubscriberStore {
  return {
    load: (id) => load(table, id, now()),
    findByAddress: (newsletterId, addressKey) =>
      findByAddress(table, { newsletterId, addressKey }, now()),
    create: (subscriber) => create(table, subscriber, now()),
    save: (id, expected, changes) => save(table, id, { expected, changes }, now()),
    endUnreadable: (id) => endUnreadable(table, id),
  };
}

async function load(table: Table, id: string, now: number): Promise<Subscriber | undefined> {
  return livingOf(await getRow(table, keys.subscriber(id)), now);
}

async function findByAddress(
  table: Table,
  { newsletterId, addressKey }: { newsletterId: string; addressKey: string },
  now: number,
): Promise<Found> {
  const [address, suppression] = await Promise.all([
    getRow(table, keys.address(addressKey, newsletterId)),
    suppressionRow(table, addressKey),
  ]);
  const known = {
    suppressed: suppression !== undefined,
    ...(suppression === undefined ? {} : { suppression: suppressionOf(suppression) }),
  };
  // Nobody is looked up too: an answer about an unknown address must not be the quicker one.
  const subscriber = await load(table, address === undefined ? 'nobody' : ownerOf(address), now);
  return subscriber === undefined ? known : { subscriber, ...known };
}

/** The address, the subscriber and the check of suppression in one: all or nothing. Who returns passes it. */
async function create(
  table: Table,
  subscriber: Subscriber,
  now: number,
): Promise<'created' | 'exists'> {
  const { id, newsletterId, addressKey, confirmation, comebackId } = subscriber;
  const waiting = confirmation?.state === 'queued' ? confirmationDue(confirmation.at) : {};
  const TableName = table.name;
  const written = await transact(table, [
    givingAddress(TableName, subscriber, now),
    { Put: { TableName, Item: { ...toRow(subscriber), ...waiting } } },
    ...(comebackId === undefined ? await notSuppressed(table, addressKey) : []),
    ...noting(TableName, newsletterId, {
      kind: subscriber.state === 'pending' ? 'asked' : 'imported',
      at: now,
      readers: [id],
      mailed: mailedBy(undefined, subscriber),
    }),
  ]);
  return written === 'written' ? 'created' : 'exists';
}

function confirmationDue(at: number): Row {
  return { dueKind: 'confirmation', dueAt: at + confirmationUnqueuedMs };
}

/** Sets only the fields that the move changes, if what it was decided on still holds. */
async function save(
  table: Table,
  id: string,
  move: Move,
  now: number,
): Promise<'saved' | 'changed'> {
  const { expected, changes } = move;
  const Key = keys.subscriber(id);
  const { expiresAt } = changes;
  if (expiresAt === undefined && !isNoted(expected, changes)) {
    return (await updateRow(table, Key, updateOf(id, move))).kind === 'updated'
      ? 'saved'
      : 'changed';
  }
  const row = await getRow(table, Key);
  if (row === undefined) return 'changed';
  const TableName = table.name;
  const newsletterId = String(row.newsletterId);
  const address = keys.address(String(row.addressKey), newsletterId);
  const noted = await notedChange(table, row, move, now);
  const moved = readerMoved({ id, newsletterId }, expected, changes);
  const written = await transact(table, [
    { Update: { TableName, Key, ...updateOf(id, move, noted) } },
    ...(expiresAt === undefined
      ? []
      : [{ Update: { TableName, Key: address, ...expiryUpdate(id, expiresAt) } }]),
    ...noted.writes,
    ...(moved === undefined ? [] : await notingFor(table, moved)),
  ]);
  return written === 'written' ? 'saved' : 'changed';
}

async function endUnreadable(table: Table, id: string): Promise<void> {
  await updateRow(table, keys.subscriber(id), {
    UpdateExpression: 'SET #state = :left REMOVE segmentShard',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':left': 'unsubscribed' satisfies Subscriber['state'] },
  });
}

/** The address row lives as long as its subscriber. */
function expiryUpdate(subscriberId: string, expiresAt: number | null) {
  const values = { ':subscriber': subscriberId };
  const ConditionExpression = 'subscriber = :subscriber';
  return expiresAt === null
    ? {
        UpdateExpression: 'REMOVE expiresAt',
        ConditionExpression,
        ExpressionAttributeValues: values,
      }
    : {
        UpdateExpression: 'SET expiresAt = :at',
        ConditionExpression,
        ExpressionAttributeValues: { ...values, ':at': ttl(expiresAt) },
      };
}

function updateOf(id: string, { expected, changes }: Move, noted?: NotedChange) {
  const fields = new Map<string, unknown>(Object.entries({ ...changes, ...derived(id, changes) }));
  const set = [...fields].filter(([, value]) => value !== null);
  const remove = [...fields].filter(([, value]) => value === null);
  const conditions = ['#state = :expectedState'];
  if (expected.confirmationId !== undefined) conditions.push('confirmation.id = :expectedId');
  if (expected.usualIn !== undefined) {
    conditions.push('usual = :usual', 'segmentId = :usualIn', 'attribute_exists(segmentShard)');
  }
  conditions.push(...(noted?.conditions ?? []));
  return {
    UpdateExpression: [
      `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      ...(remove.length > 0 ? [`REMOVE ${remove.map(([name]) => `#${name}`).join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: {
      '#state': 'state',
      ...Object.fromEntries([...fields.keys()].map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':expectedState': expected.state,
      ...(expected.confirmationId === undefined ? {} : { ':expectedId': expected.confirmationId }),
      ...(expected.usualIn === undefined ? {} : { ':usual': true, ':usualIn': expected.usualIn }),
      ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
      ...noted?.values,
    },
  };
}

/** What follows from the changes: the place in the indexes, and the TTL in seconds. */
function derived(id: string, changes: Changes): Row {
  const row: Row = {};
  if (typeof changes.expiresAt === 'number') row.expiresAt = ttl(changes.expiresAt);
  if (changes.segmentId !== undefined) {
    const isReader = changes.state === undefined || changes.state === 'confirmed';
    row.segmentShard = isReader ? segmentShard(changes.segmentId, shardOf(id)) : null;
  }
  if (changes.confirmation?.state === 'queued') {
    Object.assign(row, confirmationDue(changes.confirmation.at));
  } else {
    const at = retentionDue(changes);
    if (at !== undefined) Object.assign(row, { dueKind: 'retention', dueAt: at });
    else if (changes.state !== undefined) Object.assign(row, { dueKind: null, dueAt: null });
  }
  return row;
}

/** When `sweep` is to look what of the row is kept (ms); it may be too early, never too late. */
function retentionDue({ state, consent, pastConsents, addressChange }: Changes) {
  if (state === 'unsubscribed') {
    return consent?.withdrawnAt === undefined ? undefined : consent.withdrawnAt + leftKeptMs;
  }
  if (state === 'confirmed' && pastConsents != null) {
    return (consent?.restoredAt ?? consent?.confirmedAt ?? 0) + otherAddressKeptMs;
  }
  return addressChange == null ? undefined : addressChange.at + otherAddressKeptMs;
}
