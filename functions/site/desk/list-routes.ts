/** The routes of pages that few open, and that say much: each is loaded with the first who does. */
import { listBytesMax } from '../../subscriber/import/list-limits.ts';
import type { DeadLettersUses } from './dead-letters-uses.ts';
import type { DefaultMoveUses } from './default-move-acts.ts';
import type { DeskRoute } from './desk.ts';
import type { ExportUses } from './export-page.ts';
import type { HealthUses } from './health-page.ts';
import type { HooksUses } from './hooks-page.ts';
import type { ImportsUses } from './imports-uses.ts';
import { later } from './later.ts';
import type { WarmUpUses } from './warm-up.ts';

const readers = { about: 'newsletter', right: 'readers' } as const;
const settings = { about: 'newsletter', right: 'settings' } as const;

/** What stands around the list in a form. */
const aroundBytesMax = 64 * 1024;
/** In base64 and with what is around it, this has room in the 6 MB that Lambda takes. */
const takes = { bytesMax: listBytesMax + aroundBytesMax, tooLong: 'tooLong' } as const;

/** /desk/n/:id/imports: a list is brought, looked at, started, followed, taken back. */
export const importRoutes: readonly DeskRoute<ImportsUses>[] = [
  {
    ...{ ...readers, method: 'get', path: '/imports' },
    answer: later(async () => (await import('./imports-page.ts')).showImports),
  },
  {
    ...{ ...readers, method: 'post', path: '/imports', takes },
    answer: later(async () => (await import('./imports-page.ts')).postList),
  },
  {
    ...{ ...readers, method: 'get', path: '/imports/:import' },
    answer: later(async () => (await import('./import-page.ts')).showImport),
  },
  {
    ...{ ...readers, method: 'get', path: '/imports/:import/rows' },
    answer: later(async () => (await import('./import-rows.ts')).showRows),
  },
  ...(['look', 'start', 'on', 'undo', 'drop'] as const).map(
    (act): DeskRoute<ImportsUses> => ({
      ...{ ...readers, method: 'post', path: `/imports/:import/${act}` },
      answer: later(async () => (await import('./import-acts.ts')).importActs[act]),
    }),
  ),
];

/**
 * /desk/n/:id/readers/export: the page, the files, and the way on to the next one. Addresses leave the
 * desk by it: whoever asks has just proved who they are.
 */
export const exportRoutes: readonly DeskRoute<ExportUses>[] = [
  {
    ...{ ...readers, method: 'get', path: '/readers/export', isGrave: true },
    answer: later(async () => (await import('./export-page.ts')).showExport),
  },
  {
    ...{ ...readers, method: 'post', path: '/readers/export', isGrave: true },
    answer: later(async () => (await import('./export-page.ts')).postExport),
  },
  {
    ...{ ...readers, method: 'post', path: '/readers/export/next', isGrave: true },
    answer: later(async () => (await import('./export-page.ts')).postNext),
  },
];

/** /desk/n/:id/readers/default: who never chose a schedule is looked for, and moved to the default. */
export const defaultMoveRoutes: readonly DeskRoute<DefaultMoveUses>[] = [
  {
    ...{ ...readers, method: 'get', path: '/readers/default' },
    answer: later(async () => (await import('./default-move-page.ts')).showDefaultMove),
  },
  ...(['look', 'start', 'on', 'stop'] as const).map(
    (act): DeskRoute<DefaultMoveUses> => ({
      ...{ ...readers, method: 'post', path: `/readers/default/${act}` },
      answer: later(async () => (await import('./default-move-acts.ts')).defaultMoveActs[act]),
    }),
  ),
];

/** /desk/n/:id/hooks, and the acts on them. */
export const hooksRoutes: readonly DeskRoute<HooksUses>[] = [
  {
    ...{ ...settings, method: 'get', path: '/hooks' },
    answer: later(async () => (await import('./hooks-page.ts')).showHooks),
  },
  {
    ...{ ...settings, method: 'post', path: '/hooks' },
    answer: later(async () => (await import('./hooks-page.ts')).postHook),
  },
  {
    ...{ ...settings, method: 'post', path: '/hooks/:hook/test' },
    answer: later(async () => (await import('./hooks-page.ts')).postTest),
  },
  {
    ...{ ...settings, method: 'post', path: '/hooks/:hook/remove' },
    answer: later(async () => (await import('./hooks-page.ts')).postRemoval),
  },
];

const ofSending = { method: 'post', about: 'all', right: 'send' } as const;

/** /desk/health: how everything stands; all mail is paused and resumed, and a new sender begins small. */
export const healthRoutes: readonly DeskRoute<HealthUses & WarmUpUses>[] = [
  {
    ...{ method: 'get', path: '/health', about: 'all', right: 'look' },
    answer: later(async () => (await import('./health-page.ts')).showHealth),
  },
  {
    ...{ ...ofSending, path: '/health/pause' },
    answer: later(async () => (await import('./health-page.ts')).postPause),
  },
  {
    ...{ ...ofSending, path: '/health/resume' },
    answer: later(async () => (await import('./health-page.ts')).postResume),
  },
  {
    ...{ ...ofSending, path: '/health/warm-up' },
    answer: later(async () => (await import('./warm-up.ts')).postBegin),
  },
  {
    ...{ ...ofSending, path: '/health/warm-up/end' },
    answer: later(async () => (await import('./warm-up.ts')).postEnd),
  },
];

const settling = { about: 'all', right: 'send' } as const;

/** /desk/health/dead-letters: work that was put aside is looked at, worked off after all, given up. */
export const deadLettersRoutes: readonly DeskRoute<DeadLettersUses>[] = [
  {
    ...{ ...settling, method: 'get', path: '/health/dead-letters' },
    answer: later(async () => (await import('./dead-letters-page.ts')).showDeadLetters),
  },
  {
    ...{ ...settling, method: 'get', path: '/health/dead-letters/drop' },
    answer: later(async () => (await import('./dead-letters-acts.ts')).showDrop),
  },
  {
    ...{ ...settling, method: 'post', path: '/health/dead-letters/redrive' },
    answer: later(async () => (await import('./dead-letters-acts.ts')).postRedrive),
  },
  {
    ...{ ...settling, method: 'post', path: '/health/dead-letters/drop' },
    answer: later(async () => (await import('./dead-letters-acts.ts')).postDrop),
  },
];
