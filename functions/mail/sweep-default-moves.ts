/** Goes on with moving readers to the default schedule where nobody watches. */
import type { Surroundings } from '../config/surroundings.ts';
import { minuteMs } from '../config/time.ts';
import type { OpenSegmentDeps } from '../edition/segment.ts';
import type { DefaultMoveDeps } from '../subscriber/default-move-step.ts';

/** What going on with it reads and writes. */
export interface SweepDefaultMovesDeps
  extends Pick<DefaultMoveDeps, 'records' | 'walk' | 'save'>,
    Pick<OpenSegmentDeps, 'join'> {}

/** As long as the door has, less what everything else in it takes. */
const sweptMs = minuteMs;

/** Works on those that are due for a while; says how many it had in hand. */
export async function sweepDefaultMoves(
  { join, ...deps }: SweepDefaultMovesDeps,
  { now, randomId }: Pick<Surroundings, 'now' | 'randomId'>,
): Promise<number> {
  const at = now();
  const due = await deps.records.due(at);
  if (due.length === 0) return 0;
  // Nearly always nothing is due, and then none of this is loaded.
  const { openSegment } = await import('../edition/segment.ts');
  const { defaultMoveStep } = await import('../subscriber/default-move-step.ts');
  const opening = (choice: Parameters<typeof openSegment>[0]) => openSegment(choice, { join, now });
  let swept = 0;
  for (const { newsletterId } of due) {
    if (now() >= at + sweptMs) break;
    const around = { openSegment: opening, now, randomId };
    await defaultMoveStep(newsletterId, { ...deps, ...around }, at + sweptMs);
    swept += 1;
  }
  return swept;
}
