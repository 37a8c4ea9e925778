import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { intervalsMinutes } from '../../functions/feed/intervals.ts';
import { type DueFeed, fetchMessages, queueDueFeeds } from '../../functions/feed/schedule/poll.ts';
import { slotOf, slotsBetween } from '../../functions/feed/schedule/poll-slot.ts';

const tickMs = 300_000;
const someTick = 5_900_000 * tickMs;

suite('slots', () => {
  for (const interval of intervalsMinutes) {
    test(`a feed of every ${interval} minutes is due once in any ${interval} minutes`, () => {
      const slot = slotOf('some feed', interval);
      const period = interval / 5;
      for (const from of [0, 1, 17, 1_000]) {
        const start = someTick + from * tickMs;
        const ticks = Array.from({ length: period }, (_, i) => start + (i + 1) * tickMs);
        const due = ticks.filter((at) => slotsBetween(at - tickMs, at).includes(slot));
        assert.equal(due.length, 1);
      }
    });
  }

  test('an interval that is not offered is the next longer one', () => {
    assert.match(slotOf('x', 7), /^10#[01]$/);
    assert.match(slotOf('x', 9_999), /^1440#\d+$/);
  });

  test('one tick asks for one slot of each interval, none when it is the same tick', () => {
    assert.equal(slotsBetween(someTick, someTick + tickMs).length, intervalsMinutes.length);
    assert.deepEqual(slotsBetween(someTick, someTick + tickMs - 1), []);
    assert.deepEqual(slotsBetween(someTick + tickMs, someTick), [], 'a clock set back');
  });

  test('ticks that were missed are made up, each slot once', () => {
    const slots = slotsBetween(someTick, someTick + 6 * tickMs);
    assert.equal(new Set(slots).size, slots.length);
    assert.equal(slots.filter((slot) => slot.startsWith('5#')).length, 1);
    assert.equal(slots.filter((slot) => slot.startsWith('30#')).length, 6);
    assert.equal(slots.filter((slot) => slot.startsWith('60#')).length, 6);
  });

  test('the first tick, and one after a long silence, asks for the whole set', () => {
    const all = slotsBetween(undefined, someTick);
    assert.equal(all.length, 480);
    assert.deepEqual(slotsBetween(someTick - 2000 * tickMs, someTick).sort(), all.sort());
  });
});

function due(count: number, host: string): DueFeed[] {
  return Array.from({ length: count }, (_, i) => ({
    newsletterId: 'n',
    feedId: `${host}-${i}`,
    url: `https://${host}/feed/${i}`,
  }));
}

suite('messages', () => {
  test('hold about forty feeds and lose none; a host with more is in one all the same', () => {
    const feeds = [...due(53, 'big.example'), ...due(14, 'a.example'), ...due(27, 'b.example')];
    const messages = fetchMessages(feeds);
    assert.deepEqual(
      messages.map((message) => message.feeds.length),
      [53, 27, 14],
    );
    const queued = messages.flatMap((message) => message.feeds.map((feed) => feed.feedId));
    assert.deepEqual(queued.sort(), feeds.map((feed) => feed.feedId).sort());
  });

  test('take www. and none for one host', () => {
    assert.equal(fetchMessages([...due(6, 'h.example'), ...due(6, 'www.h.example')]).length, 1);
  });

  test('stay within what a queue takes', () => {
    const sizes = fetchMessages(due(2_500, 'huge.example')).map(({ feeds }) => feeds.length);
    assert.deepEqual(sizes, [1_000, 1_000, 500]);
  });

  test('keep a host together', () => {
    const hosts = ['a', 'b', 'c', 'd'].map((name) => due(14, `${name}.example`));
    for (const message of fetchMessages(hosts.flat())) {
      assert.equal(message.feeds.length % 14, 0);
    }
  });
});

suite('queueDueFeeds', () => {
  function world(feeds: readonly DueFeed[]) {
    const log: string[] = [];
    const queued: string[] = [];
    let tick: number | undefined;
    const deps = {
      lastTick: async () => tick,
      feedsIn: async (slots: readonly string[]) =>
        feeds.filter((feed) => slots.includes(slotOf(feed.feedId, 60))),
      enqueue: async (messages: ReturnType<typeof fetchMessages>) => {
        log.push('enqueue');
        queued.push(...messages.flatMap((message) => message.feeds.map((feed) => feed.feedId)));
      },
      rememberTick: async (ms: number) => {
        log.push('remember');
        tick = ms;
      },
    };
    return { deps, log, queued };
  }

  test('in an hour of ticks every feed is queued once, though some ticks were missed', async () => {
    const feeds = due(50, 'h.example');
    const { deps, queued } = world(feeds);
    await deps.rememberTick(someTick);
    for (const at of [1, 2, 5, 6, 7, 11, 12]) {
      await queueDueFeeds({ scheduledAt: someTick + at * tickMs }, deps);
    }
    assert.deepEqual(queued.sort(), feeds.map((feed) => feed.feedId).sort());
  });

  test('a feed that is to be left alone is not queued', async () => {
    const [feed] = due(1, 'h.example');
    if (feed === undefined) return assert.fail();
    const { deps } = world([{ ...feed, notBefore: someTick + 1 }]);
    assert.deepEqual(await queueDueFeeds({ scheduledAt: someTick }, deps), { queued: 0 });
  });

  test('the tick is remembered only after the queue has taken the messages', async () => {
    const { deps, log } = world(due(3, 'h.example'));
    assert.deepEqual(await queueDueFeeds({ scheduledAt: someTick }, deps), { queued: 3 });
    assert.deepEqual(log, ['enqueue', 'remember']);
    const broken = { ...deps, enqueue: async () => Promise.reject(new Error('queue')) };
    await assert.rejects(queueDueFeeds({ scheduledAt: someTick + 999 * tickMs }, broken), /queue/);
    assert.deepEqual(log, ['enqueue', 'remember']);
  });
});
