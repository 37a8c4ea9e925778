/** What is done to items that were ticked: let go, left out, taken out, brought back. */
import type { Context } from 'hono';
import type { DecideItemsDeps, ItemsToDecide, ItemWord } from '../../feed/gate/decide-items.ts';
import type { ItemPlace } from '../../feed/keep/refresh-deps.ts';
import { readForm } from '../visitor.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { readPlace } from './item-table.ts';
import { views } from './items-view.ts';

/** As many as a page lists, and some. */
export const itemsAtOnceMax = 100;
/** The reason that may be given with it. */
export const reasonCharsMax = 500;

const act = (path: string, does: ItemWord) =>
  ({
    method: 'post',
    path,
    about: 'newsletter',
    right: 'curate',
    answer: (c: Context, visit: NewsletterVisit, desk: Desk<FeedsUses>) =>
      postTicked(c, visit, desk, does),
  }) as const;

/** The acts. */
export const itemActRoutes: readonly DeskRoute<FeedsUses>[] = [
  act('/items/release', 'release'),
  act('/items/drop', 'drop'),
  act('/items/skip', 'skip'),
  act('/items/back', 'back'),
];

async function postTicked(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<FeedsUses>,
  does: ItemWord,
): Promise<Response> {
  const { id: newsletterId } = visit.newsletter;
  const form = await readForm(c);
  const places = form
    .list('item')
    .slice(0, itemsAtOnceMax)
    .flatMap((text) => readPlace(text, newsletterId) ?? []);
  const reason = form.text('reason').trim().slice(0, reasonCharsMax);
  const { decideItems } = await import('../../feed/gate/decide-items.ts');
  const wanted = { newsletterId, places, word: does, reason };
  const { length: done } = await decideItems(wanted, decidingOn(deps));
  visit.tell(toldOf(wanted, done));
  const said = places.length === 0 ? 'none' : done < places.length ? 'some' : does;
  return c.redirect(`${backTo(form.text('from'), newsletterId)}said=${said}&n=${done}`, 303);
}

/** What deciding on items needs, of what the desk has. */
export function decidingOn({
  items,
  atGate,
  wakeInstant,
  now,
}: Pick<Desk<FeedsUses>['deps'], 'items' | 'atGate' | 'wakeInstant' | 'now'>): DecideItemsDeps {
  return { at: items.at, gate: atGate.gate, wakeInstant, now };
}

/** What the audit trail is told of it. */
export function toldOf(
  { places, word }: Pick<ItemsToDecide<ItemPlace>, 'places' | 'word'>,
  done: number,
): Parameters<NewsletterVisit['tell']>[0] {
  const keys = places.map(({ feedId, key }) => `${feedId}/${key}`).join(' ');
  return {
    object: keys.slice(0, reasonCharsMax),
    after: `${word}: ${done} of ${places.length}`,
    outcome: done > 0 ? 'done' : 'refused',
  };
}

/** The page that the ticks were on; of what a form says only what is one of them. */
function backTo(from: string, newsletterId: string): string {
  if (views.some((view) => view === from)) {
    return `${deskPath(newsletterId, '/items')}?view=${from}&`;
  }
  return /^[\w-]{1,64}$/.test(from)
    ? `${deskPath(newsletterId, `/f/${from}`)}?`
    : `${deskPath(newsletterId, '/items')}?`;
}
