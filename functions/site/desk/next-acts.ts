/** What is changed about editions to come: marks, words of one's own, and a test. */
import type { Context } from 'hono';
import { ownAddresses } from '../../edition/newsletter.ts';
import type { MarkResult } from '../../edition/plan/keep-mark.ts';
import { type ItemWish, markItem, takeBack } from '../../edition/plan/mark-items.ts';
import { readForm } from '../visitor.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { mailTestOf, markingDeps, type NextUses } from './next-meant.ts';
import { goTo } from './parts.ts';

const curate = { method: 'post', about: 'newsletter', right: 'curate' } as const;

/** The acts on editions to come. */
export const nextActs: readonly DeskRoute<NextUses>[] = [
  { ...curate, path: '/next/pin', answer: marking(() => ({ kind: 'pin' })) },
  { ...curate, path: '/next/leave-out', answer: marking(() => ({ kind: 'leave-out' })) },
  {
    ...curate,
    path: '/next/move',
    answer: marking((form) => ({ kind: 'move', sectionId: form.text('section') })),
  },
  { ...curate, path: '/next/retitle', answer: marking(retitleWish) },
  { ...curate, path: '/next/take-back', answer: postTakeBack },
  { ...curate, path: '/next/note', answer: postNote },
  { ...curate, path: '/next/item', answer: postItem },
  { ...curate, path: '/next/test', right: 'send', answer: postTest },
];

type Form = Awaited<ReturnType<typeof readForm>>;

function back(c: Context, { newsletter }: NewsletterVisit, said: string): Response {
  return goTo(c, deskPath(newsletter.id, '/next'), said);
}

/** A title that stays as it was is no wish; nor is an empty field. */
function retitleWish(form: Form): ItemWish {
  const [title, excerpt] = [form.text('title').trim(), form.text('excerpt').trim()];
  return {
    kind: 'retitle',
    title: title === '' || title === form.text('named').trim() ? undefined : title,
    excerpt: excerpt === '' ? undefined : excerpt,
  };
}

const namedCharsMax = 300;

function marking(wishOf: (form: Form) => ItemWish): DeskRoute<NextUses>['answer'] & NextAnswer {
  return async (c: Context, visit: NewsletterVisit, desk: Desk<NextUses>) => {
    const form = await readForm(c);
    const [feedId, key, due] = [form.text('feed'), form.text('key'), form.text('due')];
    if (feedId === '' || key === '') return refused(c, visit, 'gone');
    const wish = wishOf(form);
    const item = { feedId, key, title: form.text('named', namedCharsMax) };
    // What waits for its owner may be due already, and is meant too.
    const from = /^\d{1,15}$/.test(due) ? Math.min(visit.now, Number(due)) : visit.now;
    const until = { from, until: undefined };
    const result = await markItem(visit.newsletter, item, { ...wish, ...until }, markingDeps(desk));
    return answerOf(c, visit, result, { done: wish.kind, wrong: 'badWords' });
  };
}

type NextAnswer = (c: Context, visit: NewsletterVisit, desk: Desk<NextUses>) => Promise<Response>;

function answerOf(
  c: Context,
  visit: NewsletterVisit,
  result: MarkResult,
  { done, wrong }: { readonly done: string; readonly wrong: string },
): Response {
  if (result.kind === 'refused') {
    const isFull = result.faults.some((fault) => fault.includes('marks already'));
    return refused(c, visit, isFull ? 'full' : wrong);
  }
  visit.tell({ object: `mark ${result.mark.id}`, after: result.mark.kind });
  return back(c, visit, done);
}

function refused(c: Context, visit: NewsletterVisit, said: string): Response {
  visit.tell({ outcome: 'refused' });
  return back(c, visit, said);
}

async function postTakeBack(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<NextUses>,
): Promise<Response> {
  const id = (await readForm(c)).text('mark');
  const result = await takeBack(visit.newsletter.id, id, desk.deps.marks);
  if (result.kind !== 'taken back') return refused(c, visit, 'gone');
  visit.tell({ object: `mark ${result.mark.id}`, before: result.mark.kind });
  return back(c, visit, 'takenBack');
}

/** More than any of them may have, so that what is too long is refused and not cut. */
const textCharsMax = 50_000;

async function postNote(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<NextUses>,
): Promise<Response> {
  const { addNote } = await import('../../edition/plan/own-words.ts');
  const { newsletter } = visit;
  const text = (await readForm(c)).text('text', textCharsMax);
  const texts = { [newsletter.language]: text };
  const result = await addNote(newsletter, { texts }, markingDeps(desk));
  return answerOf(c, visit, result, { done: 'noted', wrong: 'badNote' });
}

async function postItem(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<NextUses>,
): Promise<Response> {
  const { addOwnItem } = await import('../../edition/plan/own-words.ts');
  const form = await readForm(c);
  const given = (name: string) => {
    const value = form.text(name, textCharsMax).trim();
    return value === '' ? undefined : value;
  };
  const wish = {
    title: given('title') ?? '',
    text: given('text'),
    link: given('link'),
    picture: given('picture'),
    sectionId: form.text('section'),
  };
  const result = await addOwnItem(visit.newsletter, wish, markingDeps(desk));
  return answerOf(c, visit, result, { done: 'added', wrong: 'badItem' });
}

async function postTest(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<NextUses>,
): Promise<Response> {
  const form = await readForm(c);
  const place = form.text('to');
  const to = /^\d$/.test(place) ? ownAddresses(visit.newsletter)[Number(place)] : undefined;
  if (to === undefined) return refused(c, visit, 'foreign');
  const meant = { segment: form.text('for'), due: form.text('due') };
  const result = await mailTestOf({ visit, to, meant }, desk);
  if (result.kind !== 'mailed') return refused(c, visit, result.kind);
  visit.tell({ object: `content ${result.contentKey}`, after: 'test mailed' });
  return back(c, visit, 'tested');
}
