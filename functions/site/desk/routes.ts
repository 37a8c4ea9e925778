/** Every route of the desk for who is signed in. What is not here is not reached. */
import type { DeskRoute } from './desk.ts';
import { type EndUses, endRoutes } from './end-page.ts';
import { type HealthUses, healthRoutes } from './health-page.ts';
import { homeRoutes } from './home-page.ts';
import { newRoutes } from './new-page.ts';
import { peopleRoutes } from './people-pages.ts';
import { type SettingsUses, settingsRoutes } from './settings-pages.ts';

/** What the pages need of use cases, all together. */
export type DeskUses = SettingsUses & EndUses & HealthUses;

/** All of them. */
export const deskRoutes: readonly DeskRoute<DeskUses>[] = [
  ...homeRoutes,
  ...peopleRoutes,
  ...newRoutes,
  ...endRoutes,
  ...settingsRoutes,
  ...healthRoutes,
];
