/** Door: send queues. Mails one batch of readers, or one letter. */
import { handleInLanes, keepFresh, type QueueEvent, type Remaining } from './config/door.ts';
import { readInboundDomain, readLanes, readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import { readSigningKeys } from './config/signing-secret.ts';
import type { Surroundings } from './config/surroundings.ts';
import { openMessageSenders } from './mail/message-sender.ts';
import { sendMessage } from './mail/send-message.ts';
import { readSendMessage } from './mail/send-queue.ts';
import { openSes } from './mail/ses.ts';
import { openTableOf } from './store/door-table.ts';
import { openQueues } from './store/queue.ts';
import { sendBook } from './store/send-book.ts';

/** No message is begun this shortly before the door must end. */
const reserveMs = 15_000;
/** A process may die by accident once; `sweep` brings what is left open. */
const triesMax = 2;

const settingNames = [
  'TABLE_NAME',
  'SEND_QUEUE_URL',
  'SIGNING_SECRET_ARN',
  'SITE_URL',
  'CONFIGURATION_SET',
  'LANES',
] as const;

/** Opens the door on what surrounds it. */
export function open(around: Surroundings) {
  const { env, now, randomId, sleep } = around;
  const settings = readSettings(env, settingNames);
  const { endpoints, SITE_URL: siteUrl } = settings;
  const inboundDomain = readInboundDomain(env);
  const log = createLog('send', around);
  const table = openTableOf(settings, log, around);
  const queueAt = openQueues(endpoints.sqs, readLanes(settings), around);
  const { send: putBack } = queueAt(settings.SEND_QUEUE_URL);
  const { book, outgoing } = sendBook(table, now);
  // Links are signed with the key that the owner has changed to since.
  const sendersReady = keepFresh(async () => {
    const keys = await readSigningKeys(settings.SIGNING_SECRET_ARN, endpoints.secrets, now());
    const ses = openSes(settings.CONFIGURATION_SET, endpoints);
    const links = { siteUrl, keys, inboundDomain };
    return openMessageSenders({ ses, ...outgoing, links, now, sleep });
  }, now);

  return (event: QueueEvent, context: Remaining) => {
    const handle = async (body: string) => {
      const message = readSendMessage(body);
      const senders = await sendersReady();
      const deadline = now() + context.getRemainingTimeInMillis() - reserveMs;
      const clock = { now, sleep };
      await sendMessage(message, deadline, { book, senders, putBack, log, clock, randomId });
    };
    return handleInLanes(event, log, { triesMax, handle });
  };
}
