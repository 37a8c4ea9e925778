/** What may take a sweep a minute: side by side, as the door has two and other things to do. */
import type { Net } from '../config/net.ts';
import type { Surroundings } from '../config/surroundings.ts';
import type { LettersDeps } from '../subscriber/reader-letter.ts';
import { type SweepDefaultMovesDeps, sweepDefaultMoves } from './sweep-default-moves.ts';
import { type SweepDeletionsDeps, sweepDeletions } from './sweep-deletions.ts';
import { type SweepImportsDeps, sweepImports } from './sweep-imports.ts';

/** What each of them reads and writes. */
export interface LongWorkDeps {
  readonly imports: SweepImportsDeps;
  readonly deletions: SweepDeletionsDeps;
  readonly defaultMoves: SweepDefaultMovesDeps;
}

/** Goes on with imports, deletions and moves to a default; says how many of each it had in hand. */
export async function sweepLongWork(
  { imports, deletions, defaultMoves }: LongWorkDeps,
  queueLetters: LettersDeps['queueLetters'],
  around: Pick<Surroundings, 'now' | 'randomId'>,
  { attempt }: Pick<Net, 'attempt'>,
) {
  const [importsWorked, deletionsWorked, readersMoved] = await Promise.all([
    attempt(() => sweepImports(imports, around), 0),
    attempt(() => sweepDeletions(deletions, queueLetters, around), 0),
    attempt(() => sweepDefaultMoves(defaultMoves, around), 0),
  ]);
  return { importsWorked, deletionsWorked, readersMoved };
}
