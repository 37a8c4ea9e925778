/** What needs somebody of a newsletter: a sentence each, with the buttons that go with it. */
import { html } from 'hono/html';
import type { Content } from '../../edition/content.ts';
import { reasonsText } from '../../edition/plan/hold.ts';
import type { Today, WaitingFeed } from '../../edition/plan/today.ts';
import { counted } from '../../edition/words.ts';
import type { Feed } from '../../feed/feed.ts';
import type { Html } from '../page.ts';
import { deskPath, type NewsletterVisit } from './desk.ts';
import { sayingOf, whyText } from './feed-says.ts';
import { menuPath } from './frame.ts';
import { deskMoment } from './moment.ts';
import { actButton } from './parts.ts';
import type { TodayWords } from './today-words.ts';

/** Somebody who looks at the page of the day. */
export interface TodayLook {
  readonly visit: NewsletterVisit;
  readonly words: TodayWords;
}

const feedsShownMax = 5;
const titlesShownMax = 5;

/** One card for each thing that waits; the most urgent first. */
export function needsOf(
  look: TodayLook,
  day: Today,
  shown: ReadonlyMap<string, Content>,
): readonly Html[] {
  return [
    ...day.calls.map((call) => callCard(look, call, shown.get(call.shown?.contentKey ?? ''))),
    ...day.held.map((edition) => heldCard(look, edition)),
    ...day.gate.map((waiting) => gateCard(look, waiting)),
    ...unseenCard(look, day.gatesUnseen),
    ...day.troubled.slice(0, feedsShownMax).map((feed) => feedCard(look, feed)),
    ...moreFeedsCard(look, day.troubled.length - feedsShownMax),
  ];
}

function card(lines: readonly (string | Html)[], acts: Html | '' = ''): Html {
  return html`<section class="card urgent">${lines.map((line) => html`<p>${line}</p>`)}${acts}</section>`;
}

/** A last call that waits, or was stopped, with its buttons. */
export function callCard(
  { visit, words }: TodayLook,
  call: Today['calls'][number],
  content: Content | undefined,
): Html {
  const { newsletter, language, may } = visit;
  const { scheduledAt, goesAt, state, shown } = call;
  const moment = (at: number) => deskMoment(at, newsletter.zone, language);
  const own = words.call;
  const lead = state === 'stopped' ? own.stopped : goesAt === undefined ? own.approval : own.veto;
  const values = { at: moment(scheduledAt), goes: moment(goesAt ?? scheduledAt) };
  const stories = shown?.items.length ?? 0;
  const lines = [
    html`<strong>${language.say(lead, values)}</strong>`,
    ...(content === undefined ? [] : [language.say(own.subject, { subject: content.subject })]),
    ...(stories === 0 ? [] : [counted(own.stories, stories, language.written)]),
    ...(state === 'stopped' && call.held.length > 0 ? [words.held.hint] : []),
  ];
  const next = html`<a class="button second small" href="${deskPath(newsletter.id, `/next?due=${scheduledAt}`)}">${words.look}</a>`;
  if (!may('send')) return card([...lines, own.mayNot], html`<div class="acts">${next}</div>`);
  const due = { due: String(scheduledAt) };
  const act = (word: 'stop' | 'go', label: string, kind: 'first' | 'second') =>
    actButton(visit, deskPath(newsletter.id, `/today/${word}`), label, {
      kind,
      about: values.at,
      values: due,
    });
  const isGoing = goesAt !== undefined && state === 'waiting';
  const acts = [
    isGoing ? act('stop', own.stop, 'first') : '',
    act('go', own.go, isGoing ? 'second' : 'first'),
    state === 'stopped' && call.held.length > 0
      ? actButton(visit, deskPath(newsletter.id, '/today/drop'), words.held.drop, {
          kind: 'danger',
          about: values.at,
          values: due,
        })
      : '',
  ];
  return card(lines, html`<div class="acts">${acts}${next}</div>`);
}

function heldCard({ visit, words }: TodayLook, edition: Today['held'][number]): Html {
  const { newsletter, language, may } = visit;
  const { id, scheduledAt, submitted, held } = edition;
  const at = deskMoment(scheduledAt, newsletter.zone, language);
  const own = words.held;
  const lines = [
    html`<strong>${language.say(own.lead, { at })}</strong> ${reasonsText(held?.reasons ?? [], language.written)}`,
    ...(submitted === 0 ? [] : [counted(own.had, submitted, language.written)]),
    own.hint,
  ];
  if (!may('send')) return card([...lines, words.call.mayNot]);
  const act = (word: 'release' | 'drop', label: string, kind: 'second' | 'danger') =>
    actButton(visit, deskPath(newsletter.id, `/today/${word}`), label, {
      kind,
      about: at,
      values: { edition: id },
    });
  return card(
    lines,
    html`<div class="acts">${act('release', own.release, 'second')}${act('drop', own.drop, 'danger')}</div>`,
  );
}

function gateCard({ visit, words }: TodayLook, { feed, titles, upTo }: WaitingFeed): Html {
  const { newsletter, language, may } = visit;
  const own = words.gate;
  const lead = counted(own.waiting, titles.length, language.written);
  const more = titles.length - titlesShownMax;
  const list = html`<ul>${titles.slice(0, titlesShownMax).map((title) => html`<li dir="auto">${title}</li>`)}${more > 0 ? html`<li>${counted(own.more, more, language.written)}</li>` : ''}</ul>`;
  const act = (word: 'release' | 'drop', label: string) =>
    actButton(visit, deskPath(newsletter.id, '/today/gate'), label, {
      about: nameOf(feed),
      values: { feed: feed.id, upTo: String(upTo), word },
    });
  const acts = may('curate')
    ? html`<div class="acts">${act('release', own.release)}${act('drop', own.drop)}</div>`
    : '';
  return html`<section class="card urgent"><p><strong>${language.say(lead, { feed: nameOf(feed) })}</strong></p>${list}${acts}</section>`;
}

function unseenCard({ visit, words }: TodayLook, count: number): Html[] {
  if (count === 0) return [];
  return [card([counted(words.gate.unseen, count, visit.language.written)])];
}

function feedCard({ visit, words }: TodayLook, feed: Feed): Html {
  const { newsletter, language } = visit;
  const own = words.feeds;
  const { failures, state, lastError, failingSince } = feed;
  const values = { feed: nameOf(feed), reason: whyText(lastError, sayingOf(visit)) };
  if (state === 'stopped') return card([language.say(own.stopped, values)]);
  if (failures === 0) return card([language.say(own.silent, values)]);
  const at = failingSince === undefined ? '' : deskMoment(failingSince, newsletter.zone, language);
  const since = at === '' ? [] : [language.say(own.since, { at })];
  return card([language.say(own.failing, values), ...since]);
}

function moreFeedsCard({ visit, words }: TodayLook, count: number): Html[] {
  if (count <= 0) return [];
  const path = menuPath('feeds', visit);
  const link = path === undefined ? '' : html`<p><a href="${path}">${words.feeds.all}</a></p>`;
  return [card([counted(words.feeds.more, count, visit.language.written)], link)];
}

function nameOf({ title, url }: Feed): string {
  return title || url;
}
