/** Door: HTTP below /desk. What the people of a newsletter see; it has no right to mail anybody. */
import { keepFresh } from './config/door.ts';
import { readLanes, readSender, readSettings } from './config/environment.ts';
import { openHashes } from './config/hash-key.ts';
import { createLog } from './config/log.ts';
import { readSigningKeys } from './config/signing-secret.ts';
import type { Surroundings } from './config/surroundings.ts';
import { openHealth } from './mail/doctor/glance.ts';
import { toLambda } from './site/app.ts';
import { createDesk } from './site/desk/app.ts';
import { deskPagesBook } from './store/desk-pages-book.ts';
import { openTableOf } from './store/door-table.ts';
import { healthBook } from './store/health-book.ts';
import { openQueues } from './store/queue.ts';
import { signInNoticeId } from './store/sign-ins.ts';

const settingNames = [
  'TABLE_NAME',
  'CONFIRMATION_QUEUE_URL',
  'SIGNING_SECRET_ARN',
  'HASH_SECRET_ARN',
  'SITE_URL',
  'LANES',
] as const;

/** Opens the door on what surrounds it. */
export function open(around: Surroundings) {
  const { env, now, randomId } = around;
  const settings = readSettings(env, settingNames);
  const { endpoints, SITE_URL: siteUrl } = settings;
  const sender = readSender(env);
  const log = createLog('desk', around);
  const table = openTableOf(settings, log, around, { hashes: openHashes(settings, now) });
  const letters = openQueues(
    endpoints.sqs,
    readLanes(settings),
    around,
  )(settings.CONFIRMATION_QUEUE_URL);
  const book = deskPagesBook(table, now);
  const signIns = {
    ...book.signIns,
    enqueue: (id: string) => letters.send([{ noticeId: signInNoticeId(id) }]),
  };
  const reportError = (error: unknown) => log.error('page failed', error);
  const ready = keepFresh(async () => {
    const keys = await readSigningKeys(settings.SIGNING_SECRET_ARN, endpoints.secrets, now());
    const health = openHealth(healthBook(table, now), keys.changedAt);
    const deps = { ...book, signIns, health, keys, randomId, now, reportError };
    return toLambda(createDesk(deps, { siteUrl, ...(sender && { sender }) }));
  }, now);

  return async (...request: Parameters<Awaited<ReturnType<typeof ready>>>) =>
    (await ready())(...request);
}
