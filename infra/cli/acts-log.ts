/** What the owner's command did, in the log that the desk shows. */
import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '../../functions/owner/audit.ts';
import { everyNewsletter } from '../../functions/owner/rights.ts';
import { auditLog } from '../../functions/store/audit.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import type { Connection } from './connection.ts';

/** What notes how a command ended. */
export type EndAct = (outcome: NonNullable<AuditEntry['outcome']>) => Promise<void>;

/**
 * Notes that a command begins to act, before it has done anything, and returns what notes its end.
 * Nothing that was typed is kept but the name of the command: addresses are typed, too.
 */
export async function beginAct(
  name: string,
  newsletterId: string | undefined,
  { table, now }: Pick<Connection, 'table' | 'now'>,
): Promise<EndAct> {
  const entry: AuditEntry = {
    id: randomUUID(),
    newsletterId: await placeOf(newsletterId, table),
    at: now(),
    via: 'command',
    act: `paperboy ${name}`,
  };
  await auditLog(table).begin(entry);
  // One whose end could not be noted stands there as begun: what it said itself is not lost for that.
  return (outcome) => noteEnd(entry, outcome, { table }).catch(() => {});
}

async function noteEnd(
  entry: AuditEntry,
  outcome: NonNullable<AuditEntry['outcome']>,
  { table }: Pick<Connection, 'table'>,
): Promise<void> {
  // Of a newsletter that was deleted meanwhile nothing stays: its end is told with all.
  const isThere = (await newsletterStore(table).load(entry.newsletterId)) !== undefined;
  const newsletterId = isThere ? entry.newsletterId : everyNewsletter;
  await auditLog(table).end({ ...entry, newsletterId }, { outcome });
}

/** The newsletter that is named and there, or the only one; else all of them. */
async function placeOf(id: string | undefined, table: Connection['table']): Promise<string> {
  const all = await newsletterStore(table).list();
  const only = all.length === 1 ? all[0]?.id : undefined;
  const named = all.find((newsletter) => newsletter.id === id)?.id;
  return (id === undefined ? only : named) ?? everyNewsletter;
}
