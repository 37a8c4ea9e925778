/** Door: HTTP below /desk. What the people of a newsletter see; it has no right to mail anybody. */
import { keepFresh } from './config/door.ts';
import { readFeedOrigins, readLanes, readSender, readSettings } from './config/environment.ts';
import { openHashes, openHashKey } from './config/hash-key.ts';
import { createLog } from './config/log.ts';
import { readSigningKeys } from './config/signing-secret.ts';
import type { Surroundings } from './config/surroundings.ts';
import { openByLink } from './feed/gate/by-link.ts';
import { openLook } from './feed/get/look.ts';
import { userAgent } from './feed/get/user-agent.ts';
import { readFetchMessage as readFetch } from './feed/schedule/fetch-message.ts';
import { openDeadLetters } from './mail/dead-letters.ts';
import { openHealth, openTaker } from './mail/doctor/glance.ts';
import { withDeadLetters } from './mail/doctor/put-aside.ts';
import { openSendingSwitch } from './mail/sending-switch.ts';
import { toLambda } from './site/as-lambda.ts';
import { createDesk } from './site/desk/app.ts';
import { deadLetterBook } from './store/dead-letters.ts';
import { deskPagesBook } from './store/desk-pages-book.ts';
import { openTableOf } from './store/door-table.ts';
import { openQueues } from './store/queue.ts';
import { signInNoticeId } from './store/sign-ins.ts';

const settingNames = [
  ...['TABLE_NAME', 'SIGNING_SECRET_ARN', 'HASH_SECRET_ARN', 'SITE_URL', 'LANES'],
  ...['CONFIRMATION_QUEUE_URL', 'FETCH_QUEUE_URL', 'SEND_QUEUE_URL', 'EVENT_QUEUE_URL'],
  ...['DEAD_LETTERS_URL', 'ORDERLY_DEAD_LETTERS_URL', 'SCHEDULE_DEAD_LETTERS_URL'],
] as const;

/** Opens the door on what surrounds it. `stageOrigins` need not be public, nor what a setting allows. */
export function open(around: Surroundings, stageOrigins: readonly string[] = []) {
  const { env, now, randomId } = around;
  const settings = readSettings(env, settingNames);
  const { endpoints, SITE_URL: siteUrl } = settings;
  const log = createLog('desk', around);
  const table = openTableOf(settings, log, around, { hashes: openHashes(settings, now) });
  const prompt = openTableOf(settings, log, around, { attemptsMax: 1 });
  const queueAt = openQueues(endpoints.sqs, readLanes(settings), around);
  const letters = queueAt(settings.CONFIRMATION_QUEUE_URL);
  const feedOrigins = [...stageOrigins, ...readFeedOrigins(env)];
  const { gateLink, pace, kept, ...book } = deskPagesBook(table, prompt, now);
  const deadLetters = openDeadLetters({ ...deadLetterBook(settings, queueAt), readFetch, now });
  const enqueueNotice = (noticeId: string) => letters.send([{ noticeId }]);
  const acting = {
    reportError: (error: unknown) => log.error('page failed', error),
    ...{ feedOrigins, enqueueNotice, hashKey: openHashKey(settings, now), deadLetters },
    ...{ gateWord: openByLink(gateLink).decide, sending: openSendingSwitch(pace), randomId, now },
    look: openLook({ userAgent: userAgent(siteUrl), now, allowedOrigins: feedOrigins }),
    fetches: queueAt(settings.FETCH_QUEUE_URL),
    signIns: { ...book.signIns, enqueue: (id: string) => enqueueNotice(signInNoticeId(id)) },
  };
  const ready = keepFresh(async () => {
    const keys = await readSigningKeys(settings.SIGNING_SECRET_ARN, endpoints.secrets, now());
    const health = openHealth(kept, keys.changedAt, openTaker(endpoints, around));
    const deps = { ...book, ...acting, health: withDeadLetters(health, deadLetters), keys };
    return toLambda(createDesk(deps, { siteUrl, sender: readSender(env) }), log);
  }, now);
  return async (...request: Parameters<Awaited<ReturnType<typeof ready>>>) =>
    (await ready())(...request);
}
