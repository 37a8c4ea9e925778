/** What waits of a feed, for its owner: GET shows it with two buttons, POST does what one says. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { type GateLink, readGateLink } from '../subscriber/gate-link.ts';
import type { SigningKeys } from '../subscriber/token.ts';
import { type Html, notice, page } from './page.ts';
import { type PageLanguage, pageLanguageOf } from './page-language.ts';
import { problemPage } from './problem.ts';
import { findNewsletter, type Site } from './site.ts';
import { isForeignForm, readForm } from './visitor.ts';

/** What waits of a feed. */
interface Waiting {
  readonly feed: string;
  readonly titles: readonly string[];
  readonly upTo: number;
}

type Word = 'release' | 'drop';
type Place = Pick<GateLink, 'newsletterId' | 'feedId'>;

/** What the page needs of the gate. */
export interface GatePageReaders {
  readonly keys: SigningKeys;
  readonly now: () => number;
  readonly gate: {
    readonly show: (place: Place) => Promise<Waiting | undefined>;
    readonly decide: (said: {
      readonly key: Place;
      readonly word: Word;
      readonly upTo: number;
    }) => Promise<number>;
  };
}

const titlesShownMax = 50;

/** GET /gate/:token */
export async function showGate(c: Context, site: Site<GatePageReaders>): Promise<Response> {
  const found = await find(c, site);
  if (found === undefined) return await problemPage(c, 'link');
  const { waiting, newsletter, pageLanguage } = found;
  const { gate: words } = pageLanguage.words;
  const title = pageLanguage.say(words.title, { feed: waiting.feed });
  const main =
    waiting.titles.length === 0
      ? notice(title, [words.none])
      : notice(title, [words.text], choice(waiting, pageLanguage));
  return await c.html(page(c, pageLanguage, { title, main, newsletter }));
}

/** POST /gate/:token */
export async function postGate(c: Context, site: Site<GatePageReaders>): Promise<Response> {
  if (isForeignForm(c, site.settings.siteUrl)) return await problemPage(c, 'foreign');
  const found = await find(c, site);
  if (found === undefined) return await problemPage(c, 'link');
  const { link, waiting, newsletter, pageLanguage } = found;
  const form = await readForm(c);
  const [word, upTo] = [form.text('word'), form.text('upTo')];
  // An empty field would be the number 0.
  const until = /^\d+$/.test(upTo) ? Number(upTo) : Number.NaN;
  if ((word !== 'release' && word !== 'drop') || !Number.isSafeInteger(until)) {
    return await showGate(c, site);
  }
  const { newsletterId, feedId } = link;
  const key = { newsletterId, feedId };
  const count = await site.deps.readers.gate.decide({ key, word, upTo: until });
  const { gate: words } = pageLanguage.words;
  const title = pageLanguage.say(words.title, { feed: waiting.feed });
  const done = word === 'release' ? words.released : words.dropped;
  const text = count === 0 ? words.none : pageLanguage.say(done, { count: String(count) });
  return await c.html(page(c, pageLanguage, { title, main: notice(title, [text]), newsletter }));
}

async function find(c: Context, site: Site<GatePageReaders>) {
  const { keys, now, gate } = site.deps.readers;
  const link = readGateLink(c.req.param('token') ?? '', keys, now());
  if (link === undefined) return undefined;
  const newsletter = await findNewsletter(site, link.newsletterId);
  const { newsletterId, feedId } = link;
  const waiting = newsletter && (await gate.show({ newsletterId, feedId }));
  if (newsletter === undefined || waiting === undefined) return undefined;
  return { link, waiting, newsletter, pageLanguage: pageLanguageOf(newsletter.language) };
}

function choice({ titles, upTo }: Waiting, { words: { gate: words }, say }: PageLanguage): Html {
  const more = titles.length - titlesShownMax;
  const shown = titles.slice(0, titlesShownMax);
  const form = (word: Word, button: Html) =>
    html`<form method="post"><input type="hidden" name="word" value="${word}"><input type="hidden" name="upTo" value="${upTo}">${button}</form>`;
  return html`<ul>${shown.map((title) => html`<li dir="auto">${title}</li>`)}</ul>${
    more > 0 ? html`<p>${say(words.more, { count: String(more) })}</p>` : ''
  }${form('release', html`<button>${words.release}</button>`)}${form('drop', html`<button class="second">${words.drop}</button>`)}`;
}
