/** Exporting readers at the desk: in parts that an answer has room for, each reader once. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import { openSegment } from '../../../functions/edition/segment.ts';
import { addressRow } from '../../../functions/store/address-row.ts';
import { auditLog } from '../../../functions/store/audit.ts';
import type { Table } from '../../../functions/store/client.ts';
import { listedReaders } from '../../../functions/store/listed-readers.ts';
import { putRows } from '../../../functions/store/many-rows.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { segmentStore } from '../../../functions/store/segments.ts';
import { toRow } from '../../../functions/store/subscriber-row.ts';
import { exportPart } from '../../../functions/subscriber/list/export-part.ts';
import { partLimits } from '../../../functions/subscriber/list/part-limits.ts';
import type { Subscriber } from '../../../functions/subscriber/subscriber.ts';
import type { Connection } from '../../../infra/cli/connection.ts';
import { exportAll } from '../../../infra/cli/subscribers-export.ts';
import { newsletter } from '../../support/newsletter.ts';
import { testTable } from '../../support/table.ts';
import { countCalls } from '../../support/table-calls.ts';
import { type DeskVisitor, deskOn, monday } from './stage.ts';

const paper = newsletter({ id: 'harbour' });
const path = '/desk/n/harbour/readers/export';
const hours = [6, 7, 8];

function readerOf(n: number, segmentId: string, fields: Partial<Subscriber> = {}): Subscriber {
  const address = `r-${String(n).padStart(6, '0')}@x.example`;
  return {
    ...{ id: `id-${n}`, newsletterId: paper.id, address, addressKey: address, segmentId },
    ...{ state: 'confirmed', suppressed: false, sections: 'all', createdAt: monday },
    schedule: { cadence: 'daily', hour: hours[n % hours.length] ?? 7, zone: 'Europe/Berlin' },
    receivedThrough: monday,
    consent: {
      requestedAt: monday,
      requestedFrom: '192.0.2.1',
      wordsVersion: '1',
      confirmedAt: monday,
    },
    ...fields,
  };
}

/** So many readers, spread over three segments. */
async function withReaders(
  table: Table,
  count: number,
  fields: (n: number) => Partial<Subscriber> = () => ({}),
): Promise<void> {
  const { join: open } = segmentStore(table);
  const ids = await Promise.all(
    hours.map((hour) => {
      const schedule = { cadence: 'daily', hour, zone: 'Europe/Berlin' } as const;
      const choice = { newsletterId: paper.id, schedule, sections: 'all' } as const;
      return openSegment(choice, { join: open, now: () => monday });
    }),
  );
  await schemaStore(table).begin(schemaVersion);
  const rows = Array.from({ length: count }, (_, n) => {
    const reader = readerOf(n, ids[n % ids.length] ?? '', fields(n));
    return [toRow(reader), addressRow(reader)];
  }).flat();
  await putRows(table, rows);
}

/** All parts, one after the other, as somebody downloads them without a script. */
async function download(visitor: DeskVisitor) {
  const parts: string[] = [];
  for (let at = path; ; ) {
    const query = new URL(at, 'https://x.example').searchParams;
    const fields = Object.fromEntries(query);
    const file = await visitor.post(path, fields);
    assert.equal(file.headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.equal(
      file.headers.get('content-disposition'),
      `attachment; filename="harbour-readers-${fields.part ?? 1}.csv"`,
    );
    parts.push(await file.text());
    const next = await visitor.post(`${path}/next`, fields);
    at = next.headers.get('location') ?? '';
    if (at === `${path}?said=last`) return parts;
    assert.equal((await visitor.get(at)).status, 200);
  }
}

const linesOf = (csv: string) => csv.trimEnd().split('\r\n');

async function byCommand(t: TestContext, table: Table): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-export-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const connection = { table, now: () => monday } as Partial<Connection> as Connection;
  const screen = { columns: 80, folder };
  await exportAll({ args: ['all.csv'], values: {}, screen, place: {} }, connection);
  return linesOf(readFileSync(join(folder, 'all.csv'), 'utf8'));
}

test('the file has everybody who reads, in the words of the command, and no cell is a formula', async (t) => {
  const { table, signedIn, errors } = await deskOn(t, [paper]);
  const proof = '=HYPERLINK("http://e.example")';
  await withReaders(table, 30, (n) => {
    const { consent } = readerOf(n, '');
    if (n === 3) return { consent: { ...consent, importedProof: proof } };
    if (n === 4) return { state: 'unsubscribed' };
    if (n === 5) return { state: 'pending' };
    if (n === 6) return { suppressed: true };
    return {};
  });
  const owner = await signedIn('owner');
  const [csv = '', ...more] = await download(owner);
  assert.deepEqual(more, []);
  const [heading, ...lines] = linesOf(csv);
  const [ownHeading, ...all] = await byCommand(t, table);
  assert.equal(heading, ownHeading);
  const reads = all.filter((line) => /@x\.example,confirmed,[^,]+,,/.test(line));
  assert.deepEqual(lines.toSorted(), reads.toSorted());
  assert.equal(lines.length, 27, 'Neither who left, nor who waits, nor who is suppressed.');
  assert.ok(csv.includes(`"'=HYPERLINK(""http://e.example"")"`));
  assert.deepEqual(errors, []);
});

test('1,001 readers come in two parts, each of fewer than 6 MB, everybody once', async (t) => {
  const { table, signedIn } = await deskOn(t, [paper]);
  const { readersMax } = partLimits;
  await withReaders(table, readersMax + 1);
  const owner = await signedIn('owner');
  const parts = await download(owner);
  assert.deepEqual(
    parts.map((csv) => linesOf(csv).length - 1),
    [readersMax, 1],
  );
  const lines = parts.flatMap((csv) => linesOf(csv).slice(1));
  assert.equal(new Set(lines).size, readersMax + 1);
  for (const csv of parts) assert.ok(Buffer.byteLength(JSON.stringify(csv)) < 6_000_000);
});

test('a part tells where the next one begins, so that a script makes one file of all', async (t) => {
  const { table, signedIn } = await deskOn(t, [paper]);
  await withReaders(table, partLimits.readersMax + 1);
  const owner = await signedIn('owner');
  const first = await owner.post(path);
  assert.equal(first.headers.get('x-readers'), '1000');
  const [, next = ''] = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
  const fields = Object.fromEntries(new URL(next, 'https://x.example').searchParams);
  const second = await owner.post(path, fields);
  assert.equal(second.headers.get('link'), null);
  assert.equal(second.headers.get('x-readers'), '1');
  const lines = [...linesOf(await first.text()), ...linesOf(await second.text()).slice(1)];
  assert.equal(new Set(lines).size, partLimits.readersMax + 2);
});

test('a table whose readers of earlier releases are not in it yet gives no file, and says so', async (t) => {
  const { table, signedIn } = await deskOn(t, [paper]);
  await withReaders(table, 3);
  await schemaStore(table).noteVersion(schemaVersion - 1);
  const owner = await signedIn('owner');
  const page = await (await owner.get(path)).text();
  assert.match(page, /would be missing in it until <code[^>]*>paperboy upgrade --apply/);
  assert.doesNotMatch(page, /action="[^"]*export/);
  for (const act of [path, `${path}/next`]) {
    const answer = await owner.post(act);
    assert.equal(answer.headers.get('location'), `${path}?said=incomplete`);
  }
  assert.match(await (await owner.get(`${path}?said=incomplete`)).text(), /There is no file yet/);
});

test('readers with a long past fill a part sooner, and nobody is in two or in none', async (t) => {
  const table = await testTable(t);
  const { consent } = readerOf(0, '');
  const past = { ...consent, importedProof: 'é"'.repeat(200), withdrawnAt: monday };
  await withReaders(table, 60, (n) => (n % 2 === 0 ? { pastConsents: Array(20).fill(past) } : {}));
  const deps = listedReaders(table, () => monday);
  for (const limits of [
    { ...partLimits, bytesMax: 100_000 },
    { ...partLimits, readersMax: 7 },
    { ...partLimits, bytesMax: 1 },
  ]) {
    const lines: string[] = [];
    let parts = 0;
    for (let from: Parameters<typeof exportPart>[0]['from']; ; ) {
      const part = await exportPart(
        { newsletterId: paper.id, ...(from && { from }) },
        deps,
        limits,
      );
      assert.ok(part !== 'incomplete');
      lines.push(...linesOf(part.csv).slice(1));
      parts += 1;
      assert.ok(parts < 100);
      const isOne = part.readers <= 1;
      assert.ok(isOne || Buffer.byteLength(JSON.stringify(part.csv)) <= limits.bytesMax + 10_000);
      from = part.next;
      if (from === undefined) break;
    }
    assert.ok(parts > 2);
    assert.equal(new Set(lines).size, 60);
    assert.equal(lines.length, 60);
  }
});

test('the page says what is not in the file, in a few calls, and what names no part leads to the first', async (t) => {
  const { table, signedIn } = await deskOn(t, [paper]);
  await schemaStore(table).begin(schemaVersion);
  const owner = await signedIn('owner');
  let page = '';
  const calls = await countCalls(table, async () => {
    page = await (await owner.get(path)).text();
  });
  assert.ok(calls <= 20);
  assert.match(page, /paperboy subscribers export FILE/);
  assert.match(page, /parts of 1,000 readers at most/);
  for (const query of [
    'part=2&range=x&reader=a',
    'part=2&range=0x1&reader=a',
    'part=2&range=%201&reader=a',
    'part=1&range=1&reader=a',
    'part=2&range=1&reader=%23',
    'part=2&range=1',
    'part=2&reader=a',
  ]) {
    const answer = await owner.get(`${path}?${query}`);
    assert.equal(answer.headers.get('location'), `${path}?said=bad`, query);
    const posted = await owner.post(path, Object.fromEntries(new URLSearchParams(query)));
    assert.equal(posted.headers.get('location'), `${path}?said=bad`, query);
  }
});

test('it asks for a fresh proof, and stands in the audit trail with the number of readers', async (t) => {
  const { table, clock, signedIn } = await deskOn(t, [paper]);
  await withReaders(table, 3);
  const owner = await signedIn('owner');
  await owner.post(path);
  const [entry] = await auditLog(table).list('harbour', { limit: 1 });
  assert.deepEqual(
    [entry?.act, entry?.object, entry?.after, entry?.outcome],
    ['/readers/export', 'part 1', '3 readers', 'done'],
  );
  clock.at += 60 * 60_000;
  for (const answer of [
    await owner.get(path),
    await owner.post(path),
    await owner.post(`${path}/next`),
  ]) {
    assert.equal(answer.headers.get('location'), '/desk/in?said=prove');
  }
  const editor = await signedIn('editor', 'harbour');
  assert.equal((await editor.get(path)).status, 403);
});
