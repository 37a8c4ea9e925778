/** The pages about growth, and about who went after an edition; they are loaded when one is asked for. */
import type { DeskRoute } from './desk.ts';
import type { GrowthUses } from './growth-uses.ts';

type Answer = Extract<DeskRoute<GrowthUses>, { readonly about: 'newsletter' }>['answer'];

const showGrowth: Answer = async (...asked) =>
  (await import('./growth-page.ts')).showGrowth(...asked);
const showDay: Answer = async (...asked) => (await import('./growth-day.ts')).showDay(...asked);
const showGone: Answer = async (...asked) => (await import('./edition-gone.ts')).showGone(...asked);
const postReader: Answer = async (...asked) =>
  (await import('./edition-gone.ts')).postReader(...asked);

const [counts, readers] = [
  { about: 'newsletter', right: 'look' },
  { about: 'newsletter', right: 'readers' },
] as const;

/** All of them. On the first there are only counts: it is for everybody who may look. */
export const growthRoutes: readonly DeskRoute<GrowthUses>[] = [
  { method: 'get', path: '/growth', ...counts, answer: showGrowth },
  { method: 'get', path: '/growth/day', ...readers, answer: showDay },
  { method: 'get', path: '/e/:edition/gone', ...readers, answer: showGone },
  { method: 'post', path: '/e/:edition/gone', ...readers, answer: postReader },
];
