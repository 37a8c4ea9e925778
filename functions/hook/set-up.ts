/** What an owner does about hooks: makes one, takes one away, tries one. */
import type { HookPlace } from './deliver.ts';
import {
  type Happening,
  type Hook,
  type HookEvent,
  type HookFailure,
  hooksMax,
  testEvent,
} from './hook.ts';
import { checkHookUrl, type Post, type Posted } from './post.ts';
import { hookSecret, signedMessage } from './sign.ts';

/** A hook as its owner wants it. */
export interface WantedHook {
  readonly newsletterId: string;
  readonly url: string;
  readonly events: readonly HookEvent[];
}

/** What making a hook reads and writes. */
export interface AddHookDeps {
  readonly list: (newsletterId: string) => Promise<readonly Hook[]>;
  readonly add: (newsletterId: string, hook: Hook) => Promise<void>;
  /** The key of hashes. */
  readonly key: () => Promise<string>;
  readonly randomId: () => string;
  readonly now: () => number;
  readonly allowedOrigins: readonly string[];
}

/** The new hook with its secret, which is shown this once; or why there is none. */
export type AddedHook =
  | { readonly kind: 'added'; readonly hook: Hook; readonly secret: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Makes a hook. The same address may be told once only. */
export async function addHook(
  { newsletterId, url, events }: WantedHook,
  deps: AddHookDeps,
): Promise<AddedHook> {
  const checked = checkHookUrl(url, deps.allowedOrigins);
  if (checked.kind === 'refused') return checked;
  if (events.length === 0) return refused('Name what it is to be told of.');
  const all = await deps.list(newsletterId);
  if (all.length >= hooksMax) return refused(`There are ${hooksMax} already, as many as may be.`);
  const { href } = checked.url;
  if (all.some((one) => one.url === href)) return refused('This address is told already.');
  const hook = { id: deps.randomId(), url: href, events, createdAt: deps.now() };
  const secret = hookSecret(await deps.key(), hook.id);
  await deps.add(newsletterId, hook);
  return { kind: 'added', hook, secret };
}

function refused(reason: string): AddedHook {
  return { kind: 'refused', reason };
}

/** What trying a hook writes and asks. */
export interface TryHookDeps {
  readonly noteFailure: (place: HookPlace, failure: HookFailure) => Promise<void>;
  /** Has it told again from now on. */
  readonly switchOn: (place: HookPlace, at: number) => Promise<void>;
  readonly post: Post;
  readonly key: () => Promise<string>;
  readonly randomId: () => string;
  readonly now: () => number;
}

/** Posts a message that means nothing. A hook that takes it is on again, if it was off. */
export async function tryHook(
  { newsletterId, hook }: { readonly newsletterId: string; readonly hook: Hook },
  deps: TryHookDeps,
): Promise<Posted> {
  const at = deps.now();
  const happening: Happening = {
    id: `test-${deps.randomId()}`,
    newsletterId,
    event: testEvent,
    at,
    facts: { hook: hook.id },
  };
  const secret = hookSecret(await deps.key(), hook.id);
  const posted = await deps.post(hook.url, signedMessage(happening, secret, at));
  const place = { newsletterId, id: hook.id };
  if (posted.kind === 'accepted') await deps.switchOn(place, at);
  else await deps.noteFailure(place, { at, reason: posted.reason });
  return posted;
}
