/** The routes of the pages about readers and growth; each page is loaded with the first who opens it. */
import type { DeskRoute } from './desk.ts';
import type { GrowthUses } from './growth-uses.ts';
import { later } from './later.ts';
import type { ReadersUses } from './readers-uses.ts';

const readers = { about: 'newsletter', right: 'readers' } as const;

/**
 * /desk/n/:id/readers, and what is asked of it by forms: an address does not belong into an address
 * bar. Who loads what was found again by its address is at the form.
 */
export const readersRoutes: readonly DeskRoute<ReadersUses>[] = [
  {
    ...{ ...readers, method: 'get', path: '/readers' },
    answer: later(async () => (await import('./readers-page.ts')).showReaders),
  },
  {
    ...{ ...readers, method: 'post', path: '/readers/add' },
    answer: later(async () => (await import('./readers-page.ts')).postAdd),
  },
  {
    ...{ ...readers, method: 'post', path: '/readers/find' },
    answer: later(async () => (await import('./readers-search.ts')).postFind),
  },
  {
    ...{ ...readers, method: 'get', path: '/readers/find' },
    answer: later(async () => (await import('./readers-search.ts')).toReaders),
  },
];

/** /desk/n/:id/r/:reader, and the acts on a reader. */
export const readerRoutes: readonly DeskRoute<ReadersUses>[] = [
  {
    ...{ ...readers, method: 'get', path: '/r/:reader' },
    answer: later(async () => (await import('./reader-page.ts')).showReader),
  },
  {
    ...{ ...readers, method: 'post', path: '/r/:reader/off' },
    answer: later(async () => (await import('./reader-page.ts')).postOff),
  },
  {
    ...{ ...readers, method: 'post', path: '/r/:reader/suppress' },
    answer: later(async () => (await import('./reader-page.ts')).postSuppress),
  },
  {
    ...{ ...readers, method: 'post', path: '/r/:reader/erase', isGrave: true },
    answer: later(async () => (await import('./reader-page.ts')).postErase),
  },
];

/** /desk/n/:id/growth, for everybody who may look, as there are only counts on it; and who it was. */
export const growthRoutes: readonly DeskRoute<GrowthUses>[] = [
  {
    ...{ method: 'get', path: '/growth', about: 'newsletter', right: 'look' },
    answer: later(async () => (await import('./growth-page.ts')).showGrowth),
  },
  {
    ...{ ...readers, method: 'get', path: '/growth/day' },
    answer: later(async () => (await import('./growth-day.ts')).showDay),
  },
  {
    ...{ ...readers, method: 'get', path: '/e/:edition/gone' },
    answer: later(async () => (await import('./edition-gone.ts')).showGone),
  },
  {
    ...{ ...readers, method: 'post', path: '/e/:edition/gone' },
    answer: later(async () => (await import('./edition-gone.ts')).postReader),
  },
  {
    ...{ ...readers, method: 'get', path: '/r/:reader/e/:edition' },
    answer: later(async () => (await import('./mail-page.ts')).showMail),
  },
];
