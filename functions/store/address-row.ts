/** The row that gives an address to one reader of a newsletter, and what must hold to write it. */
import * as v from 'valibot';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { type Row, type Table, ttl } from './client.ts';
import { suppressionKeys } from './hidden-address.ts';
import { findPlace, readerPlace } from './indexes.ts';
import { readRow } from './row.ts';
import { keys } from './table.ts';

const addressShape = v.looseObject({ subscriber: v.string() });

/** The id of the reader who has the address of a row. Throws `MalformedRow`. */
export function ownerOf(row: Row): string {
  return readRow(addressShape, row).subscriber;
}

type Owner = Pick<Subscriber, 'id' | 'newsletterId' | 'addressKey' | 'expiresAt'>;

/** The row that gives the address to the reader; it goes when the reader does. */
export function addressRow({ id, newsletterId, addressKey, expiresAt }: Owner): Row {
  return {
    ...keys.address(addressKey, newsletterId),
    ...findPlace(newsletterId, addressKey),
    ...readerPlace(newsletterId, id),
    subscriber: id,
    ...(expiresAt === undefined ? {} : { expiresAt: ttl(expiresAt) }),
  };
}

/** Part of a transaction: the address becomes the reader's, unless somebody has it. */
export function givingAddress(TableName: string, owner: Owner, now: number) {
  return {
    Put: {
      TableName,
      Item: addressRow(owner),
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
      ExpressionAttributeValues: { ':now': ttl(now) },
    },
  };
}

/** Parts of a transaction: nothing suppresses the address, by its name or by its hash. */
export async function notSuppressed(table: Table, addressKey: string) {
  return (await suppressionKeys(table, addressKey)).map((Key) => ({
    ConditionCheck: {
      TableName: table.name,
      Key,
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }));
}
