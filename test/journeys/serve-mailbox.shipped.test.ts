/**
 * An installation that serves, whose bounces, complaints and mail to leave come into a mailbox: mail
 * goes out by a real relay, comes back over a real connection, and is heeded by the doors as shipped.
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Diagnosis } from '../../functions/mail/doctor/diagnosis.ts';
import { returnsStore } from '../../functions/store/returns.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { holdDirectory, noteRunning } from '../../infra/local/running.ts';
import type { Served } from '../../infra/local/serve/serve.ts';
import { readServeSettings } from '../../infra/local/serve/settings.ts';
import { servingOf } from '../../infra/local/serve/start-serve.ts';
import { bounceOf, complaintAbout } from '../fixtures/mail/reports.ts';
import { startDns } from '../support/dns-server.ts';
import { type ImapServer, startImapServer } from '../support/imap-server.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { dataDirectory, startTestServe, useKeptStack } from '../support/served.ts';
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const user = 'bounces@paper.example';
const password = 'only-for-the-mailbox-4711';

interface World {
  readonly relay: SmtpServer;
  readonly box: ImapServer;
  readonly dataDir: string;
}

async function world(t: TestContext, changes: Readonly<Record<string, string>> = {}) {
  const relay = await startSmtpServer(t);
  const box = await startImapServer(t, { user, password });
  const dataDir = dataDirectory(t, relay, {
    IMAP_HOST: '127.0.0.1',
    IMAP_PORT: String(box.port),
    IMAP_TLS: 'none',
    IMAP_USER: user,
    IMAP_PASSWORD: password,
    ...changes,
  });
  return { relay, box, dataDir };
}

async function serve(
  t: TestContext,
  { dataDir }: Pick<World, 'dataDir'>,
  lines: string[] = [],
  aheadMs = 0,
) {
  const release = await holdDirectory(dataDir);
  t.after(release);
  const served = await startTestServe(t, dataDir, { aheadMs, write: (line) => lines.push(line) });
  const serving = servingOf(readServeSettings(dataDir, {}));
  noteRunning(dataDir, { pid: process.pid, origin: served.origin, env: served.parts.env, serving });
  const stop = async () => {
    await served.stop();
    release();
  };
  return { ...served, stop };
}

/** Readers who have had an edition, by name, with the envelope sender that theirs had. */
async function mailed({ parts }: Served, relay: SmtpServer, names: readonly string[]) {
  const { table, clock, moveTo } = parts;
  await setUpNewsletter(table);
  const dawn = Math.ceil(clock.now() / dayMs) * dayMs + 3 * hourMs;
  await moveTo(dawn);
  const readers = new Map<
    string,
    { readonly id: string; readonly from: string; readonly raw: string }
  >();
  const ids: [string, string][] = [];
  for (const name of names) {
    const address = `${name}@readers.example`;
    ids.push([name, (await addReader(table, dawn - hourMs, { address })).id]);
  }
  await addItems(table, item(dawn + 1));
  await moveTo(dawn + 5 * hourMs);
  for (const [name, id] of ids) {
    const edition = relay.taken.findLast(({ to }) => to === `${name}@readers.example`);
    assert.ok(edition, name);
    readers.set(name, { id, from: edition.from, raw: edition.raw });
  }
  return (name: string) => readers.get(name) ?? assert.fail(name);
}

const stateOf = ({ parts: { table, clock } }: Served, id: string) =>
  subscriberStore(table, clock.now).load(id);

async function findings(
  dataDir: string,
  ...more: string[]
): Promise<readonly (Diagnosis & { words: string })[]> {
  const line = ['doctor', '--no-mail', '--json', '--data', dataDir, ...more];
  const { out } = await dispatch(line, { columns: 200, folder: dataDir });
  return JSON.parse(out.join('\n')).findings;
}

async function returnsFound(dataDir: string) {
  const found = (await findings(dataDir)).filter(({ about }) => about === 'returns');
  assert.equal(found.length, 1);
  return found[0] ?? assert.fail();
}

test('a bounce, a complaint and a mail to leave that came into a mailbox are heeded', async (t) => {
  const { relay, box, dataDir } = await world(t);
  const served = await serve(t, { dataDir });
  const reader = await mailed(served, relay, ['gone', 'cross', 'leaver', 'ada']);
  const person = box.deliver('To: editor@paper.example\r\nSubject: hello\r\n\r\nA letter.\r\n');
  const forged = box.deliver(`To: bounces+${'0'.repeat(32)}@paper.example\r\n${bounceOf('5.1.1')}`);
  const shown = /^Message-ID: <([0-9a-f]{32})@/im.exec(reader('ada').raw)?.[1];
  assert.ok(shown);
  const guessed = box.deliver(`To: bounces+${shown}@paper.example\r\n${bounceOf('5.1.1')}`);
  const bounce = box.deliver(`To: ${reader('gone').from}\r\n${bounceOf('5.1.1')}`);
  const complaint = box.deliver(complaintAbout(reader('cross').from, 'abuse@paper.example'));
  const offer = reader('leaver').raw.replace(/\r\n[ \t]/g, '');
  const address = /<mailto:(unsubscribe\+[\w.-]+@in\.paper\.example)\?/.exec(offer)?.[1] ?? '';
  const leaving = box.deliver(`To: ${address}\r\nFrom: leaver@readers.example\r\n\r\nbye\r\n`);
  assert.equal(await served.readMailbox(), 'done');
  await served.parts.atRest();
  assert.equal((await stateOf(served, reader('gone').id))?.suppressed, true);
  assert.equal((await stateOf(served, reader('cross').id))?.suppressed, true);
  assert.equal((await stateOf(served, reader('leaver').id))?.state, 'unsubscribed');
  const ada = await stateOf(served, reader('ada').id);
  assert.deepEqual(
    [ada?.suppressed, ada?.state],
    [false, 'confirmed'],
    'a forged id bounces nobody',
  );
  for (const { flags } of [bounce, complaint, leaving]) {
    assert.deepEqual([...flags].sort(), ['PaperboyTaken', '\\Seen']);
  }
  for (const { flags } of [person, forged, guessed]) assert.deepEqual([...flags], []);
  assert.equal((await returnsFound(dataDir)).kind, 'mailboxFine');
});

test('a process that dies between taking and marking takes it again, which changes nothing more', async (t) => {
  const { relay, box, dataDir } = await world(t);
  const before = await serve(t, { dataDir });
  const reader = await mailed(before, relay, ['gone', 'ada']);
  const aheadMs = before.parts.clock.now() - Date.now();
  await before.stop();
  const bounce = box.deliver(`To: ${reader('gone').from}\r\n${bounceOf('5.1.1')}`);
  const asked = Promise.withResolvers<void>();
  box.play = (one) => {
    if (!one.startsWith('UID STORE')) return undefined;
    asked.resolve();
    return { kind: 'silence' };
  };
  const program = join(import.meta.dirname, '../support/serve-child.ts');
  const child = fork(program, [dataDir, String(aheadMs)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(child, 'message');
  child.send('mailbox');
  await asked.promise;
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.deepEqual([...bounce.flags], []);
  box.play = () => undefined;

  const release = await holdDirectory(dataDir);
  t.after(release);
  const served = await startTestServe(t, dataDir, { aheadMs });
  assert.equal(await served.readMailbox(), 'done');
  await served.parts.atRest();
  assert.equal((await stateOf(served, reader('gone').id))?.suppressed, true);
  assert.equal((await stateOf(served, reader('ada').id))?.suppressed, false);
  assert.deepEqual([...bounce.flags].sort(), ['PaperboyTaken', '\\Seen']);
});

test('a mailbox that refuses the password hurts nothing else, is told, and is read when it is mended', async (t) => {
  const { relay, box, dataDir } = await world(t, { IMAP_PASSWORD: 'not-that-one-4711' });
  const lines: string[] = [];
  const served = await serve(t, { dataDir }, lines);
  assert.equal(await served.readMailbox(), 'failed');
  assert.equal(await served.readMailbox(), 'failed');
  const reader = await mailed(served, relay, ['gone']);
  const told = await returnsFound(dataDir);
  assert.equal(told.kind, 'mailboxFailing');
  assert.match(told.words, /^The mailbox at 127\.0\.0\.1 cannot be read.*refuses user or password/);
  assert.equal(lines.filter((line) => line.includes('mailbox cannot be read')).length, 1);
  box.deliver(`To: ${reader('gone').from}\r\n${bounceOf('5.1.1')}`);
  await served.stop();
  assert.doesNotMatch(lines.join('\n'), /not-that-one|bounces@/);
  assert.deepEqual(filesWith(dataDir, 'not-that-one-4711').sort(), [
    'backup/serve.env',
    'serve.env',
  ]);

  const file = join(dataDir, 'serve.env');
  writeFileSync(file, readFileSync(file, 'utf8').replace('not-that-one-4711', password));
  const mended = await serve(t, { dataDir });
  assert.equal(await mended.readMailbox(), 'done');
  await mended.parts.atRest();
  assert.equal((await stateOf(mended, reader('gone').id))?.suppressed, true);
  assert.equal((await returnsFound(dataDir)).kind, 'mailboxFine');
});

test('a copy leaves the mailbox to its original until its owner lets it send', async (t) => {
  const { relay, box, dataDir } = await world(t);
  const original = await serve(t, { dataDir });
  const reader = await mailed(original, relay, ['gone']);
  const aheadMs = original.parts.clock.now() - Date.now();
  assert.equal(await original.readMailbox(), 'done');
  await original.stop();
  const copied = mkdtempSync(join(tmpdir(), 'paperboy-serve-'));
  t.after(() => rmSync(copied, { recursive: true, force: true }));
  cpSync(join(dataDir, 'backup'), copied, { recursive: true });
  useKeptStack(copied);
  const bounce = box.deliver(`To: ${reader('gone').from}\r\n${bounceOf('5.1.1')}`);
  for (const _ of ['at first', 'and when it is started again']) {
    const copy = await serve(t, { dataDir: copied }, [], aheadMs);
    await copy.readMailbox();
    assert.deepEqual([...bounce.flags], []);
    assert.equal((await returnsFound(copied)).kind, 'mailboxOfOriginal');
    await copy.stop();
  }
  const copy = await serve(t, { dataDir: copied }, [], aheadMs);
  const line = ['sending', 'resume', '--data', copied];
  await dispatch(line, { columns: 200, folder: copied });
  assert.equal(await copy.readMailbox(), 'done');
  await copy.parts.atRest();
  assert.equal((await stateOf(copy, reader('gone').id))?.suppressed, true);
  assert.equal((await returnsFound(copied)).kind, 'mailboxFine');
});

test('doctor says how mail comes back where no mailbox is set, and knows of one that was no more', async (t) => {
  const relay = await startSmtpServer(t);
  const dataDir = dataDirectory(t, relay);
  const served = await serve(t, { dataDir });
  const { table } = served.parts;
  assert.equal(await served.readMailbox(), undefined);
  assert.equal((await returnsFound(dataDir)).kind, 'returnsNever');
  await returnsStore(table).noteMailbox({ host: 'imap.example' });
  const handed = await fetch(`${served.origin}/_control/api/mail?to=bounces@paper.example`, {
    method: 'POST',
    body: 'Subject: is anybody there?\r\n\r\n',
  });
  assert.deepEqual(await handed.json(), { taken: 'nothing' });
  await served.stop();
  const again = await serve(t, { dataDir });
  const found = await returnsFound(dataDir);
  assert.deepEqual([found.kind, found.values.days], ['returnsHanded', 0]);
  await again.stop();
});

test('doctor looks up the policy of the domain that a relay mails for, and leaves its records to it', async (t) => {
  const relay = await startSmtpServer(t);
  const dataDir = dataDirectory(t, relay);
  await serve(t, { dataDir });
  const dns = await startDns();
  t.after(dns.stop);
  const found = async (about: string) => {
    const all = await findings(dataDir, '--dns', dns.address);
    return all.filter((one) => one.about === about).map(({ kind, words }) => ({ kind, words }));
  };
  assert.deepEqual(await found('dmarc'), [
    {
      kind: 'dmarcMissing',
      words:
        '_dmarc.paper.example has no record, and large mailbox providers refuse mail without one. Add it where your domain is hosted: TXT "v=DMARC1; p=none"',
    },
  ]);
  dns.zone.set('_dmarc.paper.example', [{ type: 'TXT', value: 'v=DMARC1; p=reject' }]);
  assert.equal((await found('dmarc'))[0]?.kind, 'dmarcFine');
  for (const about of ['dkim', 'mailFromSpf']) {
    const words =
      'Your relay hands the mails on and signs them: set the records that it tells you.';
    assert.deepEqual(await found(about), [{ kind: 'ownRelay', words }]);
  }
});

/** Where a text stands among the files of a folder; other tests change the stack that all share. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(join(folder, 'stack')))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text))
    .map((file) => file.slice(folder.length + 1));
}
