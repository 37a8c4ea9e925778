/** Door: HTTP. What readers see, and what hubs call; it can queue a confirmation, never send one. */
import { keepFresh } from './config/door.ts';
import { readLanes, readSettings } from './config/environment.ts';
import { openHashes } from './config/hash-key.ts';
import { createLog } from './config/log.ts';
import { readSigningKeys } from './config/signing-secret.ts';
import type { Surroundings } from './config/surroundings.ts';
import { openByLink } from './feed/gate/by-link.ts';
import { openCallbacks } from './feed/websub/callback.ts';
import { openActing } from './site/acting.ts';
import { createSite } from './site/app.ts';
import { toLambda } from './site/as-lambda.ts';
import { openTableOf } from './store/door-table.ts';
import { gateBook } from './store/gate-book.ts';
import { openQueues } from './store/queue.ts';
import { siteBook } from './store/site-book.ts';

const settingNames = [
  'TABLE_NAME',
  'FETCH_QUEUE_URL',
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
  const log = createLog('web', around);
  const table = openTableOf(settings, log, around, { hashes: openHashes(settings, now) });
  const prompt = openTableOf(settings, log, around, { attemptsMax: 1 });
  const queueAt = openQueues(endpoints.sqs, readLanes(settings), around);
  const { readers, deciding, joinSegment, pings, noteLetter, ...book } = siteBook(table, now);
  const gate = openByLink(gateBook(table, prompt, now));
  const acting = openActing(
    { ...readers, deciding, joinSegment, noteLetter, gate },
    { queue: queueAt(settings.CONFIRMATION_QUEUE_URL).send, now, randomId },
  );
  const fetches = queueAt(settings.FETCH_QUEUE_URL);
  const hubs = openCallbacks({
    ...pings,
    now,
    queueFetch: (key) => fetches.send([{ feeds: [key] }]),
  });
  const reportError = (error: unknown) => log.error('page failed', error);
  // A link may be signed with a key that the owner has added since.
  const ready = keepFresh(async () => {
    const keys = await readSigningKeys(settings.SIGNING_SECRET_ARN, endpoints.secrets, now());
    const deps = { ...book, readers: { ...acting, keys }, hubs, reportError };
    return toLambda(createSite(deps, { siteUrl, region: env.AWS_REGION }), log);
  }, now);

  return async (...request: Parameters<Awaited<ReturnType<typeof ready>>>) =>
    (await ready())(...request);
}
