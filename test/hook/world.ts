/** A newsletter on the real table with hooks that lead to a program of the test's own. */
import type { TestContext } from 'node:test';
import type { Notice } from '../../functions/config/notice.ts';
import { type DeliverDeps, deliver } from '../../functions/hook/deliver.ts';
import type { Hook } from '../../functions/hook/hook.ts';
import { createPoster } from '../../functions/hook/post.ts';
import { hookSecret } from '../../functions/hook/sign.ts';
import type { Table } from '../../functions/store/client.ts';
import { deliveryStore, dueDeliveries } from '../../functions/store/deliveries.ts';
import { hookStore } from '../../functions/store/hooks.ts';
import { setUpNewsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';
import { startReceiver } from './receiver.ts';

export const start = Date.UTC(2026, 4, 1, 12);
export const key = 'k'.repeat(40);
export const paper = 'paper';

/** A hook to this address that wants everything. */
export function hookTo(url: string, changes: Partial<Hook> = {}): Hook {
  const events = [
    'reader.joined',
    'reader.left',
    'edition.sent',
    'edition.held',
    'feed.failing',
  ] as const;
  return { id: 'h1', url, events, createdAt: start - 1, ...changes };
}

/** The table with the newsletter "paper"; a clock that the test moves; the hooks that were told off. */
export async function hookWorld(t: TestContext) {
  const table = await testTable(t);
  await setUpNewsletter(table);
  const receiver = await startReceiver(t);
  const clock = { now: start };
  const told: Notice[] = [];
  const hooks = hookStore(table);
  const deps = depsOn(t, table, {
    allowedOrigins: [receiver.origin],
    now: () => clock.now,
    tell: async (notice) => void told.push(notice),
  });
  const silent = () => new Map<string, string>();
  return {
    ...{ table, receiver, clock, told, hooks, deps },
    add: (changes: Partial<Hook> = {}) =>
      hooks.add(paper, hookTo(`${receiver.origin}/hook`, changes)),
    due: () => dueDeliveries(table, clock.now),
    /** What the fetch door does with what is due now. */
    tellDue: async (own: DeliverDeps = deps) => {
      const ids = await dueDeliveries(table, clock.now);
      return Promise.all(ids.map((id) => deliver({ id, silent: silent() }, own)));
    },
  };
}

interface Around extends Pick<DeliverDeps, 'now' | 'tell'> {
  readonly allowedOrigins: readonly string[];
  readonly totalMs?: number;
}

/** All that telling needs, on this table. */
export function depsOn(
  t: TestContext,
  table: Table,
  { allowedOrigins, now, tell, totalMs }: Around,
): DeliverDeps {
  const limit = totalMs === undefined ? {} : { totalMs };
  const poster = createPoster({ userAgent: 'Paperboy/test', allowedOrigins, ...limit });
  t.after(() => poster.close());
  return {
    deliveries: deliveryStore(table, now),
    hooks: hookStore(table),
    post: poster.post,
    secretOf: async (id) => hookSecret(key, id),
    tell,
    now,
  };
}
