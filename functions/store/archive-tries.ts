/** Tries at filling a public archive: the more of them came to no end, the longer until the next. */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { hourMs, minuteMs } from '../config/time.ts';
import type { ArchiveTries } from '../edition/plan/publish.ts';
import { getRow, type Table, updateRow } from './client.ts';
import { readRow } from './row.ts';
import { keys } from './table.ts';

const triesShape = v.looseObject({ tries: v.number(), nextAt: v.number() });

const firstPauseMs = 2 * minuteMs;
const pauseGrowth = 4;
const pauseMsMax = 6 * hourMs;

/** The tries in this table. */
export function archiveTries(table: Table): ArchiveTries {
  return {
    begin: (newsletterId, now) => begin(table, newsletterId, now),
    end: async (newsletterId) => {
      const Key = keys.archiveTries(newsletterId);
      await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
    },
  };
}

async function begin(table: Table, newsletterId: string, now: number): Promise<boolean> {
  const row = await getRow(table, keys.archiveTries(newsletterId));
  const { tries, nextAt } = row === undefined ? { tries: 0, nextAt: 0 } : readRow(triesShape, row);
  if (now < nextAt) return false;
  const pauseMs = Math.min(firstPauseMs * pauseGrowth ** tries, pauseMsMax);
  await updateRow(table, keys.archiveTries(newsletterId), {
    UpdateExpression: 'SET tries = :tries, nextAt = :nextAt',
    ExpressionAttributeValues: { ':tries': tries + 1, ':nextAt': now + pauseMs },
  });
  return true;
}
