/** Door: HTTP. What readers see; it can queue a confirmation, never send one. */
import { keepReady } from './config/door.ts';
import { readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import { readSigningKeys } from './config/signing-secret.ts';
import type { Surroundings } from './config/surroundings.ts';
import { openSegment } from './edition/segment.ts';
import { createSite, toLambda } from './site/app.ts';
import { openTable } from './store/client.ts';
import { newsletterStore } from './store/newsletters.ts';
import { openQueue, openSqs } from './store/queue.ts';
import { segmentStore } from './store/segments.ts';
import { subscriberStore } from './store/subscribers.ts';

/** Opens the door on what surrounds it. */
export function open({ env, now, randomId, write }: Surroundings) {
  const settings = readSettings(env, [
    'TABLE_NAME',
    'CONFIRMATION_QUEUE_URL',
    'SIGNING_SECRET_ARN',
    'SITE_URL',
  ]);
  const { endpoints } = settings;
  const log = createLog('web', write, now);
  const table = openTable(settings.TABLE_NAME, { endpoint: endpoints.dynamodb });
  const confirmations = openQueue(openSqs(endpoints.sqs), settings.CONFIRMATION_QUEUE_URL);
  const newsletters = newsletterStore(table);
  const segments = segmentStore(table);
  const subscribers = subscriberStore(table, now);
  const ready = keepReady(async () => {
    const keys = await readSigningKeys(settings.SIGNING_SECRET_ARN, endpoints.secrets);
    const site = createSite(
      {
        readers: {
          ...subscribers,
          keys,
          now,
          randomId,
          queueConfirmation: (key) => confirmations.send([key]),
          openSegment: (choice) => openSegment(choice, { join: segments.join, now }),
        },
        newsletters: newsletters.list,
        newsletter: newsletters.load,
        reportError: (error) => log.error('page failed', error),
      },
      { siteUrl: settings.SITE_URL },
    );
    return toLambda(site);
  });

  return async (...request: Parameters<Awaited<ReturnType<typeof ready>>>) => {
    const answer = await ready();
    return answer(...request);
  };
}
