/** Door: digest queue, for every tick and for instant readers. Plans the editions that are due. */
import { handleInLanes, type QueueEvent, type Remaining, scheduledAt } from './config/door.ts';
import { readLanes, readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import { openNet } from './config/net.ts';
import type { Surroundings } from './config/surroundings.ts';
import { composeLater } from './edition/plan/compose-later.ts';
import { openTick } from './edition/plan/open-tick.ts';
import { runTick, type TickDeps } from './edition/plan/run-tick.ts';
import { tellingContent, tellPlanned } from './edition/plan/tell-edition.ts';
import { openTableOf } from './store/door-table.ts';
import { planningBook } from './store/planning-book.ts';
import { openQueues } from './store/queue.ts';

/** Planning stops this long before the door must, and goes on at the next tick. */
const reserveMs = 15_000;
/** The next tick does what this one did not. */
const triesMax = 1;

const settingNames = ['TABLE_NAME', 'SEND_QUEUE_URL', 'SITE_URL', 'LANES'] as const;

/** Opens the door on what surrounds it. */
export function open(around: Surroundings) {
  const { env, now } = around;
  const settings = readSettings(env, settingNames);
  const log = createLog('digest', around);
  const table = openTableOf(settings, log, around);
  const queueAt = openQueues(settings.endpoints.sqs, readLanes(settings), around);
  const sends = queueAt(settings.SEND_QUEUE_URL);
  const book = planningBook(table, now);

  const depsWithin = (context: Remaining): TickDeps => {
    const material = book.material();
    return openTick(book, {
      newsletter: material.newsletter,
      compose: composeLater(settings.SITE_URL, tellingContent(material, log)),
      enqueue: sends.send,
      log,
      now,
      timeLeftMs: () => context.getRemainingTimeInMillis() - reserveMs,
    });
  };

  return (event: QueueEvent, context: Remaining) => {
    const handle = async (body: string) => {
      const net = openNet();
      await net.attempt(book.adopt, undefined);
      const begun = await runTick(scheduledAt(JSON.parse(body)), depsWithin(context), net);
      for (const edition of begun) tellPlanned(edition, log);
      net.close('Some editions were not planned.');
    };
    return handleInLanes(event, log, { triesMax, handle });
  };
}
