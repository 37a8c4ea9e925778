/** The routes of one's passkeys: loaded with the first who opens them, as the library is heavy. */
import type { DeskRoute } from './desk.ts';
import { later } from './later.ts';
import type { PasskeysUses } from './passkeys-page.ts';

const own = { about: 'all', right: 'signed-in' } as const;

/** /desk/passkeys: a passkey works for long, so who adds one has just proved who they are. */
export const passkeyRoutes: readonly DeskRoute<PasskeysUses>[] = [
  {
    ...{ ...own, method: 'get', path: '/passkeys' },
    answer: later(async () => (await import('./passkeys-page.ts')).showPasskeys),
  },
  {
    ...{ ...own, method: 'post', path: '/passkeys/ask', isGrave: true },
    answer: later(async () => (await import('./passkeys-page.ts')).askForNew),
  },
  {
    ...{ ...own, method: 'post', path: '/passkeys', isGrave: true },
    answer: later(async () => (await import('./passkeys-page.ts')).postNew),
  },
  {
    ...{ ...own, method: 'post', path: '/passkeys/remove' },
    answer: later(async () => (await import('./passkeys-page.ts')).postRemoval),
  },
];
