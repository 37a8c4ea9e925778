/** Every route of the desk for who is signed in. What is not here is not reached. */
import type { DeskRoute } from './desk.ts';
import { homeRoutes } from './home-page.ts';
import { nextActs } from './next-acts.ts';
import type { NextUses } from './next-meant.ts';
import { nextRoute } from './next-page.ts';
import { previewRoute } from './next-preview.ts';
import { peopleRoutes } from './people-pages.ts';
import { todayActs } from './today-acts.ts';
import { type TodayUses, todayRoute } from './today-page.ts';

/** What the pages need of use cases, all together. */
export type DeskUses = TodayUses & NextUses;

/** All of them. */
export const deskRoutes: readonly DeskRoute<DeskUses>[] = [
  ...homeRoutes,
  ...peopleRoutes,
  todayRoute,
  ...todayActs,
  nextRoute,
  previewRoute,
  ...nextActs,
];
