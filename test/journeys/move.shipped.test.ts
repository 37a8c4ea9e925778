/**
 * An installation that serves moves into AWS and back, with editions between: the command as it is
 * typed, a relay on one side and SES on the other. Each reader gets each story once.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { schemaVersion } from '../../functions/config/upgrade.ts';
import { pauseSending, resumeSending } from '../../functions/mail/pace.ts';
import type { Table } from '../../functions/store/client.ts';
import { paceStore } from '../../functions/store/pace.ts';
import { schemaStore } from '../../functions/store/schema.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { dispatch } from '../../infra/cli/dispatch.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { holdDirectory, noteRunning } from '../../infra/local/running.ts';
import type { Served } from '../../infra/local/serve/serve.ts';
import { queueOutputs } from '../cli/owner.ts';
import { inboxOf } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { linkIn, sendForm } from '../support/reader.ts';
import { dataDirectory, startTestServe, visit } from '../support/served.ts';
import { testCloudAsShipped } from '../support/shipped.ts';
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const site = 'https://read.paper.example';
const stories = ['first', 'second', 'third', 'fourth', 'fifth'] as const;

interface Owner {
  readonly paperboy: (line: string) => Promise<{ exitCode: number; out: string; err: string }>;
  readonly relay: SmtpServer;
  readonly served: Served;
  readonly cloud: Cloud;
}

/** A server that mails by a relay, a stack beside it, and an owner at a terminal who reaches both. */
async function openBoth(t: TestContext): Promise<Owner> {
  const relay = await startSmtpServer(t);
  const dataDir = dataDirectory(t, relay);
  t.after(await holdDirectory(dataDir));
  const served = await startTestServe(t, dataDir);
  const serving = {
    siteUrl: site,
    domain: 'paper.example',
    senderAddress: 'news@paper.example',
    postalAddress: 'The Test Paper, 1 Quay, Nowhere',
  };
  const { origin, parts } = served;
  noteRunning(dataDir, { pid: process.pid, origin, env: parts.env, serving });
  const cloud = await testCloudAsShipped(t);
  await schemaStore(cloud.table).begin(schemaVersion);
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-moving-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'pass'), 'correct horse battery\n');
  writeFileSync(
    join(folder, 'outputs.json'),
    JSON.stringify({ 'Paperboy-prod': outputsOf(cloud) }),
  );
  const { env } = cloud;
  const places = {
    AWS_ENDPOINT_URL_DYNAMODB: env.AWS_ENDPOINT_URL_DYNAMODB,
    AWS_ENDPOINT_URL_SQS: env.AWS_ENDPOINT_URL_SQS,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: env.AWS_ENDPOINT_URL_SECRETS_MANAGER,
    AWS_ENDPOINT_URL_SESV2: env.AWS_ENDPOINT_URL_SES,
  };
  const paperboy = async (line: string) => {
    Object.assign(process.env, places);
    const words = line.replaceAll('DIR', dataDir).split(' ');
    const { exitCode, out, err } = await dispatch(words, { columns: 200, folder });
    for (const name of Object.keys(places)) delete process.env[name];
    return { exitCode, out: out.join('\n'), err: err.join('\n') };
  };
  return { paperboy, relay, served, cloud };
}

function outputsOf({ env }: Cloud) {
  return {
    Region: 'eu-central-1',
    TableName: env.TABLE_NAME,
    Lanes: env.LANES,
    ...queueOutputs(env),
    SiteUrl: site,
    SenderDomain: 'paper.example',
    SigningSecretArn: env.SIGNING_SECRET_ARN,
    HashSecretArn: env.HASH_SECRET_ARN,
  };
}

/** As if the owner had paused it six minutes ago, so that nothing is under way any more. */
async function restSince(table: Table): Promise<void> {
  await resumeSending(paceStore(table));
  const at = Date.now() - 6 * minuteMs;
  await pauseSending({ at, by: 'owner', reason: 'a move.' }, paceStore(table));
}

/** What came to an address from both, story by story. */
async function storiesOf({ relay, cloud }: Owner, address: string): Promise<string[]> {
  const raw = relay.taken.filter(({ to }) => to === address);
  const texts = await Promise.all(raw.map(async (one) => (await simpleParser(one.raw)).text ?? ''));
  const there = (await inboxOf(cloud, address)).map(({ text }) => text).reverse();
  return [...texts, ...there].flatMap((text) =>
    stories.filter((story) => text.includes(`Story ${story}`)),
  );
}

async function confirmLinkOf({ relay, served }: Owner, address: string): Promise<string> {
  const fields = new URLSearchParams({
    address,
    cadence: 'daily',
    hour: '7',
    zone: 'UTC',
    sections: 'news',
  });
  const { clock, atRest } = served.parts;
  const url = `http://127.0.0.1:${served.sitePort}/n/paper/subscribe`;
  await sendForm(url, fields, (ms) => clock.moveBy(ms));
  await atRest();
  const mail = relay.taken.find(({ to }) => to === address);
  const { text = '' } = await simpleParser(mail?.raw ?? '');
  return new URL(linkIn(text, 'confirm')).pathname;
}

function oneClickPath(raw: string): string {
  const [, link = ''] = /<(https:[^>]+)>/.exec(raw.replace(/\r\n[ \t]/g, '')) ?? [];
  return new URL(link).pathname;
}

const oneClick = { method: 'POST', body: 'List-Unsubscribe=One-Click' } as const;
const form = { 'content-type': 'application/x-www-form-urlencoded' };

test('a server moves into AWS and back, and each reader gets each story once', async (t) => {
  const owner = await openBoth(t);
  const { paperboy, relay, served, cloud } = owner;
  const { table, clock, moveTo } = served.parts;
  await setUpNewsletter(table);
  const dayOne = Math.ceil((clock.now() + hourMs) / dayMs) * dayMs + 7 * hourMs;
  const add = (name: string) =>
    addReader(table, clock.now(), { address: `${name}@readers.example` });
  const [ann, left, bounced, late] = [
    await add('ann'),
    await add('left'),
    await add('bounced'),
    await add('late'),
  ];
  const newcomer = await confirmLinkOf(owner, 'newcomer@readers.example');
  const patient = await confirmLinkOf(owner, 'patient@readers.example');
  await addItems(table, item(dayOne - 2 * hourMs, { key: 'first' }));
  await moveTo(dayOne + hourMs);
  for (const { address } of [ann, left, bounced, late]) {
    assert.deepEqual(await storiesOf(owner, address), ['first'], address);
  }
  const links = new Map(relay.taken.map(({ to, raw }) => [to, raw] as const));
  const clickIn = (place: 'old' | 'new', address: string) => {
    const path = oneClickPath(links.get(address) ?? '');
    return place === 'old'
      ? visit(served, path, { ...oneClick, headers: form })
      : fetch(`${cloud.origin}${path}`, { ...oneClick, headers: form });
  };
  assert.equal((await clickIn('old', left.address)).status, 200);
  await suppressAddress(table, bounced.addressKey, 'bounce', clock.now());
  await addItems(table, item(dayOne + 2 * hourMs, { key: 'second' }));

  const there = '--to-outputs outputs.json --passphrase-file pass --no-wait';
  await t.test('a look changes nothing, and mails that are under way are waited for', async () => {
    const look = await paperboy(`move away.gz --data DIR ${there}`);
    assert.equal(look.exitCode, 0, look.err);
    assert.match(look.out, /Everything goes to stack Paperboy-prod/);
    assert.equal((await paceStore(table).load())?.paused, undefined);
    const early = await paperboy(`move away.gz --data DIR ${there} --yes`);
    assert.equal(early.exitCode, 2, early.err);
    assert.match(early.out, /Sending is paused\. Mails may be under way until/);
    assert.equal((await subscriberStore(cloud.table, Date.now).load(ann.id))?.id, undefined);
  });

  await t.test('it moves, and the old place mails nobody any more', async () => {
    await restSince(table);
    const moved = await paperboy(`move away.gz --data DIR ${there} --yes`);
    assert.equal(moved.exitCode, 0, moved.err);
    assert.match(moved.out, /Everything has moved, and all go on where they were\./);
    assert.match(moved.out, /1\. Lead read\.paper\.example to the new place/);
    const blind = await paperboy('sending resume --data DIR');
    assert.equal(blind.exitCode, 1);
    assert.match(blind.err, /has moved to stack Paperboy-prod .*: nothing was resumed/);
  });

  await t.test(
    'what happens in the old place until names lead to the new one holds there',
    async () => {
      assert.equal((await clickIn('old', late.address)).status, 200);
      assert.equal((await visit(served, newcomer, { method: 'POST' })).status, 200);
      const again = await paperboy(`move away.gz --data DIR ${there} --yes`);
      assert.equal(again.exitCode, 0, again.err);
      assert.match(again.out, /since: 1 reader left, 1 reader confirmed\./);
      const third = await paperboy(`move away.gz --data DIR ${there} --yes`);
      assert.match(third.out, /nothing has happened that is not known there/);
    },
  );

  const dayTwo = dayOne + dayMs;
  await t.test('the new place mails what is new, to who is a reader still', async () => {
    const resumed = await paperboy('sending resume --outputs outputs.json');
    assert.equal(resumed.exitCode, 0, resumed.err);
    await cloud.advance(dayOne + 3 * hourMs);
    const confirmed = await fetch(`${cloud.origin}${patient}`, { method: 'POST' });
    assert.equal(confirmed.status, 200, 'Who was asked before the move can confirm after it.');
    await addItems(cloud.table, item(dayOne + 4 * hourMs, { key: 'third' }));
    await cloud.advance(dayTwo + hourMs);
    await moveTo(dayTwo + hourMs);
    assert.deepEqual(await storiesOf(owner, ann.address), ['first', 'second', 'third']);
    assert.deepEqual(await storiesOf(owner, 'newcomer@readers.example'), ['second', 'third']);
    assert.deepEqual(await storiesOf(owner, 'patient@readers.example'), ['third']);
    for (const { address } of [left, bounced, late]) {
      assert.deepEqual(await storiesOf(owner, address), ['first'], address);
    }
  });

  await t.test('it moves back, with whoever left there and here', async () => {
    const goes = await addReader(cloud.table, cloud.clock.now(), {
      address: 'goes@readers.example',
    });
    assert.equal(
      (await clickIn('new', ann.address)).status,
      200,
      'The link of the old place works.',
    );
    await addItems(cloud.table, item(dayTwo + 2 * hourMs, { key: 'fourth' }));
    await restSince(cloud.table);
    const back = '--to-data DIR --passphrase-file pass --no-wait';
    const moved = await paperboy(`move back.gz --outputs outputs.json ${back} --yes`);
    assert.equal(moved.exitCode, 0, moved.err);
    const resumed = await paperboy('sending resume --data DIR');
    assert.equal(resumed.exitCode, 0, resumed.err);
    await addItems(table, item(dayTwo + 3 * hourMs, { key: 'fifth' }));
    await moveTo(dayTwo + dayMs + hourMs);
    await cloud.advance(dayTwo + dayMs + hourMs);
    assert.deepEqual(await storiesOf(owner, ann.address), ['first', 'second', 'third']);
    assert.deepEqual(await storiesOf(owner, goes.address), ['fourth', 'fifth']);
    const patientGot = await storiesOf(owner, 'patient@readers.example');
    assert.deepEqual(patientGot.toSorted(), ['fifth', 'fourth', 'third']);
    for (const { address } of [left, bounced, late]) {
      assert.deepEqual(await storiesOf(owner, address), ['first'], address);
    }
  });
});
