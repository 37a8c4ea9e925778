import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Table } from '../../functions/store/client.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { walkSubscribers } from '../../functions/store/subscriber-walk.ts';
import { windowStore } from '../../functions/store/windows.ts';
import { openTurns } from '../../functions/subscriber/import/turns.ts';
import { openSeen } from '../../functions/subscriber/list/seen-addresses.ts';
import { domainWindow } from '../../functions/subscriber/windows.ts';
import type { Input } from '../../infra/cli/command.ts';
import type { Connection } from '../../infra/cli/connection.ts';
import { patiently } from '../../infra/cli/patience.ts';
import { importAll } from '../../infra/cli/subscribers-import.ts';
import { newsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';
import { all } from './rows.ts';

const now = Date.parse('2026-11-22T10:20:00Z');
const hourMs = 3_600_000;
const keys = { current: { id: 'k1', secret: 's'.repeat(40) }, older: [] };
const readers = 120;
/** Twice there, once no address: both are told in the report. */
const rows = ['a-0@x.example', 'nothing'];

interface Ground {
  readonly table: Table;
  readonly folder: string;
  readonly run: (values: object, table?: Table, at?: number) => Promise<Record<string, number>>;
  readonly report: () => string;
}

async function setUp(t: TestContext): Promise<Ground> {
  const table = await testTable(t);
  await newsletterStore(table).save(newsletter());
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-run-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const people = Array.from({ length: readers }, (_, n) => `a-${n}@x.example`);
  writeFileSync(join(folder, 'list.csv'), ['email', ...people, ...rows].join('\n'));
  const run = async (values: object, through = table, at = now) => {
    const connection = {
      table: through,
      now: () => at,
      signingKeys: async () => keys,
    } as Partial<Connection> as Connection;
    const input = { args: ['list.csv'], values, screen: { columns: 80, folder } };
    const { json } = await importAll(input as unknown as Input<never>, connection);
    const { run: _, ...counts } = json as Record<string, number>;
    return counts;
  };
  return { table, folder, run, report: () => readFileSync(reportIn(folder), 'utf8') };
}

const reportIn = (folder: string) => join(folder, 'list.csv.refused.csv');

/** A table whose connection breaks at the n-th transaction, before or after it was written. */
function breaking(table: Table, at: number, isWritten: boolean): Table {
  let count = 0;
  const send = async (command: { constructor: { name: string } }) => {
    const isMeant = command.constructor.name === 'TransactWriteCommand' && ++count === at;
    if (isMeant && !isWritten) throw new Error('The line is dead.');
    const answer = await table.client.send(command as never);
    if (isMeant) throw new Error('The line is dead.');
    return answer;
  };
  const client = new Proxy(table.client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name, target)),
  });
  return { ...table, client };
}

const apply = { apply: true, proof: 'the book in the safe' };

test('killed anywhere and started again, an import ends as if nothing had happened', async (t) => {
  const whole = await setUp(t);
  const expected = await whole.run(apply);
  assert.deepEqual(expected, { confirmed: readers, unread: 2, isDryRun: false });
  const { run, report, table } = await setUp(t);
  for (const [at, isWritten] of [
    [1, false],
    [2, true],
    [1, true],
    [2, false],
  ] as const) {
    await assert.rejects(run(apply, breaking(table, at, isWritten)), /The line is dead/);
  }
  assert.deepEqual(await run(apply), expected);
  assert.equal(report(), whole.report());
  const found = await all(walkSubscribers(table, now));
  assert.equal(new Set(found.map(({ addressKey }) => addressKey)).size, readers);
  assert.equal(found.length, readers);
  assert.deepEqual(await run(apply), { 'reads-here': readers, unread: 2, isDryRun: false });
});

test('killed between the note and the write, it takes off all the same who has left there', async (t) => {
  const { run, table, folder } = await setUp(t);
  await run(apply);
  const people = Array.from({ length: readers }, (_, n) => `a-${n}@x.example,Unsubscribed`);
  writeFileSync(join(folder, 'list.csv'), ['email,status', ...people].join('\n'));
  const later = now + 1;
  await assert.rejects(run(apply, breaking(table, 3, false), later), /The line is dead/);
  assert.deepEqual(await run(apply, table, later), { 'taken-off': readers, isDryRun: false });
  const found = await all(walkSubscribers(table, now));
  assert.ok(found.every(({ state }) => state === 'unsubscribed'));
});

test('other words for the proof begin an import of their own', async (t) => {
  const { run, table } = await setUp(t);
  await assert.rejects(run(apply, breaking(table, 3, true)), /The line is dead/);
  const counts = await run({ ...apply, proof: 'another book' });
  assert.ok((counts['reads-here'] ?? 0) >= 25, 'What the first one wrote is there already.');
  assert.equal((counts['reads-here'] ?? 0) + (counts.confirmed ?? 0), readers);
});

test('confirmations are spread over hours, and leave most of each to honest visitors', async (t) => {
  const { run, table } = await setUp(t);
  assert.deepEqual(await run({ apply: true }), { asked: readers, unread: 2, isDryRun: false });
  const found = await all(walkSubscribers(table, now));
  const turns = found.map(({ confirmation }) => confirmation?.at ?? 0);
  assert.ok(turns.every((at) => at >= now && at < now + 2 * hourMs));
  assert.ok(found.every((one) => one.expiresAt === undefined && one.confirmation !== undefined));
  const { kind } = await windowStore(table, () => now).take(domainWindow('me@x.example'), 1);
  assert.equal(kind, 'taken', 'The domain has room left for who signs up now.');
});

test('one domain gets half of its window in an hour, the rest waits for the next', async (t) => {
  const table = await testTable(t);
  const takeTurn = openTurns((at) => windowStore(table, () => at), now);
  const windows = windowStore(table, () => now);
  const domain = domainWindow('a@x.example');
  for (let n = 0; n < domain.max / 2 - 2; n++) await windows.take(domain, 1);
  const turns: (number | undefined)[] = [];
  for (let n = 0; n < 4; n++) turns.push(await takeTurn('a@x.example', `id-${n}`));
  const nextHour = now - (now % hourMs) + hourMs;
  assert.deepEqual(
    turns.map((at = 0) => at >= nextHour),
    [false, false, true, true],
  );
  assert.ok(((await takeTurn('a@y.example', 'id-9')) ?? nextHour) < nextHour);
});

test('a throttled table is waited for, anything else is not', async () => {
  const pauses: number[] = [];
  const pause = async (ms: number) => pauses.push(ms);
  const failing = (times: number, error: object) => {
    let left = times;
    return async () => {
      if (left-- > 0) throw Object.assign(new Error('no'), error);
      return 'done';
    };
  };
  const cancelled = {
    name: 'TransactionCanceledException',
    CancellationReasons: [{ Code: 'None' }, { Code: 'ThrottlingError' }],
  };
  assert.equal(await patiently(failing(2, { name: 'ThrottlingException' }), pause), 'done');
  assert.equal(await patiently(failing(1, cancelled), pause), 'done');
  assert.deepEqual(pauses, [250, 500, 250]);
  await assert.rejects(patiently(failing(1, { name: 'TimeoutError' }), pause));
  await assert.rejects(patiently(failing(99, { name: 'ThrottlingException' }), pause));
});

test('what was noted is known among a hundred thousand, and nothing else is', () => {
  const seen = openSeen();
  for (let n = 0; n < 100_000; n++) seen.set(`a-${n}`, n % 7);
  for (let n = 0; n < 100_000; n += 997) assert.equal(seen.get(`a-${n}`), n % 7);
  seen.set('a-5', 1);
  assert.equal(seen.get('a-5'), 1);
  assert.equal(seen.get('b'), undefined);
});
