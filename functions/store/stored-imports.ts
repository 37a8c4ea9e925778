/** Imports that are kept until they are worked off: how far each is, and the parts of its list. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { recordKeptMs } from '../config/retention.ts';
import type { AddedReaders } from '../subscriber/import/import-hand.ts';
import type {
  ImportKey,
  ImportParts,
  ImportRecords,
  PartKey,
} from '../subscriber/import/stored-import.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { getRow, getRows, queryFirst, queryRows, type Table, ttl } from './client.ts';
import { dueRows } from './due.ts';
import { importOf, importRow, partBytesOf } from './import-row.ts';
import { takeBackImported } from './imports.ts';
import { putVersion } from './put-version.ts';
import { readEach } from './row.ts';
import { livingOf } from './subscriber-row.ts';
import { keys } from './table.ts';

/** The imports in this table. */
function importRecords(table: Table): ImportRecords {
  return {
    load: (key) => load(table, key),
    save: (next, was) => {
      const row = { ...importRow(next), expiresAt: ttl(next.createdAt + recordKeptMs) };
      return putVersion(table, { next, row, was, load: () => load(table, next) });
    },
    list: async (newsletterId, { before, limit }) => {
      const { pk } = keys.import(newsletterId, '');
      const rows = await queryFirst(table, {
        KeyConditionExpression: before === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
        ExpressionAttributeValues: { ':pk': pk, ...(before && { ':before': before }) },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit,
      });
      return readEach(table, rows, importOf);
    },
    due: async (at) => readEach(table, await dueRows(table, 'import', at, dueMax), importOf),
  };
}

/** As many are gone on with at a tick of the sweep. */
const dueMax = 20;

async function load(table: Table, { newsletterId, importId }: ImportKey) {
  const row = await getRow(table, keys.import(newsletterId, importId));
  return row && importOf(row);
}

/** The parts of imports in this table. */
export function importParts(table: Table): ImportParts {
  const keyOf = ({ importId, name }: PartKey) => keys.importPart(importId, name);
  return {
    put: async (part, data, expiresAt) => {
      const { newsletterId } = part;
      const Item = { ...keyOf(part), newsletterId, data, expiresAt: ttl(expiresAt) };
      await table.client.send(new PutCommand({ TableName: table.name, Item }));
    },
    get: async (part) => {
      const row = await getRow(table, keyOf(part));
      return row && partBytesOf(row);
    },
    names: async (importId) => {
      const rows = await queryRows(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.importPart(importId, '').pk },
        ProjectionExpression: 'pk, sk',
        ConsistentRead: true,
      });
      return rows.map(({ sk }) => String(sk));
    },
    remove: async (parts) => {
      for (const part of parts) {
        await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyOf(part) }));
      }
    },
  };
}

/** The readers whom imports have added to this table. */
function addedReaders(table: Table, now: () => number): AddedReaders {
  return {
    find: async (ids) => {
      const rows = await getRows(
        table,
        ids.map((id) => keys.subscriber(id)),
      );
      return rows
        .map((row) => livingOf(row, now()))
        .filter((reader): reader is Subscriber => reader !== undefined);
    },
    takeBack: (reader) => takeBackImported(table, reader, now()),
  };
}

/** All that working on imports keeps in this table, but what is written of readers. */
export function importBook(table: Table, now: () => number) {
  return {
    records: importRecords(table),
    parts: importParts(table),
    added: addedReaders(table, now),
  };
}
