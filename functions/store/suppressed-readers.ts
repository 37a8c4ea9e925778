/** Readers whose address is suppressed, or is mailed again: their rows, with what is noted of it. */
import type { PlaceAgain } from '../subscriber/come-back.ts';
import type { MoveKind } from '../subscriber/reader-moves.ts';
import type { Subscriber, Suppression } from '../subscriber/subscriber.ts';
import { getRow, type Row, type Table, transact, updateRow } from './client.ts';
import { segmentShard, shardOf } from './indexes.ts';
import { mailedBy, noting } from './reader-moves.ts';
import { keys } from './table.ts';

const kinds: Readonly<Record<Suppression['reason'], MoveKind>> = {
  bounce: 'bounced',
  'repeated-bounce': 'bounced',
  complaint: 'complained',
  owner: 'suppressed',
};

/** A reader, and the address that it is about: who has moved away from it meanwhile stays as they are. */
export interface ReaderAtAddress {
  readonly id: string;
  readonly addressKey: string;
}

/** Stops all mail to a reader. A confirmation that was to pass a suppression does not pass this one. */
export async function suppressReader(
  table: Table,
  reader: ReaderAtAddress,
  { reason, at }: Suppression,
): Promise<void> {
  const update = {
    UpdateExpression: 'SET suppressed = :suppressed REMOVE segmentShard, comebackId',
    ExpressionAttributeValues: { ':suppressed': true },
  };
  await changeReader(table, reader, { kind: kinds[reason], suppressed: true, at, update });
}

/** Lets a reader be mailed what is new from `at` (ms) on; without a segment nothing goes on. */
export async function letBeMailed(
  table: Table,
  { id, segmentId, addressKey }: PlaceAgain & Pick<ReaderAtAddress, 'addressKey'>,
  at: number,
): Promise<void> {
  const place = placing({ id, segmentId });
  const update = {
    UpdateExpression: `SET suppressed = :suppressed, receivedThrough = :at${place.set} REMOVE bouncesAt, comebackId`,
    ExpressionAttributeValues: { ':suppressed': false, ':at': at, ...place.values },
  };
  await changeReader(
    table,
    { id, addressKey },
    { kind: 'returned', suppressed: false, at, update },
  );
}

/** Part of an update, and its values: planning finds the reader in this segment, if there is one. */
export function placing({ id, segmentId }: PlaceAgain): {
  readonly set: string;
  readonly values: Row;
} {
  if (segmentId === undefined) return { set: '', values: {} };
  return {
    set: ', segmentId = :segment, segmentShard = :shard',
    values: { ':segment': segmentId, ':shard': segmentShard(segmentId, shardOf(id)) },
  };
}

interface ReaderChange {
  readonly kind: MoveKind;
  readonly suppressed: boolean;
  readonly at: number;
  readonly update: {
    readonly UpdateExpression: string;
    readonly ExpressionAttributeValues: Row;
  };
}

const triesMax = 4;

/**
 * Noted once, with the change itself. Whatever else happens to the row meanwhile, and however it is
 * damaged, the change is made: then without a note.
 */
async function changeReader(
  table: Table,
  { id, addressKey }: ReaderAtAddress,
  change: ReaderChange,
): Promise<void> {
  const { update, suppressed } = change;
  const Key = keys.subscriber(id);
  for (let tries = 1; tries <= triesMax; tries++) {
    const row = await getRow(table, Key);
    if (row === undefined) return;
    if (typeof row.addressKey === 'string' && row.addressKey !== addressKey) return;
    const { state, newsletterId } = row;
    const isReadable = typeof state === 'string' && typeof newsletterId === 'string';
    if (!isReadable || row.suppressed !== !suppressed) break;
    const written = await transact(table, [
      {
        Update: {
          TableName: table.name,
          Key,
          ...asLongAs(update, { state, suppressed, addressKey }),
        },
      },
      ...notingOf(table.name, { ...(row as unknown as Subscriber), id }, change),
    ]);
    if (written === 'written') return;
  }
  const { ExpressionAttributeValues } = update;
  await updateRow(table, Key, {
    ...update,
    ConditionExpression:
      'attribute_exists(pk) AND (NOT attribute_type(addressKey, :text) OR addressKey = :address)',
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ':text': 'S',
      ':address': addressKey,
    },
  });
}

function asLongAs(
  { UpdateExpression, ExpressionAttributeValues }: ReaderChange['update'],
  {
    state,
    suppressed,
    addressKey,
  }: { readonly state: string; readonly suppressed: boolean; readonly addressKey: string },
) {
  return {
    UpdateExpression,
    ConditionExpression: '#state = :state AND suppressed = :was AND addressKey = :address',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ':state': state,
      ':was': !suppressed,
      ':address': addressKey,
    },
  };
}

/** Parts of a transaction: that mail to a reader was stopped, or goes on. */
export function notingOf(
  TableName: string,
  { id, newsletterId, state, lastSubmitted }: Subscriber,
  { kind, at, suppressed }: Pick<ReaderChange, 'kind' | 'at' | 'suppressed'>,
) {
  return noting(TableName, newsletterId, {
    kind,
    at,
    readers: [id],
    mailed: mailedBy({ state, suppressed: !suppressed }, { state, suppressed }),
    ...(lastSubmitted === undefined ? {} : { editionId: lastSubmitted.editionId }),
  });
}
