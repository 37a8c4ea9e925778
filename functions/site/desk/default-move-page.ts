/** Moving readers to the default schedule who never chose one: who they are, how far it is, what came of it. */

import type { Context } from 'hono';
import { html } from 'hono/html';
import { isWorkedOn } from '../../config/in-hand.ts';
import {
  type DefaultMove,
  isUnderWay,
  type MovedFrom,
  movableIn,
} from '../../subscriber/default-move.ts';
import { type Html, notice } from '../page.ts';
import { type DefaultMoveUses, defaultMovePath } from './default-move-acts.ts';
import { type DefaultMoveWords, defaultMoveWords } from './default-move-words.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { deskMoment, deskSchedule } from './moment.ts';
import { actButton, actForm, rowTable, saidBanner } from './parts.ts';

const liveSeconds = 5;

interface Look {
  readonly visit: NewsletterVisit;
  readonly words: DefaultMoveWords;
}

/** GET /desk/n/:id/readers/default */
export async function showDefaultMove(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<DefaultMoveUses>,
): Promise<Response> {
  const { newsletter, language } = visit;
  const words = defaultMoveWords[language.tongue];
  const move = await deps.defaultMoves.records.load(newsletter.id);
  const look = { visit, words };
  const schedule = deskSchedule(newsletter.defaultSchedule, language);
  const lead = [language.say(words.to, { schedule }), words.who, words.stays, words.keeps];
  const isBusy = move !== undefined && isUnderWay(move);
  const main = html`${saidBanner(c, words.said)}<p><a href="${deskPath(newsletter.id, '/readers')}">${words.back}</a></p>
${notice(words.title, [...lead, words.undo])}${move === undefined ? '' : stateOf(move, look)}
${move?.state === 'running' ? '' : actForm(visit, defaultMovePath(visit, 'look'), html``, move === undefined ? words.look : words.again, { kind: move?.state === 'looked' ? 'second' : 'first' })}`;
  return await deskPage(c, visit, {
    ...{ title: words.title, main, newsletter, page: 'readers' },
    ...(isBusy ? { liveSeconds } : {}),
  });
}

function stateOf(move: DefaultMove, look: Look): Html {
  switch (move.state) {
    case 'looking':
    case 'running':
      return progressPart(move, look);
    case 'looked':
      return lookedPart(move, look);
    default:
      return endPart(move, look);
  }
}

function progressPart(move: DefaultMove, look: Look): Html {
  const { visit, words } = look;
  const { language, newsletter, now } = visit;
  const readers = movableIn(move);
  const lead =
    move.state === 'looking'
      ? language.say(words.looking, { readers })
      : language.say(words.running, { moved: move.moved, readers });
  const bar =
    move.state === 'looking'
      ? ''
      : html`<progress max="${Math.max(readers, 1)}" value="${move.moved}" aria-label="${lead}"></progress>`;
  const at = deskMoment(Math.max(move.lookAgainAt ?? now, now), newsletter.zone, language);
  const wait = isWorkedOn(move, now) ? words.atWork : language.say(words.waits, { at });
  const stop = html`<section class="card"><p>${words.stopHint}</p>${actForm(visit, defaultMovePath(visit, 'stop'), html``, words.stop, { kind: 'danger' })}</section>`;
  return html`<section class="card"><p><strong>${lead}</strong></p>${bar}<p>${wait}</p>
<p><a href="${defaultMovePath(visit)}">${words.reload}</a></p><div class="acts">${actButton(visit, defaultMovePath(visit, 'on'), words.now)}</div></section>${move.state === 'running' ? stop : ''}`;
}

function lookedPart(move: DefaultMove, look: Look): Html {
  const { visit, words } = look;
  const { language, newsletter } = visit;
  const readers = movableIn(move);
  const at = deskMoment(move.createdAt, newsletter.zone, language);
  const isSame = JSON.stringify(move.to) === JSON.stringify(newsletter.defaultSchedule);
  const starting = actForm(
    visit,
    defaultMovePath(visit, 'start'),
    html`<input type="hidden" name="look" value="${move.createdAt}">`,
    language.say(words.start, { readers }),
  );
  const then = isSame
    ? html`<p>${language.say(words.lookedAt, { at })}</p>${readers === 0 ? '' : starting}`
    : html`<p role="status">${words.changedDefault}</p>`;
  return html`<section class="card"><h2>${words.found}</h2>${foundPart(move, look)}${then}</section>`;
}

function foundPart({ from, staying }: DefaultMove, { visit, words }: Look): Html {
  const { language } = visit;
  const table = rowTable<MovedFrom>(
    [
      { label: words.schedule, cell: ({ schedule }) => deskSchedule(schedule, language) },
      { label: words.readers, cell: ({ readers }) => language.number(readers), isFigure: true },
    ],
    from,
  );
  const stay = html`<p>${language.say(words.staying, { readers: staying })}</p>`;
  return html`${from.length === 0 ? html`<p>${words.none}</p>` : table}${stay}`;
}

function endPart(move: DefaultMove, { visit, words }: Look): Html {
  const { language, newsletter } = visit;
  const { state, endedAt = 0, moved, changed } = move;
  const at = deskMoment(endedAt, newsletter.zone, language);
  const facts = { at, moved, readers: movableIn(move) };
  const lead =
    state === 'done' ? language.say(words.done, { at, moved }) : language.say(words.stopped, facts);
  const others =
    changed === 0 ? '' : html`<p>${language.say(words.changed, { readers: changed })}</p>`;
  return html`<section class="card"><p><strong>${lead}</strong></p>${others}</section>`;
}
