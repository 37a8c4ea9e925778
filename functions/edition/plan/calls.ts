/**
 * Last calls: an owner who wants to see an edition before it goes is shown it, and what they say is
 * done. What was shown is what goes: a call has the cutoff of everything that is due at its instant.
 */
import type { Net } from '../../config/net.ts';
import type { Notice } from '../../config/notice.ts';
import { isTimed } from '../../config/schedule.ts';
import { hourMs } from '../../config/time.ts';
import { eligibleLagMs } from '../../feed/item.ts';
import { hasPublicArchive } from '../archive.ts';
import { type Call, objectionTo, sendingOf } from '../call.ts';
import type { Content } from '../content.ts';
import { nextDue } from '../due.ts';
import type { Edition } from '../edition.ts';
import { momentIn } from '../moment.ts';
import { isClosed, type Newsletter } from '../newsletter.ts';
import type { Segment } from '../segment.ts';

/** The rows of calls. */
export interface CallStore {
  readonly load: (newsletterId: string, scheduledAt: number) => Promise<Call | undefined>;
  /** Keeps it unless there is one for that instant, and returns the one that counts. */
  readonly open: (call: Call) => Promise<Call>;
  /** Those for instants since, the earliest first. */
  readonly list: (newsletterId: string, since: number) => Promise<readonly Call[]>;
  /** What is to be looked at: calls, and newsletters to be looked through for what is due next. */
  readonly due: (at: number) => Promise<{
    readonly calls: readonly Call[];
    readonly newsletters: readonly string[];
  }>;
  readonly decide: (call: Call, state: 'stopped' | 'going') => Promise<Call>;
  /** Skips the instant of a call, unless it was let go; false: it was. */
  readonly skip: (call: Call) => Promise<boolean>;
  /** Takes a call away that is still as it was found, as if it had not been made; false: it is not. */
  readonly forget: (call: Call) => Promise<boolean>;
  /** Records what was shown; it is looked at again when it goes by itself. */
  readonly noteShown: (call: Call, shown: Call['shown']) => Promise<void>;
  /** Has it looked at again at this instant (ms), whatever has been done about it. */
  readonly wake: (call: Pick<Call, 'newsletterId' | 'scheduledAt'>, at: number) => Promise<void>;
  /** Nothing is to be done about it any more. */
  readonly close: (call: Call) => Promise<void>;
  readonly lookNextAt: (newsletterId: string, at: number | undefined) => Promise<void>;
}

/** What calling and heeding owners reads and writes. */
export interface CallingDeps {
  readonly calls: CallStore;
  readonly newsletter: (id: string) => Promise<Newsletter | undefined>;
  readonly segments: (newsletterId: string) => Promise<readonly Segment[]>;
  /** What readers of these segments get at the instant of the call, or who comes first of them. */
  readonly proof: (call: Call, segments: readonly Segment[]) => Promise<Content | undefined>;
  readonly note: (notice: Notice) => Promise<unknown>;
  /** Plans a segment before its hour. */
  readonly planEarly: (segment: Segment) => Promise<void>;
  /** Lets editions of that instant go which wait for nothing but their owner. */
  readonly release: (call: Call) => Promise<void>;
}

/** Readers may choose another hour at any time: what is due is looked for at least so often. */
const lookAgainMs = hourMs;

/** Makes the calls that are to be made by now, and does what owners have said since. */
export async function runCalls(
  at: number,
  deps: CallingDeps,
  { attempt }: Pick<Net, 'attempt'>,
): Promise<void> {
  const due = await deps.calls.due(at);
  // What fails for one stops no other.
  for (const id of due.newsletters) await attempt(() => lookAhead(id, at, deps), undefined);
  for (const call of due.calls) await attempt(() => heed(call, at, deps), undefined);
}

async function lookAhead(newsletterId: string, at: number, deps: CallingDeps): Promise<void> {
  const newsletter = await deps.newsletter(newsletterId);
  const { mode, lastCallMs } = sendingOf(newsletter ?? {});
  if (newsletter === undefined || mode === 'automatic' || isClosed(newsletter)) {
    await deps.calls.lookNextAt(newsletterId, undefined);
    return;
  }
  const instants = dueInstants(newsletter, await deps.segments(newsletterId), at);
  for (const instant of instants.filter((one) => one <= at + lastCallMs)) {
    await heed(await openCall(newsletter, instant, at, deps), at, deps);
  }
  const next = instants.find((one) => one > at + lastCallMs) ?? Number.POSITIVE_INFINITY;
  await deps.calls.lookNextAt(newsletterId, Math.min(next - lastCallMs, at + lookAgainMs));
}

/** When something of it is due after now, rising: editions, and what the archive shows. */
function dueInstants(
  newsletter: Newsletter,
  segments: readonly Segment[],
  at: number,
): readonly number[] {
  const timed = segments.filter(({ schedule }) => isTimed(schedule));
  const own = hasPublicArchive(newsletter) ? nextDue(newsletter.defaultSchedule, at) : undefined;
  const all = [...timed.map(({ dueAt }) => dueAt), own];
  return [...new Set(all)]
    .filter((one) => one !== undefined)
    .filter((one) => one > at)
    .sort((a, b) => a - b);
}

/** The call for an instant: the one that there is, or one that is made now. */
async function openCall(
  newsletter: Newsletter,
  scheduledAt: number,
  at: number,
  { calls }: Pick<CallingDeps, 'calls'>,
): Promise<Call> {
  const known = await calls.load(newsletter.id, scheduledAt);
  if (known !== undefined) return known;
  const { mode, lastCallMs } = sendingOf(newsletter);
  return calls.open({
    newsletterId: newsletter.id,
    scheduledAt,
    cutoff: Math.min(scheduledAt, at) - eligibleLagMs,
    calledAt: at,
    // Whoever has a veto has the whole time for it, also where it was called late.
    ...(mode === 'veto' ? { goesAt: Math.max(scheduledAt, at + lastCallMs) } : {}),
    state: 'waiting',
  });
}

/** The call for what is due now; where the owner has to be asked and was not, they are asked now. */
export async function callFor(
  newsletterId: string,
  due: number,
  at: number,
  deps: Pick<CallingDeps, 'calls' | 'newsletter'>,
): Promise<Call | undefined> {
  const known = await deps.calls.load(newsletterId, due);
  if (known !== undefined) return known;
  const newsletter = await deps.newsletter(newsletterId);
  if (newsletter === undefined || sendingOf(newsletter).mode === 'automatic') return undefined;
  return openCall(newsletter, due, at, deps);
}

async function heed(found: Call, at: number, deps: CallingDeps): Promise<void> {
  // The index may be a moment old.
  const call = (await deps.calls.load(found.newsletterId, found.scheduledAt)) ?? found;
  if (call.state === 'stopped' || call.state === 'skipped') return deps.calls.close(call);
  const isOver = call.goesAt !== undefined && call.goesAt <= at;
  if (call.state === 'waiting' && !isOver) {
    if (call.shown === undefined) await show(call, deps);
    else await deps.calls.noteShown(call, call.shown);
    return;
  }
  const segments = await segmentsOf(call, deps);
  // Those whose hour has come are planned like any other.
  for (const segment of segments) if (call.scheduledAt > at) await deps.planEarly(segment);
  await deps.release(call);
  await deps.calls.close(call);
}

async function segmentsOf(call: Call, { segments }: CallingDeps): Promise<readonly Segment[]> {
  const all = await segments(call.newsletterId);
  return all.filter(({ dueAt }) => dueAt === call.scheduledAt);
}

const itemsMax = 60;

/** Told once: the notice has an id of its own. Where nothing is new there is nothing to show. */
async function show(call: Call, deps: CallingDeps): Promise<void> {
  const content = await deps.proof(call, await segmentsOf(call, deps));
  if (content === undefined) return deps.calls.noteShown(call, undefined);
  const { newsletterId, scheduledAt, goesAt } = call;
  await deps.note({
    id: `proof-${newsletterId}-${scheduledAt}`,
    newsletterId,
    kind: goesAt === undefined ? 'editionForApproval' : 'editionForVeto',
    values: { at: await momentOf(goesAt ?? scheduledAt, newsletterId, deps) },
    proof: { contentKey: content.key, scheduledAt },
    at: call.calledAt,
  });
  await deps.calls.noteShown(call, {
    contentKey: content.key,
    items: (content.stories ?? []).slice(0, itemsMax),
  });
}

async function momentOf(
  at: number,
  newsletterId: string,
  { newsletter }: Pick<CallingDeps, 'newsletter'>,
): Promise<string> {
  const { language = 'en', zone = 'UTC' } = (await newsletter(newsletterId)) ?? {};
  return momentIn(at, zone, language);
}

/** What its owner has against an edition's going out at `at` (ms). */
export async function objectionOfOwner(
  { newsletterId, scheduledAt }: Pick<Edition, 'newsletterId' | 'scheduledAt'>,
  at: number,
  { load }: Pick<CallStore, 'load'>,
) {
  return objectionTo(await load(newsletterId, scheduledAt), at);
}
