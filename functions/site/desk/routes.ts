/** Every route of the desk for who is signed in. What is not here is not reached. */
import type { DeskRoute } from './desk.ts';
import { feedActRoutes } from './feed-acts.ts';
import { feedRoutes } from './feed-page.ts';
import { feedsAddRoutes } from './feeds-add.ts';
import { feedsListRoutes } from './feeds-list.ts';
import { feedsRoutes } from './feeds-page.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { filterRoutes } from './filter-pages.ts';
import { gateRoutes } from './gate-form.ts';
import { homeRoutes } from './home-page.ts';
import { itemActRoutes } from './item-acts.ts';
import { itemsRoutes } from './items-page.ts';
import { peopleRoutes } from './people-pages.ts';

/** What the pages need of use cases, all together. */
export type DeskUses = FeedsUses;

/** All of them. */
export const deskRoutes: readonly DeskRoute<DeskUses>[] = [
  ...homeRoutes,
  ...feedsRoutes,
  ...feedsAddRoutes,
  ...feedsListRoutes,
  ...gateRoutes,
  ...feedRoutes,
  ...feedActRoutes,
  ...filterRoutes,
  ...itemsRoutes,
  ...itemActRoutes,
  ...peopleRoutes,
];
