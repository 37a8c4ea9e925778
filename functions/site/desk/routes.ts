/** Every route of the desk for who is signed in. What is not here is not reached. */

import type { DeadLettersUses } from './dead-letters-uses.ts';
import type { DefaultMoveUses } from './default-move-acts.ts';
import type { DeskRoute } from './desk.ts';
import { editionActs } from './edition-acts.ts';
import { editionRoutes } from './edition-page.ts';
import { reasonsRoute } from './edition-reasons.ts';
import { editionsRoute } from './editions-page.ts';
import type { EditionsUses } from './editions-uses.ts';
import type { EndUses } from './end-uses.ts';
import type { ExportUses } from './export-page.ts';
import { feedActRoutes } from './feed-acts.ts';
import { feedRoutes } from './feed-page.ts';
import { feedsAddRoutes } from './feeds-add.ts';
import { feedsListRoutes } from './feeds-list.ts';
import { feedsRoutes } from './feeds-page.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { filterRoutes } from './filter-pages.ts';
import { forecastRoute } from './forecast-page.ts';
import { gateRoutes } from './gate-form.ts';
import type { GrowthUses } from './growth-uses.ts';
import type { HealthUses } from './health-page.ts';
import { homeRoutes } from './home-page.ts';
import type { HooksUses } from './hooks-page.ts';
import type { ImportsUses } from './imports-uses.ts';
import { itemActRoutes } from './item-acts.ts';
import { itemsRoutes } from './items-page.ts';
import {
  deadLettersRoutes,
  defaultMoveRoutes,
  exportRoutes,
  healthRoutes,
  hooksRoutes,
  importRoutes,
} from './list-routes.ts';
import { nextActs } from './next-acts.ts';
import type { NextUses } from './next-meant.ts';
import { nextRoute } from './next-page.ts';
import { previewRoute } from './next-preview.ts';
import { passkeyRoutes } from './passkey-routes.ts';
import type { PasskeysUses } from './passkeys-page.ts';
import { peopleRoutes } from './people-pages.ts';
import { growthRoutes, readerRoutes, readersRoutes } from './reader-routes.ts';
import type { ReadersUses } from './readers-uses.ts';
import type { SettingsUses } from './settings-pages.ts';
import { endRoutes, newRoutes, settingsRoutes } from './settings-routes.ts';
import { todayActs } from './today-acts.ts';
import { type TodayUses, todayRoute } from './today-page.ts';
import { type TokensUses, tokensRoutes } from './tokens-page.ts';
import type { WarmUpUses } from './warm-up.ts';

/** What the pages need of use cases, all together. */
export type DeskUses = TodayUses &
  NextUses &
  EditionsUses &
  FeedsUses &
  SettingsUses &
  EndUses &
  HealthUses &
  DeadLettersUses &
  WarmUpUses &
  HooksUses &
  ReadersUses &
  ExportUses &
  DefaultMoveUses &
  ImportsUses &
  TokensUses &
  PasskeysUses &
  GrowthUses;

/** All of them. */
export const deskRoutes: readonly DeskRoute<DeskUses>[] = [
  ...homeRoutes,
  ...peopleRoutes,
  ...tokensRoutes,
  ...passkeyRoutes,
  todayRoute,
  ...todayActs,
  forecastRoute,
  nextRoute,
  previewRoute,
  ...nextActs,
  editionsRoute,
  ...editionRoutes,
  reasonsRoute,
  ...editionActs,
  ...feedsRoutes,
  ...feedsAddRoutes,
  ...feedsListRoutes,
  ...gateRoutes,
  ...feedRoutes,
  ...feedActRoutes,
  ...filterRoutes,
  ...itemsRoutes,
  ...itemActRoutes,
  ...readersRoutes,
  ...readerRoutes,
  ...growthRoutes,
  ...exportRoutes,
  ...defaultMoveRoutes,
  ...importRoutes,
  ...newRoutes,
  ...endRoutes,
  ...settingsRoutes,
  ...hooksRoutes,
  ...healthRoutes,
  ...deadLettersRoutes,
];
