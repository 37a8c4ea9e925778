/** Work that was put aside: the owner sees what it was, has it done after all, or drops it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { openQueue } from '../../functions/store/queue.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { addReader } from '../support/newsletter.ts';
import { type Owner, startOwner } from './owner.ts';

let owner: Owner;

before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

/** The engine hands over one message of a lane at a time; SQS would hand over ten. */
const manyLanes = 10_000;
const readerAddress = 'ann@readers.example';

/** Puts a body into a queue of dead letters, as SQS does with what nobody could work off. */
async function putAside(queue: string, ...bodies: readonly unknown[]): Promise<void> {
  const { cloud } = owner;
  const randomId = randomUUID;
  const url = cloud.env[queue] ?? assert.fail(`There is no ${queue}.`);
  await openQueue(cloud.queues.client, url, { lanes: manyLanes, randomId }).send(bodies);
}

interface Listed {
  readonly id: string;
  readonly what: string;
  readonly sentAt: number;
}

async function listed(): Promise<Listed[]> {
  const { out } = await owner.paperboy('dead-letters', 'list', '--json');
  return (JSON.parse(out) as { letters: Listed[] }).letters;
}

/** As SNS hands it to the queue. */
function bounceOf(address: string, subscriber: string) {
  const { env, clock } = owner.cloud;
  const timestamp = new Date(clock.now()).toISOString();
  const event = {
    eventType: 'Bounce',
    mail: {
      timestamp,
      messageId: '0102-0001',
      destination: [address],
      tags: { edition: ['e1'], batch: ['b1'], subscriber: [subscriber] },
    },
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      timestamp,
      bouncedRecipients: [{ emailAddress: address, status: '5.1.1' }],
    },
  };
  return { Type: 'Notification', TopicArn: env.EVENT_TOPIC_ARN, Message: JSON.stringify(event) };
}

/** As SES hands on a mail that it received, SNS around it. */
function receivedAt(address: string) {
  const message = {
    notificationType: 'Received',
    mail: { timestamp: '2026-11-20T07:00:00Z', source: readerAddress, destination: [address] },
    receipt: { recipients: [address], action: { type: 'SNS' } },
    content: 'A mail.',
  };
  const { EVENT_TOPIC_ARN: TopicArn } = owner.cloud.env;
  return { Type: 'Notification', TopicArn, Message: JSON.stringify(message) };
}

test('nothing was put aside, and it is said so', async () => {
  assert.equal((await owner.paperboy('dead-letters', 'list')).out, 'Nothing was put aside.');
  const { out, exitCode } = await owner.paperboy('dead-letters', 'redrive', '--all');
  assert.deepEqual([out, exitCode], ['Nothing was put aside.', 0]);
  const unnamed = await owner.paperboy('dead-letters', 'drop');
  assert.equal(unnamed.exitCode, 2);
  assert.match(unnamed.err, /by their ids, or --all/);
});

test('each is told in plain words, and looking changes nothing', async () => {
  await putAside(
    'OrderlyDeadLettersUrl',
    { editionId: 'e1', batchId: 'b1' },
    { subscriberId: 's1', confirmationId: 'c1' },
    { noticeId: 'n1' },
    { feeds: [{ newsletterId: 'harbour-post', feedId: 'gone' }] },
    { scheduledTime: '2026-11-20T07:00:00Z' },
    'nonsense',
  );
  await putAside(
    'DeadLettersUrl',
    bounceOf('nobody@readers.example', 's1'),
    receivedAt('unsubscribe+a-secret@in.paper.example'),
    { kind: 'mark', tick: 1 },
  );
  const { out } = await owner.paperboy('dead-letters', 'list');
  const told = out.replace(/\s+/g, ' ');
  for (const words of [
    /batch b1 of the edition e1/,
    /The confirmation of the reader s1/,
    /The letter n1/,
    /1 feed to fetch: gone/,
    /The tick of 2026-11-20T07:00:00Z/,
    /No message of Paperboy’s: drop it/,
    /A mark among the reports/,
    /Mail by which a reader leaves\./,
    /The report \(Bounce\) of the mail 0102-0001/,
  ]) {
    assert.match(told, words);
  }
  assert.doesNotMatch(told, /a-secret/);
  assert.equal((await listed()).length, 9, 'they are all there still');
  const [first] = await listed();
  const shown = await owner.paperboy('dead-letters', 'show', first?.id ?? '');
  const [, sentAt = ''] = /^\S+\s+(20\d\d-\d\d-\d\d \d\d:\d\d)/.exec(shown.out) ?? [];
  assert.equal(sentAt, new Date(first?.sentAt ?? 0).toISOString().slice(0, 16).replace('T', ' '));
  assert.equal((await owner.paperboy('dead-letters', 'show', 'nobody')).exitCode, 1);
});

test('one is dropped by its id, a stranger is refused by name, the others stay', async () => {
  const nonsense = (await listed()).find(({ what }) => what.startsWith('No message'));
  const { out, exitCode } = await owner.paperboy('dead-letters', 'drop', nonsense?.id ?? '', 'x');
  assert.match(out, /Dropped\. No message of Paperboy’s/);
  assert.match(out, /There is no dead letter x that can be seen now\./);
  assert.equal(exitCode, 1);
  assert.equal((await listed()).length, 8);
});

test('put back, a report is heeded, stale work does nothing wrong, and a tick goes', async () => {
  const { cloud } = owner;
  const reader = await addReader(cloud.table, cloud.clock.now(), {
    address: readerAddress,
    newsletterId: 'harbour-post',
  });
  const mailed = cloud.ses.mailbox.all().length;
  await putAside('DeadLettersUrl', bounceOf(readerAddress, reader.id));
  const { out } = await owner.paperboy('dead-letters', 'redrive', '--all');
  assert.equal(out.match(/Put back\./g)?.length, 7);
  assert.match(out, /Put back\. Mail by which a reader leaves\./);
  assert.match(out, /Dropped\. The tick of/);
  assert.match(out, /Dropped\. A mark/);
  await cloud.atRest();
  assert.deepEqual(await listed(), []);
  const { load } = subscriberStore(cloud.table, cloud.clock.now);
  assert.equal((await load(reader.id))?.suppressed, true, 'the bounce was heard of');
  assert.equal(cloud.ses.mailbox.all().length, mailed, 'nobody is mailed for what is gone');
});

test('more than ten of one queue are all put back', async () => {
  const feeds = (n: number) => ({ feeds: [{ newsletterId: 'harbour-post', feedId: `gone${n}` }] });
  await putAside('OrderlyDeadLettersUrl', ...Array.from({ length: 23 }, (_, n) => feeds(n)));
  const looked = JSON.parse((await owner.paperboy('dead-letters', 'list', '--json')).out) as {
    letters: unknown[];
    behind: number;
  };
  assert.equal(looked.letters.length + looked.behind, 23);
  const { out } = await owner.paperboy('dead-letters', 'redrive', '--all');
  assert.equal(out.match(/Put back\./g)?.length, 23);
  assert.deepEqual(await listed(), []);
});

test('a stack in AWS: the same, by its outputs; one without these outputs says what to do', async () => {
  const { outputs, aws } = owner.stack();
  const { out } = await owner.launch(['dead-letters', 'list', '--outputs', outputs], aws);
  assert.equal(out.trim(), 'Nothing was put aside.');
  const older = JSON.parse(readFileSync(outputs, 'utf8')) as Record<string, object>;
  const { DeadLettersUrl: _, ...rest } = older['Paperboy-prod'] as Record<string, string>;
  writeFileSync(outputs, JSON.stringify({ 'Paperboy-prod': rest }));
  const { exitCode, err } = await owner.launch(['dead-letters', 'list', '--outputs', outputs], aws);
  assert.equal(exitCode, 1);
  assert.match(err, /lack DeadLettersUrl: deploy anew/);
});
