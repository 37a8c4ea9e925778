/** Goes on with newsletters that are to be deleted: nobody need watch. */
import type { Surroundings } from '../config/surroundings.ts';
import { minuteMs } from '../config/time.ts';
import type { DeletionRecord } from '../edition/plan/deletion-record.ts';
import type { DeletionStepDeps } from '../edition/plan/deletion-step.ts';
import type { AuditLog } from '../owner/audit.ts';
import type { PeopleDeps } from '../owner/person.ts';
import { everyNewsletter } from '../owner/rights.ts';
import type { LettersDeps } from '../subscriber/reader-letter.ts';

/** What going on with one reads and writes. */
export interface DeletionBook extends Pick<DeletionStepDeps, 'closing' | 'newsletters' | 'places'> {
  readonly people: Pick<PeopleDeps, 'list' | 'save' | 'remove' | 'tokens'>;
  readonly letters: Pick<DeletionStepDeps['letters'], 'areUnderWay'> & {
    /** Names the letter to a reader: the same is mailed once. */
    readonly idOf: (readerId: string) => string;
    readonly note: LettersDeps['noteLetter'];
  };
  readonly audit: Pick<AuditLog, 'end'>;
}

/** Those that are due, and what it takes to go on with them: nearly always none is. */
export interface SweepDeletionsDeps {
  readonly due: DeletionStepDeps['closing']['deletions']['due'];
  readonly open: () => Promise<DeletionBook>;
}

/** As long as the door has, less what everything else in it takes. */
const sweptMs = minuteMs;
const lettersAtOnce = 20;

/** Works on those that are due for a while; says how many it had in hand. */
export async function sweepDeletions(
  deletions: SweepDeletionsDeps,
  queueLetters: LettersDeps['queueLetters'],
  { now, randomId }: Pick<Surroundings, 'now' | 'randomId'>,
): Promise<number> {
  const until = now() + sweptMs;
  const due = await deletions.due(now());
  if (due.length === 0) return 0;
  const { people, letters, audit, ...deps } = await deletions.open();
  const { deletionStep } = await import('../edition/plan/deletion-step.ts');
  const { withdrawRoles } = await import('../owner/person.ts');
  const { openLetters } = await import('../subscriber/reader-letter.ts');
  const { postLetter } = openLetters({ noteLetter: letters.note, queueLetters, now });
  const tell = async (newsletterId: string, readers: readonly string[]) => {
    for (let start = 0; start < readers.length; start += lettersAtOnce) {
      const some = readers.slice(start, start + lettersAtOnce);
      await Promise.all(
        some.map((subscriberId) => {
          const about = { id: letters.idOf(subscriberId), kind: 'ended', at: now() } as const;
          return postLetter({ ...about, newsletterId, subscriberId });
        }),
      );
    }
  };
  const ending = {
    withdrawRoles: (id: string) => withdrawRoles(id, people),
    note: (record: DeletionRecord) => note(record, audit),
  };
  const step = { ...deps, ending, randomId, letters: { tell, areUnderWay: letters.areUnderWay } };
  let swept = 0;
  for (const { newsletterId } of due) {
    if (now() >= until) break;
    await deletionStep(newsletterId, step, until);
    swept += 1;
  }
  return swept;
}

/** The log of a newsletter goes with it: that it was deleted is told with the acts about all. */
async function note(
  { newsletterId: object, by, askedAt: at }: DeletionRecord,
  audit: DeletionBook['audit'],
): Promise<void> {
  const entry = { id: `deletion-${object}`, newsletterId: everyNewsletter, at } as const;
  const act = '/settings/end/delete';
  await audit.end({ ...entry, personId: by, via: 'desk', act }, { object, outcome: 'done' });
}
