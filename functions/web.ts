/** Door: HTTP. What readers see, and what hubs call; it can queue a confirmation, never send one. */
import { keepFresh } from './config/door.ts';
import { readLanes, readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import { readSigningKeys } from './config/signing-secret.ts';
import type { Surroundings } from './config/surroundings.ts';
import { openSegment } from './edition/segment.ts';
import type { FeedKey } from './feed/feed.ts';
import { answerHub, takePing } from './feed/websub/callback.ts';
import { createSite, toLambda } from './site/app.ts';
import { moveAddress } from './store/address-moves.ts';
import { archiveStore } from './store/archive.ts';
import { openTable } from './store/client.ts';
import { eraseSubscriber } from './store/erasures.ts';
import { newsletterStore } from './store/newsletters.ts';
import { noteQueued } from './store/notices.ts';
import { noteWaitingPing } from './store/pings.ts';
import { openQueue, openSqs } from './store/queue.ts';
import { segmentStore } from './store/segments.ts';
import { subscriberStore } from './store/subscribers.ts';
import { tracesOf } from './store/traces.ts';
import { websubStore } from './store/websub.ts';
import { windowStore } from './store/windows.ts';
import type { ReaderLetter } from './subscriber/reader-letter.ts';

/** A letter that has not been mailed by then must have been lost in the queue. */
const letterLostAfterMs = 2 * 60_000;

/** Opens the door on what surrounds it. */
export function open({ env, now, randomId, write, requestId }: Surroundings) {
  const settings = readSettings(env, [
    'TABLE_NAME',
    'FETCH_QUEUE_URL',
    'CONFIRMATION_QUEUE_URL',
    'SIGNING_SECRET_ARN',
    'SITE_URL',
    'LANES',
  ]);
  const { endpoints } = settings;
  const log = createLog('web', { write, now, requestId });
  const table = openTable(settings.TABLE_NAME, {
    endpoint: endpoints.dynamodb,
    reportMalformed: log.malformed,
  });
  const sqs = openSqs(endpoints.sqs);
  const spread = { lanes: readLanes(settings), randomId };
  const confirmations = openQueue(sqs, settings.CONFIRMATION_QUEUE_URL, spread);
  const fetches = openQueue(sqs, settings.FETCH_QUEUE_URL, spread);
  const { load, noteFetch } = websubStore(table);
  const pings = {
    load,
    noteFetch,
    noteWaiting: (key: FeedKey, until: number) => noteWaitingPing(table, key, until),
    queueFetch: (key: FeedKey) => fetches.send([{ feeds: [key] }]),
    now,
  };
  const newsletters = newsletterStore(table);
  const subscribers = subscriberStore(table, now);
  const postLetter = async (letter: ReaderLetter) => {
    await noteQueued(table, letter, now() + letterLostAfterMs);
    await confirmations.send([{ noticeId: letter.id }]);
  };
  // A link may be signed with a key that the owner has added since.
  const ready = keepFresh(async () => {
    const keys = await readSigningKeys(settings.SIGNING_SECRET_ARN, endpoints.secrets);
    const site = createSite(
      {
        readers: {
          ...subscribers,
          keys,
          now,
          randomId,
          windows: windowStore(table, now),
          postLetter,
          moveAddress: (move) => moveAddress(table, move),
          erase: (reader, hash, at) => eraseSubscriber(table, reader, hash, at),
          reports: (id) => tracesOf(table, id),
          queueConfirmation: (key) => confirmations.send([key]),
          openSegment: (choice) => openSegment(choice, { join: segmentStore(table).join, now }),
        },
        newsletters: newsletters.list,
        newsletter: newsletters.load,
        hubs: {
          answer: (callback, question) => answerHub(callback, question, pings),
          ping: (push) => takePing(push, pings),
        },
        archive: archiveStore(table),
        reportError: (error) => log.error('page failed', error),
      },
      { siteUrl: settings.SITE_URL },
    );
    return toLambda(site);
  }, now);

  return async (...request: Parameters<Awaited<ReturnType<typeof ready>>>) => {
    const answer = await ready();
    return answer(...request);
  };
}
