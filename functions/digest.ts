/** Door: schedule. Plans the editions that are due: chooses, renders, freezes, hands on batches. */
import { type Remaining, type ScheduledInput, scheduledAt } from './config/door.ts';
import { readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import type { Surroundings } from './config/surroundings.ts';
import { type ComposeDeps, composeContent } from './edition/compose.ts';
import type { Edition } from './edition/edition.ts';
import { type FreezeDeps, freezeReaders, freezeSegment } from './edition/freeze.ts';
import { planDueEditions, resumeEditions } from './edition/plan.ts';
import { batchStore } from './store/batches.ts';
import { openTable } from './store/client.ts';
import { editionMaterial } from './store/edition-material.ts';
import { editionStore } from './store/editions.ts';
import { openQueue, openSqs } from './store/queue.ts';
import { segmentStore } from './store/segments.ts';

/** Planning stops this long before the door must, and goes on at the next tick. */
const reserveMs = 15_000;
const lookAgainMs = 15 * 60_000;

/** Opens the door on what surrounds it. */
export function open({ env, now, write }: Surroundings) {
  const settings = readSettings(env, ['TABLE_NAME', 'SEND_QUEUE_URL', 'SITE_URL']);
  const log = createLog('digest', write, now);
  const table = openTable(settings.TABLE_NAME, { endpoint: settings.endpoints.dynamodb });
  const queue = openQueue(openSqs(settings.endpoints.sqs), settings.SEND_QUEUE_URL);
  const segments = segmentStore(table);
  const editions = editionStore(table, now);
  const batches = batchStore(table, now);

  const freezing = (material: ComposeDeps): FreezeDeps => ({
    content: (edition, from) => composeContent({ ...edition, from }, settings.SITE_URL, material),
    addBatch: batches.add,
    enqueue: queue.send,
  });

  return async (input: ScheduledInput, context: Remaining): Promise<void> => {
    const at = scheduledAt(input);
    const hasTime = () => context.getRemainingTimeInMillis() > reserveMs;
    const deps = freezing(editionMaterial(table, now));
    const freeze = (edition: Edition) => freezeSegment(edition, { ...deps, ...editions, hasTime });
    await resumeEditions(
      { scheduledAt: at },
      {
        dueEditions: editions.due,
        freeze,
        freezeStragglers: async (edition) => {
          await freezeReaders(edition, await editions.cursorsOf(edition.stragglers), deps);
          await editions.dropStragglers(edition);
        },
        finish: editions.finish,
        lookAgain: (edition) => editions.lookAgainAt(edition, now() + lookAgainMs),
        hasTime,
      },
    );
    const begun = await planDueEditions(
      { scheduledAt: at },
      {
        dueSegments: segments.due,
        startEdition: editions.start,
        moveSegment: segments.move,
        closeSegment: segments.close,
        freeze,
        hasTime,
      },
    );
    for (const { id, readers, passedOver } of begun) {
      log.info('edition planned', { edition: id, readers, passedOver });
    }
  };
}
