/** What somebody decides about moving readers to the default: look, start, go on, stop. */
import type { Context } from 'hono';
import { type OpenSegmentDeps, openSegment } from '../../edition/segment.ts';
import type { DefaultMove, DefaultMoveActDeps } from '../../subscriber/default-move.ts';
import type { DefaultMoveDeps } from '../../subscriber/default-move-step.ts';
import { readForm } from '../visitor.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { goTo } from './parts.ts';

/** What these pages need of use cases. */
export interface DefaultMoveUses {
  readonly defaultMoves: Pick<DefaultMoveDeps, 'records' | 'walk' | 'save'> &
    Pick<OpenSegmentDeps, 'join'>;
}

type Asks = [c: Context, visit: NewsletterVisit, desk: Desk<DefaultMoveUses>];

/** The acts, by the last word of their path. */
export const defaultMoveActs = { look: postLook, start: postStart, on: postOn, stop: postStop };

/** API Gateway gives up after half a minute: what is not done by then is for the sweep. */
const workedMs = 10_000;

/** The address of the page, or of an act of it. */
export function defaultMovePath({ newsletter }: NewsletterVisit, act = ''): string {
  return deskPath(newsletter.id, `/readers/default${act === '' ? '' : `/${act}`}`);
}

/** Works on it for as long as whoever asked waits for the answer. */
export async function workOn(
  { newsletter, now: at }: Pick<NewsletterVisit, 'newsletter' | 'now'>,
  { deps }: Desk<DefaultMoveUses>,
): Promise<void> {
  const { defaultMoveStep } = await import('../../subscriber/default-move-step.ts');
  const { now, randomId, defaultMoves } = deps;
  const { join, ...book } = defaultMoves;
  const opening: DefaultMoveDeps['openSegment'] = (choice) => openSegment(choice, { join, now });
  const around = { openSegment: opening, now, randomId };
  await defaultMoveStep(newsletter.id, { ...book, ...around }, at + workedMs);
}

/** What a word on it reads and writes. */
export function acting({ deps }: Desk<DefaultMoveUses>): DefaultMoveActDeps {
  return { records: deps.defaultMoves.records, now: deps.now };
}

async function postLook(...[c, visit, desk]: Asks): Promise<Response> {
  const { lookAtDefaultMove } = await import('../../subscriber/default-move.ts');
  const { newsletter, person } = visit;
  const looking = await lookAtDefaultMove({ newsletter, by: person.id }, acting(desk));
  visit.tell({ outcome: looking === 'looking' ? 'done' : 'refused' });
  if (looking === 'busy') return goTo(c, defaultMovePath(visit), looking);
  await workOn(visit, desk);
  return goTo(c, defaultMovePath(visit));
}

async function postStart(...[c, visit, desk]: Asks): Promise<Response> {
  const { movableIn, startDefaultMove } = await import('../../subscriber/default-move.ts');
  const look = Number((await readForm(c)).text('look'));
  const { newsletter } = visit;
  const started = await startDefaultMove({ newsletter, look }, acting(desk));
  const there = await desk.deps.defaultMoves.records.load(newsletter.id);
  const isStarted = started === 'started' && there !== undefined;
  visit.tell(isStarted ? toldOfStart(there, movableIn(there)) : { outcome: 'refused' });
  if (isStarted) await workOn(visit, desk);
  return goTo(c, defaultMovePath(visit), started);
}

/** What the log says of one that was started. */
export function toldOfStart(
  move: DefaultMove,
  readers: number,
): Parameters<NewsletterVisit['tell']>[0] {
  return { outcome: 'done', before: fromText(move), after: textOf(move.to, readers) };
}

/** The schedules without their zone, as each reader has their own. */
function textOf({ zone: _, ...schedule }: DefaultMove['to'], readers: number): string {
  return `${Object.values(schedule).join(' ')}: ${readers}`;
}

function fromText({ from }: DefaultMove): string {
  return from.map(({ schedule, readers }) => textOf(schedule, readers)).join(', ');
}

async function postOn(...[c, visit, desk]: Asks): Promise<Response> {
  await workOn(visit, desk);
  return goTo(c, defaultMovePath(visit));
}

async function postStop(...[c, visit, desk]: Asks): Promise<Response> {
  const { stopDefaultMove } = await import('../../subscriber/default-move.ts');
  const stopped = await stopDefaultMove(visit.newsletter.id, acting(desk));
  visit.tell({ outcome: stopped === 'stopped' ? 'done' : 'refused' });
  return goTo(c, defaultMovePath(visit), stopped);
}
