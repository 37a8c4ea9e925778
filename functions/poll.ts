/** Door: schedule. Which feeds and subscriptions to hubs are due now goes into the fetch queue. */
import { type ScheduledInput, scheduledAt } from './config/door.ts';
import { readLanes, readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import type { Surroundings } from './config/surroundings.ts';
import { fetchMessages, queueDueFeeds } from './feed/schedule/poll.ts';
import { deliveryMessages } from './hook/messages.ts';
import { dueDeliveries } from './store/deliveries.ts';
import { openTableOf } from './store/door-table.ts';
import { feedStore } from './store/feeds.ts';
import { forgetPing, waitingPings } from './store/pings.ts';
import { pollTickStore } from './store/poll-tick.ts';
import { openQueues } from './store/queue.ts';
import { readerCountStore } from './store/readers.ts';
import { websubStore } from './store/websub.ts';

const settingNames = ['TABLE_NAME', 'FETCH_QUEUE_URL', 'LANES'] as const;

/** Opens the door on what surrounds it. */
export function open(around: Surroundings) {
  const { env } = around;
  const settings = readSettings(env, settingNames);
  const log = createLog('poll', around);
  const table = openTableOf(settings, log, around);
  const queueAt = openQueues(settings.endpoints.sqs, readLanes(settings), around);
  const queue = queueAt(settings.FETCH_QUEUE_URL);
  const feeds = feedStore(table);
  const ticks = pollTickStore(table);
  const subscriptions = websubStore(table);

  return async (input: ScheduledInput): Promise<void> => {
    const at = scheduledAt(input);
    const { queued } = await queueDueFeeds(
      { scheduledAt: at },
      {
        lastTick: ticks.last,
        feedsIn: feeds.inSlots,
        enqueue: queue.send,
        rememberTick: ticks.remember,
      },
    );
    if (queued > 0) log.info('feeds queued', { queued });
    const atGate = await feeds.atGate(at);
    await queue.send(fetchMessages(atGate));
    const pinged = await waitingPings(table, at);
    await queue.send(
      pinged.map(({ newsletterId, feedId }) => ({ feeds: [{ newsletterId, feedId }] })),
    );
    for (const ping of pinged) await forgetPing(table, ping);
    await queue.send(deliveryMessages(await dueDeliveries(table, at)));
    const due = await subscriptions.due(at);
    await queue.send(due.map((key) => ({ subscriptions: [key] })));
    // Publishers are told how many people read what is fetched.
    const counts = await readerCountStore(table).countDue(at);
    for (const count of counts) log.info('readers counted', { ...count });
  };
}
