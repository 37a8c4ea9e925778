/** Door: digest queue, for every tick and for instant readers. Plans the editions that are due. */
import {
  handleInLanes,
  openNet,
  type QueueEvent,
  type Remaining,
  type ScheduledInput,
  scheduledAt,
} from './config/door.ts';
import { readLanes, readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import type { Surroundings } from './config/surroundings.ts';
import type { Edition } from './edition/edition.ts';
import { composeLater } from './edition/plan/compose-later.ts';
import {
  type FreezeDeps,
  freezeSegment,
  freezeStragglers,
  type WalkDeps,
} from './edition/plan/freeze.ts';
import { holdEdition } from './edition/plan/hold.ts';
import { planDueEditions, resumeEditions } from './edition/plan/plan.ts';
import { publishDue } from './edition/plan/publish.ts';
import { archiveStore } from './store/archive.ts';
import { batchStore } from './store/batches.ts';
import { openTable } from './store/client.ts';
import { editionMaterial } from './store/edition-material.ts';
import { editionStore } from './store/editions.ts';
import { heldEditions } from './store/held-editions.ts';
import { noticeStore } from './store/notices.ts';
import { openQueue, openSqs } from './store/queue.ts';
import { segmentStore } from './store/segments.ts';

/** Planning stops this long before the door must, and goes on at the next tick. */
const reserveMs = 15_000;
/** The next tick does what this one did not. */
const triesMax = 1;
const lookAgainMs = 15 * 60_000;

/** Opens the door on what surrounds it. */
export function open({ env, now, randomId, write, requestId }: Surroundings) {
  const settings = readSettings(env, ['TABLE_NAME', 'SEND_QUEUE_URL', 'SITE_URL', 'LANES']);
  const log = createLog('digest', { write, now, requestId });
  const { sqs, dynamodb: endpoint } = settings.endpoints;
  const table = openTable(settings.TABLE_NAME, { endpoint, reportMalformed: log.malformed });
  const spread = { lanes: readLanes(settings), randomId };
  const queue = openQueue(openSqs(sqs), settings.SEND_QUEUE_URL, spread);
  const segments = segmentStore(table);
  const editions = editionStore(table, now);
  const batches = batchStore(table, now);
  const held = heldEditions(table, now);
  const notices = noticeStore(table);

  const plan = async (input: ScheduledInput, context: Remaining): Promise<void> => {
    const tick = { scheduledAt: scheduledAt(input) };
    const hasTime = () => context.getRemainingTimeInMillis() > reserveMs;
    const material = editionMaterial(table, now);
    const { newsletter } = material;
    const compose = composeLater(settings.SITE_URL, material);
    const deps: FreezeDeps = {
      content: (edition, from) => compose({ ...edition, from }),
      addBatch: batches.add,
      enqueue: queue.send,
    };
    const say = ({ id }: Edition) => log.info('edition held', { edition: id });
    const holding = { ...held, newsletter, note: notices.note, say, now };
    const hold: WalkDeps['hold'] = (edition, reasons) => holdEdition({ edition, reasons }, holding);
    const walk = { ...deps, ...editions, hold, hasTime };
    const net = openNet();
    const freeze = (edition: Edition) => net.attempt(() => freezeSegment(edition, walk), edition);
    await resumeEditions(tick, {
      dueEditions: editions.due,
      freeze,
      freezeStragglers: (edition) => net.attempt(() => freezeStragglers(edition, walk), undefined),
      finish: editions.finish,
      lookAgain: (edition) => editions.lookAgainAt(edition, now() + lookAgainMs),
      hasTime,
    });
    const begun = await planDueEditions(tick, {
      dueSegments: segments.due,
      startEdition: editions.start,
      moveSegment: segments.move,
      closeSegment: segments.close,
      freeze,
      hasTime,
    });
    const due = { planned: begun.map((edition) => edition.newsletterId), at: tick.scheduledAt };
    const publishing = { ...archiveStore(table), newsletters: material.newsletters, compose };
    await net.attempt(() => publishDue(due, publishing), undefined);
    const planned = begun.map(({ id, readers, passedOver }) => ({ id, readers, passedOver }));
    if (planned.length > 0) log.info('editions planned', { planned });
    net.close('Some editions were not planned.');
  };

  return (event: QueueEvent, context: Remaining) => {
    const handle = (body: string) => plan(JSON.parse(body), context);
    return handleInLanes(event, log, { triesMax, handle });
  };
}
