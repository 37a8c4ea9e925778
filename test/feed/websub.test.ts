import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { suite, test } from 'node:test';
import type { Feed, FeedKey } from '../../functions/feed/feed.ts';
import { answerHub, type PingDeps, takePing } from '../../functions/feed/websub/callback.ts';
import type { HubAnswer } from '../../functions/feed/websub/hub.ts';
import {
  offeredHub,
  type Subscription,
  secretOf,
  type TendDeps,
  tendSubscription,
  tokenOf,
} from '../../functions/feed/websub/subscription.ts';
import { feedKey, parseFeed, rss, someFeed } from './support.ts';

const hub = 'https://hub.example/';
const topic = 'https://t.example/feed';
const hourMs = 3_600_000;
const url = 'https://t.example/fetched';
const atomNamespace = 'xmlns:atom="http://www.w3.org/2005/Atom"';

suite('a feed offers a hub', () => {
  const channelLinks = `<atom:link ${atomNamespace} rel="hub" href="${hub}"/><atom:link ${atomNamespace} rel="self" href="${topic}"/>`;
  const documents: Record<string, string> = {
    'RSS 2.0': rss('<title>One</title>').replace('<item>', `${channelLinks}<item>`),
    'Atom 1.0': `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><link rel="self" href="/feed"/><link rel="hub" href="${hub}"/></feed>`,
    'JSON Feed': JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'T',
      feed_url: topic,
      hubs: [
        { type: 'rssCloud', url: 'https://cloud.example/' },
        { type: 'WebSub', url: hub },
      ],
      items: [],
    }),
  };
  for (const [name, source] of Object.entries(documents)) {
    test(`in ${name}`, async () => {
      const feed = await parseFeed(source, { url: 'https://t.example/x' });
      assert.deepEqual(offeredHub(feed, bodyWith()), { hub, topic });
    });
  }

  test('in the headers, which go before the document', async () => {
    const feed = await parseFeed(documents['RSS 2.0'] ?? '');
    const links = '<https://other.example/>; rel="hub", </topic>; rel="self"';
    assert.deepEqual(offeredHub(feed, bodyWith(links)), {
      hub: 'https://other.example/',
      topic: 'https://t.example/topic',
    });
  });

  test('without saying what about: then the address that was fetched', async () => {
    const feed = await parseFeed(rss('<title>One</title>'));
    assert.deepEqual(offeredHub(feed, bodyWith(`<${hub}>; rel=hub`)), { hub, topic: url });
  });

  test('or none, or one that nobody can ask', async () => {
    const feed = await parseFeed(rss('<title>One</title>'));
    assert.equal(offeredHub(feed, bodyWith()), undefined);
    assert.equal(offeredHub(feed, bodyWith('<mailto:a@b.example>; rel=hub')), undefined);
  });

  function bodyWith(links?: string) {
    const bytes = new Uint8Array();
    return { kind: 'body', bytes, url, validators: {}, ...(links ? { links } : {}) } as const;
  }
});

interface Stage extends TendDeps {
  held: Subscription | undefined;
  feed: Feed | undefined;
  now: number;
  readonly asked: [hub: string, form: Record<string, string>, savedBefore: boolean][];
}

function stage(feed: Partial<Feed> | undefined, answer: HubAnswer = { kind: 'accepted' }): Stage {
  let ids = 0;
  const own: Stage = {
    held: undefined,
    feed: feed && someFeed(feed),
    now: 1_000_000,
    asked: [],
    loadFeed: async () => own.feed,
    subscriptions: {
      load: async () => own.held,
      save: async (saved) => {
        own.held = saved;
      },
      forget: async () => {
        own.held = undefined;
      },
    },
    ask: async (to, form) => {
      const fields = Object.fromEntries(form);
      own.asked.push([to, fields, own.held?.asked === fields['hub.mode']]);
      return answer;
    },
    world: { siteUrl: 'https://news.example', randomId: () => `id${ids++}`, now: () => own.now },
  };
  return own;
}

const offering = { hub: { hub, topic } };

suite('a subscription', () => {
  test('is asked for as the Recommendation has it, and noted before the hub hears of it', async () => {
    const own = stage(offering);
    assert.deepEqual(await tendSubscription(feedKey, own), { kind: 'asked', mode: 'subscribe' });
    const { held } = own;
    assert.ok(held);
    assert.deepEqual(own.asked, [
      [
        hub,
        {
          'hub.mode': 'subscribe',
          'hub.topic': topic,
          'hub.callback': `https://news.example/websub/n.f/${tokenOf(held)}`,
          'hub.lease_seconds': '864000',
          'hub.secret': secretOf(held),
        },
        true,
      ],
    ]);
    assert.ok(secretOf(held).length >= 32 && secretOf(held).length < 200);
    assert.notEqual(secretOf(held), tokenOf(held));
    assert.doesNotMatch(JSON.stringify(own.asked), /id0/);
  });

  test('is not asked for again before it is time, then with the same callback', async () => {
    const own = stage(offering);
    await tendSubscription(feedKey, own);
    own.now += 19 * hourMs;
    assert.deepEqual(await tendSubscription(feedKey, own), { kind: 'nothing' });
    own.now += hourMs;
    assert.equal((await tendSubscription(feedKey, own)).kind, 'asked');
    const [first, second] = own.asked;
    assert.deepEqual(first, second);
  });

  test('is tried again later and later when the hub fails', async () => {
    const own = stage(offering, { kind: 'refused', reason: 'The hub answered 500.' });
    const waits: number[] = [];
    for (let tries = 0; tries < 7; tries += 1) {
      assert.equal((await tendSubscription(feedKey, own)).kind, 'failed');
      const dueAt = own.held?.dueAt ?? 0;
      waits.push((dueAt - own.now) / hourMs);
      own.now = dueAt;
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 20, 20]);
  });

  test('begins anew, with another secret, when the feed names another hub', async () => {
    const own = stage(offering);
    await tendSubscription(feedKey, own);
    own.feed = someFeed({ hub: { hub: 'https://new.example/', topic } });
    await tendSubscription(feedKey, own);
    const [[, before] = none, [to, after] = none] = own.asked;
    assert.equal(to, 'https://new.example/');
    assert.notEqual(before['hub.secret'], after['hub.secret']);
    assert.notEqual(before['hub.callback'], after['hub.callback']);
  });

  for (const [name, feed] of Object.entries({
    'was removed': undefined,
    'is stopped': someFeed({ ...offering, state: 'stopped' }),
    'names no hub any more': someFeed(),
  })) {
    test(`ends when the feed ${name}: the hub is told, asks back, and is forgotten`, async () => {
      const own = stage(offering);
      await tendSubscription(feedKey, own);
      own.feed = feed;
      const left = await tendSubscription(feedKey, own);
      assert.deepEqual(left, { kind: 'asked', mode: 'unsubscribe' });
      assert.equal(own.asked[1]?.[1]['hub.mode'], 'unsubscribe');
      assert.deepEqual(await tendSubscription(feedKey, own), { kind: 'nothing' });
      own.now += 24 * hourMs;
      assert.deepEqual(await tendSubscription(feedKey, own), { kind: 'forgotten' });
      assert.equal(own.held, undefined);
    });
  }

  test('whose asking was lost on the way is found again, and nobody can use it before', async () => {
    const own = stage(offering);
    const found = {
      asked: 'nothing',
      hub: '',
      topic: '',
      seed: '',
      dueAt: 0,
      failures: 0,
    } as const;
    own.held = { ...feedKey, ...found };
    const { newsletterId, feedId } = feedKey;
    const callback = { feed: `${newsletterId}.${feedId}`, token: tokenOf({ seed: '' }) };
    const question = { mode: 'nothing', topic: '', challenge: 'x' };
    assert.equal(await answerHub(callback, question, own.subscriptions), undefined);
    assert.deepEqual(await tendSubscription(feedKey, own), { kind: 'asked', mode: 'subscribe' });
    assert.notEqual(own.held.seed, '');
    const without = stage({});
    without.held = { ...feedKey, ...found };
    assert.deepEqual(await tendSubscription(feedKey, without), { kind: 'forgotten' });
    assert.deepEqual(without.asked, []);
  });

  test('is no matter for a feed without a hub', async () => {
    assert.deepEqual(await tendSubscription(feedKey, stage({})), { kind: 'nothing' });
    assert.deepEqual(await tendSubscription(feedKey, stage(undefined)), { kind: 'nothing' });
  });
});

const none: Stage['asked'][number] = ['', {}, false];

const held: Subscription = {
  ...feedKey,
  hub,
  topic,
  asked: 'subscribe',
  seed: 'a seed',
  dueAt: 0,
  failures: 0,
};
const callback = { feed: 'n.f', token: tokenOf(held) };
const question = { mode: 'subscribe', topic, challenge: 'abc', leaseSeconds: '864000' };
const load = async (key: FeedKey) =>
  key.newsletterId === 'n' && key.feedId === 'f' ? held : undefined;

suite('verification of intent', () => {
  test('is answered with the challenge when we asked for just that', async () => {
    assert.equal(await answerHub(callback, question, { load }), 'abc');
    const less = { ...question, leaseSeconds: '300' };
    assert.equal(await answerHub(callback, less, { load }), 'abc');
  });

  const refused: Record<string, [Partial<typeof callback>, Partial<typeof question>]> = {
    'another topic': [{}, { topic: 'https://t.example/other' }],
    'another mode': [{}, { mode: 'unsubscribe' }],
    'a mode that nobody knows': [{}, { mode: 'denied' }],
    'no challenge': [{}, { challenge: '' }],
    'a challenge of megabytes': [{}, { challenge: 'x'.repeat(1e6) }],
    'no lease': [{}, { leaseSeconds: '' }],
    'a lease of nothing': [{}, { leaseSeconds: '0' }],
    'a lease that is no number': [{}, { leaseSeconds: '9e9' }],
    'another token': [{ token: tokenOf({ seed: 'other' }) }, {}],
    'no token': [{ token: '' }, {}],
    'another feed': [{ feed: 'n.g' }, {}],
    'what is no feed': [{ feed: '../../n.f' }, {}],
  };
  for (const [name, [where, what]] of Object.entries(refused)) {
    test(`is refused for ${name}`, async () => {
      const deps = { load };
      assert.equal(
        await answerHub({ ...callback, ...where }, { ...question, ...what }, deps),
        undefined,
      );
    });
  }

  test('of leaving is answered when we left', async () => {
    const left = { load: async () => ({ ...held, asked: 'unsubscribe' as const }) };
    const { leaseSeconds: _, ...asked } = { ...question, mode: 'unsubscribe' };
    assert.equal(await answerHub(callback, asked, left), 'abc');
    assert.equal(await answerHub(callback, question, left), undefined);
  });
});

const body = Buffer.from('<rss/>');
const signed = (method: string, secret = secretOf(held)) =>
  `${method}=${createHmac(method, secret).update(body).digest('hex')}`;

interface Gate extends PingDeps {
  time: number;
  held: Subscription;
  /** When a fetch was queued. */
  readonly queued: number[];
  /** From when on a poll fetches. */
  waits: number | undefined;
}

function gate(): Gate {
  const own: Gate = {
    time: 1_000_000,
    held,
    queued: [],
    waits: undefined,
    load: async () => own.held,
    noteFetch: async (_, at, previous) => {
      if (own.held.fetchAt !== previous) return false;
      own.held = { ...own.held, fetchAt: at };
      return true;
    },
    noteWaiting: async (_, waitsUntil) => {
      own.waits = waitsUntil;
      own.held = { ...own.held, waitsUntil };
    },
    queueFetch: async () => {
      own.queued.push(own.time);
    },
    now: () => own.time,
  };
  return own;
}

suite('a ping', () => {
  for (const method of ['sha1', 'sha256', 'sha384', 'sha512']) {
    test(`signed with ${method} queues a fetch`, async () => {
      const own = gate();
      const ping = { ...callback, body, signature: signed(method) };
      assert.equal(await takePing(ping, own), 'queued');
      assert.deepEqual([own.queued, own.waits], [[own.time], undefined]);
    });
  }

  const unsigned: Record<string, string | undefined> = {
    'no signature': undefined,
    'an empty one': '',
    'one with another secret': signed('sha256', 'guess'),
    'one by a method that nobody agreed on': signed('md5'),
    'one without a method': signed('sha256').slice(7),
    'half of one': signed('sha256').slice(0, 30),
  };
  for (const [name, signature] of Object.entries(unsigned)) {
    test(`with ${name} changes nothing`, async () => {
      const own = gate();
      assert.equal(await takePing({ ...callback, body, signature }, own), 'ignored');
      assert.deepEqual([own.queued, own.waits, own.held.fetchAt], [[], undefined, undefined]);
    });
  }

  test('for a subscription that is not, or has been left, is unknown', async () => {
    const own = gate();
    const ping = { ...callback, body, signature: signed('sha256') };
    assert.equal(await takePing({ ...ping, token: 'x' }, own), 'unknown');
    own.held = { ...held, asked: 'unsubscribe' };
    assert.equal(await takePing(ping, own), 'unknown');
  });

  test('among a thousand in a minute is fetched for a few times, the last one included', async () => {
    const own = gate();
    const ping = { ...callback, body, signature: signed('sha256') };
    let last = 0;
    for (let n = 0; n < 1_000; n += 1) {
      last = own.time;
      await takePing(ping, own);
      own.time += 60;
    }
    assert.ok(own.queued.length <= 7, `${own.queued.length} fetches`);
    assert.ok((own.waits ?? 0) >= last, 'no poll would fetch for the last of them');
  });

  test('within the gap waits for a poll, one after it does not, whatever waits', async () => {
    const own = gate();
    const ping = { ...callback, body, signature: signed('sha256') };
    const start = own.time;
    const taken: string[] = [];
    for (const after of [0, 100, 9_000, 10_000, 10_100]) {
      own.time = start + after;
      taken.push(await takePing(ping, own));
    }
    assert.deepEqual(taken, ['queued', 'waiting', 'waiting', 'queued', 'waiting']);
    assert.deepEqual([own.queued, own.waits], [[start, start + 10_000], start + 20_000]);
  });

  test('that meets another at the same moment is one fetch', async () => {
    const own = gate();
    const ping = { ...callback, body, signature: signed('sha256') };
    const taken = await Promise.all([takePing(ping, own), takePing(ping, own)]);
    assert.deepEqual(taken.sort(), ['queued', 'waiting']);
    assert.deepEqual(own.queued, [own.time]);
  });
});
