/** Pausing, resuming, and looking at what became of an edition and of a reader. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decideEdition } from '../../functions/edition/plan/decide-edition.ts';
import { openSendingSwitch } from '../../functions/mail/sending-switch.ts';
import { decidingBook } from '../../functions/store/deciding-book.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { heldEditions } from '../../functions/store/held-editions.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { switchStore } from '../../functions/store/pace.ts';
import { addReader } from '../support/newsletter.ts';
import { editionThatWaits, type Owner, startOwner } from './owner.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
let owner: Owner;

before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

function mailsTo(address: string): number {
  const all = owner.cloud.ses.mailbox.all();
  return all.filter((mail) => mail.destinations.includes(address)).length;
}

test('a paused edition waits, goes out after resume, and is told by list, show and trace', async () => {
  const { cloud, paperboy } = owner;
  const ann = await addReader(cloud.table, cloud.clock.now(), {
    address: 'ann@readers.example',
    newsletterId: 'harbour-post',
  });
  const bounce = 'bounce+cli@simulator.amazonses.com';
  await addReader(cloud.table, cloud.clock.now(), {
    address: bounce,
    newsletterId: 'harbour-post',
  });
  assert.equal((await paperboy('sending', 'pause', '--reason', 'holiday.')).exitCode, 0);
  const day = 24 * hourMs;
  const now = cloud.clock.now();
  const today = now - (now % day) + 7 * hourMs;
  const due = today > now ? today : today + day;
  await cloud.advance(due);
  assert.equal(mailsTo(ann.address), 0);
  assert.match((await paperboy('sending', 'status')).out, /paused since .*holiday/);
  await paperboy('sending', 'resume');
  await cloud.atRest();
  assert.equal(mailsTo(ann.address), 1, 'at once, without any tick');
  assert.match((await paperboy('sending', 'status')).out, /Sending\s+on/);

  const list = await paperboy('editions', 'list', '--json');
  const [edition] = JSON.parse(list.out) as { id: string; submitted: number; state: string }[];
  assert.equal(edition?.state, 'done');
  assert.equal(edition?.submitted, 2);
  const shown = await paperboy('editions', 'show', edition?.id ?? '');
  assert.match(shown.out, /Submitted\s+2/);
  assert.match(shown.out, /Subjects\s+\S/);
  const trace = await paperboy('readers', 'trace', 'ann@readers.example');
  assert.match(trace.out, /confirmed/);
  assert.match(trace.out, new RegExp(`edition ${edition?.id} submitted as \\S+`));
  const bounced = await paperboy('readers', 'trace', bounce);
  assert.match(bounced.out, /reported of \S+: bounced: Permanent\/General/);
  assert.match(bounced.out, /Now: suppressed, nothing is mailed to this address/);
});

test('an edition that the owner holds mails nobody until they release it', async () => {
  const { cloud, paperboy } = owner;
  const address = 'hold@readers.example';
  const waiting = await editionThatWaits(owner, address);

  const held = await paperboy('editions', 'hold', waiting);
  assert.match(held.out, /is held\. It went to 0 readers so far/);
  assert.match((await paperboy('editions', 'held')).out, new RegExp(waiting));
  await paperboy('sending', 'resume');
  await cloud.atRest();
  assert.equal(mailsTo(address), 0);

  const released = await paperboy('editions', 'release', waiting);
  assert.equal(released.out, `The edition ${waiting} goes out.`);
  await cloud.atRest();
  assert.equal(mailsTo(address), 1);
  assert.match((await paperboy('editions', 'held')).out, /No edition is held back/);
  const late = await paperboy('editions', 'hold', waiting);
  assert.equal(late.exitCode, 1);
  assert.match(late.err, /is not going out: it is done/);
});

test('the desk’s resume has what waited go within twenty minutes, its release within two', async () => {
  const { cloud } = owner;
  const { table, clock } = cloud;
  const sending = openSendingSwitch(switchStore(table));
  await editionThatWaits(owner, 'resume@readers.example');
  assert.equal(mailsTo('resume@readers.example'), 0);
  await sending.resume();
  await cloud.advance(clock.now() + 20 * minuteMs);
  assert.equal(mailsTo('resume@readers.example'), 1);

  const address = 'release@readers.example';
  const waiting = await editionThatWaits(owner, address);
  const paper = await newsletterStore(table).load('harbour-post');
  assert.ok(paper);
  const word = async (said: 'stop' | 'release') => {
    const edition = await editionStore(table, clock.now).load(waiting);
    assert.ok(edition);
    const deps = { ...decidingBook(table, clock.now), ...heldEditions(table, clock.now) };
    return (await decideEdition(edition, said, paper, deps)).kind;
  };
  assert.equal(await word('stop'), 'stopped');
  await sending.resume();
  await cloud.advance(clock.now() + 30 * minuteMs);
  assert.equal(mailsTo(address), 0);
  assert.equal(await word('release'), 'released');
  await cloud.advance(clock.now() + 2 * minuteMs);
  assert.equal(mailsTo(address), 1);
});

test('a warm-up lets an edition go out over days', async () => {
  const { cloud, paperboy } = owner;
  assert.equal((await paperboy('sending', 'warm-up', '--start', 'few')).exitCode, 2);
  assert.equal((await paperboy('sending', 'warm-up', '--start', '500')).exitCode, 0);
  assert.match((await paperboy('sending', 'status')).out, /Warm-up\s+since/);
  await paperboy('sending', 'warm-up', '--off');
  assert.doesNotMatch((await paperboy('sending', 'status')).out, /Warm-up/);
  assert.equal(cloud.ses.mailbox.all().length > 0, true);
});

test('an edition that is not there is refused in plain words', async () => {
  const { exitCode, err } = await owner.paperboy('editions', 'show', 'nothing');
  assert.equal(exitCode, 1);
  assert.match(err, /There is no edition nothing/);
});
