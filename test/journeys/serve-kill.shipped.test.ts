/**
 * An installation that serves is killed (kill -9) while it mails an edition, and is copied while it
 * does; what counts is what the relay has taken. Killed at every moment of a relay in all moods it is
 * in test/faults/serve.faults.test.ts.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { resumeSending } from '../../functions/mail/pace.ts';
import { openTable } from '../../functions/store/client.ts';
import { paceStore } from '../../functions/store/pace.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { openSentLog } from '../../infra/local/serve/sent-log.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { dataDirectory, startTestServe, useKeptStack } from '../support/served.ts';
import { type SmtpServer, startSmtpServer, type Trick } from '../support/smtp-server.ts';
import { useAnyCredentials } from '../support/table.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const readersCount = 60;
const looksMax = 20_000;
const child = join(import.meta.dirname, '../support/serve-child.ts');

interface Round {
  readonly dataDir: string;
  readonly process: ChildProcess;
  readonly due: number;
  readonly addresses: readonly string[];
}

/** An installation in a process of its own, in which an edition for all readers falls due. */
async function beginRound(t: TestContext, relay: SmtpServer, perSecond = 40): Promise<Round> {
  const dataDir = dataDirectory(t, relay, { SMTP_PER_SECOND: String(perSecond) });
  const now = Date.now();
  const due = now - (now % dayMs) + 7 * hourMs + dayMs;
  const aheadMs = due - hourMs / 4 - now;
  const process = await startChild(t, dataDir, aheadMs);
  const { env } = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8'));
  useAnyCredentials();
  const table = openTable(env.TABLE_NAME, { endpoint: env.AWS_ENDPOINT_URL_DYNAMODB });
  await setUpNewsletter(table);
  const addresses = Array.from({ length: readersCount }, (_, n) => `r${n}@readers.example`);
  for (const address of addresses) await addReader(table, due - hourMs, { address });
  await addItems(table, item(due - hourMs / 4, { key: 'news' }));
  table.client.destroy();
  process.send(due);
  return { dataDir, process, due, addresses };
}

async function startChild(t: TestContext, dataDir: string, aheadMs: number): Promise<ChildProcess> {
  const process = fork(child, [dataDir, String(aheadMs)], { stdio: 'inherit' });
  t.after(() => process.kill('SIGKILL'));
  await once(process, 'message');
  return process;
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let looks = 0; !isSo(); looks++) {
    assert.ok(looks < looksMax, what);
    await sleep(10);
  }
}

async function kill({ process }: Pick<Round, 'process'>): Promise<void> {
  process.kill('SIGKILL');
  await once(process, 'exit');
}

/** To whom mails stand in the log of a data directory, by how they ended. */
function loggedIn(dataDir: string, standing: 'open' | 'accepted'): ReadonlySet<string> {
  const folder = join(dataDir, 'sent');
  const log = openSentLog(folder);
  const lines = readdirSync(folder)
    .flatMap((day) => readFileSync(join(folder, day), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as { state: string; id: string; to: string });
  return new Set(
    lines
      .filter(({ state, id }) => state === 'begun' && log.standing(id) === standing)
      .map(({ to }) => to),
  );
}

/** Starts it again and lets three hours go by, in which every open claim is settled. */
async function goOn(t: TestContext, { dataDir, due }: Pick<Round, 'dataDir' | 'due'>) {
  const served = await startTestServe(t, dataDir, { aheadMs: due + hourMs / 60 - Date.now() });
  for (const hours of [1, 2, 3]) await served.parts.moveTo(due + hours * hourMs);
  await served.stop();
}

function countsOf({ taken }: SmtpServer, addresses: readonly string[]) {
  const counts = new Map(addresses.map((address) => [address, 0]));
  for (const { to } of taken) counts.set(to, (counts.get(to) ?? 0) + 1);
  const those = (isSo: (count: number) => boolean) =>
    addresses.filter((address) => isSo(counts.get(address) ?? 0));
  return { lost: those((count) => count === 0), doubled: those((count) => count > 1) };
}

describe('kill -9 while an edition is mailed by the relay:', () => {
  test('again and again in one edition nobody is lost, and only what was under way may come twice', async (t) => {
    const relay = await startSmtpServer(t);
    const first = await beginRound(t, relay, 40);
    const open = new Set<string>();
    let process = first.process;
    for (let kills = 1; kills <= 4; kills++) {
      const enough = kills * 12;
      await until(() => relay.taken.length >= enough, 'The round does not go on.');
      await kill({ process });
      for (const address of loggedIn(first.dataDir, 'open')) open.add(address);
      // By the next start what was open is old enough to be tried once more.
      const at = first.due + kills * hourMs;
      process = await startChild(t, first.dataDir, at - Date.now());
      process.send(at + hourMs / 2);
    }
    await kill({ process });
    for (const address of loggedIn(first.dataDir, 'open')) open.add(address);
    await goOn(t, { dataDir: first.dataDir, due: first.due + 5 * hourMs });
    const { lost, doubled } = countsOf(relay, first.addresses);
    assert.deepEqual(lost, []);
    assert.deepEqual(
      doubled.filter((address) => !open.has(address)),
      [],
    );
  });

  test('before the relay has answered it is mailed once more, with the same Message-ID', async (t) => {
    const relay = await startSmtpServer(t);
    const round = { current: undefined as Round | undefined };
    // The relay takes the mail, and its answer finds nobody any more.
    relay.play = (place, to) => {
      if (place !== 'end' || to !== 'r7@readers.example' || round.current === undefined) return;
      round.current.process.kill('SIGKILL');
      round.current = undefined;
      return { kind: 'take-and-hang-up' };
    };
    const begun = await beginRound(t, relay, 20);
    round.current = begun;
    if (begun.process.exitCode === null && begun.process.signalCode === null) {
      await once(begun.process, 'exit');
    }
    await goOn(t, begun);
    const { lost } = countsOf(relay, begun.addresses);
    assert.deepEqual(lost, []);
    const twice = relay.taken.filter(({ to }) => to === 'r7@readers.example');
    assert.equal(
      twice.length,
      2,
      'Nobody can know that the relay had it: rather twice than never.',
    );
    const ids = twice.map(({ raw }) => /^Message-ID: (.+)$/im.exec(raw)?.[1]);
    assert.equal(ids[0], ids[1], 'so mail programs may show it once');
  });
});

test('a mail whose answer was lost goes once more after half an hour, and no other does', async (t) => {
  const relay = await startSmtpServer(t);
  const dataDir = dataDirectory(t, relay);
  const now = Date.now();
  const due = now - (now % dayMs) + 7 * hourMs + dayMs;
  const { parts } = await startTestServe(t, dataDir, { aheadMs: due - hourMs / 4 - now });
  const addresses = Array.from({ length: 9 }, (_, n) => `r${n}@readers.example`);
  await setUpNewsletter(parts.table);
  for (const address of addresses) await addReader(parts.table, due - hourMs, { address });
  await addItems(parts.table, item(due - hourMs / 4, { key: 'news' }));
  const tricks = new Map<string, Trick>([
    ['r3@readers.example', { kind: 'hang-up' }],
    ['r4@readers.example', { kind: 'take-and-hang-up' }],
  ]);
  relay.play = (place, to) => {
    const trick = place === 'end' ? tricks.get(to) : undefined;
    if (trick !== undefined) tricks.delete(to);
    return trick;
  };
  await parts.moveTo(due + hourMs / 3);
  assert.deepEqual(countsOf(relay, addresses), { lost: ['r3@readers.example'], doubled: [] });
  await parts.moveTo(due + 2 * hourMs);
  assert.deepEqual(countsOf(relay, addresses), { lost: [], doubled: ['r4@readers.example'] });
  await parts.moveTo(due + 6 * hourMs);
  assert.equal(relay.taken.length, addresses.length + 1, 'and that is the end of it');
});

test('told to stop in the middle of an edition it ends what is in hand, and goes on after a start', async (t) => {
  const relay = await startSmtpServer(t);
  const dataDir = dataDirectory(t, relay, { SMTP_PER_SECOND: '40' });
  const now = Date.now();
  const due = now - (now % dayMs) + 7 * hourMs + dayMs;
  const aheadMs = due - hourMs / 4 - now;
  const first = await startTestServe(t, dataDir, { aheadMs });
  const addresses = Array.from({ length: readersCount }, (_, n) => `r${n}@readers.example`);
  await setUpNewsletter(first.parts.table);
  for (const address of addresses) {
    await addReader(first.parts.table, due - hourMs, { address });
  }
  await addItems(first.parts.table, item(due - hourMs / 4, { key: 'news' }));
  void first.parts.moveTo(due).catch(() => {});
  await until(() => relay.taken.length >= 5, 'The round does not begin.');
  await first.stop();
  assert.deepEqual([...loggedIn(dataDir, 'open')], [], 'nothing was broken off');
  const round = { dataDir, due, addresses };
  await goOn(t, round);
  assert.deepEqual(countsOf(relay, addresses), { lost: [], doubled: [] });
});

test('a copy that was made while it ran mails nobody of whom it knows, once its owner lets it', async (t) => {
  const relay = await startSmtpServer(t);
  const round = await beginRound(t, relay, 20);
  const { origin } = JSON.parse(readFileSync(join(round.dataDir, 'running.json'), 'utf8'));
  await until(() => relay.taken.length >= 5, 'The round does not begin.');
  assert.ok((await fetch(`${origin}/_control/api/backup`, { method: 'POST' })).ok);
  await until(() => relay.taken.length >= 25, 'The round does not go on.');
  const copy = mkdtempSync(join(tmpdir(), 'paperboy-copy-'));
  t.after(() => rmSync(copy, { recursive: true, force: true }));
  execFileSync('cp', ['-a', `${round.dataDir}/.`, copy]);
  await kill(round);
  useKeptStack(copy);
  const known = loggedIn(copy, 'accepted');
  assert.ok(known.size >= 20 && known.size < readersCount);

  const served = await startTestServe(t, copy, { aheadMs: round.due + 60_000 - Date.now() });
  assert.ok(served.copiedAt !== undefined, 'it knows that it is a copy');
  const before = relay.taken.length;
  const { moveTo, table } = served.parts;
  await moveTo(round.due + hourMs);
  assert.equal(relay.taken.length, before, 'nothing goes out before the owner has seen it');
  const pace = await paceStore(table).load();
  assert.match(pace?.paused?.reason ?? '', /^The data was copied\./);
  await resumeSending(paceStore(table));
  for (const hours of [2, 3, 4]) await moveTo(round.due + hours * hourMs);
  await served.stop();
  const { lost, doubled } = countsOf(relay, round.addresses);
  assert.deepEqual(lost, []);
  assert.deepEqual(
    doubled.filter((address) => known.has(address)),
    [],
  );

  const again = await startTestServe(t, copy, { aheadMs: round.due + 4 * hourMs - Date.now() });
  assert.equal(again.copiedAt, undefined, 'from then on it is an original');
});

test('the backup folder alone starts, too, and an original that was moved is none', async (t) => {
  const relay = await startSmtpServer(t);
  const dataDir = dataDirectory(t, relay);
  const first = await startTestServe(t, dataDir);
  await setUpNewsletter(first.parts.table);
  const { id } = await addReader(first.parts.table, Date.now());
  await first.stop();

  const moved = `${dataDir}-moved`;
  t.after(() => rmSync(moved, { recursive: true, force: true }));
  renameSync(dataDir, moved);
  const second = await startTestServe(t, moved);
  assert.equal(second.copiedAt, undefined, 'the same files, by another name');
  await second.stop();

  const copy = mkdtempSync(join(tmpdir(), 'paperboy-copy-'));
  t.after(() => rmSync(copy, { recursive: true, force: true }));
  execFileSync('cp', ['-r', `${moved}/backup/.`, copy]);
  useKeptStack(copy);
  const third = await startTestServe(t, copy);
  assert.ok(third.copiedAt !== undefined);
  const found = await subscriberStore(third.parts.table, Date.now).load(id);
  assert.equal(found?.state, 'confirmed', 'its readers are there');
  assert.equal(
    readFileSync(join(copy, 'signing-secret.json'), 'utf8'),
    readFileSync(join(moved, 'signing-secret.json'), 'utf8'),
    'and the links that they have go on working',
  );
});
