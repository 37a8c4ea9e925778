/** Door: fetch queue. Fetches feeds, parses them, keeps what is new; tells hooks what happened. */
import { handleInLanes, type QueueEvent, type Remaining } from './config/door.ts';
import { readFeedOrigins, readLanes, readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import type { Surroundings } from './config/surroundings.ts';
import { endsLater } from './edition/clean/ends-later.ts';
import { clientOf } from './feed/get/user-agent.ts';
import { lookAfter } from './feed/keep/look-after.ts';
import { readFetchMessage } from './feed/schedule/fetch-message.ts';
import { slotOf } from './feed/schedule/poll-slot.ts';
import { openNetwork } from './feed/websub/network.ts';
import { openTelling } from './hook/telling.ts';
import { openTableOf } from './store/door-table.ts';
import { fetchBook } from './store/fetch-book.ts';
import { openQueues } from './store/queue.ts';

/** The second try only tells apart which feed of a message took the process down. */
const triesMax = 2;
const settingNames = [
  'TABLE_NAME',
  'FETCH_QUEUE_URL',
  'DIGEST_QUEUE_URL',
  'HASH_SECRET_ARN',
  'SITE_URL',
  'LANES',
] as const;

/** Opens the door on what surrounds it. `stageOrigins` need not be public, nor what a setting allows. */
export function open(around: Surroundings, stageOrigins: readonly string[] = []) {
  const { now, randomId } = around;
  const settings = readSettings(around.env, settingNames);
  const { SITE_URL: siteUrl, endpoints } = settings;
  const log = createLog('fetch', around);
  const queueAt = openQueues(endpoints.sqs, readLanes(settings), around);
  const fetches = queueAt(settings.FETCH_QUEUE_URL);
  const table = openTableOf(settings, log, around);
  // An item is stamped right before it is written: a repeat by the SDK could land too late for it.
  const prompt = openTableOf(settings, log, around, { attemptsMax: 1 });
  const { readers, hooks, ...book } = fetchBook(table, { prompt, slotOf, now });
  const client = clientOf(siteUrl, now, [...stageOrigins, ...readFeedOrigins(around.env)]);
  const deps = {
    book,
    ...openNetwork({ ...client, siteUrl, readers }),
    // The same tick twice is one: this queue tells messages by their content.
    tick: queueAt(settings.DIGEST_QUEUE_URL, { lanes: 1 }).send,
    log,
    endsOf: endsLater,
    world: { siteUrl, randomId, now },
  };
  const tellHooks = openTelling(hooks, { settings, client, log });
  return (event: QueueEvent, context: Remaining) => {
    const remainingMs = () => context.getRemainingTimeInMillis();
    const handle = async (body: string, attempt: number, receipt?: string) => {
      const message = { ...readFetchMessage(body), attempt, receipt };
      await tellHooks(message.deliveries, remainingMs);
      await lookAfter(message, deps, { remainingMs, ...fetches });
    };
    return handleInLanes(event, log, { triesMax, handle });
  };
}
