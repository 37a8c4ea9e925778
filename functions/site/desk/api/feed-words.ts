/** What is said of one feed, for programs: how it is printed and watched, and what is held back of it. */
import * as v from 'valibot';
import { isArchive } from '../../../feed/archive-feed.ts';
import { readSetting, settingWritten } from '../../../feed/each-setting.ts';
import type { Feed } from '../../../feed/feed.ts';
import { changedFeed } from '../../../feed/keep/changes.ts';
import { titleCharsMax } from '../../../feed/new-feed.ts';
import type { FeedSettingName } from '../../../feed/settings.ts';
import { changeTold, fetchingNow, sayOfFeed } from '../feed-acts.ts';
import { todayWords } from '../today-words.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type NewsletterCall,
  ofNewsletter,
  ok,
} from './api.ts';
import { FeedAnswer, feedAnswer, withFeed } from './feeds.ts';
import { ApprovalWord, Settle } from './gate.ts';
import { refuse } from './problems.ts';
import { Count, Instant, text } from './schemas.ts';
import { problemOfSection } from './section.ts';

const tag = 'Feeds';

const named = (name: FeedSettingName) =>
  v.pipe(
    v.string(),
    v.check((said) => readSetting(name, said) !== undefined, 'It is none of what is offered.'),
  );

const Printing = v.strictObject({
  title: v.optional(v.pipe(text(titleCharsMax), v.description('Its own again where it is empty'))),
  section: v.optional(v.pipe(v.string(), v.description('By its id'))),
  fullText: v.optional(named('fullText')),
});

/** As if nothing had been said of it. */
const Unset = v.null();
const Watching = v.strictObject({
  every: v.optional(v.union([named('every'), Unset])),
  settle: v.optional(v.union([Settle, Unset])),
  approval: v.optional(v.union([ApprovalWord, Unset])),
});

const SettingsAnswer = v.pipe(
  v.strictObject({
    title: v.optional(v.string()),
    section: v.string(),
    fullText: v.optional(v.string()),
    every: v.optional(v.string()),
    settle: v.optional(v.string()),
    approval: v.optional(v.string()),
  }),
  v.description('What was said of it; of what is absent nothing was'),
  v.metadata({ ref: 'FeedSettings' }),
);

const shownNames = ['title', 'fullText', 'every', 'settle', 'approval'] as const;

function settingsAnswer(feed: Feed): v.InferOutput<typeof SettingsAnswer> {
  const said = shownNames.flatMap((name) => {
    const written = settingWritten(name, feed);
    return written === null ? [] : [[name, written]];
  });
  return { section: feed.sectionId, ...Object.fromEntries(said) };
}

const Held = v.strictObject({
  word: v.picklist(['release', 'drop']),
  upTo: v.pipe(Instant, v.description('What was found later is not meant')),
});

const settings = { 200: { means: 'What holds for it now', schema: SettingsAnswer } };
/** The routes. */
export const feedWordRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/feeds/:feed/settings', name: 'getFeedSettings', tag },
    ...{ right: 'look', answers: settings },
    summary: 'How a feed is printed and watched',
    answer: (call, asked, desk) =>
      withFeed(call, asked, desk, async (feed) => ok(settingsAnswer(feed))),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/feeds/:feed/printing', name: 'changePrinting', tag },
    ...{ right: 'curate', answers: settings },
    summary: 'Print a feed under another title, in another section, or with full texts',
    details: 'What is not named stays as it is.',
    body: Printing,
    answer: (call, asked, desk) =>
      withFeed(call, asked, desk, (feed) => {
        const { title, section, fullText } = asked.body;
        const nowhere = problemOfSection(call, section);
        if (nowhere !== undefined) return Promise.resolve(nowhere);
        const said = { title: title === '' ? null : title, fullText };
        return say(feed, { said, section }, call, desk);
      }),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/feeds/:feed/watching', name: 'changeWatching', tag },
    ...{ right: 'settings', answers: settings },
    summary: 'Ask a feed more or less often, or hold its items back at the gate',
    details: 'What is not named stays as it is; null is as if nothing had been said.',
    body: Watching,
    problems: ['archive'],
    answer: (call, asked, desk) =>
      withFeed(call, asked, desk, async (feed) =>
        isArchive(feed.url)
          ? refuse('archive')
          : say(feed, { said: asked.body, section: undefined }, call, desk),
      ),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/feeds/:feed/read', name: 'readFeed', tag, right: 'curate' },
    summary: 'Have a feed asked now, without waiting for its turn',
    answers: { 200: { means: 'It is being asked', schema: FeedAnswer } },
    problems: ['archive'],
    answer: (call, asked, desk) =>
      withFeed(call, asked, desk, async (feed) => {
        call.tell({ object: feed.id });
        if (isArchive(feed.url)) return refuse('archive');
        const { newsletterId, id: feedId, url } = feed;
        await fetchingNow(desk.deps)([{ newsletterId, feedId, url }]);
        return ok(feedAnswer(feed, call));
      }),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/feeds/:feed/held', name: 'decideHeld', tag, right: 'curate' },
    summary: 'Let all go that is held back of a feed, or leave it out',
    body: Held,
    answers: { 200: { means: 'So many items', schema: v.strictObject({ items: Count }) } },
    problems: ['decided'],
    answer: (call, asked, desk) =>
      withFeed(call, asked, desk, async ({ newsletterId, id: feedId }) => {
        const { word, upTo } = asked.body;
        const key = { newsletterId, feedId };
        const items = await desk.deps.gateWord({ key, word, upTo: Date.parse(upTo) });
        call.tell({ object: feedId, after: `${items} ${word}` });
        const { decided } = todayWords[call.language.tongue].said;
        return items === 0 ? refuse('decided', decided) : ok({ items });
      }),
  }),
];

interface Word {
  readonly said: Readonly<Partial<Record<FeedSettingName, string | null | undefined>>>;
  readonly section: string | undefined;
}

async function say(
  feed: Feed,
  { said, section }: Word,
  call: NewsletterCall,
  { deps }: ApiDesk,
): Promise<Answer> {
  const named = Object.entries(said).flatMap(([name, value]) =>
    value === undefined ? [] : [[name as FeedSettingName, value] as const],
  );
  const place = section === undefined ? {} : { sectionId: section };
  const changes = await sayOfFeed(feed, { ...place, settings: new Map(named) }, deps);
  call.tell({ object: feed.id, ...changeTold(feed, changes) });
  return ok(settingsAnswer(changedFeed(feed, changes)));
}
