/** Health together with what was put aside, which stands in queues and not in the table. */
import type { DeadLetters } from '../dead-letters.ts';
import { judged, type Look } from './diagnosis.ts';
import type { Health } from './glance.ts';
import { type DeadLettersFact, judgeDeadLetters } from './work.ts';

/** The same health, which tells of dead letters as well. */
export function withDeadLetters(health: Health, { counts }: Pick<DeadLetters, 'counts'>): Health {
  return {
    ...health,
    look: async (now) => {
      const [glance, letters] = await Promise.all([health.look(now), look(counts)]);
      const diagnoses = judged('deadLetters', letters, judgeDeadLetters);
      return { ...glance, diagnoses: [...glance.diagnoses, ...diagnoses] };
    },
  };
}

/** Queues that do not answer take no other line with them. */
async function look(counts: DeadLetters['counts']): Promise<Look<DeadLettersFact>> {
  try {
    return { kind: 'seen', fact: await counts() };
  } catch (error) {
    const words = error instanceof Error ? error.name : 'Error';
    return { kind: 'unseen', why: { kind: 'notReached', values: { words } } };
  }
}
