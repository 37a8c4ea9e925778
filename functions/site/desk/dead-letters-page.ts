/** Work that was put aside: what it was, and what is lost with it. Looking changes nothing. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { type Html, notice } from '../page.ts';
import { deadLettersPath } from './dead-letters-card.ts';
import {
  type DeadLettersUses,
  type SeenLetter,
  type SeenQueue,
  shownMax,
} from './dead-letters-uses.ts';
import { type DeadLettersWords, deadLettersWords } from './dead-letters-words.ts';
import type { Desk, Visit } from './desk.ts';
import { deskPage } from './frame.ts';
import { shortMoment } from './moment.ts';
import { actButton, rowTable } from './parts.ts';

/** GET /desk/health/dead-letters */
export async function showDeadLetters(
  c: Context,
  visit: Visit,
  { deps }: Desk<DeadLettersUses>,
): Promise<Response> {
  const words = deadLettersWords[visit.language.tongue];
  const queues = (await deps.deadLetters.look(shownMax)).filter(isFull);
  const parts =
    queues.length === 0
      ? html`<p>${words.none}</p>`
      : html`<p>${words.redriveLead} ${words.hidden}</p><div class="acts">${actButton(visit, `${deadLettersPath}/redrive`, words.redriveAll, { kind: 'first', values: { all: 'yes' } })}${dropLink(words.dropAll, '')}</div>${queues.map((one) => queuePart(one, visit, words))}`;
  const main = html`${doneBanner(c, visit, words)}${notice(words.title, [words.lead])}${parts}<p><a class="quiet" href="/desk/health">${words.back}</a></p>`;
  return await deskPage(c, visit, { title: words.title, main });
}

function isFull({ letters, behind }: SeenQueue): boolean {
  return letters.length + behind > 0;
}

function dropLink(label: string, query: string, about?: string): Html {
  const name = about === undefined ? '' : html` aria-label="${label}: ${about}"`;
  return html`<a class="button second small" href="${deadLettersPath}/drop${query}"${name}>${label}</a>`;
}

function queuePart(
  { queue, letters, behind }: SeenQueue,
  visit: Visit,
  words: DeadLettersWords,
): Html {
  const { language } = visit;
  const names: Readonly<Record<string, string>> = words.queues;
  const table = rowTable<SeenLetter>(
    [
      { label: words.what, cell: (letter) => whatPart(letter, visit, words) },
      { label: words.since, cell: ({ sentAt }) => shortMoment(sentAt, 'UTC', language) },
      { label: '', cell: (letter) => actsPart(letter, visit, words) },
    ],
    letters,
  );
  const more = behind === 0 ? '' : html`<p>${language.say(words.behind, { count: behind })}</p>`;
  return html`<h2>${names[queue] ?? queue}</h2>${letters.length === 0 ? '' : table}${more}`;
}

/** What a piece of work was, in a sentence. */
export function letterText({ kind, values }: SeenLetter, { language }: Pick<Visit, 'language'>) {
  const at = typeof values.at === 'string' ? Date.parse(values.at) : Number.NaN;
  const told = Number.isNaN(at) ? values : { ...values, at: shortMoment(at, 'UTC', language) };
  return language.say(deadLettersWords[language.tongue].kinds[kind], told);
}

function whatPart(letter: SeenLetter, visit: Visit, words: DeadLettersWords): Html {
  const text = letterText(letter, visit);
  if (letter.content === undefined) return html`${text}`;
  return html`${text}<details><summary aria-label="${words.content}: ${text}">${words.content}</summary><code dir="ltr">${letter.content}</code></details>`;
}

function actsPart(letter: SeenLetter, visit: Visit, words: DeadLettersWords): Html {
  const { id, loss } = letter;
  const about = letterText(letter, visit);
  // A later one has done its work, or nobody knows where it belongs.
  const isOver = loss === 'later' || loss === 'unknown';
  const redrive = isOver
    ? ''
    : actButton(visit, `${deadLettersPath}/redrive`, words.redrive, {
        about,
        values: { letters: id },
      });
  const drop = dropLink(words.drop, `?letter=${encodeURIComponent(id)}`, about);
  return html`<div class="acts">${redrive}${drop}</div>`;
}

/** What an act has counted, in the order in which it is told. */
export const countNames = ['putBack', 'dropped', 'later', 'kept', 'unseen'] as const;

/** What came of an act: its counts stand in the address. */
function doneBanner(c: Context, { language }: Visit, { done }: DeadLettersWords): Html | '' {
  const countOf = (name: string) => {
    const text = c.req.query(name) ?? '';
    return /^\d{1,6}$/.test(text) ? Number(text) : 0;
  };
  const told = countNames
    .filter((name) => countOf(name) > 0)
    .map((name) => language.say(done[name], { count: countOf(name) }));
  const all = c.req.query('more') === 'yes' ? [...told, done.more] : told;
  return all.length === 0 ? '' : html`<p class="banner" role="status">${all.join(' ')}</p>`;
}
