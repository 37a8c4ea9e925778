/** What is done to one feed. */
import type { Context } from 'hono';
import { isClosed } from '../../edition/newsletter.ts';
import { isArchive } from '../../feed/archive-feed.ts';
import { readSetting, settingWritten } from '../../feed/each-setting.ts';
import type { Feed } from '../../feed/feed.ts';
import { changesOf, type FeedWord } from '../../feed/keep/said.ts';
import { titleCharsMax } from '../../feed/new-feed.ts';
import { fetchMessages } from '../../feed/schedule/poll.ts';
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
  const { newsletterId, id: feedId } = feed;
  const { changes, slot } = changesOf(feed, word, deps.now());
  if (Object.keys(changes).length > 0) {
    await deps.feeds.change({ newsletterId, feedId }, changes, slot);
  }
  const names = Object.keys(changes) as (keyof Feed)[];
  visit.tell({
    before: named(names, feed),
    after: named(names, changes),
  });
  return 'saved';
}

const changeCharsMax = 500;

/** The fields of a change, for the audit trail. */
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
  await deps.fetches.send(fetchMessages([{ newsletterId, feedId, url }]));
  return 'reading';
}

async function changeState(asked: Asked, state: 'stop' | 'resume'): Promise<Said> {
  const { feed, visit } = asked;
  if (isArchive(feed.url)) return refused(asked, 'archive');
  if (state === 'resume' && isClosed(visit.newsletter)) return refused(asked, 'closed');
  await say(asked, { state });
  if (state === 'stop') return 'stopped';
  await readNow(asked);
  return 'resumed';
}

async function remove(asked: Asked): Promise<Said> {
  const { feed, form, visit, deps } = asked;
  if (form.text('sure') !== 'yes') return refused(asked, 'sure');
  const { clearGate } = await import('../../feed/gate/desk.ts');
  const key = { newsletterId: feed.newsletterId, feedId: feed.id };
  await deps.feeds.remove(key);
  const left = await clearGate(key, deps.atGate);
  visit.tell({ before: feed.sectionId, after: `${left} items that waited are kept out` });
  return { said: 'removed', path: deskPath(feed.newsletterId, '/feeds') };
}
