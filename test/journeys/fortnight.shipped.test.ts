/**
 * A fortnight of a daily reader: news by way of a hub, pages behind teasers, and a site that asks to
 * be left alone for half a day. Each story comes once, in the edition of its morning or of the first
 * morning on which it could be had.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { type Publisher, testPublisher } from '../support/hub.ts';
import { addReader, feed, setUpNewsletter } from '../support/newsletter.ts';
import { editionsOf, unspaced } from '../support/reader.ts';
import { serve } from '../support/server.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const days = Array.from({ length: 14 }, (_, n) => n + 1);
const address = 'daily@readers.example';
/** On these days the page is a notice instead of its article. */
const noticeDays = new Set([3, 8, 9]);
const restDay = 5;
const restHours = 12;
/** None is the beginning of another. */
const named = (day: number) => String(day).padStart(2, '0');
const names = ['swift', 'teaser', 'north', 'south'] as const;
type Name = (typeof names)[number];

interface Paper {
  readonly port: number;
  readonly publish: (day: number) => void;
}

/** A feed of first sentences; the rest of each story stands on its page. */
async function teaserPaper(t: TestContext): Promise<Paper> {
  const published: number[] = [];
  const served = await serve((request, response) => {
    const day = Number(/^\/story-(\d+)$/.exec(request.url ?? '')?.[1]);
    const isPage = !Number.isNaN(day);
    response.setHeader('content-type', isPage ? 'text/html' : 'application/rss+xml');
    response.end(isPage ? pageOf(day) : rssOf('Teaser', published.map(teaserItem)));
  });
  t.after(served.close);
  return { port: portOf(served.origin), publish: (day) => published.unshift(day) };
}

const teaserOf = (day: number) =>
  `On day ${named(day)} the harbour master counted ${day + 20} herons on the breakwater, two more than the day before, and …`;
const articleOf = (day: number) =>
  `On day ${day} the harbour master counted ${day + 20} herons on the breakwater, two more than the day before, and wrote each of them into a green book. Page ${day} of that book is full by now, and nobody knows why they come here of all places.`;

function teaserItem(day: number): string {
  const link = `http://teaser.example/story-${day}`;
  return `<item><title>teaser day ${day}</title><link>${link}</link><guid>${link}</guid><description>${teaserOf(day)}</description></item>`;
}

function pageOf(day: number): string {
  const notice = 'We and our 512 partners use cookies to store information on your device. ';
  const text = noticeDays.has(day) ? notice.repeat(30) : articleOf(day);
  const more = noticeDays.has(day) ? '' : 'The ferry waited for the tide meanwhile. '.repeat(20);
  return `<!doctype html><title>teaser day ${day}</title><article><h1>teaser day ${day}</h1><p>${text}</p><p>${more}</p></article>`;
}

interface RestingPaper extends Paper {
  /** Asks to be left alone from now on, or no more. */
  readonly rest: (isResting: boolean) => void;
  /** Requests that came while it asked to be left alone, the first of them included. */
  readonly disturbances: () => number;
}

/** Two hosts of one site: who has had a 429 from one of them leaves the other alone, too. */
async function restingPaper(t: TestContext): Promise<RestingPaper> {
  const published: number[] = [];
  let isResting = false;
  let disturbances = 0;
  const served = await serve((request, response) => {
    if (isResting) {
      disturbances += 1;
      response.writeHead(429, { 'retry-after': String((restHours * hourMs) / 1000) }).end();
      return;
    }
    const name = request.headers.host?.split('.')[0] ?? '';
    const items = published.map(
      (day) =>
        `<item><title>${name} day ${day}</title><guid>${name}-${day}</guid><description>What the ${name} pier saw on day ${named(day)}.</description></item>`,
    );
    response.setHeader('content-type', 'application/rss+xml');
    response.end(rssOf(name, items));
  });
  t.after(served.close);
  return {
    port: portOf(served.origin),
    publish: (day) => published.unshift(day),
    rest: (wanted) => {
      isResting = wanted;
    },
    disturbances: () => disturbances,
  };
}

function rssOf(title: string, items: readonly string[]): string {
  return `<rss version="2.0"><channel><title>${title}</title>${items.join('')}</channel></rss>`;
}

const portOf = (origin: string) => Number(new URL(origin).port);

interface Fortnight {
  readonly cloud: Cloud;
  readonly hub: Publisher;
  readonly teasers: Paper;
  readonly resting: RestingPaper;
  readonly midnight: number;
}

async function setUp(t: TestContext): Promise<Fortnight> {
  const hub = await testPublisher(t, 'swift.example');
  const teasers = await teaserPaper(t);
  const resting = await restingPaper(t);
  const cloud = await testCloudAsShipped(t, {
    hosts: {
      'swift.example:80': hub.port,
      'teaser.example:80': teasers.port,
      'north.pier.example:80': resting.port,
      'south.pier.example:80': resting.port,
    },
  });
  await setUpNewsletter(cloud.table);
  const newsletters = newsletterStore(cloud.table);
  const paper = await newsletters.load('paper');
  assert.ok(paper);
  await newsletters.save({ ...paper, excerptChars: 20_000 });
  const urls: Readonly<Record<Name, string>> = {
    swift: hub.feedUrl,
    teaser: 'http://teaser.example/feed',
    north: 'http://north.pier.example/feed',
    south: 'http://south.pier.example/feed',
  };
  for (const [n, id] of names.entries()) {
    const fullText = id === 'teaser' ? 'always' : 'never';
    await feedStore(cloud.table).create(
      feed({ id, url: urls[id], title: id, started: false, fullText }),
      `30#${n}`,
    );
  }
  const midnight = Math.ceil(cloud.clock.now() / dayMs) * dayMs;
  await cloud.advance(midnight - 3 * hourMs);
  await addReader(cloud.table, cloud.clock.now(), { address });
  return { cloud, hub, teasers, resting, midnight };
}

/** Something new everywhere at four; the edition comes at seven. */
async function live(
  { cloud, hub, teasers, resting, midnight }: Fortnight,
  day: number,
): Promise<void> {
  const today = midnight + (day - 1) * dayMs;
  await cloud.advance(today + 4 * hourMs);
  resting.rest(day === restDay);
  hub.publish(`swift day ${named(day)}`);
  for (const { publish } of [teasers, resting]) publish(day);
  assert.equal(await hub.ping(), 202, `the ping of day ${day}`);
  await cloud.advance(today + 8 * hourMs);
  if (day !== restDay) return;
  await cloud.advance(today + (4 + restHours) * hourMs);
  resting.rest(false);
}

test('each story once, whole where its page has it, and who asks for rest is left alone', {
  timeout: 900_000,
}, async (t) => {
  const fortnight = await setUp(t);
  const { cloud, hub, resting } = fortnight;
  for (const day of days) await live(fortnight, day);

  const editions = await editionsOf(cloud, address);
  assert.equal(editions.length, days.length, 'one a day');
  const texts = editions.map(({ text }) => unspaced(text));
  const daysWith = (story: string) =>
    days.filter((day) => texts[day - 1]?.includes(unspaced(story)) === true);

  for (const day of days) {
    assert.deepEqual(daysWith(`swift day ${named(day)}`), [day], `swift ${day}`);
    const [told, other] = noticeDays.has(day)
      ? [teaserOf(day), articleOf(day)]
      : [`Page ${day} of that book is full by now`, '512 partners'];
    assert.deepEqual(daysWith(told), [day], `teaser ${day}`);
    assert.deepEqual(daysWith(other), [], `teaser ${day}: ${other}`);
    for (const name of ['north', 'south'] as const) {
      const expected = day === restDay ? [day + 1] : [day];
      assert.deepEqual(daysWith(`What the ${name} pier saw on day ${named(day)}.`), expected, name);
    }
  }
  // Hosts of one message are asked at the same time: each may have had its 429 before any was noted.
  assert.ok([1, 2].includes(resting.disturbances()), `${resting.disturbances()} requests`);
  assert.ok(hub.verified.length >= 1 && hub.verified.every((one) => one === 'subscribe agreed'));
  t.diagnostic(`the hub was asked ${hub.verified.length} times, its feed ${hub.requests()} times`);
});
