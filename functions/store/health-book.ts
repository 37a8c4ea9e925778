/** What the table tells of how the whole of it stands. */
import type { GlanceDeps } from '../mail/doctor/glance.ts';
import type { Table } from './client.ts';
import { dueKeys } from './due.ts';
import { eventTickStore } from './event-tick.ts';
import { feedStore } from './feeds.ts';
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
      const [feeds, readers, held] = await Promise.all([
        Promise.all(open.map(({ id }) => feedStore(table).list(id))),
        readerCountStore(table).inAll(open.map(({ id }) => id)),
        dueKeys(table, 'held', now()),
      ]);
      const all = feeds.flat();
      return {
        feeds: {
          count: all.length,
          held: all.filter(({ hold }) => hold !== undefined).length,
          failing: all.filter(({ failures }) => failures > 0).length,
        },
        editions: held.length,
        readers,
        domains: [...new Set(open.map(({ sender }) => domainOf(sender.address)))],
      };
    },
    returns: returnsStore(table).load,
  };
}

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
