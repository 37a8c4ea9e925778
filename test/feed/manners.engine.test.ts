import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import type { Feed, FeedKey } from '../../functions/feed/feed.ts';
import { createFetcher } from '../../functions/feed/get/fetch.ts';
import { freshForMs } from '../../functions/feed/get/freshness.ts';
import { namedGets } from '../../functions/feed/get/user-agent.ts';
import { habitAfter, newHabit } from '../../functions/feed/habit.ts';
import { refreshAll, workOff } from '../../functions/feed/keep/refresh-all.ts';
import { isResting, type RestTimes } from '../../functions/feed/rest-times.ts';
import { askedMinutes, nextInterval } from '../../functions/feed/schedule/interval.ts';
import { serve } from '../support/server.ts';
import { parseFeed, someFeed } from './support.ts';
import { dayMs, hourMs, start } from './table-world.ts';

const minuteMs = 60_000;

suite('how long an answer stays as it is', () => {
  const cases: [string, Record<string, string | string[]>, number | undefined][] = [
    ['nothing said', {}, undefined],
    ['max-age', { 'cache-control': 'public, max-age=3600' }, 3600],
    ['max-age less Age', { 'cache-control': 'max-age=3600', age: '600' }, 3000],
    ['an Age beyond it', { 'cache-control': 'max-age=60', age: '600' }, 0],
    ['sixteen years are a day', { 'cache-control': 'max-age=504911232' }, 86_400],
    ['no-cache, whatever else', { 'cache-control': 'no-cache, max-age=3600' }, 0],
    ['no-store', { 'cache-control': 'NO-STORE' }, 0],
    ['max-age before Expires', { 'cache-control': 'max-age="60"', expires: '0' }, 60],
    ['Expires', { expires: new Date(start + hourMs).toUTCString() }, 3600],
    [
      'Expires by the clock of the server',
      {
        expires: new Date(start + 9 * hourMs).toUTCString(),
        date: new Date(start + 8 * hourMs).toUTCString(),
      },
      3600,
    ],
    ['Expires in the past', { expires: 'Wed, 11 Jan 1984 05:00:00 GMT' }, 0],
    ['Expires that is no date', { expires: '-1' }, 0],
    ['what cannot be read', { 'cache-control': 'max-age=soon' }, undefined],
    ['two header lines are one list', { 'cache-control': ['public', 'max-age=60'] }, 60],
    ['more seconds than anyone counts', { 'cache-control': `max-age=${'9'.repeat(20)}` }, 86_400],
  ];
  for (const [name, headers, seconds] of cases) {
    test(name, () => {
      const expected = seconds === undefined ? undefined : seconds * 1000;
      assert.equal(freshForMs(headers, start), expected);
    });
  }

  test('the longer of freshness and ttl is asked for, a day at most', () => {
    assert.equal(askedMinutes(undefined, undefined), undefined);
    assert.equal(askedMinutes(0, undefined), undefined);
    assert.equal(askedMinutes(90_000, 1), 2);
    assert.equal(askedMinutes(hourMs, 180), 180);
    assert.equal(askedMinutes(undefined, 99_999), 1440);
  });
});

suite('the interval', () => {
  const now = start + 30 * dayMs;
  const watched = (perDay: number): Partial<Feed> => {
    let habit = newHabit(start);
    for (let at = start; at <= now; at += dayMs / perDay) habit = habitAfter(habit, 1, at);
    return { habit };
  };
  const cases: [string, Partial<Feed>, boolean, number][] = [
    ['stays while the feed is new', { habit: newHabit(now - dayMs) }, false, 30],
    ['one step longer for a quiet feed', { habit: newHabit(start) }, false, 60],
    ['one step shorter for a busy feed', watched(50), false, 15],
    [
      'never shorter by habit than a quarter of an hour',
      { ...watched(500), intervalMinutes: 15 },
      false,
      15,
    ],
    [
      'never longer by habit than four hours',
      { habit: newHabit(start), intervalMinutes: 240 },
      false,
      240,
    ],
    ['an item an hour is asked for twelve times a day and more', watched(8), false, 15],
    [
      'one step a day and no more',
      { ...watched(50), intervalChangedAt: now - dayMs / 2 },
      false,
      30,
    ],
    ['what the owner chose stays', { ...watched(50), chosenMinutes: 30 }, false, 30],
    [
      'what the feed asks for goes before what the owner chose',
      { chosenMinutes: 30, askedMinutes: 120 },
      true,
      120,
    ],
    [
      'what it asks for is followed at once when it has changed',
      { askedMinutes: 1000 },
      true,
      1440,
    ],
    ['and step by step when it has not', { askedMinutes: 1000 }, false, 60],
    [
      'a wish for less than the habit changes nothing',
      { ...watched(1), askedMinutes: 5, intervalMinutes: 120 },
      true,
      120,
    ],
  ];
  for (const [name, fields, hasChanged, expected] of cases) {
    test(name, () => {
      assert.equal(
        nextInterval(someFeed({ addedAt: start, ...fields }), hasChanged, now),
        expected,
      );
    });
  }
});

suite('times of rest', () => {
  const polls = (rest: RestTimes, interval: number, days: number): number[] => {
    const stepMs = interval * minuteMs;
    const all = Array.from({ length: (days * dayMs) / stepMs }, (_, n) => start + n * stepMs);
    return all.filter((at) => !isResting(rest, interval, at));
  };

  test('hours are kept to', () => {
    const night = [22, 23, 0, 1, 2, 3];
    const asked = polls({ hours: night, days: [] }, 30, 3).map((at) => new Date(at).getUTCHours());
    assert.equal(asked.length, 3 * 18 * 2);
    assert.ok(asked.every((hour) => !night.includes(hour)));
  });

  test('a weekend is two days long: one poll takes place within it, on its second day', () => {
    const days = polls({ hours: [], days: [0, 6] }, 60, 14).map((at) => new Date(at).getUTCDay());
    assert.equal(days.filter((day) => day !== 0 && day !== 6).length, 10 * 24);
    assert.deepEqual(
      days.filter((day) => day === 0 || day === 6),
      [0, 0],
    );
  });

  for (const interval of [5, 30, 240, 1440]) {
    test(`a feed that always rests is asked once a day at an interval of ${interval}`, () => {
      const always = { hours: Array.from({ length: 24 }, (_, hour) => hour), days: [] };
      assert.equal(polls(always, interval, 10).length, 10);
    });
  }

  test('are read from RSS, with ttl, however they are written', async () => {
    const feed = await parseFeed(
      '<rss version="0.92"><channel><title>T</title><ttl> 90 </ttl><skipHours><hour>24</hour>' +
        '<hour>3</hour><hour>3</hour><hour>x</hour></skipHours><skipDays><day>SATURDAY</day>' +
        '<day>Someday</day></skipDays><item><title>A</title></item></channel></rss>',
    );
    assert.equal(feed.ttlMinutes, 90);
    assert.deepEqual(feed.restTimes, { hours: [0, 3], days: [6] });
  });
});

suite('on the wire', () => {
  async function asking(t: TestContext, answers: Record<string, [number, Record<string, string>]>) {
    const agents: (string | undefined)[] = [];
    const server = await serve((request, response) => {
      agents.push(request.headers['user-agent']);
      const [status, headers] = answers[request.url ?? ''] ?? [404, {}];
      response.writeHead(status, headers);
      response.end(status === 200 ? 'body' : undefined);
    });
    const options = { userAgent: 'x', now: () => start, allowedOrigins: [server.origin] };
    const fetcher = createFetcher(options);
    t.after(async () => {
      await fetcher.close();
      await server.close();
    });
    return { ...server, ...fetcher, agents };
  }

  const redirects: [
    string,
    Record<string, [number, Record<string, string>]>,
    string | undefined,
  ][] = [
    ['permanent', { '/a': [301, { location: '/b' }], '/b': [200, {}] }, '/b'],
    [
      'permanent twice',
      { '/a': [301, { location: '/b' }], '/b': [308, { location: '/c' }], '/c': [200, {}] },
      '/c',
    ],
    [
      'permanent, then for now',
      { '/a': [301, { location: '/b' }], '/b': [302, { location: '/c' }], '/c': [200, {}] },
      undefined,
    ],
    [
      'permanent to something unchanged',
      { '/a': [308, { location: '/b' }], '/b': [304, {}] },
      '/b',
    ],
    ['none', { '/a': [200, {}] }, undefined],
    ...[302, 303, 307].map(
      (status): [string, Record<string, [number, Record<string, string>]>, undefined] => [
        `${status}`,
        { '/a': [status, { location: '/b' }], '/b': [200, {}] },
        undefined,
      ],
    ),
  ];
  for (const [name, answers, expected] of redirects) {
    test(`a redirect, ${name}: ${expected === undefined ? 'not ' : ''}moved`, async (t) => {
      const { get, origin } = await asking(t, answers);
      const validators = { etag: '"1"', url: `${origin}/b` };
      const fetched = await get(`${origin}/a`, validators);
      assert.ok(fetched.kind === 'body' || fetched.kind === 'unchanged');
      assert.equal(fetched.movedTo, expected && `${origin}${expected}`);
    });
  }

  test('429 is about the site, with or without a time; 503 about the feed', async (t) => {
    const { get, origin } = await asking(t, {
      '/429': [429, {}],
      '/429-after': [429, { 'retry-after': '7200' }],
      '/503': [503, {}],
      '/503-after': [503, { 'retry-after': new Date(start + hourMs).toUTCString() }],
      '/moved': [302, { location: '/429' }],
      '/fresh': [200, { 'cache-control': 'max-age=600' }],
    });
    const at = async (path: string) => get(`${origin}${path}`);
    assert.partialDeepStrictEqual(await at('/429'), {
      scope: 'site',
      notBefore: start + hourMs / 2,
    });
    assert.partialDeepStrictEqual(await at('/429-after'), {
      scope: 'site',
      notBefore: start + 2 * hourMs,
    });
    assert.partialDeepStrictEqual(await at('/moved'), { url: `${origin}/429` });
    assert.equal((await at('/503')).kind, 'failed');
    assert.partialDeepStrictEqual(await at('/503-after'), {
      scope: 'feed',
      notBefore: start + hourMs,
    });
    assert.partialDeepStrictEqual(await at('/fresh'), { kind: 'body', freshForMs: 600_000 });
  });

  test('a host is asked one thing at a time, also by those that redirects lead to it', async (t) => {
    let [atOnce, most, served] = [0, 0, 0];
    const busy = await serve(async (_, response) => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 30));
      atOnce -= 1;
      served += 1;
      response.end('body');
    });
    const ways = await Promise.all(
      [1, 2, 3].map((n) =>
        serve((_, response) => response.writeHead(302, { location: `${busy.origin}/${n}` }).end()),
      ),
    );
    const origins = [busy, ...ways].map(({ origin }) => origin);
    const { get, close } = createFetcher({
      userAgent: 'x',
      now: () => start,
      allowedOrigins: origins,
    });
    t.after(async () => {
      await close();
      for (const server of [busy, ...ways]) await server.close();
    });
    const all = await Promise.all(origins.map((origin) => get(`${origin}/`)));
    assert.deepEqual(
      all.map(({ kind }) => kind),
      ['body', 'body', 'body', 'body'],
    );
    assert.deepEqual([served, most], [4, 1]);
  });

  test('whoever waits behind another feed of a host has the whole time for its own request', async (t) => {
    const server = await serve((request, response) => {
      if (request.url !== '/slow') response.end('body');
    });
    const { get, close } = createFetcher({
      userAgent: 'x',
      now: () => start,
      allowedOrigins: [server.origin],
      limits: { totalMs: 2_000 },
    });
    t.after(async () => {
      await close();
      await server.close();
    });
    const [slow, ...others] = await Promise.all(
      ['/slow', '/1', '/2'].map((path) => get(`${server.origin}${path}`)),
    );
    assert.equal(slow?.kind, 'failed');
    assert.deepEqual(
      others.map(({ kind }) => kind),
      ['body', 'body'],
    );
  });

  test('each newsletter says how many read it, counted at most once an hour', async (t) => {
    const { getAs, origin, agents } = await asking(t, {});
    const counts: Record<string, number | undefined> = { one: 1, many: 1234, fresh: undefined };
    let now = start;
    let looked = 0;
    const readers = async (id: string) => {
      looked += 1;
      return counts[id];
    };
    const getOf = namedGets({ siteUrl: 'https://n.example', getAs, readers, now: () => now });
    for (const id of ['one', 'many', 'fresh', 'many']) await (await getOf(id))(`${origin}/`);
    const named = (count: string) =>
      `Paperboy/0.1 (feed-to-email newsletter; +https://n.example${count})`;
    assert.deepEqual(agents, [
      named('; 1 subscriber'),
      named('; 1234 subscribers'),
      named(''),
      named('; 1234 subscribers'),
    ]);
    assert.equal(looked, 3);
    now += 2 * hourMs;
    await getOf('many');
    assert.equal(looked, 4);
  });
});

suite('one message', () => {
  const feeds = ['a', 'b', 'c', 'd'].map((feedId) => ({ newsletterId: 'n', feedId }));

  test('of one host is worked off in turn, and what there is no time for handed back', async () => {
    const log: string[] = [];
    let atOnce = 0;
    let left = 2;
    await refreshAll(
      { feeds, attempt: 1 },
      {
        refresh: async ({ feedId }) => {
          atOnce += 1;
          assert.equal(atOnce, 1);
          await new Promise((resolve) => setImmediate(resolve));
          atOnce -= 1;
          log.push(feedId);
        },
        hasTime: () => --left > 0,
        handBack: async (messages) => {
          for (const rest of messages)
            log.push(`back: ${rest.map((feed) => feed.feedId).join(' ')}`);
        },
        setAside: async () => {},
      },
    );
    assert.deepEqual(log, ['a', 'b', 'back: c d']);
  });

  test('makes progress however little time there is, and one failure stops no other', async () => {
    const done: string[] = [];
    const refresh = async ({ feedId }: { feedId: string }) => {
      if (feedId === 'a') throw new Error('poison');
      done.push(feedId);
    };
    const deps = { refresh, handBack: async () => {}, setAside: async () => {} };
    await assert.rejects(
      refreshAll({ feeds, attempt: 1 }, { ...deps, hasTime: () => true }),
      /not stored/,
    );
    assert.deepEqual(done, ['b', 'c', 'd']);
    const rest = { feeds: feeds.slice(1), attempt: 1 };
    await refreshAll(rest, { ...deps, hasTime: () => false });
    assert.equal(done.length, 4);
  });

  /** Feeds `host/n`: a refresh ends when the test lets it. */
  function hosts(...names: readonly string[]) {
    const under = new Map<string, () => void>();
    const back: string[][] = [];
    let isTime = true;
    const work = refreshAll(
      { feeds: names.map((feedId) => ({ newsletterId: 'n', feedId })), attempt: 1 },
      {
        refresh: ({ feedId }) =>
          new Promise((resolve) => {
            under.set(feedId, () => {
              under.delete(feedId);
              resolve();
            });
          }),
        hostOf: ({ feedId }) => feedId.split('/')[0],
        hasTime: () => isTime,
        handBack: async (messages) => {
          back.push(...messages.map((rest) => rest.map(({ feedId }) => feedId)));
        },
        setAside: async () => {},
      },
    );
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    const end = async (feedId: string) => {
      (under.get(feedId) ?? assert.fail(`${feedId} is not under way`))();
      await settled();
    };
    return {
      work,
      end,
      back,
      under: () => [...under.keys()],
      timeIsUp: () => {
        isTime = false;
      },
    };
  }

  test('asks several hosts at once, each one thing at a time; a slow one keeps no other waiting', async () => {
    const { work, end, under } = hosts('slow/1', 'slow/2', 'b/1', 'b/2', 'c/1');
    assert.deepEqual(under(), ['slow/1', 'b/1', 'c/1']);
    await end('b/1');
    await end('c/1');
    await end('b/2');
    assert.deepEqual(under(), ['slow/1']);
    await end('slow/1');
    assert.deepEqual(under(), ['slow/2']);
    await end('slow/2');
    await work;
  });

  test('of many hosts asks eight at a time', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `h${n}/1`);
    const { work, end, under } = hosts(...names);
    for (const name of names) {
      assert.ok(under().length <= 8);
      await end(name);
    }
    await work;
  });

  test('whose time is up hands back what was not begun, each feed once, those of a host together', async () => {
    const names = Array.from({ length: 12 }, (_, n) => [`h${n}/1`, `h${n}/2`]).flat();
    const { work, end, under, back, timeIsUp } = hosts(...names);
    const begun = under();
    assert.equal(begun.length, 8);
    await end('h0/1');
    timeIsUp();
    for (const name of ['h0/2', ...begun.slice(1)]) await end(name);
    await work;
    const rest = names.filter((name) => ![...begun, 'h0/2'].includes(name));
    assert.deepEqual(back.flat().sort(), rest.sort());
    for (const n of [8, 9, 10, 11]) {
      assert.equal(back.filter((one) => one.some((name) => name.startsWith(`h${n}/`))).length, 1);
    }
  });

  for (const poison of [['a'], ['b'], ['d'], ['a', 'd'], ['b', 'c'], ['a', 'b', 'c']]) {
    test(`every other feed is read when ${poison.join(' and ')} end the process`, async () => {
      const read = new Set<string>();
      const aside: string[] = [];
      let deaths = 0;
      const queue = [{ feeds: feeds as readonly FeedKey[], attempt: 1 }];
      /** What does not return, as in a process that has died. */
      const never = new Promise<never>(() => {});
      for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
        let isDead = false;
        const worked = refreshAll(message, {
          refresh: async ({ feedId }) => {
            if (poison.includes(feedId)) {
              isDead = true;
              deaths += 1;
              await never;
            }
            read.add(feedId);
          },
          hasTime: () => true,
          handBack: async (messages) => {
            queue.push(...messages.map((rest) => ({ feeds: rest, attempt: 1 })));
          },
          setAside: async ({ feedId }) => {
            aside.push(feedId);
          },
        });
        await Promise.race([worked, new Promise((resolve) => setImmediate(resolve))]);
        const { feeds: same, attempt } = message;
        // The lane stands still until it is there again.
        if (isDead) queue.unshift({ feeds: same, attempt: attempt + 1 });
      }
      const others = feeds.map((feed) => feed.feedId).filter((id) => !poison.includes(id));
      assert.deepEqual([...read].sort(), others);
      assert.deepEqual(aside.sort(), poison);
      assert.equal(deaths, 1 + poison.length, 'the lane stood still more often than it has to');
    });
  }

  test('of a feed that ends the process keeps its neighbours waiting for less than a tick', async () => {
    const tickMs = 5 * 60_000;
    /** How long the lane stands still after a worker died: for what is left of the time it is hidden. */
    const standing: number[] = [];
    const read: string[] = [];
    const aside: string[] = [];
    let queue: { feeds: readonly FeedKey[]; attempt: number }[] = [{ feeds, attempt: 1 }];
    while (queue.length > 0) {
      const [message = assert.fail(), ...others] = queue;
      let leftMs = 240_000;
      let hiddenUntilMs = 250_000;
      const isDead = Promise.withResolvers<'dead'>();
      const send = async (messages: readonly object[]) => {
        const parts = messages.map((part) => ({ feeds: [], attempt: 1, ...part }));
        queue = [...queue, ...parts];
      };
      queue = others;
      const work = workOff(
        { ...message, subscriptions: [], receipt: 'r' },
        {
          remainingMs: () => leftMs,
          send,
          hide: async (_, seconds) => {
            hiddenUntilMs = 240_000 - leftMs + seconds * 1_000;
            return true;
          },
          feeds: {
            refresh: async ({ feedId }) => {
              leftMs -= 20_000;
              if (feedId !== 'c') return void read.push(feedId);
              isDead.resolve('dead');
              await new Promise(() => {});
            },
            setAside: async ({ feedId }) => void aside.push(feedId),
          },
          subscriptions: { refresh: async () => {}, setAside: async () => {} },
        },
      );
      const outcome = await Promise.race([work, isDead.promise]);
      if (outcome !== 'dead') continue;
      standing.push(hiddenUntilMs - (240_000 - leftMs) + 20_000);
      queue = [{ ...message, attempt: message.attempt + 1 }, ...queue];
    }
    assert.deepEqual(aside, ['c']);
    assert.deepEqual([...new Set(read)].sort(), ['a', 'b', 'd']);
    assert.equal(standing.length, 2);
    const allMs = standing.reduce((sum, ms) => sum + ms, 0);
    assert.ok(allMs < tickMs, `${allMs} ms`);
  });

  test('is hidden anew only when some time has passed, and never for longer than a feed takes', async () => {
    let leftMs = 240_000;
    const hidden: number[] = [];
    const many = Array.from({ length: 20 }, (_, n) => ({ newsletterId: 'n', feedId: `${n}` }));
    await workOff(
      { feeds: many, subscriptions: [], attempt: 1, receipt: 'r' },
      {
        remainingMs: () => leftMs,
        send: async () => {},
        hide: async (_, seconds) => hidden.push(seconds) > 0,
        feeds: {
          refresh: async () => {
            leftMs -= 5_000;
          },
          setAside: async () => {},
        },
        subscriptions: { refresh: async () => {}, setAside: async () => {} },
      },
    );
    assert.deepEqual([...new Set(hidden)], [130]);
    assert.equal(hidden.length, 7, '100 seconds of work, each 15 at most');
  });
});
