/** How many calls of the table something costs. */
import type { Table } from '../../functions/store/client.ts';

/** Counts the calls that this table's client makes meanwhile. */
export async function countCalls(table: Table, run: () => Promise<unknown>): Promise<number> {
  let calls = 0;
  table.client.middlewareStack.add(
    (next) => (args) => {
      calls += 1;
      return next(args);
    },
    { name: 'countCalls', step: 'initialize', override: true },
  );
  await run();
  table.client.middlewareStack.remove('countCalls');
  return calls;
}
