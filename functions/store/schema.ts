/** The version of the table's rows, and how far a migration has come: a row each. */
import { PutCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { AnyRow, MigrationCursor, RowChange, UpgradeDeps } from '../config/upgrade.ts';
import { getRow, type Table, updateRow } from './client.ts';
import { readRow } from './row.ts';
import { rowsAPage } from './subscriber-walk.ts';
import { keys } from './table.ts';

const versionShape = v.looseObject({ version: v.number() });
const cursorShape = v.looseObject({
  version: v.number(),
  changed: v.number(),
  after: v.exactOptional(v.record(v.string(), v.unknown())),
});

/** The schema of this table, and its rows as a migration goes over them. */
export interface SchemaStore extends UpgradeDeps {
  /** Notes the version of a table that has no rows yet; one that is noted stays. */
  readonly begin: (version: number) => Promise<void>;
}

/** The schema of this table, which a migration reads so many rows at once. */
export function schemaStore(table: Table, pageRows: number = rowsAPage): SchemaStore {
  const TableName = table.name;
  return {
    version: async () => {
      const row = await getRow(table, keys.schema);
      return row === undefined ? 0 : readRow(versionShape, row).version;
    },
    begin: async (version) => {
      await updateRow(table, keys.schema, {
        UpdateExpression: 'SET version = if_not_exists(version, :version)',
        ExpressionAttributeValues: { ':version': version },
      });
    },
    cursor: async () => {
      const row = await getRow(table, keys.migration);
      return row && readRow(cursorShape, row);
    },
    rows: async (after) => {
      const start = after === undefined ? {} : { ExclusiveStartKey: { ...after } };
      const page = await table.client.send(
        new ScanCommand({ TableName, Limit: pageRows, ConsistentRead: true, ...start }),
      );
      const { Items: rows = [], LastEvaluatedKey: next } = page;
      return next === undefined ? { rows } : { rows, next };
    },
    change: (row, change) => changeRow(table, row, change),
    noteCursor: async (cursor: MigrationCursor) => {
      const Item = { ...keys.migration, ...cursor };
      await table.client.send(new PutCommand({ TableName, Item }));
    },
    noteVersion: async (version) => {
      const TransactItems = [
        { Put: { TableName, Item: { ...keys.schema, version } } },
        { Delete: { TableName, Key: keys.migration } },
      ];
      await table.client.send(new TransactWriteCommand({ TransactItems }));
    },
  };
}

/** Refused when the row is gone, or an attribute that the change went by is another now. */
async function changeRow(
  table: Table,
  row: AnyRow,
  { set, asLongAs }: RowChange,
): Promise<'changed' | AnyRow | undefined> {
  const setting = Object.keys(set).map((name, n) => [`#s${n}`, `:s${n}`, name] as const);
  const going = asLongAs.map((name, n) => [`#g${n}`, `:g${n}`, name] as const);
  const stays = going.map(([sign, value, name]) =>
    row[name] === undefined ? `attribute_not_exists(${sign})` : `${sign} = ${value}`,
  );
  const known = going.filter(([, , name]) => row[name] !== undefined);
  const result = await updateRow(
    table,
    { pk: String(row.pk), sk: String(row.sk) },
    {
      UpdateExpression: `SET ${setting.map(([sign, value]) => `${sign} = ${value}`).join(', ')}`,
      ConditionExpression: ['attribute_exists(pk)', ...stays].join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(
        [...setting, ...going].map(([sign, , name]) => [sign, name]),
      ),
      ExpressionAttributeValues: Object.fromEntries([
        ...setting.map(([, value, name]) => [value, set[name]]),
        ...known.map(([, value, name]) => [value, row[name]]),
      ]),
    },
  );
  return result.kind === 'updated' ? 'changed' : result.row;
}
