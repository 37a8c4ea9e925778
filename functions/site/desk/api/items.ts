/** Single items, for programs: where each is on its way, and what is decided about them. */
import * as v from 'valibot';
import type { ItemWord } from '../../../feed/gate/decide-items.ts';
import type { Standing } from '../../../feed/gate/desk.ts';
import { decidingOn, itemsAtOnceMax, reasonCharsMax, toldOf } from '../item-acts.ts';
import { placeText, readPlace, standingText } from '../item-table.ts';
import { isItemsPlace, keptGates, releasedItems, waitingGates } from '../items-list.ts';
import { views } from '../items-view.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  type NewsletterCall,
  ofNewsletter,
  ok,
} from './api.ts';
import { cursorOf, Instant, instantOf, Next, pageFields, placeOf, text } from './schemas.ts';

const tag = 'Items';

/** Of one feed; a surge may be longer than anybody wants to read at once. */
const itemsOfFeedMax = 300;

const ItemAnswer = v.pipe(
  v.strictObject({
    id: v.pipe(v.string(), v.description('Names it in what is decided about it')),
    feed: v.string(),
    title: v.string(),
    link: v.optional(v.string()),
    firstSeenAt: Instant,
    state: v.picklist(['waiting', 'out', 'keptOut']),
    says: v.pipe(v.string(), v.description('Why it is where it is')),
    rule: v.optional(v.pipe(v.string(), v.description('By which it is kept out'))),
  }),
  v.metadata({ ref: 'Item' }),
);

/** An item as it is answered. */
function itemAnswer(standing: Standing, call: NewsletterCall): v.InferOutput<typeof ItemAnswer> {
  const { item, kind } = standing;
  const { feedId, title, link, firstSeenAt } = item;
  return {
    ...{ id: placeText(item), feed: feedId, title },
    ...(link === undefined ? {} : { link }),
    ...{ firstSeenAt: instantOf(firstSeenAt), state: kind },
    says: standingText(standing, call),
    ...(kind === 'keptOut' ? { rule: standing.keptOut.rule } : {}),
  };
}

const ListQuery = v.strictObject({
  view: v.optional(
    v.pipe(
      v.picklist(views),
      v.description(
        'waiting: at the gate; out: has left it; kept: kept out at the gate; taken: taken out since',
      ),
    ),
    'waiting',
  ),
  q: v.optional(v.pipe(text(300), v.description('Of its title or address')), ''),
  ...pageFields,
});

const ItemsToDecide = v.strictObject({
  items: v.pipe(
    v.array(v.string()),
    v.minLength(1, 'Name at least one item.'),
    v.maxLength(itemsAtOnceMax, `At most ${itemsAtOnceMax} items at once.`),
    v.description('Their ids'),
  ),
  reason: v.optional(text(reasonCharsMax), ''),
});

const Decided = v.strictObject({
  done: v.array(v.string()),
  left: v.pipe(
    v.array(v.string()),
    v.description('Those that stood otherwise, or were decided on meanwhile'),
  ),
});

const deciding = (word: ItemWord, summary: string) =>
  ofNewsletter({
    ...{ method: 'post', path: `/items/${word}`, name: `${word}Items`, tag, right: 'curate' },
    summary,
    body: ItemsToDecide,
    answers: { 200: { means: 'What was done, and to which nothing was', schema: Decided } },
    answer: (call, asked, desk) => decide(word, call, asked, desk),
  });

/** The routes. */
export const itemRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/items', name: 'listItems', tag, right: 'look' },
    summary: 'Items of a newsletter, the latest first',
    details: `What is at the gate is listed feed by feed, some feeds a page, of each the latest ${itemsOfFeedMax}.`,
    query: ListQuery,
    answers: {
      200: {
        means: 'A page of them',
        schema: v.strictObject({ items: v.array(ItemAnswer), next: Next }),
      },
    },
    answer: listItems,
  }),
  deciding('release', 'Let items go that wait at the gate'),
  deciding('drop', 'Leave items out that wait at the gate'),
  deciding('skip', 'Take items out that have left the gate, from all that is not yet planned'),
  deciding('back', 'Bring back items that were kept out'),
];

async function listItems(
  call: NewsletterCall,
  { query }: Asked<typeof ListQuery, undefined>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const { id: newsletterId } = call.newsletter;
  const { view, q: wanted } = query;
  const place = placeOf(query.after);
  const answer = (standings: readonly Standing[], next: string | undefined) =>
    ok({
      items: standings.map((one) => itemAnswer(one, call)),
      ...(next === undefined ? {} : { next: cursorOf(next) }),
    });
  if (view === 'out' || view === 'taken') {
    const before = isItemsPlace(place) ? place : undefined;
    const common = { newsletterId, text: wanted, now: call.now };
    const { standings, next } = await releasedItems({ ...common, view, before }, deps);
    return answer(standings, next);
  }
  const page = Math.max(1, Number(/^page (\d{1,3})$/.exec(place)?.[1] ?? 1));
  const wish = { newsletterId, text: wanted, page };
  const { gates, hasMore } = await (view === 'kept' ? keptGates : waitingGates)(wish, deps);
  const standings = gates.flatMap((gate) => gate.standings.slice(0, itemsOfFeedMax));
  return answer(standings, hasMore ? `page ${page + 1}` : undefined);
}

async function decide(
  word: ItemWord,
  call: NewsletterCall,
  { body }: Asked<undefined, typeof ItemsToDecide>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const { decideItems } = await import('../../../feed/gate/decide-items.ts');
  const { id: newsletterId } = call.newsletter;
  const ids = [...new Set(body.items)];
  const places = ids.flatMap((id) => {
    const place = readPlace(id, newsletterId);
    return place === undefined ? [] : [{ ...place, id }];
  });
  const wanted = { newsletterId, places, word, reason: body.reason.trim() };
  const done = (await decideItems(wanted, decidingOn(deps))).map(({ id }) => id);
  call.tell(toldOf(wanted, done.length));
  return ok({ done, left: ids.filter((id) => !done.includes(id)) });
}
