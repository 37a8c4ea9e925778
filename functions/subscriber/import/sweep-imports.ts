/** Goes on with imports that nobody watches, and ends those with which nobody has gone on for a week. */
import type { ImportStepDeps } from './import-hand.ts';
import { importStep } from './import-step.ts';
import { giveUpImport } from './upload-list.ts';

/** Works on those that are due until the deadline (ms); says how many it had in hand. */
export async function sweepImports(deadline: number, deps: ImportStepDeps): Promise<number> {
  const { now } = deps.around;
  const due = await deps.records.due(now());
  let swept = 0;
  for (const stored of due) {
    if (now() >= deadline) break;
    const isWaiting = stored.state === 'uploading' || stored.state === 'looked';
    if (isWaiting) await giveUpImport(stored, { ...deps, now });
    else await importStep(stored, deps, deadline);
    swept += 1;
  }
  return swept;
}
