/** The parts of the page of an edition: how it stands, its counts, its buttons. */
import { html } from 'hono/html';
import { type Edition, isUnderWay } from '../../edition/edition.ts';
import { reasonsText } from '../../edition/plan/hold.ts';
import { counted } from '../../edition/words.ts';
import type { Html } from '../page.ts';
import { deskPath, type NewsletterVisit } from './desk.ts';
import { standOf } from './editions-page.ts';
import type { EditionsUses, GoneCounts } from './editions-uses.ts';
import type { EditionsWords } from './editions-words.ts';
import { deskMoment, deskSchedule } from './moment.ts';
import { notedText } from './noted.ts';
import { actButton, factList } from './parts.ts';

/** Somebody who looks at an edition. */
export interface EditionLook {
  readonly visit: NewsletterVisit;
  readonly words: EditionsWords;
  readonly edition: Edition;
}

type SendingState = Awaited<ReturnType<EditionsUses['sending']['state']>>;

/** How it stands, in sentences: what it waits for, how many have it, how many wait. */
export function standPart({ visit, words, edition }: EditionLook, sending: SendingState): Html {
  const { newsletter, language } = visit;
  const moment = (at: number) => deskMoment(at, newsletter.zone, language);
  const { held, state } = edition;
  const at = held === undefined ? '' : moment(held.at);
  const lead = language.say(words.stands[standOf(edition)], { at });
  const why =
    state === 'held' && held !== undefined ? reasonsText(held.reasons, language.written) : '';
  const wait = isUnderWay(edition) ? waitText({ visit, words, edition }, sending) : '';
  const counts = edition.readers === 0 ? '' : goneText({ visit, words, edition });
  const load = isUnderWay(edition)
    ? html`<p><a href="${deskPath(newsletter.id, `/e/${edition.id}`)}">${words.one.again}</a></p>`
    : '';
  const look = state === 'held' ? 'card urgent' : 'card';
  return html`<section class="${look}"><p><strong>${lead}</strong> ${why}</p>${[wait, counts].map((text) => (text === '' ? '' : html`<p>${text}</p>`))}${load}</section>`;
}

function waitText({ visit, words }: EditionLook, { paused, halted }: SendingState): string {
  const { newsletter, language } = visit;
  const moment = (at: number) => deskMoment(at, newsletter.zone, language);
  if (paused !== undefined) return language.say(words.waits.paused, { at: moment(paused.at) });
  if (halted === undefined) return words.waits.pace;
  const values = { at: moment(halted.since), reason: notedText(halted.reason, language) };
  return language.say(words.waits.halted, values);
}

/** Frozen readers who have no outcome yet. */
export function openOf({ readers, submitted, refused, skipped }: Edition): number {
  return Math.max(0, readers - submitted - refused - skipped);
}

/** What is gone and what is not. Whom its planner has not come to is not counted yet. */
function goneText({ visit, words, edition }: EditionLook): string {
  const { written } = visit.language;
  const { submitted, state, held } = edition;
  const open = openOf(edition);
  const isCounting = state === 'planning' || (state === 'held' && held?.during === 'planning');
  return [
    counted(words.gone, submitted, written),
    ...(open > 0 && state !== 'dropped' ? [counted(words.waiting, open, written)] : []),
    ...(isCounting ? [words.uncounted] : []),
    ...(state === 'held' && open > 0 ? [words.fewMore] : []),
  ].join(' ');
}

/** Its counts, as its row has them. */
export function factsPart(
  { visit, words, edition }: EditionLook,
  gone: GoneCounts | undefined,
): Html {
  const { newsletter, language } = visit;
  const { schedule, sections, passedOver, refused, skipped, releasedAt } = edition;
  const { facts } = words;
  const count = (name: string, value: number) =>
    value === 0 ? [] : [[name, language.number(value)] as const];
  const named = newsletter.sections.filter(({ id }) => sections !== 'all' && sections.includes(id));
  const released =
    releasedAt === undefined ? [] : [deskMoment(releasedAt, newsletter.zone, language)];
  const list = factList([
    [facts.schedule, deskSchedule(schedule, language)],
    ...(sections === 'all'
      ? []
      : [[facts.sections, named.map(({ name }) => name).join(', ')] as const]),
    [facts.readers, language.number(edition.readers)],
    [facts.submitted, language.number(edition.submitted)],
    ...count(facts.open, openOf(edition)),
    [facts.refused, language.number(refused)],
    [facts.skipped, language.number(skipped)],
    ...goneFacts({ visit, words, edition }, gone),
    ...count(facts.nothingNew, passedOver.nothingNew),
    ...count(facts.paused, passedOver.paused),
    ...released.map((at) => [facts.released, at] as const),
  ]);
  const link = (path: string, label: string) =>
    html`<p><a href="${deskPath(newsletter.id, `/e/${edition.id}${path}`)}">${label}</a></p>`;
  const isGone = edition.submitted > 0 && visit.may('readers');
  return html`${list}${refused + skipped === 0 ? '' : link('/reasons', words.reasons.title)}${isGone ? link('/gone', words.after) : ''}`;
}

/** Who went after it; nobody could as long as nobody was mailed. */
function goneFacts(
  { visit, words, edition }: EditionLook,
  gone: GoneCounts | undefined,
): (readonly [string, string])[] {
  const { facts } = words;
  if (edition.submitted === 0) return [];
  const names = ['bounced', 'complained', 'left'] as const;
  return names.map((name) => {
    const count = gone?.[name];
    return [facts[name], count === undefined ? facts.notCounted : visit.language.number(count)];
  });
}

/** What can be done about it now. */
export function actsPart({ visit, words, edition }: EditionLook): Html | '' {
  const { newsletter, language, may } = visit;
  const isHeld = edition.state === 'held';
  if (!(isHeld || isUnderWay(edition))) return '';
  if (!may('send')) return html`<p class="hint">${words.acts.mayNot}</p>`;
  const about = deskMoment(edition.scheduledAt, newsletter.zone, language);
  const act = (
    word: 'stop' | 'release' | 'drop',
    label: string,
    kind: 'first' | 'second' | 'danger',
  ) =>
    actButton(visit, deskPath(newsletter.id, `/e/${edition.id}/${word}`), label, { kind, about });
  const { acts } = words;
  return isHeld
    ? html`<p>${acts.heldHint}</p><div class="acts">${act('release', acts.release, 'second')}${act('drop', acts.drop, 'danger')}</div>`
    : html`<p>${acts.stopHint}</p><div class="acts">${act('stop', acts.stop, 'first')}</div>`;
}
