/** Telling the hooks of a newsletter what happened: each try is noted first, so that none is lost. */
import { type Notice, newNotice } from '../config/notice.ts';
import { hourMs, minuteMs } from '../config/time.ts';
import { type Happening, type Hook, type HookFailure, isFor } from './hook.ts';
import type { Post, Posted } from './post.ts';
import { signedMessage } from './sign.ts';

/** Something that is to be told, and how far that has come. */
export interface Delivery {
  readonly happening: Happening;
  /** Tries that were begun. */
  readonly tries: number;
  /** When it is tried next (ms); undefined when it is settled. */
  readonly dueAt: number | undefined;
  /** The hooks that have not taken it; undefined before the first try. */
  readonly open?: readonly string[];
}

/** What became of a delivery. */
type DeliveryOutcome = 'taken' | 'given up' | 'nobody';

/** Where deliveries are kept. */
export interface DeliveryBook {
  readonly load: (id: string) => Promise<Delivery | undefined>;
  /** Notes that a try begins; undefined when another has begun one meanwhile. */
  readonly begin: (delivery: Delivery, nextAt: number) => Promise<Delivery | undefined>;
  /** Notes who has not taken it. */
  readonly leaveOpen: (delivery: Delivery, open: readonly string[]) => Promise<void>;
  readonly settle: (delivery: Delivery, outcome: DeliveryOutcome) => Promise<void>;
}

/** Where hooks are kept. */
export interface HookBook {
  readonly list: (newsletterId: string) => Promise<readonly Hook[]>;
  readonly noteFailure: (place: HookPlace, failure: HookFailure) => Promise<void>;
  readonly noteWell: (place: HookPlace, at: number) => Promise<void>;
  readonly noteTaken: (place: HookPlace, at: number) => Promise<void>;
  readonly switchOff: (place: HookPlace, at: number) => Promise<void>;
}

/** Names a hook of a newsletter. */
export interface HookPlace {
  readonly newsletterId: string;
  readonly id: string;
}

/** What telling reads, writes and asks. */
export interface DeliverDeps {
  readonly deliveries: DeliveryBook;
  readonly hooks: HookBook;
  readonly post: Post;
  readonly secretOf: (hookId: string) => Promise<string>;
  /** Tells the owner, once for each id. */
  readonly tell: (notice: Notice<'hookOff'>) => Promise<unknown>;
  readonly now: () => number;
}

/** The schedule that Standard Webhooks gives; what is due is found by the next tick, five minutes apart. */
const waitsMs = [
  5_000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];
/** As often is something told before the hook is switched off. */
export const triesMax = waitsMs.length + 1;

/** What came of a try; `not due`: it is settled, is tried by another, or its time has not come. */
export type Delivered =
  | { readonly kind: 'not due' }
  | { readonly kind: 'settled'; readonly outcome: DeliveryOutcome }
  | { readonly kind: 'open'; readonly hooks: number };

/**
 * Tells each hook that has not taken it yet, and writes down what came of it. `silent` are hooks that
 * have just not answered, each with the reason: they are not made to wait for again.
 */
export async function deliver(
  { id, silent }: { readonly id: string; readonly silent: Map<string, string> },
  deps: DeliverDeps,
): Promise<Delivered> {
  const found = await deps.deliveries.load(id);
  if (found?.dueAt === undefined || found.dueAt > deps.now()) return { kind: 'not due' };
  const nextAt = deps.now() + (waitsMs[found.tries] ?? hourMs);
  const delivery = await deps.deliveries.begin(found, nextAt);
  if (delivery === undefined) return { kind: 'not due' };
  const { happening } = delivery;
  const all = await deps.hooks.list(happening.newsletterId);
  const wanted = all.filter((hook) => isFor(hook, happening) && isOpen(delivery, hook));
  if (wanted.length === 0) return settled(delivery, delivery.open ? 'given up' : 'nobody', deps);
  const answers = await Promise.all(
    wanted.map(async (hook) => ({ hook, posted: await tellHook(hook, happening, silent, deps) })),
  );
  for (const { hook, posted } of answers) await heed(hook, posted, delivery, deps);
  const left = answers.filter(({ posted }) => posted.kind === 'refused' && posted.isGone !== true);
  if (left.length === 0) return settled(delivery, 'taken', deps);
  if (delivery.tries >= triesMax) return settled(delivery, 'given up', deps);
  const open = left.map(({ hook }) => hook.id);
  await deps.deliveries.leaveOpen(delivery, open);
  return { kind: 'open', hooks: open.length };
}

function isOpen({ open }: Delivery, { id }: Hook): boolean {
  return open === undefined || open.includes(id);
}

async function settled(
  delivery: Delivery,
  outcome: DeliveryOutcome,
  { deliveries }: DeliverDeps,
): Promise<Delivered> {
  await deliveries.settle(delivery, outcome);
  return { kind: 'settled', outcome };
}

async function tellHook(
  { id, url }: Hook,
  happening: Happening,
  silent: Map<string, string>,
  { post, secretOf, now }: DeliverDeps,
): Promise<Posted> {
  const reason = silent.get(id);
  if (reason !== undefined) return { kind: 'refused', reason };
  const posted = await post(url, signedMessage(happening, await secretOf(id), now()));
  if (posted.kind === 'refused' && posted.isSilent) silent.set(id, posted.reason);
  return posted;
}

/** Of many messages in a row only some are noted. */
const takenFreshMs = 5 * minuteMs;

/** The owner is told before the hook is off: whoever dies between tells it once more, by the same id. */
async function heed(
  hook: Hook,
  posted: Posted,
  { happening, tries }: Delivery,
  { hooks, tell, now }: DeliverDeps,
): Promise<void> {
  const place = { newsletterId: happening.newsletterId, id: hook.id };
  const at = now();
  if (posted.kind === 'accepted') {
    const { failure, wellSince = 0, takenAt = 0 } = hook;
    if (failure !== undefined && wellSince < failure.at) await hooks.noteWell(place, at);
    else if (takenAt <= at - takenFreshMs) await hooks.noteTaken(place, at);
    return;
  }
  await hooks.noteFailure(place, { at, reason: posted.reason });
  if (tries < triesMax && posted.isGone !== true) return;
  const values = { hook: new URL(hook.url).host, id: hook.id, reason: posted.reason };
  const id = `hookOff-${hook.id}-${happening.id}`;
  const { newsletterId } = happening;
  await tell(newNotice({ id, newsletterId, kind: 'hookOff', values, at }));
  await hooks.switchOff(place, at);
}
