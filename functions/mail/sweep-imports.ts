/** Goes on with imports of readers that nobody watches; who is confirmed may be mailed from then on. */
import type { Surroundings } from '../config/surroundings.ts';
import { minuteMs } from '../config/time.ts';
import type { OpenSegmentDeps } from '../edition/segment.ts';
import type { ImportStepDeps } from '../subscriber/import/import-hand.ts';
import type { ImportAround } from '../subscriber/import/import-table.ts';

/** What going on with imports reads and writes. */
export interface SweepImportsDeps extends Omit<ImportStepDeps, 'around'> {
  readonly join: OpenSegmentDeps['join'];
  readonly signingKeys: ImportAround['signingKeys'];
}

/** As long as the door has, less what everything else in it takes. */
const sweptMs = minuteMs;

/** Works on those that are due for a while; says how many it had in hand. */
export async function sweepImports(
  { join, signingKeys, ...deps }: SweepImportsDeps,
  { now, randomId }: Pick<Surroundings, 'now' | 'randomId'>,
): Promise<number> {
  const at = now();
  const due = await deps.records.due(at);
  if (due.length === 0) return 0;
  // Nearly always nothing is due, and then none of this is loaded.
  const { openSegment } = await import('../edition/segment.ts');
  const { workOnImports } = await import('../subscriber/import/work-on-imports.ts');
  const around: ImportAround = {
    openSegment: (choice) => openSegment(choice, { join, now }),
    ...{ signingKeys, now, randomId },
  };
  return workOnImports(due, { ...deps, around }, at + sweptMs);
}
