/** What the pages about growth read. */
import type { GrowthDeps } from '../../subscriber/growth.ts';
import type { Subscriber } from '../../subscriber/subscriber.ts';
import type { EditionsUses } from './editions-uses.ts';
import type { ReadersUses, ReaderTrace } from './readers-uses.ts';

/** What they need of use cases. */
export interface GrowthUses extends Pick<EditionsUses, 'held' | 'ofEditions'> {
  readonly growth: GrowthDeps;
  readonly readers: Pick<ReadersUses['readers'], 'one' | 'search'>;
}

/** What was reported about this message of a reader; of none that was submitted there is nothing. */
export async function reportsOf(
  { id }: Pick<Subscriber, 'id'>,
  messageId: string | undefined,
  { readers }: Pick<GrowthUses, 'readers'>,
): Promise<readonly ReaderTrace[]> {
  if (messageId === undefined) return [];
  const traces = await readers.one.traces(id);
  return traces.filter((trace) => trace.messageId === messageId);
}
