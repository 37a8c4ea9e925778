import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newFeed } from '../../functions/feed/new-feed.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { gateRows } from '../../functions/store/gate.ts';
import { addItems, item } from '../support/newsletter.ts';
import { type Owner, startOwner } from './owner.ts';

let owner: Owner;
let at: number;
const place = { newsletterId: 'tide', sectionId: 'news', addedAt: 0, backlogItems: 0 };
const feed = newFeed(
  { ...place, url: 'https://t.example/feed', siteUrl: undefined },
  { title: 'The Tide', state: 'stopped' },
);
const key = { newsletterId: 'tide', feedId: feed.id };

before(async () => {
  owner = await startOwner();
  const made = await owner.paperboy(
    ...['newsletter', 'create', '--name', 'Tide', '--sender-address', 'a@b.example'],
    ...['--postal-address', 'Quay 1', '--section', 'news=News'],
  );
  assert.equal(made.exitCode, 0, made.err);
  at = owner.cloud.clock.now();
  const { table } = owner.cloud;
  await feedStore(table).create(feed, '30#0');
  const gate = gateRows(table, table, owner.cloud.clock.now);
  for (const name of ['wait-1', 'wait-2', 'wait-3']) {
    const waiting = item(at, { ...key, key: name });
    await gate.hold({ item: waiting, identityKeys: [name], why: ['approval'] });
  }
  await addItems(table, item(at, { ...key, key: 'gone-out', title: 'The ferry race' }));
});
after(() => owner.stop());

const which = ['--newsletter', 'tide'];
const paperboy = (...words: string[]) => owner.paperboy(...words, ...which);

test('what waits is listed, let out, left out, and looked up', async () => {
  const list = await paperboy('items', 'list', '--waiting');
  assert.match(list.out, /wait-1 .*Story wait-1 .*waits for your word/);
  const released = await paperboy('items', 'release', 'wait-1');
  assert.equal(released.out, 'Story wait-1 goes out.');
  const dropped = await paperboy('items', 'drop', 'wait-2', '--reason', 'Too long.');
  assert.equal(dropped.out, 'Story wait-2 stays out.');
  assert.match((await paperboy('items', 'list', '--kept-out')).out, /wait-2.*dropped by you/);
  assert.match((await paperboy('items', 'list', '--next')).out, /Story wait-1/);
  assert.match((await paperboy('items', 'show', 'wait-3')).out, /waits for your word/);
  assert.match((await paperboy('items', 'show', 'wait-2')).out, /dropped by you/);
  const shown = JSON.parse((await paperboy('items', 'show', 'wait-1', '--json')).out);
  assert.deepEqual([shown.kind, shown.editions], ['out', []]);
  const back = await paperboy('items', 'release', 'wait-2');
  assert.equal(back.out, 'Story wait-2 goes out.');
});

test('what has gone out of the gate is skipped, and the refusals say what to do', async () => {
  assert.equal((await paperboy('items', 'skip', 'gone-out')).out, 'The ferry race stays out.');
  assert.equal(
    (await paperboy('items', 'skip', 'gone-out')).out,
    'The ferry race stays out already.',
  );
  assert.match((await paperboy('items', 'show', 'gone-out')).out, /skipped by you/);
  const none = await paperboy('items', 'release', 'nothing');
  assert.deepEqual(
    [none.exitCode, none.err],
    [1, 'Tide has no item nothing in that time: see --since.'],
  );
  const several = await paperboy('items', 'drop', 'wait');
  assert.match(several.err, /3 items are called wait/);
  assert.match((await paperboy('items', 'list', '--next', '--waiting')).err, /Say one of/);
});

test('an item is called by its address, its title or a part of it, or its id, in each command', async () => {
  const shown = JSON.parse((await paperboy('items', 'show', 'gone-out', '--json')).out);
  for (const name of [shown.item?.link ?? shown.link, 'the ferry race', 'ferry ra', 'gone-o']) {
    assert.match((await paperboy('items', 'show', name)).out, /The ferry race/, name);
    const pinned = await paperboy('items', 'pin', name);
    assert.equal(pinned.exitCode, 0, pinned.err);
    await paperboy(
      'items',
      'unmark',
      JSON.parse((await paperboy('items', 'marks', '--json')).out)[0].id,
    );
  }
});

test('filters are tried before they are saved, shown, and taken away', async () => {
  const say = ['--drop', 'words=ferry'];
  assert.equal((await paperboy('items', 'release', 'gone-out')).exitCode, 0);
  const tried = await paperboy('feeds', 'filter', 'The Tide', ...say, '--try');
  assert.match(tried.out, /^Of \d+ items 1 would be kept out\./);
  assert.match(tried.out, /out {3}The ferry race \(drop words “ferry”\)/);
  assert.match(
    (await paperboy('feeds', 'filter', 'The Tide')).out,
    /Nothing is kept out of The Tide/,
  );
  await paperboy('feeds', 'filter', 'The Tide', ...say);
  assert.deepEqual((await feedStore(owner.cloud.table).load(key))?.filters, [
    { does: 'drop', by: 'words', value: 'ferry' },
  ]);
  await paperboy('feeds', 'filter', 'The Tide', '--drop', 'words=ferry race');
  assert.deepEqual(
    (await feedStore(owner.cloud.table).load(key))?.filters,
    [{ does: 'drop', by: 'words', value: 'ferry race' }],
    'what is said replaces what was',
  );
  const section = await paperboy('feeds', 'filter', '--section', 'news', '--keep', 'language=en');
  assert.match(section.out, /Section News:\n {2}keep language “en”/);
  await paperboy('feeds', 'filter', 'The Tide', '--clear');
  assert.equal((await feedStore(owner.cloud.table).load(key))?.filters, undefined);
  assert.match(
    (await paperboy('feeds', 'filter', 'The Tide', '--drop', 'tone=harsh')).err,
    /--drop takes/,
  );
});

test('a newsletter’s gate is set for all feeds that say nothing else', async () => {
  const said = await paperboy('newsletter', 'gate', '--settle', '15', '--approval', '24h-drop');
  assert.equal(said.out, 'Tide: settling 15, approval 24h-drop.');
  const off = await paperboy('newsletter', 'gate', '--approval', 'off');
  assert.equal(off.out, 'Tide: settling 15, approval off.');
  assert.match((await paperboy('newsletter', 'gate', '--settle', '20')).err, /--settle is off/);
  assert.equal((await paperboy('newsletter', 'gate')).out, off.out, 'without options it shows');
  const feeds = feedStore(owner.cloud.table);
  await feeds.change(key, { gateAt: owner.cloud.clock.now() + 86_400_000 });
  await paperboy('newsletter', 'gate', '--settle', 'off');
  const { gateAt = 0 } = (await feeds.load(key)) ?? {};
  assert.ok(gateAt <= owner.cloud.clock.now(), 'what waits is looked at anew');
});

test('a feed that is removed takes what waits along', async () => {
  const removed = await paperboy('feeds', 'remove', 'The Tide');
  assert.match(removed.out, /1 item that waited will not go out/);
});
