/** Door: event queue. What SES reports: sent, bounced, complained. */
import type { QueueEvent } from './config/door.ts';
import { readInboundDomain, readSettings } from './config/environment.ts';
import { openHashes } from './config/hash-key.ts';
import { createLog } from './config/log.ts';
import { readSigningKeys } from './config/signing-secret.ts';
import type { Surroundings } from './config/surroundings.ts';
import { type HeedEventsDeps, heedEvents } from './mail/heed-events.ts';
import { pauseSending } from './mail/pace.ts';
import { openLeaving } from './mail/receive-leaving.ts';
import { type WatchDeps, watched } from './mail/reputation.ts';
import { openTableOf } from './store/door-table.ts';
import { eventBook } from './store/event-book.ts';
import { eventTickStore } from './store/event-tick.ts';
import { lastSubmissions } from './store/last-submissions.ts';
import { paceStore } from './store/pace.ts';

const settingNames = ['TABLE_NAME', 'EVENT_TOPIC_ARN', 'HASH_SECRET_ARN'] as const;

/** Opens the door on what surrounds it. */
export function open(around: Surroundings) {
  const { env, now } = around;
  const settings = readSettings(env, settingNames);
  const log = createLog('events', around);
  const table = openTableOf(settings, log, around, { hashes: openHashes(settings, now) });
  const pace = paceStore(table);
  const book = eventBook(table, now);
  const watching: WatchDeps = {
    ...book.watching,
    pause: (pause) => pauseSending(pause, pace),
    paused: async () => (await pace.load())?.paused,
  };
  const suppress = watched(book.suppress, watching);
  const deps: HeedEventsDeps = {
    topicArn: settings.EVENT_TOPIC_ARN,
    glance: (ids) => lastSubmissions(table, ids),
    hearMark: eventTickStore(table, now).heard,
    leave: openLeaving(readInboundDomain(env), {
      ...book.leaving,
      readKeys: () =>
        readSigningKeys(env.SIGNING_SECRET_ARN ?? '', settings.endpoints.secrets, now()),
      now,
    }),
    settle: { ...book.settle, addresses: { ...book.addresses, suppress }, now },
  };

  return (event: QueueEvent) => heedEvents(event, log, deps);
}
