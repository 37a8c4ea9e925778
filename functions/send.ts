/** Door: send queues. Mails one batch of readers, or one confirmation. */
import * as v from 'valibot';
import { handleInLanes, keepReady, type QueueEvent, type Remaining } from './config/door.ts';
import { readLanes, readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import { readSigningKeys } from './config/signing-secret.ts';
import type { Surroundings } from './config/surroundings.ts';
import { type Outlets, openOutlet } from './mail/message-sender.ts';
import { sendBatch } from './mail/send-batch.ts';
import { type ConfirmationKey, sendConfirmation } from './mail/send-confirmation.ts';
import { sendNotice } from './mail/send-notice.ts';
import { openSes } from './mail/ses.ts';
import { batchStore } from './store/batches.ts';
import { claimStore } from './store/claims.ts';
import { openTable } from './store/client.ts';
import { saveConfirmation } from './store/confirmations.ts';
import { contentStore } from './store/contents.ts';
import { newsletterStore } from './store/newsletters.ts';
import { noticeStore } from './store/notices.ts';
import { paceStore } from './store/pace.ts';
import { openQueue, openSqs } from './store/queue.ts';
import { subscriberStore } from './store/subscribers.ts';

/** No message is begun this shortly before the door must end. */
const reserveMs = 15_000;
/** A process may die by accident once; `sweep` brings what is left open. */
const triesMax = 2;

const messageSchema = v.union([
  v.object({ editionId: v.string(), batchId: v.string() }),
  v.object({ subscriberId: v.string(), confirmationId: v.string() }),
  v.object({ noticeId: v.string() }),
]);

/** Opens the door on what surrounds it. */
export function open({ env, now, randomId, sleep, write, requestId }: Surroundings) {
  const settings = readSettings(env, [
    'TABLE_NAME',
    'SEND_QUEUE_URL',
    'SIGNING_SECRET_ARN',
    'SITE_URL',
    'CONFIGURATION_SET',
    'LANES',
  ]);
  const { endpoints } = settings;
  const log = createLog('send', { write, now, requestId });
  const table = openTable(settings.TABLE_NAME, {
    endpoint: endpoints.dynamodb,
    reportMalformed: log.malformed,
  });
  const spread = { lanes: readLanes(settings), randomId };
  const queue = openQueue(openSqs(endpoints.sqs), settings.SEND_QUEUE_URL, spread);
  const batches = batchStore(table, now);
  const claims = claimStore(table);
  const notices = noticeStore(table);
  const subscribers = subscriberStore(table, now);
  const outletReady = keepReady(async () => {
    const keys = await readSigningKeys(settings.SIGNING_SECRET_ARN, endpoints.secrets);
    return openOutlet({
      ses: openSes(settings.CONFIGURATION_SET, endpoints.ses),
      pace: paceStore(table),
      newsletter: newsletterStore(table).load,
      subscriber: subscribers.load,
      content: contentStore(table, now).load,
      links: { siteUrl: settings.SITE_URL, keys },
      now,
      sleep,
    });
  });

  const confirm = async (message: ConfirmationKey, { confirmations }: Outlets) => {
    const outcome = await sendConfirmation(message, randomId(), {
      ...confirmations,
      load: subscribers.load,
      save: (reader, next, again) => saveConfirmation(table, reader, next, again),
      clock: { now, sleep },
    });
    log.info('confirmation', { ...message, ...outcome });
  };

  return (event: QueueEvent, context: Remaining) => {
    const handle = async (body: string) => {
      const message = v.parse(messageSchema, JSON.parse(body));
      const outlet = await outletReady();
      if ('confirmationId' in message) return confirm(message, outlet);
      if ('noticeId' in message) {
        const outcome = await sendNotice(message, { ...outlet.notices, ...notices, now });
        return log.info('notice', { ...message, outcome });
      }
      const deadline = now() + context.getRemainingTimeInMillis() - reserveMs;
      const deps = { batches, claims, outlet: outlet.editions, now, sleep, randomId };
      const outcome = await sendBatch(message, deadline, deps);
      if (outcome.kind === 'unfinished') await queue.send([message]);
      log.info('batch', { ...message, ...outcome });
    };
    return handleInLanes(event, log, { triesMax, handle });
  };
}
