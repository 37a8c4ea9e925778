/** Who came and left on one day, the latest first, a page at a time. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { dayText, readDay } from '../../config/calendar.ts';
import { dayMs } from '../../config/time.ts';
import { counted } from '../../edition/words.ts';
import { movesOfDay, type PlacedMove } from '../../subscriber/moves-of-day.ts';
import type { Subscriber } from '../../subscriber/subscriber.ts';
import type { Html } from '../page.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import type { GrowthUses } from './growth-uses.ts';
import { type GrowthWords, growthWords } from './growth-words.ts';
import { dayName, shortMoment } from './moment.ts';
import { rowTable } from './parts.ts';

/** GET /desk/n/:id/growth/day */
export async function showDay(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<GrowthUses>,
): Promise<Response> {
  const { newsletter, language, now } = visit;
  const words = growthWords[language.tongue];
  const own = words.oneDay;
  const at = (readDay(c.req.query('day') ?? '') ?? Math.floor(now / dayMs)) * dayMs;
  const day = dayText(at / dayMs);
  const before = /^[\w#-]{1,200}$/.exec(c.req.query('before') ?? '')?.[0];
  const input = { newsletterId: newsletter.id, at, before };
  const { moves, readers, next } = await movesOfDay(input, deps.readers.search);
  const title = language.say(own.title, { day: dayName(day, language) });
  const list =
    moves.length === 0 ? html`<p>${own.none}</p>` : movesTable(moves, readers, visit, words);
  const path = deskPath(newsletter.id, '/growth');
  const dayPath = (days: number) => `${path}/day?day=${dayText(at / dayMs + days)}`;
  const earlier =
    next === undefined
      ? ''
      : html`<a href="${dayPath(0)}&amp;before=${encodeURIComponent(next)}">${own.earlier}</a>`;
  const around = html`<p class="acts">${earlier} <a href="${dayPath(-1)}">${own.dayBefore}</a>${at + dayMs > now ? '' : html` <a href="${dayPath(1)}">${own.dayAfter}</a>`}</p>`;
  const main = html`<p><a href="${path}">${words.title}</a></p><h1>${title}</h1><p>${words.utc}</p>${list}${around}`;
  return await deskPage(c, visit, { title, main, newsletter, page: 'readers' });
}

/** Moves with their readers; an import is one line, whoever came with it. */
export function movesTable(
  moves: readonly PlacedMove[],
  readers: ReadonlyMap<string, Subscriber>,
  { language, newsletter }: NewsletterVisit,
  words: GrowthWords,
): Html {
  const own = words.oneDay;
  const who = (move: PlacedMove) => {
    const reader = readers.get(move.readers[0] ?? '');
    if (move.readers.length > 1)
      return counted(own.together, move.readers.length, language.written);
    if (reader === undefined) return own.unknown;
    return html`<a href="${deskPath(newsletter.id, `/r/${reader.id}`)}">${reader.address}</a>`;
  };
  return rowTable<PlacedMove>(
    [
      { label: own.when, cell: ({ at }) => shortMoment(at, newsletter.zone, language) },
      { label: own.what, cell: (move) => whatText(move, words) },
      { label: own.who, cell: who },
    ],
    moves,
  );
}

const reasonWords = {
  'too-many': 'tooMany',
  'not-for-me': 'notForMe',
  'never-asked': 'neverAsked',
  other: 'another',
} as const;

function whatText({ kind, reason }: PlacedMove, { kinds, reasons }: GrowthWords): string {
  const what = kinds[kind] ?? kind;
  return reason === undefined ? what : `${what} – ${reasons[reasonWords[reason]]}`;
}
