/**
 * A reader of an installation that serves, by a real relay: signs up, confirms, gets the edition,
 * leaves with one click; another's mail comes back, and a third writes to leave.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import { openQueue } from '../../functions/store/queue.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { holdDirectory, noteRunning } from '../../infra/local/running.ts';
import { bounceOf, complaintAbout } from '../fixtures/mail/reports.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { reportOf } from '../support/put-aside.ts';
import { linkIn, sendForm } from '../support/reader.ts';
import { dataDirectory, startTestServe, visit } from '../support/served.ts';
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const receive = join(import.meta.dirname, '../../infra/local/serve/receive.ts');

/** What came to an address, the newest first. */
function mailsTo({ taken }: SmtpServer, address: string) {
  return taken.filter(({ to }) => to === address).toReversed();
}

/** Hands a mail over as an MTA does; tells how that ended. */
async function hand(dataDir: string, to: readonly string[], mail: string): Promise<number | null> {
  const child = spawn(process.execPath, [receive, '--data', dataDir, ...to], {
    stdio: ['pipe', 'inherit', 'pipe'],
  });
  child.stdin.end(mail);
  const [code] = await once(child, 'exit');
  return code;
}

const pathOf = (link: string) => new URL(link).pathname;

test('signup, confirmation, edition, leaving with one click and by mail, and a bounce', async (t) => {
  const relay = await startSmtpServer(t);
  const dataDir = dataDirectory(t, relay);
  const release = await holdDirectory(dataDir);
  t.after(release);
  const served = await startTestServe(t, dataDir);
  const { table, clock, moveTo, atRest, env } = served.parts;
  noteRunning(dataDir, { pid: process.pid, origin: served.origin, env });
  await setUpNewsletter(table);
  const state = async (id: string) => subscriberStore(table, clock.now).load(id);
  for (const name of ['signing-secret.json', 'hash-secret.json', 'serve.env']) {
    assert.equal(statSync(join(dataDir, name)).mode & 0o077, 0, `${name} is the owner's alone`);
  }
  assert.equal(statSync(dataDir).mode & 0o077, 0);

  // The form, as the proxy hands it on.
  const fields = new URLSearchParams({
    address: 'ada@readers.example',
    cadence: 'daily',
    hour: '7',
    zone: 'UTC',
    sections: 'news',
  });
  await sendForm(`http://127.0.0.1:${served.sitePort}/n/paper/subscribe`, fields, (ms) => {
    clock.moveBy(ms);
  });
  await atRest();
  const [asked] = mailsTo(relay, 'ada@readers.example');
  assert.ok(asked, 'the confirmation came by the relay');
  const { text = '' } = await simpleParser(asked.raw);
  const link = linkIn(text, 'confirm');
  assert.match(link, /^https:\/\/read\.paper\.example\//);
  assert.equal((await visit(served, pathOf(link), { method: 'POST' })).status, 200);

  const dawn = Math.ceil(clock.now() / dayMs) * dayMs + 3 * hourMs;
  await moveTo(dawn);
  const gone = await addReader(table, dawn - hourMs, { address: 'gone@readers.example' });
  const leaver = await addReader(table, dawn - hourMs, { address: 'leaver@readers.example' });
  const cross = await addReader(table, dawn - hourMs, { address: 'cross@readers.example' });
  const dead = await addReader(table, dawn - hourMs, { address: 'dead@readers.example' });
  relay.play = (place, to) =>
    place === 'rcpt' && to === dead.address
      ? { kind: 'say', reply: '550 5.1.1 No such user' }
      : undefined;
  await addItems(table, item(dawn + 1));
  await moveTo(dawn + 5 * hourMs);
  for (const { address } of [gone, leaver, { address: 'ada@readers.example' }]) {
    const [edition] = mailsTo(relay, address);
    assert.match(edition?.raw ?? '', /List-Unsubscribe-Post/, `${address} has the edition`);
    assert.match(edition?.from ?? '', /^bounces\+[0-9a-f]{32}@paper\.example$/);
    const id = /\+([0-9a-f]{32})@/.exec(edition?.from ?? '')?.[1] ?? '';
    assert.equal(edition?.raw.includes(id), false, 'whoever sees the mail does not learn the id');
  }
  assert.equal(mailsTo(relay, dead.address).length, 0);
  assert.equal((await state(dead.id))?.suppressed, true, 'a dead address is mailed no more');

  // What comes back.
  const [edition] = mailsTo(relay, gone.address);
  const forged = `bounces+${'0'.repeat(32)}@paper.example`;
  assert.equal(await hand(dataDir, [forged], bounceOf('5.1.1')), 0);
  await atRest();
  assert.equal((await state(gone.id))?.suppressed, false, 'a made-up id bounces nobody');
  assert.equal(await hand(dataDir, [edition?.from.toUpperCase() ?? ''], bounceOf('5.1.1')), 0);
  await atRest();
  assert.equal((await state(gone.id))?.suppressed, true);

  const [disliked] = mailsTo(relay, cross.address);
  assert.equal(await hand(dataDir, ['bounces@paper.example'], complaintAbout(disliked?.from)), 0);
  await atRest();
  const complainer = await state(cross.id);
  assert.equal(complainer?.suppressed, true, 'who complains is mailed no more');

  // Leaving by mail.
  const [left] = mailsTo(relay, leaver.address);
  const offer = (left?.raw ?? '').replace(/\r\n[ \t]/g, '');
  const address = /<mailto:(unsubscribe\+[\w.-]+@in\.paper\.example)\?/.exec(offer)?.[1] ?? '';
  assert.equal(await hand(dataDir, [address], 'From: leaver@readers.example\r\n\r\nbye'), 0);
  await atRest();
  assert.equal((await state(leaver.id))?.state, 'unsubscribed');

  // One click.
  const [own] = mailsTo(relay, 'ada@readers.example');
  const oneClick = /<(https:[^>]+)>/.exec((own?.raw ?? '').replace(/\r\n[ \t]/g, ''))?.[1] ?? '';
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  assert.equal((await visit(served, pathOf(oneClick), { method: 'POST', body })).status, 200);
  const before = relay.taken.length;
  await addItems(table, item(clock.now()));
  await moveTo(clock.now() + dayMs);
  assert.equal(relay.taken.length, before, 'nobody is left, and nobody is mailed');

  await served.stop();
  release();
  assert.equal(await hand(dataDir, [forged], bounceOf('5.1.1')), 75, 'the MTA is to try later');
});

test('a relay that refuses all mail is named wherever its owner reads of it, and SES nowhere', async (t) => {
  const relay = await startSmtpServer(t);
  const dataDir = dataDirectory(t, relay, { SMTP_HOST: 'localhost' });
  const release = await holdDirectory(dataDir);
  t.after(release);
  const served = await startTestServe(t, dataDir);
  const { table, clock, moveTo, env } = served.parts;
  noteRunning(dataDir, { pid: process.pid, origin: served.origin, env });
  await setUpNewsletter(table);
  const due = Math.ceil(clock.now() / dayMs) * dayMs + 7 * hourMs;
  const { address } = await addReader(table, due - hourMs, { address: 'ada@readers.example' });
  await addItems(table, item(due - hourMs / 2));
  relay.play = (place) =>
    place === 'greeting' ? { kind: 'say', reply: '554 5.7.1 You are blocked here' } : undefined;
  await moveTo(due + hourMs);
  const said: string[] = [];
  for (const line of [
    'sending status',
    'status',
    'doctor --no-mail',
    `readers trace ${address}`,
    'editions list',
    `subscribers suppress other@readers.example`,
    `subscribers unsuppress other@readers.example`,
  ]) {
    const { out, err } = await dispatch([...line.split(' '), '--data', dataDir], {
      columns: 200,
      folder: dataDir,
    });
    said.push([...out, ...err].join('\n'));
  }
  for (const text of said.slice(0, 3)) {
    assert.match(text, /localhost (?:has refused|refuses) our mail.*You are blocked here/);
  }
  relay.play = () => undefined;
  await moveTo(due + 3 * hourMs);
  assert.equal(mailsTo(relay, address).length, 1);
  const [told] = mailsTo(relay, 'news@paper.example');
  const { text: mailed = '' } = await simpleParser(told?.raw ?? '');
  const text = mailed.replaceAll('\n', ' ');
  assert.match(text, /localhost has refused our mail: “.*You are blocked here”/);
  const lines = [...said, text].flatMap((each) => each.split('\n'));
  const about = lines.filter((line) => !line.endsWith('Does not apply on this machine.'));
  assert.doesNotMatch(about.join('\n'), /\bSES\b/);
});

test('what was put aside is seen and worked off at the desk of an installation that serves', async (t) => {
  const relay = await startSmtpServer(t);
  const dataDir = dataDirectory(t, relay);
  const release = await holdDirectory(dataDir);
  t.after(release);
  const served = await startTestServe(t, dataDir);
  const { table, clock, queues, atRest, env } = served.parts;
  noteRunning(dataDir, { pid: process.pid, origin: served.origin, env });
  await setUpNewsletter(table);
  const { id, address } = await addReader(table, clock.now());
  const tags = { edition: ['e1'], batch: ['b1'], subscriber: [id] };
  const report = { ...reportOf('0102-0001', address, tags), TopicArn: env.EVENT_TOPIC_ARN };
  await openQueue(queues.client, env.DeadLettersUrl ?? '').send([report]);

  const command = async (...words: string[]) =>
    (await dispatch([...words, '--data', dataDir], { columns: 200, folder: dataDir })).out;
  await command('desk', 'add', 'anna@desk.example');
  const made = ['desk', 'token', 'add', 'anna@desk.example', 'A program', '--rights', 'send'];
  const [token = ''] = await command(...made);
  const call = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await visit(served, `/desk/api${path}`, { ...init, headers });
    assert.equal(answer.status, 200, path);
    return await answer.text();
  };
  assert.match(await call('/health'), /put aside \(what comes back of mails\): 1\./);
  const seen = await call('/dead-letters');
  assert.match(seen, /What was reported \(Bounce\) of the mail 0102-0001\./);
  assert.ok(!seen.includes(address));
  const redriven = await call('/dead-letters/redrive', { method: 'POST', body: '{"all":true}' });
  assert.match(redriven, /"putBack":1/);
  await atRest();
  const reader = await subscriberStore(table, clock.now).load(id);
  assert.equal(reader?.suppressed, true, 'the bounce was heard of after all');
});
