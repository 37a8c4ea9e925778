/**
 * Data of every release so far, as it was written then: the doors of this one read all of it. With
 * UPDATE_GOLDEN=1 the set of this release is written; those of releases before stay as they are.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Row, Table } from '../../functions/store/client.ts';
import { queueNames } from '../../infra/cloud/door-names.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { testTable } from '../support/table.ts';
import { goldenLinks, goldenMessages, messageReaders, readGoldenLink } from './golden-messages.ts';
import { readings, writeGolden } from './golden-rows.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'test', 'fixtures', 'releases');
const own = `${packageJson.version}.json`;

interface Golden {
  readonly rows: readonly Row[];
  /** What was read of each kind when it was written. */
  readonly reads: Readonly<Record<string, unknown>>;
  readonly messages: Readonly<Record<string, readonly unknown[]>>;
  readonly messageReads: Readonly<Record<string, readonly unknown[]>>;
  /** As they stand in mails, each with its purpose. */
  readonly links: readonly string[];
  readonly linkReads: readonly unknown[];
}

/** Sets and bytes are kept as what they are. */
function toText(golden: Golden): string {
  return `${JSON.stringify(golden, (_, value: unknown) => plain(value), 1)}\n`;
}

/** The table gives attributes in any order. */
function plain(value: unknown): unknown {
  if (value instanceof Set) return { $set: [...value].sort() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fromText(text: string): Golden {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$set' in value) return new Set(value.$set as unknown[]);
    return '$bytes' in value ? Uint8Array.from(Buffer.from(String(value.$bytes), 'base64')) : value;
  });
}

/** Another version of Brotli packs the same into other bytes. */
const apartFromBytes = (text: string) => text.replaceAll(/("\$bytes": )"[^"]*"/g, '$1""');

/** As it is in the file, so that it can be compared with what is there. */
const asKept = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null, (_, one: unknown) => plain(one)));

async function readAll(table: Table): Promise<Record<string, unknown>> {
  const reads: Record<string, unknown> = {};
  for (const [kind, read] of Object.entries(readings)) reads[kind] = asKept(await read(table));
  return reads;
}

async function makeGolden(table: Table): Promise<Golden> {
  await writeGolden(table);
  const { Items: rows = [] } = await table.client.send(
    new ScanCommand({ TableName: table.name, ConsistentRead: true }),
  );
  rows.sort((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1));
  const messages = await goldenMessages();
  const messageReads = Object.entries(messages).map(([queue, bodies]) => [
    queue,
    bodies.map((body) => messageReaders[queue]?.(JSON.stringify(body))),
  ]);
  return {
    rows,
    reads: await readAll(table),
    messages,
    messageReads: Object.fromEntries(messageReads),
    links: goldenLinks(),
    linkReads: goldenLinks().map(readGoldenLink),
  };
}

/** The kinds of rows as the page of the table names them, each with the form of its keys. */
const kinds = [
  ...readFileSync(join(root, 'functions/store/table.ts'), 'utf8').matchAll(
    /^ \* \| ([a-z][^|]*?) *\| ([A-Z][^|]*?) *\| ([^|]+?) *\|/gm,
  ),
].map(([, kind = '', pk = '', sk = '']) => {
  return { kind: kind.replace("'", '’'), pk: formOf(pk), sk: formOf(sk) };
});

/** Words in capitals stand for themselves, others for any text; the last takes what is left. */
function formOf(text: string): RegExp {
  const parts = text.split('#');
  const forms = parts.map((part, n) => {
    if (/^[A-Z]+$/.test(part)) return part;
    return n === parts.length - 1 && parts.length > 1 && !text.startsWith('EDITION#')
      ? '.+'
      : '[^#]+';
  });
  return new RegExp(`^${forms.join('#')}$`);
}

function kindOf({ pk, sk }: Row): string[] {
  const found = kinds.filter((one) => one.pk.test(String(pk)) && one.sk.test(String(sk)));
  return found.map(({ kind }) => kind);
}

test('the data of this release are kept', async (t) => {
  const made = toText(await makeGolden(await testTable(t)));
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(join(folder, own), made);
  const kept = readFileSync(join(folder, own), 'utf8');
  assert.equal(apartFromBytes(kept), apartFromBytes(made), 'UPDATE_GOLDEN=1 writes them anew.');
});

test('each kind of row that the table has, and each queue, has golden data and is read', () => {
  const { rows, messages } = fromText(readFileSync(join(folder, own), 'utf8'));
  assert.ok(kinds.length >= 39, `${kinds.length} kinds`);
  const found = new Set(rows.flatMap(kindOf));
  const missing = kinds.filter(({ kind }) => !found.has(kind)).map(({ kind }) => kind);
  assert.deepEqual(missing, [], 'No golden row of these kinds.');
  assert.deepEqual(
    rows.filter((row) => kindOf(row).length === 0).map(({ pk, sk }) => `${pk} ${sk}`),
    [],
    'The page of the table names no such rows.',
  );
  assert.deepEqual(Object.keys(readings).sort(), kinds.map(({ kind }) => kind).sort());
  assert.deepEqual(Object.keys(messages).sort(), [...queueNames].sort());
});

for (const file of readdirSync(folder)) {
  test(`rows, messages and links of ${file} are read by the doors of today`, async (t) => {
    const golden = fromText(readFileSync(join(folder, file), 'utf8'));
    const damaged: string[] = [];
    const table = {
      ...(await testTable(t)),
      reportMalformed: ({ message }: Error) => void damaged.push(message),
    };
    for (const Item of golden.rows) {
      await table.client.send(new PutCommand({ TableName: table.name, Item }));
    }
    for (const [kind, read] of Object.entries(golden.reads)) {
      const now = asKept(await readings[kind]?.(table));
      if (typeof read !== 'object' || read === null) assert.deepEqual(now, asKept(read), kind);
      else assert.partialDeepStrictEqual(now, asKept(read) as object, kind);
    }
    assert.deepEqual(damaged, []);
    for (const [queue, bodies] of Object.entries(golden.messages)) {
      const reads = bodies.map((body) => messageReaders[queue]?.(JSON.stringify(body)));
      assert.partialDeepStrictEqual(reads, golden.messageReads[queue] ?? []);
    }
    const links = golden.links.map(readGoldenLink);
    assert.partialDeepStrictEqual(links, [...golden.linkReads]);
  });
}
