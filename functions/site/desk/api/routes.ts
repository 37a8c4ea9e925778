/** Every route that programs have. What is not here is not reached. */
import type { ApiRoute } from './api.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { deletionRoutes } from './deletion.ts';
import { editionRoutes } from './editions.ts';
import { feedRoutes } from './feeds.ts';
import { growthRoutes } from './growth.ts';
import { itemRoutes } from './items.ts';
import { markRoutes } from './marks.ts';
import { newsletterRoutes } from './newsletters.ts';
import { nextRoutes } from './next.ts';
import { ownWordsRoutes } from './own-words.ts';
import { readerActRoutes } from './reader-acts.ts';
import { readerRoutes } from './readers.ts';
import { sendingRoutes } from './sending.ts';
import { webhookRoutes } from './webhooks.ts';

/** All of them. */
export const apiRoutes: readonly ApiRoute[] = [
  ...newsletterRoutes,
  ...deletionRoutes,
  ...feedRoutes,
  ...itemRoutes,
  ...markRoutes,
  ...nextRoutes,
  ...ownWordsRoutes,
  ...editionRoutes,
  ...readerRoutes,
  ...readerActRoutes,
  ...growthRoutes,
  ...webhookRoutes,
  ...sendingRoutes,
  ...deadLetterRoutes,
];
