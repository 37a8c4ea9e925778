/** Goes on with imports that nobody watches, and ends those with which nobody has gone on for a week. */
import type { ImportStepDeps } from './import-hand.ts';
import { importStep } from './import-step.ts';
import type { StoredImport } from './stored-import.ts';
import { giveUpImport } from './upload-list.ts';

/** Works on these, which are due, until the deadline (ms); says how many it had in hand. */
export async function workOnImports(
  due: readonly StoredImport[],
  deps: ImportStepDeps,
  deadline: number,
): Promise<number> {
  const { now } = deps.around;
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
