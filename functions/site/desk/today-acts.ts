/** What is decided on the page of the day: each act is a form of one button. */
import type { Context } from 'hono';
import type { Edition } from '../../edition/edition.ts';
import { letGo, stopCall } from '../../edition/plan/decide-call.ts';
import { skipDue, unskipDue } from '../../edition/plan/skip.ts';
import { readForm } from '../visitor.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit, type Visit } from './desk.ts';
import { goTo } from './parts.ts';
import { resumeTold } from './resumed.ts';
import type { TodayUses } from './today-page.ts';

const act = { method: 'post', about: 'newsletter' } as const;

/** The acts of the day. Sending as a whole concerns all newsletters. */
export const todayActs: readonly DeskRoute<TodayUses>[] = [
  { ...act, path: '/today/stop', right: 'send', answer: postStop },
  { ...act, path: '/today/go', right: 'send', answer: postGo },
  { ...act, path: '/today/skip', right: 'send', answer: postSkip },
  { ...act, path: '/today/unskip', right: 'send', answer: postUnskip },
  { ...act, path: '/today/release', right: 'send', answer: postRelease },
  { ...act, path: '/today/drop', right: 'send', answer: postDrop },
  { ...act, path: '/today/gate', right: 'curate', answer: postGate },
  { method: 'post', about: 'all', path: '/sending/pause', right: 'send', answer: postPause },
  { method: 'post', about: 'all', path: '/sending/resume', right: 'send', answer: postResume },
];

type ActVisit = NewsletterVisit;

/** Back to the page that the button stood on. */
function back(c: Context, { newsletter }: ActVisit, said: string): Response {
  return goTo(c, deskPath(newsletter.id), said);
}

async function calledOf(c: Context, { newsletter }: ActVisit, { deps }: Desk<TodayUses>) {
  const due = await dueIn(c);
  return due === undefined ? undefined : deps.deciding.calls.load(newsletter.id, due);
}

async function postStop(c: Context, visit: ActVisit, desk: Desk<TodayUses>): Promise<Response> {
  const call = await calledOf(c, visit, desk);
  if (call === undefined) return refused(c, visit, 'gone');
  const { isTooLate, submitted } = await stopCall(call, visit.newsletter, desk.deps.deciding);
  visit.tell({
    object: `call ${call.scheduledAt}`,
    before: call.state,
    after: isTooLate ? 'going' : 'stopped',
    outcome: isTooLate ? 'refused' : 'done',
    ...(submitted === 0 ? {} : { after: `stopped after ${submitted} mails` }),
  });
  return back(c, visit, isTooLate ? 'tooLate' : 'stopped');
}

async function postGo(c: Context, visit: ActVisit, desk: Desk<TodayUses>): Promise<Response> {
  const call = await calledOf(c, visit, desk);
  if (call === undefined) return refused(c, visit, 'gone');
  await letGo(call, desk.deps.deciding);
  visit.tell({ object: `call ${call.scheduledAt}`, before: call.state, after: 'going' });
  return back(c, visit, 'going');
}

async function dueIn(c: Context): Promise<number | undefined> {
  const due = (await readForm(c)).text('due');
  return /^\d{1,15}$/.test(due) ? Number(due) : undefined;
}

async function postSkip(c: Context, visit: ActVisit, desk: Desk<TodayUses>): Promise<Response> {
  const due = await dueIn(c);
  if (due === undefined) return refused(c, visit, 'gone');
  const done = await skipDue(visit.newsletter, due, desk.deps.deciding);
  visit.tell({ object: `call ${due}`, after: done });
  if (done === 'skipped') return back(c, visit, 'skipped');
  return refused(c, visit, done === 'too late' ? 'goesAlready' : 'gone');
}

async function postUnskip(c: Context, visit: ActVisit, desk: Desk<TodayUses>): Promise<Response> {
  const due = await dueIn(c);
  const isDone = due !== undefined && (await unskipDue(visit.newsletter, due, desk.deps.deciding));
  if (!isDone) return refused(c, visit, 'gone');
  visit.tell({ object: `call ${due}`, before: 'skipped' });
  return back(c, visit, 'unskipped');
}

async function postRelease(c: Context, visit: ActVisit, desk: Desk<TodayUses>): Promise<Response> {
  return await decide(c, visit, desk, 'release');
}

async function postDrop(c: Context, visit: ActVisit, desk: Desk<TodayUses>): Promise<Response> {
  return await decide(c, visit, desk, 'drop');
}

async function decide(
  c: Context,
  visit: ActVisit,
  desk: Desk<TodayUses>,
  word: 'release' | 'drop',
): Promise<Response> {
  const meant = await heldMeant(c, visit, desk);
  if (meant.length === 0) return refused(c, visit, 'decided');
  const decided: string[] = [];
  for (const edition of meant) {
    if ((await desk.deps.held[word](edition)) === 'decided') decided.push(edition.id);
  }
  if (decided.length === 0) return refused(c, visit, 'decided');
  const after = word === 'release' ? 'released' : 'dropped';
  visit.tell({ object: decided.join(' '), before: 'held', after });
  return back(c, visit, after);
}

/** One by its id, or all that a call is about. Of another newsletter there is none. */
async function heldMeant(
  c: Context,
  visit: ActVisit,
  desk: Desk<TodayUses>,
): Promise<readonly Edition[]> {
  const { newsletter } = visit;
  const id = (await readForm(c)).text('edition');
  if (id !== '') {
    const edition = await desk.deps.held.load(id);
    const isMeant = edition?.newsletterId === newsletter.id && edition.state === 'held';
    return isMeant ? [edition] : [];
  }
  const call = await calledOf(c, visit, desk);
  if (call === undefined) return [];
  const all = await desk.deps.deciding.editions(newsletter.id, call.scheduledAt);
  return all.filter(
    ({ scheduledAt, state }) => scheduledAt === call.scheduledAt && state === 'held',
  );
}

async function postGate(c: Context, visit: ActVisit, { deps }: Desk<TodayUses>): Promise<Response> {
  const form = await readForm(c);
  const [feedId, word, upTo] = [form.text('feed'), form.text('word'), form.text('upTo')];
  const isWord = word === 'release' || word === 'drop';
  if (!isWord || feedId === '' || !/^\d{1,15}$/.test(upTo)) return refused(c, visit, 'gone');
  const key = { newsletterId: visit.newsletter.id, feedId };
  const items = await deps.gateWord({ key, word, upTo: Number(upTo) });
  if (items === 0) return refused(c, visit, 'decided');
  const after = word === 'release' ? 'letIn' : 'leftOut';
  visit.tell({ object: feedId, after: `${items} ${word}` });
  return back(c, visit, after);
}

function refused(c: Context, visit: ActVisit, said: string): Response {
  visit.tell({ outcome: 'refused' });
  return back(c, visit, said);
}

async function postPause(c: Context, visit: Visit, { deps }: Desk<TodayUses>): Promise<Response> {
  await deps.sending.pause(visit.now, 'by the owner.');
  visit.tell({ object: 'sending', after: 'paused' });
  return await backFrom(c, visit, 'paused');
}

async function postResume(c: Context, visit: Visit, { deps }: Desk<TodayUses>): Promise<Response> {
  const { kind } = await deps.sending.resume();
  visit.tell(resumeTold(kind));
  return await backFrom(c, visit, kind);
}

/** Back to the newsletter whose page it was. */
async function backFrom(c: Context, { newsletters }: Visit, said: string): Promise<Response> {
  const meant = (await readForm(c)).text('newsletter');
  const newsletter = newsletters.find(({ id }) => id === meant);
  return goTo(c, newsletter === undefined ? '/desk' : deskPath(newsletter.id), said);
}
