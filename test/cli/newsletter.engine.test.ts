import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cadences } from '../../functions/config/cadence.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { addReader } from '../support/newsletter.ts';
import { type Owner, startOwner } from './owner.ts';

let owner: Owner;
before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

const needed = ['--sender-address', 'post@kai.example', '--postal-address', 'Am Kai 1, Nirgendwo'];

test('create asks nothing, names what is missing, and shows what it made', async () => {
  const empty = await owner.paperboy('newsletter', 'create');
  assert.deepEqual([empty.exitCode, empty.err], [2, '--name: give the newsletter a name.']);
  const bare = await owner.paperboy('newsletter', 'create', '--name', 'Kai-Blatt');
  assert.equal(bare.exitCode, 2);
  assert.deepEqual(bare.err.split('\n'), [
    '--sender-address: The sender address must not be empty.',
    '--postal-address: The postal address must not be empty.',
  ]);
  const made = await owner.paperboy(
    ...['newsletter', 'create', '--name', 'Kai-Blatt', ...needed],
    ...['--language', 'de', '--zone', 'Europe/Berlin', '--default', 'weekly fri 18'],
    ...['--section', 'werft=Aus der Werft', '--section', 'meer=Vom Meer'],
    ...['--cadence', 'daily', '--cadence', 'weekly', '--items-max', '12', '--no-images'],
  );
  assert.equal(made.exitCode, 0, made.err);
  const shown = await owner.paperboy('newsletter', 'show', '--newsletter', 'kai-blatt', '--json');
  const { createdAt, ...newsletter } = JSON.parse(shown.out);
  assert.ok(Math.abs(createdAt - owner.cloud.clock.now()) < 60_000);
  assert.deepEqual(newsletter, {
    id: 'kai-blatt',
    name: 'Kai-Blatt',
    description: '',
    language: 'de',
    zone: 'Europe/Berlin',
    sender: { name: 'Kai-Blatt', address: 'post@kai.example' },
    postalAddress: 'Am Kai 1, Nirgendwo',
    sections: [
      { id: 'werft', name: 'Aus der Werft' },
      { id: 'meer', name: 'Vom Meer' },
    ],
    cadences: ['daily', 'weekly'],
    defaultSchedule: { cadence: 'weekly', weekday: 5, hour: 18, zone: 'Europe/Berlin' },
    itemsMax: 12,
    excerptChars: 280,
    images: false,
  });
});

test('an id that is taken is not taken over', async () => {
  const again = await owner.paperboy(
    ...['newsletter', 'create', '--name', 'Other', '--id', 'harbour-post', ...needed],
  );
  assert.equal(again.exitCode, 1);
  assert.match(again.err, /There is a newsletter harbour-post already/);
});

test('set changes what it is told and nothing else', async () => {
  const which = ['--newsletter', 'harbour-post'];
  const { table, clock } = owner.cloud;
  const at = clock.now();
  const before = JSON.parse((await owner.paperboy('newsletter', 'show', ...which, '--json')).out);
  const set = await owner.paperboy(
    ...['newsletter', 'set', ...which, '--zone', 'Asia/Tokyo', '--reply-to', 'me@harbour.example'],
    ...['--section', 'town=The town', '--section', 'extra=Extra', '--no-images'],
  );
  assert.equal(set.exitCode, 0, set.err);
  const next = JSON.parse((await owner.paperboy('newsletter', 'show', ...which, '--json')).out);
  assert.deepEqual(next, {
    ...before,
    zone: 'Asia/Tokyo',
    replyTo: 'me@harbour.example',
    images: false,
    defaultSchedule: { ...before.defaultSchedule, zone: 'Asia/Tokyo' },
    sections: [
      { id: 'town', name: 'The town' },
      ...before.sections.slice(1),
      { id: 'extra', name: 'Extra' },
    ],
  });
  const lost = { ...(await addReader(table, at, { newsletterId: 'harbour-post' })), id: 'lost' };
  const segment = { newsletterId: 'harbour-post', schedule: lost.schedule, sections: ['extra'] };
  const segmentId = await openSegment(segment, { join: segmentStore(table).join, now: () => at });
  const only = { address: 'lost@x.example', addressKey: 'lost@x.example', sections: ['extra'] };
  await subscriberStore(table, () => at).create({ ...lost, ...only, segmentId });
  const back = await owner.paperboy(
    ...['newsletter', 'set', ...which, '--reply-to', '', '--images', '--remove-section', 'extra'],
  );
  assert.equal(back.exitCode, 0, back.err);
  assert.match(back.out, /1 reader had chosen nothing else: they get no edition until/);
  const trace = await owner.paperboy('readers', 'trace', ...which, 'lost@x.example');
  assert.match(trace.out, /Now: confirmed, gets no edition: what they chose \(extra\)/);
  const { replyTo, images, sections } = JSON.parse(
    (await owner.paperboy('newsletter', 'show', ...which, '--json')).out,
  );
  assert.deepEqual([replyTo, images, sections.length], [undefined, true, before.sections.length]);
});

const refusals = [
  [['--items-max', '500'], 2, /^--items-max: The number of items must be 200 or less\.$/],
  [['--items-max', 'many'], 2, /takes a whole number, not many/],
  [['--cadence', 'hourly'], 2, new RegExp(`one of ${cadences.join(', ')}`)],
  [['--cadence', 'weekly', '--default', 'daily 7'], 2, /daily is not offered/],
  [['--default', 'at seven'], 2, /is no schedule\. Write "instant"/],
  [['--section', 'News'], 2, /takes an id and a name/],
  [['--section', 'Big News=x'], 2, /^--section: A section id has/],
  [['--zone', 'Mars/Base'], 2, /^--zone: The time zone must be an IANA name/],
  [['--remove-section', 'town'], 1, /The section town still has feeds: .*Saltmarrow/],
  [['--remove-section', 'nowhere'], 1, /has no section nowhere/],
  [[], 2, /Say what to change/],
] as const;

for (const [options, exitCode, said] of refusals) {
  test(`set ${options.join(' ')} is refused with what to do, and changes nothing`, async () => {
    const which = ['--newsletter', 'harbour-post'];
    const before = await owner.paperboy('newsletter', 'show', ...which);
    const answer = await owner.paperboy('newsletter', 'set', ...which, ...options);
    assert.equal(answer.exitCode, exitCode, answer.err);
    assert.match(answer.err, said);
    assert.equal((await owner.paperboy('newsletter', 'show', ...which)).out, before.out);
  });
}

test('readers keep their schedules, whatever is the default for new ones', async () => {
  const { table, clock } = owner.cloud;
  const { id } = await addReader(table, clock.now(), { newsletterId: 'kai-blatt' });
  const { load } = subscriberStore(table, clock.now);
  const before = await load(id);
  const which = ['--newsletter', 'kai-blatt'];
  const set = await owner.paperboy('newsletter', 'set', ...which, '--default', 'weekly mon 9');
  assert.equal(set.exitCode, 0, set.err);
  assert.deepEqual(await load(id), before);
});

test('where there are several newsletters, one must be named', async () => {
  const some = await owner.paperboy('newsletter', 'show');
  assert.equal(some.exitCode, 1);
  assert.match(some.err, /--newsletter: harbour-post, kai-blatt/);
  const slip = await owner.paperboy('feeds', 'list', '--newsletter', 'harbor-post');
  assert.match(slip.err, /no newsletter harbor-post\. Did you mean harbour-post\?/);
});

test('a stack in AWS is reached by its outputs, and its sender keeps to its domain', async () => {
  const { outputs, aws } = owner.stack();
  const create = ['newsletter', 'create', '--name', 'Cloud Post', '--outputs', outputs];
  const foreign = await owner.launch([...create, '--sender-address', 'me@elsewhere.example'], aws);
  assert.equal(foreign.exitCode, 2);
  assert.match(foreign.err, /must be at news\.example\.com, the domain that the stack sends from/);
  const made = await owner.launch(create, aws);
  assert.equal(made.exitCode, 0, made.err);
  assert.match(made.out, /From +Cloud Post <editor@news\.example\.com>/);
  assert.match(made.out, /Postal address +Quay 1, Saltmarrow/);
  const local = await owner.paperboy('newsletter', 'list');
  assert.match(local.out, /^cloud-post /m);
});
