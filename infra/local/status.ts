/** How the whole system stands, for the control page and the owner's command. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { cadenceTable } from '../../functions/config/cadence.ts';
import type { Table } from '../../functions/store/client.ts';
import { dueKinds, firstDueAfter } from '../../functions/store/due.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import type { Agenda } from './advance.ts';
import type { PanelStatus } from './control/panel.ts';

type ReaderCounts = PanelStatus['readers'];

/** Counts readers by state. It walks the whole table: for a look by hand, never for a door. */
export async function countReaders(table: Table, newsletterId?: string): Promise<ReaderCounts> {
  const counts: Record<keyof ReaderCounts, number> = { confirmed: 0, pending: 0, unsubscribed: 0 };
  let start: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new ScanCommand({
        TableName: table.name,
        FilterExpression: 'sk = :sk',
        ExpressionAttributeValues: { ':sk': 'SUBSCRIBER' },
        ProjectionExpression: '#state, newsletterId',
        ExpressionAttributeNames: { '#state': 'state' },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const row of page.Items ?? []) {
      if (newsletterId !== undefined && row.newsletterId !== newsletterId) continue;
      if (isState(row.state)) counts[row.state] += 1;
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return counts;
}

function isState(state: unknown): state is keyof ReaderCounts {
  return state === 'confirmed' || state === 'pending' || state === 'unsubscribed';
}

/** When the next edition of any newsletter is due. */
export async function nextEditionAt(table: Table): Promise<number | undefined> {
  const segments = segmentStore(table);
  const newsletters = await newsletterStore(table).list();
  const all = await Promise.all(newsletters.map(({ id }) => segments.list(id)));
  const instants = all.flat().flatMap(({ dueAt }) => (dueAt === undefined ? [] : [dueAt]));
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/** What the table has to be done as time goes on. */
export function agendaOf(table: Table): Agenda {
  const segments = segmentStore(table);
  return {
    duesAfter: async (at) => {
      const firsts = await Promise.all(dueKinds.map((kind) => firstDueAfter(table, kind, at)));
      return firsts.filter((due) => due !== undefined);
    },
    editionAfter: (at) => firstDueAfter(table, 'segment', at),
    hasInstantReaders: async () => {
      const newsletters = await newsletterStore(table).list();
      const all = await Promise.all(newsletters.map(({ id }) => segments.list(id)));
      return all.flat().some(({ schedule }) => cadenceTable[schedule.cadence].isInstant);
    },
  };
}

/** All feeds of all newsletters. */
export async function allFeeds(table: Table) {
  const newsletters = await newsletterStore(table).list();
  const feeds = await Promise.all(newsletters.map(({ id }) => feedStore(table).list(id)));
  return feeds.flat();
}
