/** The feeds of a newsletter, for programs. */
import * as v from 'valibot';
import {
  addToNewsletter,
  backlogMax,
  removeFeed,
  turnFeed,
} from '../../../edition/setup/newsletter-feeds.ts';
import type { Feed } from '../../../feed/feed.ts';
import { changedFeed } from '../../../feed/keep/changes.ts';
import { type FeedHealth, healthOf } from '../../../feed/keep/health.ts';
import { changeTold, fetchingNow } from '../feed-acts.ts';
import { healthText, sayingOf } from '../feed-says.ts';
import { addingFeeds } from '../feeds-add.ts';
import { feedsWords } from '../feeds-words.ts';
import { notedOrQuoted } from '../noted.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  created,
  type NewsletterCall,
  ofNewsletter,
  ok,
} from './api.ts';
import { refuse } from './problems.ts';
import { Count, cursorOf, Instant, maybeAt, Next, PageQuery, placeOf, text } from './schemas.ts';
import { problemOfSection } from './section.ts';

const tag = 'Feeds';

const healthKinds = [
  ...(['archive', 'closed', 'gone', 'stopped', 'held'] as const),
  ...(['failing', 'silent', 'new', 'blank', 'fine'] as const),
] as const satisfies readonly FeedHealth['kind'][];

/** A feed. */
export const FeedAnswer = v.pipe(
  v.strictObject({
    id: v.string(),
    url: v.string(),
    title: v.string(),
    site: v.optional(v.string()),
    section: v.string(),
    state: v.picklist(['active', 'stopped']),
    health: v.strictObject({ kind: v.picklist(healthKinds), says: v.string() }),
    everyMinutes: v.number(),
    addedAt: Instant,
    readAt: v.optional(Instant),
    newsAt: v.optional(v.pipe(Instant, v.description('When it last brought something new'))),
  }),
  v.metadata({ ref: 'Feed' }),
);

/** The same, as it is answered. */
export function feedAnswer(feed: Feed, call: NewsletterCall): v.InferOutput<typeof FeedAnswer> {
  const { id, url, title, siteUrl, sectionId, state, intervalMinutes, addedAt, habit } = feed;
  const health = healthOf(feed, call.now);
  return {
    ...{ id, url, title, section: sectionId, state, everyMinutes: intervalMinutes },
    ...(siteUrl === undefined ? {} : { site: siteUrl }),
    health: { kind: health.kind, says: healthText(health, sayingOf(call)) },
    ...{ addedAt: '', ...maybeAt('addedAt', addedAt) },
    ...maybeAt('readAt', feed.readAt),
    ...maybeAt('newsAt', habit === undefined || habit.items === 0 ? undefined : habit.newsAt),
  };
}

const Addition = v.strictObject({
  url: v.pipe(
    text(2_000),
    v.minLength(1, 'Give the address of a feed, or of a page that names one.'),
    v.description('Of a feed, or of a site, page or channel that has one'),
  ),
  section: v.optional(v.pipe(v.string(), v.description('By its id; the first one without it'))),
  backlog: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(0),
      v.maxValue(backlogMax),
      v.description('So many of the items that it shows now are mailed'),
    ),
    0,
  ),
});

const one = { 200: { means: 'The feed as it is now', schema: FeedAnswer } };

/** The routes. */
export const feedRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/feeds', name: 'listFeeds', tag, right: 'look' },
    summary: 'The feeds of a newsletter, and how each is doing',
    query: PageQuery,
    answers: {
      200: {
        means: 'A page of them',
        schema: v.strictObject({ feeds: v.array(FeedAnswer), next: Next }),
      },
    },
    answer: listFeeds,
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/feeds', name: 'addFeed', tag, right: 'settings' },
    summary: 'Add a feed by its address, or by that of a page which names it',
    details:
      'The address is asked at once, as on the page. A newsletter has a feed once: adding it again answers 200 with the feed that is there.',
    body: Addition,
    answers: {
      200: { means: 'The newsletter had it already', schema: FeedAnswer },
      201: { means: 'It was added, and is being read', schema: FeedAnswer },
    },
    problems: ['closed', 'refused', 'several'],
    answer: addFeed,
  }),
  ofNewsletter({
    ...{ method: 'get', path: '/feeds/:feed', name: 'getFeed', tag, right: 'look' },
    summary: 'One feed',
    answers: one,
    answer: (call, asked, desk) =>
      withFeed(call, asked, desk, async (feed) => ok(feedAnswer(feed, call))),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/feeds/:feed/stop', name: 'stopFeed', tag, right: 'settings' },
    summary: 'Have a feed asked no more, until it is resumed',
    answers: one,
    problems: ['archive'],
    answer: turning('stop'),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/feeds/:feed/resume', name: 'resumeFeed', tag, right: 'settings' },
    summary: 'Have a feed asked again, from now on',
    answers: one,
    problems: ['archive', 'closed'],
    answer: turning('resume'),
  }),
  ofNewsletter({
    ...{ method: 'delete', path: '/feeds/:feed', name: 'removeFeed', tag, right: 'settings' },
    isGrave: true,
    summary: 'Remove a feed',
    details: 'What of it waits is kept out. What it has shown stays remembered.',
    answers: {
      200: {
        means: 'It is removed; so many items that waited are kept out',
        schema: v.strictObject({ keptOut: Count }),
      },
    },
    answer: (call, asked, desk) =>
      withFeed(call, asked, desk, async (feed) => {
        const { feeds, atGate } = desk.deps;
        const keptOut = await removeFeed(feed, { remove: feeds.remove, gate: atGate });
        call.tell({
          ...{ object: feed.id, before: feed.sectionId },
          after: `${keptOut} items that waited are kept out`,
        });
        return ok({ keptOut });
      }),
  }),
];

async function listFeeds(
  call: NewsletterCall,
  { query }: Asked<typeof PageQuery, undefined>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const after = placeOf(query.after);
  const isPlace = /^[0-9a-z-]{1,64}$/.test(after);
  const part = await deps.feedLists.part(call.newsletter.id, isPlace ? after : undefined);
  return ok({
    feeds: part.feeds.map((feed) => feedAnswer(feed, call)),
    ...(part.next === undefined ? {} : { next: cursorOf(part.next) }),
  });
}

async function addFeed(
  call: NewsletterCall,
  { body }: Asked<undefined, typeof Addition>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const { newsletter } = call;
  const sectionId = body.section ?? newsletter.sections[0]?.id ?? '';
  const wish = { newsletter, sectionId, url: body.url, backlogItems: body.backlog };
  const added = await addToNewsletter(wish, addingFeeds(deps));
  const { add, said } = feedsWords[call.language.tongue];
  switch (added.kind) {
    case 'added':
      call.tell({ object: added.feed.id });
      return created(feedAnswer(added.feed, call));
    case 'exists':
      call.tell({ object: added.feed.id, outcome: 'refused' });
      return ok(feedAnswer(added.feed, call));
    case 'several': {
      const feeds = added.links.map(({ url, title, feed }) => ({
        url,
        title: feed.title || title,
      }));
      return refuse('several', undefined, { feeds });
    }
    case 'refused':
      return refuse(
        'refused',
        call.language.say(said.refused, { why: notedOrQuoted(added.message, call.language) }),
      );
    case 'closed':
      return refuse('closed', add.closed);
    case 'bad':
      return problemOfSection(call, sectionId) ?? refuse('invalid');
  }
}

/** A feed of this newsletter only. */
export async function withFeed(
  { newsletter }: NewsletterCall,
  { params }: Pick<Asked<undefined, undefined>, 'params'>,
  { deps }: ApiDesk,
  use: (feed: Feed) => Promise<Answer>,
): Promise<Answer> {
  const feedId = params.feed ?? '';
  const feed = /^[\w-]{1,64}$/.test(feedId)
    ? await deps.feeds.load({ newsletterId: newsletter.id, feedId })
    : undefined;
  return feed === undefined ? refuse('missing') : use(feed);
}

function turning(word: 'stop' | 'resume') {
  return (call: NewsletterCall, asked: Asked<undefined, undefined>, desk: ApiDesk) =>
    withFeed(call, asked, desk, async (feed) => {
      const { deps } = desk;
      const ways = { change: deps.feeds.change, fetchNow: fetchingNow(deps), now: deps.now };
      const turned = await turnFeed(feed, call.newsletter, word, ways);
      const { said } = feedsWords[call.language.tongue].one;
      call.tell({ object: feed.id });
      if (!('changes' in turned)) return refuse(turned.kind, said[turned.kind]);
      call.tell(changeTold(feed, turned.changes));
      return ok(feedAnswer(changedFeed(feed, turned.changes), call));
    });
}
