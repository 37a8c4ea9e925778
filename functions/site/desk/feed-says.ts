/** How a feed is doing, in the words of who reads. Pure. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Feed } from '../../feed/feed.ts';
import { itemsPerDay } from '../../feed/habit.ts';
import { type FeedHealth, isIll } from '../../feed/keep/health.ts';
import type { Html } from '../page.ts';
import type { NewsletterVisit } from './desk.ts';
import { type FeedsWords, feedsWords } from './feeds-words.ts';
import { deskMoment } from './moment.ts';
import { notedOrQuoted } from './noted.ts';
import { saidBanner } from './parts.ts';
import type { DeskLanguage } from './words.ts';

/** On whose clock, and in which language. */
export interface Saying {
  readonly words: FeedsWords;
  readonly zone: string;
  readonly language: DeskLanguage;
}

/** What a visit has to say of feeds. */
export function sayingOf({
  language,
  newsletter: { zone },
}: Pick<NewsletterVisit, 'language' | 'newsletter'>): Saying {
  return { words: feedsWords[language.tongue], zone, language };
}

/** What was said of an act, with how many it was. */
export function saidOf(
  c: Context,
  { language }: NewsletterVisit,
  said: Readonly<Record<string, string>>,
): Html | '' {
  const n = Number.parseInt(c.req.query('n') ?? '', 10);
  const values = { n: Number.isSafeInteger(n) ? n : 0, why: '' };
  return saidBanner(
    c,
    Object.fromEntries(
      Object.entries(said).map(([name, text]) => [name, language.say(text, values)]),
    ),
  );
}

const titleCharsMax = 160;

/** What a feed is called. */
export function feedName({ title, url }: Pick<Feed, 'title' | 'url'>): string {
  return (title || url).slice(0, titleCharsMax);
}

/** The state in one word. */
export function healthTag(health: FeedHealth, { words }: Saying): Html {
  const look = isIll(health) ? ' bad' : health.kind === 'fine' ? ' good' : '';
  return html`<span class="tag${look}">${words.states[health.kind]}</span>`;
}

/** The state in a sentence; empty where there is nothing to say. */
export function healthText(health: FeedHealth, saying: Saying): string {
  const { words, language } = saying;
  const at = (instant: number) => deskMoment(instant, saying.zone, language);
  switch (health.kind) {
    case 'held':
      return language.say(words.healths.held, { items: health.items, since: at(health.since) });
    case 'silent':
      return language.say(words.healths.silent, { since: at(health.since) });
    case 'failing': {
      const { times, since } = health;
      const why = whyText(health.why, saying);
      return times === 1 || since === undefined
        ? language.say(words.healths.failingOnce, { why })
        : language.say(words.healths.failing, { since: at(since), times, why });
    }
    default:
      return words.healths[health.kind];
  }
}

const knownReasons: readonly (readonly [RegExp, Exclude<keyof FeedsWords['whys'], 'status'>])[] = [
  [/in time|too long|in the middle of the answer/, 'slow'],
  [/looked up just now/, 'nameNotNow'],
  [/host name/, 'name'],
  [/refused the connection/, 'refused'],
  [/broke off/, 'broken'],
  [/certificate has expired/, 'certificate'],
  [/answered 401/, 'status401'],
  [/answered 403/, 'status403'],
  [/answered 404/, 'status404'],
  [/answered 429/, 'status429'],
  [/answered 5\d\d/, 'status5xx'],
  [/web page/, 'notFeed'],
  [/not lead to a public address|not a public host/, 'private'],
];

/** Why a feed could not be read: in our words where they are known, else as it was noted, in quotes where others wrote it. */
export function whyText(
  reason: string | undefined,
  { words, language }: Pick<Saying, 'words' | 'language'>,
): string {
  if (reason === undefined) return words.whys.unknown;
  const status = /answered (\d{3})/.exec(reason)?.[1] ?? '';
  const known = knownReasons.find(([pattern]) => pattern.test(reason))?.[1];
  if (known === undefined && status === '') return notedOrQuoted(reason, language);
  return language.say(words.whys[known ?? 'status'], { status });
}

/** How much a feed brings. */
export function habitText({ habit }: Feed, now: number, { words, language }: Saying): string {
  if (habit === undefined || habit.items === 0) return words.habits.none;
  const daily = itemsPerDay(habit, now);
  const [kind, count] =
    daily >= 1
      ? (['daily', daily] as const)
      : daily * 7 >= 1
        ? (['weekly', daily * 7] as const)
        : (['monthly', daily * 30] as const);
  if (count < 1) return words.habits.seldom;
  return language.say(words.habits[kind], { count: Math.round(count) });
}
