import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import type { Feed } from '../../functions/feed/feed.ts';
import type { OpmlFeed } from '../../functions/feed/read/opml.ts';
import { readOpml } from '../../functions/feed/read/opml.ts';
import { slotOf } from '../../functions/feed/schedule/poll-slot.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { gateRows } from '../../functions/store/gate.ts';
import { itemStore } from '../../functions/store/items.ts';
import { item } from '../support/newsletter.ts';
import { type Owner, startOwner } from './owner.ts';

const sharedFolder = join(import.meta.dirname, '..', '..', '..', 'shared');
const seedFile = join(sharedFolder, 'seed', 'item.txt');

let owner: Owner;
let gazette: string;
before(async () => {
  owner = await startOwner();
  gazette = `${owner.cloud.origin}/_demo/saltmarrow-gazette/feed.xml`;
  for (const [name, sections] of [
    ['Second', ['one=One', 'two=Two']],
    ['Third', ['news=News']],
    ['Archive', ['news=News']],
    ['Picks', ['news=News']],
  ] as const) {
    const made = await owner.paperboy(
      ...['newsletter', 'create', '--name', name, '--sender-address', 'a@b.example'],
      ...['--postal-address', 'Quay 1', ...sections.flatMap((one) => ['--section', one])],
    );
    assert.equal(made.exitCode, 0, made.err);
  }
});
after(() => owner.stop());

async function feedsOf(newsletter: string): Promise<Feed[]> {
  const list = await owner.paperboy('feeds', 'list', '--newsletter', newsletter, '--json');
  return JSON.parse(list.out);
}

test('a feed of this machine is added, fetched at once, and its latest items are news', async () => {
  const added = await owner.paperboy(
    ...['feeds', 'add', gazette, '--newsletter', 'second', '--section', 'two'],
    ...['--title', 'Our Gazette', '--full-text', 'never', '--every', '60', '--backlog', '3'],
  );
  assert.equal(added.exitCode, 0, added.err);
  assert.match(added.out, /Our Gazette is added to Second, section two/);
  assert.match(added.out, /shows 10 items now, the latest 3 of which/);
  assert.match(added.out, /Its newest, as an edition prints them:\n(?: {2}- .+\n {4}.+\n?){3}$/);
  await owner.cloud.atRest();
  const [feed] = await feedsOf('second');
  const { url, title, sectionId, fullText, intervalMinutes, started } = feed ?? {};
  assert.deepEqual(
    { url, title, sectionId, fullText, intervalMinutes, started },
    {
      url: gazette,
      title: 'Our Gazette',
      sectionId: 'two',
      fullText: 'never',
      intervalMinutes: 60,
      started: true,
    },
  );
  const now = owner.cloud.clock.now();
  const items = await itemStore(owner.cloud.table).between('second', now - 60_000, now);
  assert.equal(items.length, 3);
});

test('adding it again changes nothing', async () => {
  const before = await feedsOf('second');
  const again = await owner.paperboy(
    ...['feeds', 'add', gazette, '--newsletter', 'second', '--section', 'one'],
  );
  assert.equal(again.exitCode, 0);
  assert.match(again.out, /has this feed already, nothing was changed/);
  const slash = await owner.paperboy(
    ...['feeds', 'add', `${gazette}/`, '--newsletter', 'second', '--section', 'one'],
  );
  assert.match(slash.out + slash.err, /has this feed already|could not be fetched/);
  assert.deepEqual(await feedsOf('second'), before);
});

test('a page that names no feed is refused with what to do', async () => {
  const page = `${owner.cloud.origin}/_inbox/`;
  const refused = await owner.paperboy('feeds', 'add', page, '--newsletter', 'second');
  assert.equal(refused.exitCode, 1);
  assert.match(refused.err, /^http:\S+ is a page that names no feed, and none was found/);
});

test('of a page with several feeds the owner picks one by its number', async () => {
  const page = `${owner.cloud.origin}/_demo/`;
  const add = ['feeds', 'add', page, '--newsletter', 'picks'];
  const several = await owner.paperboy(...add);
  assert.equal(several.exitCode, 1);
  assert.match(several.err, /has several feeds\. Add --pick with the number of the one you want:/);
  const [, url = ''] = /^ {2}2\. .*?: (\S+) \(\d+ items?/m.exec(several.err) ?? [];
  const picked = await owner.paperboy(...add, '--pick', '2');
  assert.equal(picked.exitCode, 0, picked.err);
  assert.deepEqual(
    (await feedsOf('picks')).map((one) => one.url),
    [url],
  );
  assert.equal((await owner.paperboy(...add, '--pick', 'two')).exitCode, 2);
});

test('another server of this machine is out of bounds, and is never asked', async () => {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.end('<rss version="2.0"><channel><title>x</title></channel></rss>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/feed.xml`;
  const refused = await owner.paperboy('feeds', 'add', url, '--newsletter', 'second');
  server.close();
  assert.equal(refused.exitCode, 1);
  assert.match(refused.err, /could not be fetched\. \S+ is not a public host/);
  assert.equal(requests, 0);
});

const wrongOptions = [
  [['--every', '45'], 2, /--every is one of 5, 10, 15/],
  [['--full-text', 'sometimes'], 2, /--full-text is never, always or auto/],
  [['--backlog', '-1'], 2, /--backlog/],
  [['--backlog', '1000'], 2, /from 0 to 100/],
  [['--section', 'sport'], 1, /no section sport\. There is: one, two\./],
] as const;

for (const [options, exitCode, said] of wrongOptions) {
  test(`feeds add ${options.join(' ')} is refused before anything is fetched`, async () => {
    const answer = await owner.paperboy(
      ...['feeds', 'add', gazette, '--newsletter', 'second', ...options],
    );
    assert.equal(answer.exitCode, exitCode);
    assert.match(answer.err, said);
  });
}

test('how a feed is watched is changed in place, stopped and taken up again', async () => {
  const set = (...options: string[]) =>
    owner.paperboy('feeds', 'set', gazette, '--newsletter', 'second', ...options);
  const [before] = await feedsOf('second');
  const changed = await set('--section', 'one', '--every', '240', '--full-text', 'auto');
  assert.match(changed.out, /Our Gazette is asked every 240 minutes, in section one\./);
  const [after] = await feedsOf('second');
  assert.deepEqual(after, {
    ...before,
    ...{ sectionId: 'one', intervalMinutes: 240, chosenMinutes: 240, fullText: 'auto' },
  });
  const store = feedStore(owner.cloud.table);
  const slots = await Promise.all([30, 60, 240].map((minutes) => inSlot(store, minutes)));
  assert.deepEqual(slots, [false, false, true], 'polled at its new interval, and at no other');
  assert.match((await set('--stop')).out, /is stopped/);
  assert.equal(await inSlot(store, 240), false);
  assert.match((await set('--resume', '--every', 'auto')).out, /is asked every 240 minutes/);
  assert.equal(await inSlot(store, 240), true);
  const [resumed] = await feedsOf('second');
  assert.equal(resumed?.state, 'active');
  assert.equal(resumed?.chosenMinutes, undefined, 'its habit decides again');
  for (const [options, said] of [
    [[], /Say what to change/],
    [['--stop', '--resume'], /cannot be meant both/],
    [['--every', '7'], /one of 5, 10/],
  ] as const) {
    const answer = await set(...options);
    assert.equal(answer.exitCode, 2);
    assert.match(answer.err, said);
  }
});

async function inSlot(store: ReturnType<typeof feedStore>, minutes: number): Promise<boolean> {
  const [feed] = await feedsOf('second');
  const all = await store.inSlots([slotOf(feed?.id ?? '', minutes)]);
  return all.some(({ newsletterId, feedId }) => newsletterId === 'second' && feedId === feed?.id);
}

test('a feed is shown by title, address or the beginning of its id, and removed', async () => {
  const [feed] = await feedsOf('second');
  assert.ok(feed !== undefined);
  for (const name of [feed.id, feed.id.slice(0, 8), feed.url, 'our gazette']) {
    const shown = await owner.paperboy('feeds', 'show', name, '--newsletter', 'second');
    assert.match(shown.out, new RegExp(`^Address +${feed.url}$`, 'm'), name);
    assert.match(shown.out, /^State +ok$/m);
  }
  const removed = await owner.paperboy('feeds', 'remove', feed.url, '--newsletter', 'second');
  assert.equal(removed.exitCode, 0);
  assert.deepEqual(await feedsOf('second'), []);
  const gone = await owner.paperboy('feeds', 'show', feed.url, '--newsletter', 'second');
  assert.equal(gone.exitCode, 1);
});

test('what is exported comes back in: addresses, titles, sites, sections and order', async () => {
  const exported = await owner.paperboy('feeds', 'export', '--newsletter', 'harbour-post');
  writeFileSync(join(owner.folder, 'feeds.opml'), exported.out);
  const imported = await owner.paperboy('feeds', 'import', 'feeds.opml', '--newsletter', 'third');
  assert.equal(imported.exitCode, 0, imported.err);
  assert.equal(imported.out, '7 feeds new, 0 known, 0 refused.');
  const back = await owner.paperboy('feeds', 'export', '--newsletter', 'third');
  assert.deepEqual(sorted(back.out), sorted(exported.out));
  const again = await owner.paperboy('feeds', 'import', 'feeds.opml', '--newsletter', 'third');
  assert.equal(again.out, '0 feeds new, 7 known, 0 refused.');
  await owner.cloud.atRest();
  assert.ok((await feedsOf('third')).every((feed) => feed.started));
});

function sorted(opml: string): OpmlFeed[] {
  const read = readOpml(opml);
  assert.equal(read.kind, 'feeds');
  return [...read.feeds].sort((a, b) => (a.url < b.url ? -1 : 1));
}

test('an address in OPML that no feed may have is refused by name, the others come in', async () => {
  writeFileSync(
    join(owner.folder, 'odd.opml'),
    `<?xml version="1.0"?><opml version="2.0"><body>
      <outline text="内网"><outline text="Router" xmlUrl="http://192.168.0.1/rss"/>
      <outline text="Fine" xmlUrl="https://feeds.example.org/fine.xml"/></outline>
    </body></opml>`,
  );
  const answer = await owner.paperboy('feeds', 'import', 'odd.opml', '--newsletter', 'second');
  assert.equal(answer.exitCode, 1);
  assert.match(answer.out, /^Refused odd\.opml: http:\/\/192\.168\.0\.1\/rss: .*public host/m);
  assert.match(answer.out, /^1 feed new, 0 known, 1 refused\.$/m);
  const shown = await owner.paperboy('newsletter', 'show', '--newsletter', 'second', '--json');
  assert.deepEqual(JSON.parse(shown.out).sections.at(-1), { id: 'section', name: '内网' });
});

test('a folder of archive items comes in once, whatever else lies in it', async () => {
  const folder = join(owner.folder, 'archive');
  mkdirSync(join(folder, 'older', '.git'), { recursive: true });
  const count = 230;
  for (let n = 0; n < count; n++) {
    const path = join(folder, n % 2 === 0 ? 'older' : '.', `${n}.txt`);
    const url = `https://paper.example/${n}`;
    writeFileSync(
      path,
      `<!--${1_700_000_000_000 + n}-->\n[Story ${n}](${url})\n------\n\n<p>Text ${n}.`,
    );
  }
  writeFileSync(join(folder, 'older', '.git', 'config'), 'hidden');
  writeFileSync(join(folder, 'notes.txt'), 'Not an item.');
  writeFileSync(join(folder, 'broken.txt'), '<!--1700000000000-->\nNo link here.\n------\n');
  const run = () =>
    owner.paperboy('feeds', 'import', 'archive', 'missing.txt', '--newsletter', 'archive');
  const first = await run();
  assert.equal(first.exitCode, 1);
  assert.deepEqual(first.out.split('\n'), [
    'Refused archive/broken.txt: Its second line is not [title](address).',
    'Refused archive/notes.txt: It is neither OPML nor an archive item beginning with <!--milliseconds-->.',
    'Refused missing.txt: There is no such file.',
    `${count} items new, 0 known, 1 refused.`,
    '2 files refused.',
  ]);
  assert.match((await run()).out, /^0 items new, 230 known, 1 refused\.$/m);
  const now = owner.cloud.clock.now();
  const items = await itemStore(owner.cloud.table).between('archive', now - 60_000, now);
  assert.equal(items.length, count);
  assert.equal(items.find(({ title }) => title === 'Story 7')?.publishedAt, 1_700_000_000_007);
  const [feed] = await feedsOf('archive');
  assert.deepEqual([feed?.url, feed?.state], ['archive:paper.example', 'stopped']);
  const exported = await owner.paperboy('feeds', 'export', '--newsletter', 'archive');
  assert.doesNotMatch(exported.out, /archive:/);
  assert.match(exported.err, /Left out: 1 archive/);
});

test('the seed item goes from the archive into the next edition', async (t) => {
  if (!existsSync(seedFile)) return t.skip('skipped: ../shared is not here');
  cpSync(seedFile, join(owner.folder, 'item.txt'));
  const which = ['--newsletter', 'harbour-post'];
  const imported = await owner.paperboy(
    ...['feeds', 'import', 'item.txt', ...which, '--feed', 'Full texts', '--section', 'away'],
  );
  assert.equal(imported.out, '1 item new, 0 known, 0 refused.', imported.err);
  const preview = await owner.paperboy(
    'digest',
    'preview',
    ...which,
    '--section',
    'away',
    '--json',
  );
  assert.equal(preview.exitCode, 0, preview.err);
  // Whether it leads is for the weight of its story to say.
  const [, text = ''] = (JSON.parse(preview.out) as { files: string[] }).files;
  const written = readFileSync(resolve(owner.folder, text), 'utf8').replace(/\s+/g, '');
  assert.match(written, /俄罗斯称：北京希望"加强战略合作”/);
  const list = await owner.paperboy('feeds', 'list', ...which);
  assert.match(list.out, /Full texts +away +- +archive/);
});

test('what is held back of a feed is shown, let out or left out', async () => {
  const at = owner.cloud.clock.now();
  const [feed] = await feedsOf('second');
  assert.ok(feed !== undefined);
  const key = { newsletterId: 'second', feedId: feed.id };
  const second = ['--newsletter', 'second'];
  const hold = async (...keys: string[]) => {
    const gate = gateRows(owner.cloud.table, owner.cloud.table, Date.now);
    for (const one of keys) {
      const waiting = item(at, { ...key, key: one });
      await gate.hold({ item: waiting, identityKeys: [`i-${one}`], why: ['surge'] });
    }
    const { change } = feedStore(owner.cloud.table);
    await change(key, { hold: { since: at, items: keys.length } });
  };
  const none = await owner.paperboy('feeds', 'release', feed.id, ...second);
  assert.deepEqual([none.exitCode, none.err], [1, `Nothing of ${feed.title} is held back.`]);
  await hold('surge-1', 'surge-2');
  assert.match((await owner.paperboy('feeds', 'list', ...second)).out, /2 items held/);
  const held = await owner.paperboy('feeds', 'held', ...second);
  assert.match(held.out, new RegExp(`${feed.title} +2 `));
  assert.match(held.out, /Story surge-1\n {2}Story surge-2/);
  // As the notice has it, which names no newsletter.
  const released = await owner.paperboy('feeds', 'release', feed.id);
  assert.equal(released.out, `Out with the next edition: 2 items of ${feed.title}.`);
  const now = owner.cloud.clock.now();
  const news = await itemStore(owner.cloud.table).between('second', at, now + 1);
  assert.equal(news.filter((one) => one.key.startsWith('surge')).length, 2);
  await hold('surge-3');
  const why = ['--reason', 'An old archive.'];
  const dropped = await owner.paperboy('feeds', 'drop', feed.title, ...why, ...second);
  assert.equal(dropped.out, `Left out for good: 1 item of ${feed.title}.`);
  assert.match((await owner.paperboy('feeds', 'held', ...second)).out, /No feed of Second is held/);
});
