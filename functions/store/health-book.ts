/** What the table tells of how the whole of it stands. */
import type { GlanceDeps } from '../mail/doctor/glance.ts';
import type { Table } from './client.ts';
import { eventTickStore } from './event-tick.ts';
import { feedStore } from './feeds.ts';
import { heldEditions } from './held-editions.ts';
import { newsletterStore } from './newsletters.ts';
import { openWork } from './open-work.ts';
import { switchStore } from './pace.ts';
import { pollTickStore } from './poll-tick.ts';
import { readerCountStore } from './readers.ts';
import { dayOfSending } from './reputation.ts';
import { returnsStore } from './returns.ts';

/** The facts in this table. */
export function healthBook(table: Table, now: () => number): GlanceDeps {
  return {
    pace: switchStore(table),
    day: (at) => dayOfSending(table, at),
    ticks: async () => {
      const [poll, sweep] = await Promise.all([
        pollTickStore(table).last(),
        eventTickStore(table, now).lastHeard(),
      ]);
      return { poll, sweep };
    },
    work: (plannedBy) => openWork(table, plannedBy, now),
    counts: async () => {
      const open = (await newsletterStore(table).list()).filter(
        ({ closedAt }) => closedAt === undefined,
      );
      const counts = readerCountStore(table);
      const [feeds, readers, held] = await Promise.all([
        Promise.all(open.map(({ id }) => feedStore(table).list(id))),
        Promise.all(open.map(({ id }) => counts.load(id))),
        heldEditions(table, now).list(),
      ]);
      const all = feeds.flat();
      return {
        feeds: {
          count: all.length,
          held: all.filter(({ hold }) => hold !== undefined).length,
          failing: all.filter(({ failures }) => failures > 0).length,
        },
        editions: held.length,
        readers: readers.reduce<number>((sum, count = 0) => sum + count, 0),
        domains: [...new Set(open.map(({ sender }) => domainOf(sender.address)))],
      };
    },
    returns: returnsStore(table).load,
  };
}

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
