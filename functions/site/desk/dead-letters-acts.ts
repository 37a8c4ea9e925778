/** What is done about work that was put aside: worked off after all, or given up, which is asked first. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { type Html, notice } from '../page.ts';
import { readForm } from '../visitor.ts';
import { deadLettersPath } from './dead-letters-card.ts';
import { countNames, letterText } from './dead-letters-page.ts';
import {
  countsOf,
  type DeadLettersUses,
  type SeenLetter,
  type SeenQueue,
  settledTold,
  settleSome,
  shownMax,
} from './dead-letters-uses.ts';
import { type DeadLettersWords, deadLettersWords } from './dead-letters-words.ts';
import type { Desk, Visit } from './desk.ts';
import { deskPage } from './frame.ts';
import { actButton, goTo, rowTable } from './parts.ts';

/** GET /desk/health/dead-letters/drop: what would be lost, of one or of all. */
export async function showDrop(
  c: Context,
  visit: Visit,
  { deps }: Desk<DeadLettersUses>,
): Promise<Response> {
  const words = deadLettersWords[visit.language.tongue];
  const id = c.req.query('letter');
  const seen = await meantBy(id, deps);
  const letters = seen.flatMap((queue) => queue.letters);
  const behind = seen.reduce((sum, queue) => sum + queue.behind, 0);
  if (letters.length + behind === 0) return goTo(c, goneTo(id === undefined ? 0 : 1));
  // Those that come in the meantime are not given up unseen.
  const values =
    behind === 0 ? { letters: letters.map((one) => one.id).join(' ') } : { all: 'yes' };
  const more =
    behind === 0 ? '' : html`<p>${visit.language.say(words.behindLost, { count: behind })}</p>`;
  const button = actButton(visit, `${deadLettersPath}/drop`, words.dropNow, {
    kind: 'danger',
    values,
  });
  const main = html`${notice(words.dropTitle, [words.dropLead])}${lossTable(letters, visit, words)}${more}<div class="acts">${button}<a class="button second small" href="${deadLettersPath}">${words.keep}</a></div>`;
  return await deskPage(c, visit, { title: words.dropTitle, main });
}

async function meantBy(
  id: string | undefined,
  { deadLetters }: DeadLettersUses,
): Promise<readonly Pick<SeenQueue, 'letters' | 'behind'>[]> {
  if (id === undefined) return await deadLetters.look(shownMax);
  const letter = isId(id) ? await deadLetters.find(id) : undefined;
  return letter === undefined ? [] : [{ letters: [letter], behind: 0 }];
}

function lossTable(letters: readonly SeenLetter[], visit: Visit, words: DeadLettersWords): Html {
  if (letters.length === 0) return html``;
  return rowTable<SeenLetter>(
    [
      { label: words.what, cell: (letter) => letterText(letter, visit) },
      { label: words.loss, cell: ({ loss }) => words.lost[loss] },
    ],
    letters,
  );
}

function isId(text: string): boolean {
  return /^[\w-]{1,100}$/.test(text);
}

function goneTo(unseen: number): string {
  return unseen === 0 ? deadLettersPath : `${deadLettersPath}?unseen=${unseen}`;
}

/** Has it worked off after all. */
export function postRedrive(...asks: Asks): Promise<Response> {
  return settle('redrive', ...asks);
}

/** Gives it up. */
export function postDrop(...asks: Asks): Promise<Response> {
  return settle('drop', ...asks);
}

type Asks = [c: Context, visit: Visit, desk: Desk<DeadLettersUses>];

async function settle(how: 'redrive' | 'drop', ...[c, visit, { deps }]: Asks): Promise<Response> {
  const form = await readForm(c);
  const named = form.text('letters').split(' ').filter(isId);
  const ids = form.text('all') === 'yes' ? 'all' : named;
  const settled = await settleSome(how, ids, visit.now, deps);
  visit.tell(settledTold(ids, settled));
  const { dropped, ...counts } = countsOf(settled);
  const told = { ...counts, ...(how === 'drop' ? { dropped } : { later: dropped }) };
  const query = new URLSearchParams(
    countNames.flatMap((name) => {
      const count = name in told ? told[name as keyof typeof told] : 0;
      return count ? [[name, String(count)]] : [];
    }),
  );
  if (settled.isMore) query.set('more', 'yes');
  return goTo(c, query.size === 0 ? deadLettersPath : `${deadLettersPath}?${query}`);
}
