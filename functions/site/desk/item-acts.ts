/** What is done to items that were ticked: let go, left out, taken out, brought back. */
import type { Context } from 'hono';
import type { Standing } from '../../feed/gate/desk.ts';
import { eligibleLagMs } from '../../feed/item.ts';
import { readForm } from '../visitor.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { readPlace } from './item-table.ts';
import { views } from './items-view.ts';

/** As many as a page lists, and some. */
const tickedMax = 100;
const reasonCharsMax = 500;

type Act = 'release' | 'drop' | 'skip' | 'back';

const act = (path: string, does: Act) =>
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
  does: Act,
): Promise<Response> {
  const { id: newsletterId } = visit.newsletter;
  const form = await readForm(c);
  const places = form
    .list('item')
    .slice(0, tickedMax)
    .flatMap((text) => readPlace(text, newsletterId) ?? []);
  const reason = form.text('reason').trim().slice(0, reasonCharsMax);
  let done = 0;
  const feeds = new Set<string>();
  for (const place of places) {
    const standing = await deps.items.at(place);
    if (standing === undefined || !fits(does, standing)) continue;
    if (!(await decide(standing, does, reason, deps))) continue;
    done += 1;
    feeds.add(place.feedId);
  }
  await settle({ newsletterId, feeds, does, done }, deps);
  const keys = places.map(({ feedId, key }) => `${feedId}/${key}`).join(' ');
  visit.tell({
    object: keys.slice(0, reasonCharsMax),
    after: `${does}: ${done} of ${places.length}`,
    outcome: done > 0 ? 'done' : 'refused',
  });
  const said = places.length === 0 ? 'none' : done < places.length ? 'some' : does;
  return c.redirect(`${backTo(form.text('from'), newsletterId)}said=${said}&n=${done}`, 303);
}

/** Whether this may be done to an item that is there. */
function fits(does: Act, { kind }: Standing): boolean {
  switch (does) {
    case 'release':
    case 'drop':
      return kind === 'waiting';
    case 'skip':
      return kind === 'out';
    case 'back':
      return kind === 'keptOut';
  }
}

async function decide(
  standing: Standing,
  does: Act,
  reason: string,
  { atGate }: FeedsUses,
): Promise<boolean> {
  const { releaseItem, takeOut } = await import('../../feed/gate/desk.ts');
  if (does === 'release' || does === 'back') {
    return (await releaseItem(standing, atGate)) === 'done';
  }
  const rule = does === 'skip' ? 'skipped' : 'dropped';
  return (
    (await takeOut({ standing, rule, reason: reason || 'Decided at the desk.' }, atGate)) === 'done'
  );
}

interface Settling {
  readonly newsletterId: string;
  readonly feeds: ReadonlySet<string>;
  readonly does: Act;
  readonly done: number;
}

/** A surge of which nothing waits any more is over; who gets everything at once gets this, too. */
async function settle(
  { newsletterId, feeds, does, done }: Settling,
  deps: Desk<FeedsUses>['deps'],
): Promise<void> {
  const { gate } = deps.atGate;
  for (const feedId of does === 'release' || does === 'drop' ? feeds : []) {
    const left = await gate.list({ newsletterId, feedId });
    if (left.every(({ why }) => !why.includes('surge'))) await gate.end({ newsletterId, feedId });
  }
  const isOut = does === 'release' || does === 'back';
  if (isOut && done > 0) await deps.wakeInstant(newsletterId, deps.now() + eligibleLagMs);
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
