/** What the pages about growth read. */
import type { GrowthDeps } from '../../subscriber/growth.ts';
import type { EditionsUses } from './editions-uses.ts';
import type { ReadersUses } from './readers-uses.ts';

/** What they need of use cases. */
export interface GrowthUses extends Pick<EditionsUses, 'held' | 'ofEditions'> {
  readonly growth: GrowthDeps;
  readonly readers: Pick<ReadersUses['readers'], 'one' | 'search'>;
}
