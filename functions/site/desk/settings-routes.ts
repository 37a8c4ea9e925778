/** The routes of settings, of closing a newsletter, and of setting up another one. */
import type { DeskRoute } from './desk.ts';
import type { EndUses } from './end-uses.ts';
import { later } from './later.ts';
import type { SettingsUses } from './settings-pages.ts';

const about = { about: 'newsletter', right: 'settings' } as const;
const grave = { ...about, isGrave: true } as const;
const pages = () => import('./settings-pages.ts');
const deletion = () => import('./deletion-page.ts');
const end = () => import('./end-page.ts');

/**
 * The pages of settings, and the acts on them. Whom mails come from is changed by nobody who did not
 * just prove who they are.
 */
export const settingsRoutes: readonly DeskRoute<SettingsUses>[] = [
  {
    ...{ ...about, method: 'get', path: '/settings' },
    answer: later(async () => (await pages()).showSettings),
  },
  {
    ...{ ...about, method: 'get', path: '/settings/preview' },
    answer: later(async () => (await import('./look-preview.ts')).showPreview),
  },
  {
    ...{ ...grave, method: 'get', path: '/settings/sender' },
    answer: later(async () => (await pages()).senderAnswers.show),
  },
  {
    ...{ ...grave, method: 'post', path: '/settings/sender/plan' },
    answer: later(async () => (await pages()).senderAnswers.plan),
  },
  {
    ...{ ...grave, method: 'post', path: '/settings/sender' },
    answer: later(async () => (await pages()).senderAnswers.save),
  },
  {
    ...{ ...about, method: 'get', path: '/settings/:part' },
    answer: later(async () => (await pages()).partAnswers.show),
  },
  {
    ...{ ...about, method: 'post', path: '/settings/:part/plan' },
    answer: later(async () => (await pages()).partAnswers.plan),
  },
  {
    ...{ ...about, method: 'post', path: '/settings/:part' },
    answer: later(async () => (await pages()).partAnswers.save),
  },
];

/** Closing, opening again, deleting. */
export const endRoutes: readonly DeskRoute<EndUses>[] = [
  {
    ...{ ...about, method: 'get', path: '/settings/end' },
    answer: later(async () => (await end()).showEnd),
  },
  {
    ...{ ...about, method: 'post', path: '/settings/end/close' },
    answer: later(async () => (await end()).postClose),
  },
  {
    ...{ ...about, method: 'post', path: '/settings/end/reopen' },
    answer: later(async () => (await end()).postReopen),
  },
  {
    ...{ ...grave, method: 'get', path: '/settings/end/delete' },
    answer: later(async () => (await deletion()).showDelete),
  },
  {
    ...{ ...grave, method: 'post', path: '/settings/end/delete' },
    answer: later(async () => (await deletion()).postDelete),
  },
  {
    ...{ ...about, method: 'post', path: '/settings/end/keep' },
    answer: later(async () => (await deletion()).postKeep),
  },
  {
    ...{ method: 'get', path: '/deletions', about: 'all', right: 'settings' },
    answer: later(async () => (await deletion()).showDeletions),
  },
];

/** GET and POST /desk/new. */
export const newRoutes: readonly DeskRoute<SettingsUses>[] = [
  {
    ...{ method: 'get', path: '/new', about: 'all', right: 'settings' },
    answer: later(async () => (await import('./new-page.ts')).showNew),
  },
  {
    ...{ method: 'post', path: '/new', about: 'all', right: 'settings' },
    answer: later(async () => (await import('./new-page.ts')).postNew),
  },
];
