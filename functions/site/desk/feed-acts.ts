/** What is done to one feed. */
import type { Context } from 'hono';
import { removeFeed, turnFeed } from '../../edition/setup/newsletter-feeds.ts';
import { isArchive } from '../../feed/archive-feed.ts';
import { readSetting, settingWritten } from '../../feed/each-setting.ts';
import type { Feed } from '../../feed/feed.ts';
import type { FeedChanges } from '../../feed/keep/changes.ts';
import { changesOf, type FeedWord } from '../../feed/keep/said.ts';
import { titleCharsMax } from '../../feed/new-feed.ts';
import { type DueFeed, fetchMessages } from '../../feed/schedule/poll.ts';
import type { FeedSettingName } from '../../feed/settings.ts';
import { type Form, readForm } from '../visitor.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { feedAt } from './feed-page.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { goTo } from './parts.ts';
import { deskProblem } from './problem.ts';

interface Asked {
  readonly feed: Feed;
  readonly form: Form;
  readonly visit: NewsletterVisit;
  readonly deps: Desk<FeedsUses>['deps'];
}

/** What an act says when it is done; where another page follows, its path. */
type Said = string | { readonly said: string; readonly path: string };

const act = (name: string, right: 'curate' | 'settings', does: (asked: Asked) => Promise<Said>) =>
  ({
    method: 'post',
    path: `/f/:feed/${name}`,
    about: 'newsletter',
    right,
    answer: async (c: Context, visit: NewsletterVisit, { deps }: Desk<FeedsUses>) => {
      const feed = await feedAt(c, visit, deps);
      if (feed === undefined) return await deskProblem(c, 'missing');
      visit.tell({ object: feed.id });
      const said = await does({ feed, form: await readForm(c), visit, deps });
      if (typeof said !== 'string') return goTo(c, said.path, said.said);
      return goTo(c, deskPath(visit.newsletter.id, `/f/${feed.id}`), said);
    },
  }) as const;

/** The acts. */
export const feedActRoutes: readonly DeskRoute<FeedsUses>[] = [
  act('printing', 'curate', printOtherwise),
  act('watching', 'settings', watchOtherwise),
  act('read', 'curate', readNow),
  act('stop', 'settings', (asked) => changeState(asked, 'stop')),
  act('resume', 'settings', (asked) => changeState(asked, 'resume')),
  act('remove', 'settings', remove),
];

function refused({ visit }: Asked, said: string): string {
  visit.tell({ outcome: 'refused' });
  return said;
}

async function printOtherwise(asked: Asked): Promise<Said> {
  const { form, visit } = asked;
  const sectionId = form.text('section');
  const title = form.text('title').trim().slice(0, titleCharsMax);
  const text = form.text('text');
  const isPlace = visit.newsletter.sections.some(({ id }) => id === sectionId);
  if (!isPlace || readSetting('fullText', text) === undefined) return refused(asked, 'bad');
  const settings = new Map<FeedSettingName, string | null>([
    ['title', title === '' ? null : title],
    ['fullText', text],
  ]);
  return await say(asked, { sectionId, settings });
}

async function watchOtherwise(asked: Asked): Promise<Said> {
  const { form, feed } = asked;
  if (isArchive(feed.url)) return refused(asked, 'archive');
  const settings = new Map<FeedSettingName, string | null>();
  for (const name of ['every', 'settle', 'approval'] as const) {
    const text = form.text(name);
    if (text !== '' && readSetting(name, text) === undefined) return refused(asked, 'bad');
    if (text !== (settingWritten(name, feed) ?? '')) settings.set(name, text === '' ? null : text);
  }
  return await say(asked, { settings });
}

async function say({ feed, visit, deps }: Asked, word: FeedWord): Promise<Said> {
  visit.tell(changeTold(feed, await sayOfFeed(feed, word, deps)));
  return 'saved';
}

/** Writes what is said of a feed; what that changes. */
export async function sayOfFeed(
  feed: Feed,
  word: FeedWord,
  { feeds, now }: Pick<FeedsUses, 'feeds'> & Pick<Desk['deps'], 'now'>,
): Promise<FeedChanges> {
  const { newsletterId, id: feedId } = feed;
  const { changes, slot } = changesOf(feed, word, now());
  if (Object.keys(changes).length > 0) await feeds.change({ newsletterId, feedId }, changes, slot);
  return changes;
}

/** What the audit trail is told of a change to a feed. */
export function changeTold(
  feed: Feed,
  changes: FeedChanges,
): { readonly before: string; readonly after: string } {
  const names = Object.keys(changes) as (keyof Feed)[];
  return { before: named(names, feed), after: named(names, changes) };
}

const changeCharsMax = 500;

function named(
  names: readonly (keyof Feed)[],
  fields: Partial<Record<keyof Feed, unknown>>,
): string {
  const shown = names.map((name) => `${name} ${JSON.stringify(fields[name]) ?? '-'}`);
  return shown.join(', ').slice(0, changeCharsMax);
}

async function readNow(asked: Asked): Promise<Said> {
  const { feed, deps } = asked;
  if (isArchive(feed.url)) return refused(asked, 'archive');
  const { newsletterId, id: feedId, url } = feed;
  await fetchingNow(deps)([{ newsletterId, feedId, url }]);
  return 'reading';
}

async function changeState(asked: Asked, word: 'stop' | 'resume'): Promise<Said> {
  const { feed, visit, deps } = asked;
  const { now } = deps;
  const ways = { change: deps.feeds.change, fetchNow: fetchingNow(deps), now };
  const turned = await turnFeed(feed, visit.newsletter, word, ways);
  if (!('changes' in turned)) return refused(asked, turned.kind);
  visit.tell(changeTold(feed, turned.changes));
  return turned.kind;
}

/** Has feeds asked at once, by the queue that the desk has. */
export function fetchingNow({ fetches }: Pick<FeedsUses, 'fetches'>) {
  return (due: readonly DueFeed[]): Promise<void> => fetches.send(fetchMessages(due));
}

async function remove(asked: Asked): Promise<Said> {
  const { feed, form, visit, deps } = asked;
  if (form.text('sure') !== 'yes') return refused(asked, 'sure');
  const left = await removeFeed(feed, { remove: deps.feeds.remove, gate: deps.atGate });
  visit.tell({ before: feed.sectionId, after: `${left} items that waited are kept out` });
  return { said: 'removed', path: deskPath(feed.newsletterId, '/feeds') };
}
