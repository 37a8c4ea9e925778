/** Working off the deliveries of a message, as far as the time goes. */
import type { Log } from '../config/log.ts';
import { type DeliverDeps, deliver } from './deliver.ts';

/** A hook has a quarter of a minute; what is not begun by then stays due, and the next tick brings it. */
const reserveMs = 30_000;

/** Tells what is due of these; throws when some could not be written down, after all were tried. */
export async function deliverAll(
  ids: readonly string[],
  deps: DeliverDeps,
  around: { readonly remainingMs: () => number; readonly log: Pick<Log, 'info'> },
): Promise<void> {
  const silent = new Map<string, string>();
  const failures: unknown[] = [];
  for (const id of ids) {
    if (around.remainingMs() < reserveMs) break;
    try {
      const delivered = await deliver({ id, silent }, deps);
      if (delivered.kind !== 'not due') around.log.info('hooks told', { id, ...delivered });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Some hooks were not told.');
}
