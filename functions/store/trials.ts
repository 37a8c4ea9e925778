/** What SES has reported of mails that try the way of its reports, noted on their rows. */
import type { Report } from '../mail/event.ts';
import type { Trial } from '../mail/trial.ts';
import { getRow, type Table, updateRow } from './client.ts';
import { notedOf } from './notice-row.ts';
import { keys } from './table.ts';

const attribute = 'reported';

/** Notes a report; twice it changes nothing more, and a mail that has no row gets none. */
export async function noteTrial(
  table: Table,
  noticeId: string,
  report: Report['kind'],
): Promise<void> {
  await updateRow(table, keys.notice(noticeId), {
    UpdateExpression: 'ADD #reported :report',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#reported': attribute },
    ExpressionAttributeValues: { ':report': new Set([report]) },
  });
}

/** What is known of the mail, or undefined when it was never noted. Throws `MalformedRow`. */
export async function loadTrial(table: Table, noticeId: string): Promise<Trial | undefined> {
  const row = await getRow(table, keys.notice(noticeId));
  if (row === undefined) return undefined;
  const { state, reason } = notedOf(row).progress;
  const reported = row[attribute] instanceof Set ? [...row[attribute]] : [];
  return { state, reason, reported };
}
