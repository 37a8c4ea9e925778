/** The page of the day: what needs somebody, what goes out next, what became of the last editions. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { dayMs } from '../../config/time.ts';
import { archivePaths } from '../../edition/archive.ts';
import type { Content } from '../../edition/content.ts';
import type { Edition } from '../../edition/edition.ts';
import type { ClosingDeps } from '../../edition/plan/close.ts';
import type { DecideDeps } from '../../edition/plan/decide-call.ts';
import type { ForecastDeps } from '../../edition/plan/forecast.ts';
import type { SkipDeps } from '../../edition/plan/skip.ts';
import { type Today, type TodayDeps, today } from '../../edition/plan/today.ts';
import type { ByLink } from '../../feed/gate/by-link.ts';
import type { Html } from '../page.ts';
import { deadLettersCards } from './dead-letters-card.ts';
import type { DeadLettersUses } from './dead-letters-uses.ts';
import { deletionPart } from './deletion-part.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { frameWords } from './frame-words.ts';
import { deskMoment } from './moment.ts';
import { notedOrQuoted, notedText } from './noted.ts';
import { actButton, saidBanner } from './parts.ts';
import { needsOf, type TodayLook } from './today-needs.ts';
import { type Arrivals, isNew, lastPart, nextPart, readersText, stepsOf } from './today-parts.ts';
import { todayWords } from './today-words.ts';

/** What the page and its acts read and write of the table. */
export interface TodayPageBooks {
  readonly day: TodayDeps;
  readonly forecast: ForecastDeps;
  readonly deciding: DecideDeps & SkipDeps;
  readonly held: {
    readonly load: (id: string) => Promise<Edition | undefined>;
    readonly release: (edition: Edition) => Promise<'decided' | 'changed'>;
    readonly drop: (edition: Edition) => Promise<'decided' | 'changed'>;
  };
  readonly content: (key: string) => Promise<Content | undefined>;
  /** As it was counted last. */
  readonly readerCount: (newsletterId: string) => Promise<number | undefined>;
  /** How many items came in in (from, to] (ms). */
  readonly arrivals: (newsletterId: string, from: number, to: number) => Promise<Arrivals>;
}

/** What keeps all mail back. Instants are in milliseconds. */
interface SendingState {
  readonly paused?: {
    readonly at: number;
    readonly by: 'owner' | 'bounces' | 'complaints';
    readonly reason: string;
  };
  readonly halted?: { readonly since: number; readonly reason: string };
}

/** The same, and the use cases that the door opens. */
export interface TodayUses extends TodayPageBooks, Pick<DeadLettersUses, 'deadLetters'> {
  readonly closing: Pick<ClosingDeps, 'deletions'>;
  readonly gateWord: ByLink['decide'];
  readonly sending: {
    readonly state: () => Promise<SendingState>;
    readonly pause: (at: number, reason: string) => Promise<unknown>;
    readonly resume: () => Promise<{ readonly kind: 'resumed' | 'moved' }>;
  };
}

/** GET /desk/n/:id */
export const todayRoute: DeskRoute<TodayUses> = {
  ...{ method: 'get', path: '', about: 'newsletter', right: 'look', answer: showToday },
};

async function showToday(
  c: Context,
  visit: NewsletterVisit,
  { deps, settings }: Desk<TodayUses>,
): Promise<Response> {
  const { newsletter, now } = visit;
  const look: TodayLook = { visit, words: todayWords[visit.language.tongue] };
  const { words } = look;
  const [day, sending, readers, arrivals, ending, putAside] = await Promise.all([
    today({ newsletter, now }, deps.day),
    deps.sending.state(),
    deps.readerCount(newsletter.id),
    deps.arrivals(newsletter.id, now - dayMs, now),
    endingCard(visit, deps),
    deadLettersCards(visit, deps),
  ]);
  const shown = await shownContents(day, deps);
  const waiting = needsOf(look, day, shown);
  const needs = [...ending, ...sendingCards(look, sending), ...waiting, ...putAside];
  const landing = `${settings.siteUrl}${archivePaths.landing(newsletter.id)}`;
  const said = { ...words.said, ...(await saidOfResuming(c, visit)) };
  const main = html`${saidBanner(c, said)}<h1>${words.title}</h1>
${isNew(day) ? stepsOf(look, day, landing) : ''}
<h2>${words.needs}</h2>${needs.length === 0 ? html`<p>${words.nothing}</p>` : needs}
<h2>${words.next.title}</h2>${nextPart(look, day, arrivals)}
<h2>${words.last.title}</h2>${lastPart(look, day.last)}
<h2>${words.readers.title}</h2><p>${readersText(look, readers)}</p>
<p><a href="${deskPath(newsletter.id, '/growth')}">${frameWords[visit.language.tongue].growth}</a></p>
${sending.paused === undefined ? pausePart(look) : ''}`;
  return await deskPage(c, visit, { title: words.title, main, newsletter, page: 'today' });
}

/** What Health says when nothing was resumed; hardly ever, and so it is loaded then. */
async function saidOfResuming(c: Context, { language }: NewsletterVisit) {
  if (c.req.query('said') !== 'moved') return {};
  const { healthWords } = await import('./health-words.ts');
  return { moved: healthWords[language.tongue].said.moved };
}

/** That it is to be deleted, where somebody has asked for that. */
async function endingCard(
  visit: NewsletterVisit,
  { closing }: Pick<TodayUses, 'closing'>,
): Promise<Html[]> {
  const { id, closedAt } = visit.newsletter;
  if (closedAt === undefined) return [];
  const part = deletionPart(await closing.deletions.load(id), visit);
  return part === undefined ? [] : [part.card];
}

const callsShownMax = 2;

/** What the first calls have shown, by its key. */
async function shownContents(
  { calls }: Today,
  { content }: Pick<TodayUses, 'content'>,
): Promise<ReadonlyMap<string, Content>> {
  const keys = calls.slice(0, callsShownMax).flatMap(({ shown }) => shown?.contentKey ?? []);
  const found = await Promise.all(keys.map(content));
  return new Map(found.flatMap((one) => (one === undefined ? [] : [[one.key, one] as const])));
}

function sendingCards({ visit, words }: TodayLook, { paused, halted }: SendingState): Html[] {
  const { newsletter, language } = visit;
  const own = words.sending;
  const moment = (at: number) => deskMoment(at, newsletter.zone, language);
  const cards: Html[] = [];
  if (paused !== undefined) {
    const lead = {
      owner: own.pausedByOwner,
      bounces: own.pausedForBounces,
      complaints: own.pausedForComplaints,
    }[paused.by];
    const resume = visit.mayEverywhere('send')
      ? html`<div class="acts">${sendingButton(visit, 'resume', own.resume, 'second')}</div>`
      : '';
    cards.push(
      html`<section class="card urgent"><p><strong>${language.say(lead, { at: moment(paused.at) })}</strong></p><p>${language.say(own.reason, { reason: notedOrQuoted(paused.reason, language) })}</p>${resume}</section>`,
    );
  }
  if (halted !== undefined) {
    const values = { at: moment(halted.since), reason: notedText(halted.reason, language) };
    cards.push(
      html`<section class="card urgent"><p>${language.say(own.halted, values)}</p></section>`,
    );
  }
  return cards;
}

function pausePart({ visit, words }: TodayLook): Html | '' {
  // It concerns all newsletters.
  if (!visit.mayEverywhere('send')) return '';
  const { pause, pauseHint } = words.sending;
  return html`<section class="card"><p>${pauseHint}</p>${sendingButton(visit, 'pause', pause, 'danger')}</section>`;
}

function sendingButton(
  visit: NewsletterVisit,
  word: 'pause' | 'resume',
  label: string,
  kind: 'second' | 'danger',
): Html {
  const values = { newsletter: visit.newsletter.id };
  return actButton(visit, `/desk/sending/${word}`, label, { kind, values });
}
