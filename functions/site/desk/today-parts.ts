/** The parts of the page of the day below what needs somebody. */
import { html } from 'hono/html';
import type { Edition } from '../../edition/edition.ts';
import type { NextDue, PastDue, Today } from '../../edition/plan/today.ts';
import { counted } from '../../edition/words.ts';
import type { Html } from '../page.ts';
import { deskPath } from './desk.ts';
import { menuPath } from './frame.ts';
import { frameWords } from './frame-words.ts';
import { deskMoment, deskSchedule } from './moment.ts';
import { actButton, rowTable } from './parts.ts';
import type { TodayLook } from './today-needs.ts';

/** How many items came in lately; not more than some hundred are counted. */
export interface Arrivals {
  readonly count: number;
  readonly isMore: boolean;
}

/** What goes out next, when, and to how many. */
export function nextPart(
  look: TodayLook,
  { next, isRead }: Today,
  { count, isMore }: Arrivals,
): Html {
  const { visit, words } = look;
  const { language, newsletter } = visit;
  const own = words.next;
  const came = isMore
    ? language.say(own.arrivalsMore, { count })
    : counted(own.arrivals, count, language.written);
  const path = deskPath(newsletter.id, '/next');
  const below = html`<p>${came}</p><p class="acts"><a class="button second" href="${path}">${words.look}</a> <a class="quiet" href="${deskPath(newsletter.id, '/forecast')}">${frameWords[language.tongue].pages.forecast}</a></p>`;
  if (!isRead) return html`<p>${own.none}</p>${below}`;
  if (next.length === 0) return html`<p>${own.instantOnly}</p>${below}`;
  const table = rowTable<NextDue>(
    [
      { label: own.when, cell: (one) => dueText(look, one) },
      { label: own.schedule, cell: (one) => schedulesText(look, one) },
      { label: own.to, cell: (one) => audienceText(look, one) },
      ...(visit.may('send')
        ? [{ label: own.skips, cell: (one: NextDue) => skipPart(look, one), isAct: true as const }]
        : []),
    ],
    next,
  );
  return html`${table}${below}`;
}

function dueText({ visit, words }: TodayLook, { at, isSkipped }: NextDue): Html {
  const { newsletter, language } = visit;
  const tag = isSkipped ? html` <span class="tag">${words.next.skipped}</span>` : '';
  return html`${deskMoment(at, newsletter.zone, language)}${tag}`;
}

/** Nobody is mailed at that instant, or after all. */
function skipPart({ visit, words }: TodayLook, { at, isSkipped }: NextDue): Html {
  const { newsletter, language } = visit;
  const path = deskPath(newsletter.id, isSkipped ? '/today/unskip' : '/today/skip');
  const about = deskMoment(at, newsletter.zone, language);
  const label = isSkipped ? words.next.unskip : words.next.skip;
  return actButton(visit, path, label, { about, values: { due: String(at) }, kind: 'second' });
}

/** What was not read counts as a schedule each: there are hundreds then. */
function schedulesText({ visit, words }: TodayLook, { segments, unread }: NextDue): Html {
  const { language } = visit;
  const all = [...new Set(segments.map(({ schedule }) => deskSchedule(schedule, language)))];
  const [first = '', ...others] = all;
  const count = others.length + unread;
  const more = count === 0 ? '' : counted(words.next.moreSchedules, count, language.written);
  return html`${first} ${more}`;
}

function audienceText({ visit, words }: TodayLook, { readers, uncounted }: NextDue): string {
  const { readers: known, uncounted: unknown } = words.next;
  if (readers === 0 && uncounted > 0) return unknown;
  const text = counted(known, readers, visit.language.written);
  return uncounted === 0 ? text : `${text}; ${unknown}`;
}

/** The last editions, the latest first, with what became of them. */
export function lastPart({ visit, words }: TodayLook, last: readonly PastDue[]): Html {
  const { language, newsletter } = visit;
  const own = words.last;
  if (last.length === 0) return html`<p>${own.none}</p>`;
  const figure = (label: string, of: (one: PastDue) => number) => {
    return { label, cell: (one: PastDue) => language.number(of(one)), isFigure: true } as const;
  };
  return rowTable<PastDue>(
    [
      { label: own.due, cell: ({ at }) => deskMoment(at, newsletter.zone, language) },
      { label: own.state, cell: (one) => own.states[stateOf(one)] },
      figure(own.submitted, ({ submitted }) => submitted),
      figure(own.refused, ({ refused }) => refused),
      figure(own.skipped, ({ skipped }) => skipped),
    ],
    last,
  );
}

/** What is least at its end tells how all of them stand. */
function stateOf({ editions }: PastDue): Edition['state'] | 'nothing' {
  const order = ['held', 'planning', 'sending', 'dropped', 'done'] as const;
  const state = order.find((one) => editions.some((edition) => edition.state === one)) ?? 'done';
  const isEmpty = editions.every(({ readers }) => readers === 0);
  return state === 'done' && isEmpty ? 'nothing' : state;
}

/** How many read it. */
export function readersText({ visit, words }: TodayLook, readers: number | undefined): string {
  const { count, uncounted } = words.readers;
  return readers === undefined ? uncounted : counted(count, readers, visit.language.written);
}

/** Whether nothing went out yet, and something is missing for that. */
export function isNew({ last, feeds, isRead }: Today): boolean {
  return last.length === 0 && (feeds === 0 || !isRead);
}

/** The way to the first edition. */
export function stepsOf(
  { visit, words }: TodayLook,
  { feeds, isRead }: Today,
  landing: string,
): Html {
  const { newsletter, language } = visit;
  const own = words.steps;
  const { sender, postalAddress, theme } = newsletter;
  const values = { address: sender.address, postal: postalAddress };
  const steps = [
    {
      isDone: feeds > 0,
      text: feeds > 0 ? counted(own.feedDone, feeds, language.written) : own.feed,
      path: menuPath('feeds', visit),
    },
    {
      isDone: true,
      text: language.say(own.sender, values),
      path: menuPath('settings', visit),
    },
    {
      isDone: theme !== undefined,
      text: theme === undefined ? own.look : own.lookDone,
      path: menuPath('settings', visit),
    },
    {
      isDone: isRead,
      text: isRead ? own.readerDone : language.say(own.reader, { url: landing }),
      path: menuPath('readers', visit),
    },
  ];
  const lines = steps.map(({ isDone, text, path }) => {
    const tag = html`<span class="tag${isDone ? ' good' : ''}">${isDone ? own.done : own.open}</span>`;
    return html`<li>${path === undefined ? text : html`<a href="${path}">${text}</a>`} ${tag}</li>`;
  });
  return html`<section class="card"><h2>${own.title}</h2><ol>${lines}</ol></section>`;
}
