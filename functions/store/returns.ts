/** How mail comes back to an installation with a relay: one row. */
import * as v from 'valibot';
import type { Returns, ReturnsBook } from '../mail/returns.ts';
import { getRow, type Row, type Table, updateRow } from './client.ts';
import { readOrReport, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const rowShape = shapeOf<Returns>()(
  v.looseObject({
    handedAt: v.exactOptional(v.number()),
    copiedAt: v.exactOptional(v.number()),
    mailbox: v.exactOptional(
      v.looseObject({
        host: v.string(),
        place: v.exactOptional(
          v.looseObject({
            box: v.string(),
            validity: v.string(),
            through: v.number(),
            waiting: v.array(v.looseObject({ uid: v.number(), times: v.number() })),
          }),
        ),
        failing: v.exactOptional(v.looseObject({ since: v.number(), reason: v.string() })),
      }),
    ),
  }),
);

/** What the row holds. Throws `MalformedRow`. */
export function returnsOf(row: Row): Returns {
  return readRow(rowShape, row);
}

/** The row in this table; one that is malformed is reported, and written anew. */
export function returnsStore(table: Table): ReturnsBook {
  /** With undefined it goes. */
  const note = async (name: keyof Returns, value: unknown): Promise<void> => {
    const ExpressionAttributeNames = { '#name': name };
    await updateRow(
      table,
      keys.returns,
      value === undefined
        ? { UpdateExpression: 'REMOVE #name', ExpressionAttributeNames }
        : {
            UpdateExpression: 'SET #name = :value',
            ExpressionAttributeNames,
            ExpressionAttributeValues: { ':value': value },
          },
    );
  };
  return {
    load: async () => {
      const row = await getRow(table, keys.returns);
      return (row && readOrReport(table, row, returnsOf)) ?? {};
    },
    noteHanded: (at) => note('handedAt', at),
    noteCopied: (at) => note('copiedAt', at),
    noteMailbox: (standing) => note('mailbox', standing),
  };
}
