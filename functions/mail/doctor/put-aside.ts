/** Health together with what was put aside, which stands in queues and not in the table. */
import type { DeadLetters } from '../dead-letters.ts';
import { judged } from './diagnosis.ts';
import type { Health } from './glance.ts';
import { look } from './look.ts';
import { judgeDeadLetters } from './work.ts';

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
