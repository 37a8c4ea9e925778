/** Door: event queue. What SES reports: sent, bounced, complained. */
import type { QueueEvent } from './config/door.ts';
import { readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import type { Surroundings } from './config/surroundings.ts';
import { type HeedEventsDeps, heedEvents } from './mail/heed-events.ts';
import { pauseSending } from './mail/pace.ts';
import { type WatchDeps, watched } from './mail/reputation.ts';
import { batchStore } from './store/batches.ts';
import { claimStore } from './store/claims.ts';
import { openTableOf } from './store/client.ts';
import { eventTickStore } from './store/event-tick.ts';
import { lastSubmissions } from './store/last-submissions.ts';
import { letterStore } from './store/letters.ts';
import { noticeStore } from './store/notices.ts';
import { paceStore } from './store/pace.ts';
import { countTrouble, dayOfSending } from './store/reputation.ts';
import { subscriberStore } from './store/subscribers.ts';
import { countBounce, suppressAddress } from './store/suppressions.ts';
import { keepTrace } from './store/traces.ts';

const settingNames = ['TABLE_NAME', 'EVENT_TOPIC_ARN'] as const;

/** Opens the door on what surrounds it. */
export function open(around: Surroundings) {
  const { env, now } = around;
  const settings = readSettings(env, settingNames);
  const log = createLog('events', around);
  const table = openTableOf(settings, log, around);
  const subscribers = subscriberStore(table, now);
  const pace = paceStore(table);
  const watching: WatchDeps = {
    count: (trouble, at) => countTrouble(table, trouble, at),
    day: (at) => dayOfSending(table, at),
    pause: (pause) => pauseSending(pause, pace),
    paused: async () => (await pace.load())?.paused,
    note: noticeStore(table).note,
  };
  const settle: HeedEventsDeps['settle'] = {
    subscriber: subscribers.load,
    claims: claimStore(table),
    batches: batchStore(table, now),
    letters: letterStore(table, now),
    addresses: {
      suppress: watched((key, reason, at) => suppressAddress(table, key, reason, at), watching),
      trace: (id, event) => keepTrace(table, id, event, now()),
      countBounce: (id, mailedAt, since) => countBounce(table, id, mailedAt, since),
    },
    now,
  };
  const deps: HeedEventsDeps = {
    topicArn: settings.EVENT_TOPIC_ARN,
    glance: (ids) => lastSubmissions(table, ids),
    hearMark: eventTickStore(table, now).heard,
    settle,
  };

  return (event: QueueEvent) => heedEvents(event, log, deps);
}
