/** Every route that programs have. What is not here is not reached. */
import type { ApiRoute } from './api.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { defaultMoveRoutes } from './default-move.ts';
import { deletionRoutes } from './deletion.ts';
import { editionRoutes } from './editions.ts';
import { exportRoutes } from './export.ts';
import { feedWordRoutes } from './feed-words.ts';
import { feedRoutes } from './feeds.ts';
import { forecastRoutes } from './forecast.ts';
import { gateRoutes } from './gate.ts';
import { growthRoutes } from './growth.ts';
import { importRowRoutes } from './import-rows.ts';
import { importRoutes } from './imports.ts';
import { itemRoutes } from './items.ts';
import { logRoutes } from './log.ts';
import { markRoutes } from './marks.ts';
import { moveRoutes } from './moves.ts';
import { newsletterRoutes } from './newsletters.ts';
import { nextRoutes } from './next.ts';
import { opmlRoutes } from './opml.ts';
import { ownWordsRoutes } from './own-words.ts';
import { previewRoutes } from './previews.ts';
import { readerActRoutes } from './reader-acts.ts';
import { readerRoutes } from './readers.ts';
import { sendingRoutes } from './sending.ts';
import { settingsRoutes } from './settings.ts';
import { webhookRoutes } from './webhooks.ts';

/** All of them. */
export const apiRoutes: readonly ApiRoute[] = [
  ...newsletterRoutes,
  ...deletionRoutes,
  ...settingsRoutes,
  ...logRoutes,
  ...feedRoutes,
  ...feedWordRoutes,
  ...opmlRoutes,
  ...gateRoutes,
  ...itemRoutes,
  ...markRoutes,
  ...forecastRoutes,
  ...nextRoutes,
  ...previewRoutes,
  ...ownWordsRoutes,
  ...editionRoutes,
  ...readerRoutes,
  ...exportRoutes,
  ...readerActRoutes,
  ...importRoutes,
  ...importRowRoutes,
  ...defaultMoveRoutes,
  ...growthRoutes,
  ...moveRoutes,
  ...webhookRoutes,
  ...sendingRoutes,
  ...deadLetterRoutes,
];
