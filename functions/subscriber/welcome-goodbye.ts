/** Welcome and goodbye: letters that an owner may want, each sent once for what it is about. */
import { hourMs } from '../config/time.ts';
import type { LetterKind, PostLetterDeps } from './reader-letter.ts';
import type { Subscriber } from './subscriber.ts';

/** What welcome and goodbye need. */
export type WelcomeGoodbyeDeps = PostLetterDeps & { readonly now: () => number };

const promptMs = hourMs;

/** Greets who has just confirmed, if the owner wants it. */
export async function welcome(
  { id: subscriberId, newsletterId, consent }: Subscriber,
  wanted: readonly LetterKind[],
  { postLetter, now }: WelcomeGoodbyeDeps,
): Promise<void> {
  const { confirmedAt = 0, confirmationId } = consent;
  if (!wanted.includes('welcome') || now() > confirmedAt + promptMs) return;
  const id = `welcome-${confirmationId}`;
  await postLetter({ id, kind: 'welcome', newsletterId, subscriberId, at: now() });
}

/** Takes leave of who was a reader until just now, if the owner wants it. */
export async function goodbye(
  { id: subscriberId, newsletterId, consent }: Subscriber,
  wanted: readonly LetterKind[],
  { postLetter, now }: WelcomeGoodbyeDeps,
): Promise<void> {
  const { confirmedAt, withdrawnAt = 0 } = consent;
  const isPrompt = confirmedAt !== undefined && now() <= withdrawnAt + promptMs;
  if (!wanted.includes('goodbye') || !isPrompt) return;
  const id = `goodbye-${subscriberId}-${withdrawnAt.toString(36)}`;
  await postLetter({ id, kind: 'goodbye', newsletterId, subscriberId, at: now() });
}
