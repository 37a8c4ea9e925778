/** The audit trail, a row for each act. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { recordKeptMs } from '../config/retention.ts';
import type { AuditEntry, AuditLog } from '../owner/audit.ts';
import { queryFirst, type Row, type Table, ttl } from './client.ts';
import { nameIn, readEach, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const auditShape = shapeOf<AuditEntry>()(
  v.looseObject({
    id: v.string(),
    newsletterId: v.string(),
    at: v.number(),
    personId: v.exactOptional(v.string()),
    via: v.picklist(['desk', 'api', 'mail', 'command']),
    token: v.exactOptional(v.string()),
    act: v.string(),
    object: v.exactOptional(v.string()),
    before: v.exactOptional(v.string()),
    after: v.exactOptional(v.string()),
    outcome: v.exactOptional(nameIn<NonNullable<AuditEntry['outcome']>>()),
    from: v.exactOptional(v.string()),
  }),
);

const entryOf = (row: Row): AuditEntry => readRow(auditShape, row);

/** The audit trail in this table. */
export function auditLog(table: Table): AuditLog {
  const put = async (entry: AuditEntry) => {
    const Item = {
      ...keys.audit(entry.newsletterId, entry.at, entry.id),
      ...entry,
      expiresAt: ttl(entry.at + recordKeptMs),
    };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
  };
  return {
    begin: put,
    end: (entry, ending) => put({ ...entry, ...ending }),
    list: async (newsletterId, { before = Number.MAX_SAFE_INTEGER, limit }) => {
      const { pk, sk } = keys.audit(newsletterId, before, '');
      const rows = await queryFirst(table, {
        KeyConditionExpression: 'pk = :pk AND sk < :before',
        ExpressionAttributeValues: { ':pk': pk, ':before': sk },
        ScanIndexForward: false,
        Limit: limit,
      });
      return readEach(table, rows, entryOf);
    },
  };
}
