/** Imports of the desk and of the command: each knows of the other's, and takes them back. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Table } from '../../functions/store/client.ts';
import { walkSubscribers } from '../../functions/store/subscriber-walk.ts';
import type { Command, Given } from '../../infra/cli/command.ts';
import type { Connection } from '../../infra/cli/connection.ts';
import { importSubscribers } from '../../infra/cli/subscribers-import.ts';
import { subscribersImports } from '../../infra/cli/subscribers-imports.ts';
import { deskOn, keys } from '../site/desk/stage.ts';
import { newsletter } from '../support/newsletter.ts';
import { all } from './rows.ts';

const paper = newsletter({ id: 'harbour' });
const imports = '/desk/n/harbour/imports';
const proof = 'the book in the safe';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A desk and a command on one table. */
async function both(t: TestContext) {
  const stage = await deskOn(t, [paper]);
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-imports-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const owner = await stage.signedIn('owner');
  const { table, clock } = stage;
  const command = (through: Table = table) => {
    const connection = {
      ...{ table: through, now: () => clock.at, signingKeys: async () => keys },
    } as Partial<Connection> as Connection;
    const run = async (of: Command, args: string[], values: Given['values']) => {
      const connect = async () => connection;
      const { lines, json } = await of.run({ args, values }, { columns: 200, folder }, connect);
      return { text: lines.join('\n'), json: json as Record<string, unknown> };
    };
    return {
      bring: (values: Given['values']) => run(importSubscribers, ['list.csv'], values),
      undo: (at: string, values: Given['values'] = { apply: true }) =>
        run(importSubscribers, [], { undo: at, ...values }),
      list: () => run(subscribersImports, [], {}),
    };
  };
  const write = (...rows: string[]) =>
    writeFileSync(join(folder, 'list.csv'), ['email,status', ...rows].join('\n'));
  const page = async (path: string) => (await owner.get(path)).text();
  const readers = async () =>
    (await all(walkSubscribers(table, clock.at))).map(({ address }) => address).sort();
  return { stage, owner, command, write, page, readers };
}

const people = (count: number) =>
  Array.from({ length: count }, (_, n) => `r-${n}@x.example,active`);

test('what the command imports is in the list of the desk, which takes it back', async (t) => {
  const { owner, command, write, page, readers, stage } = await both(t);
  write(...people(60), 'gone@x.example,unsubscribed', 'nobody,active');
  const { json } = await command().bring({ apply: true, proof });
  assert.equal(json.confirmed, 60);
  const past = await page(imports);
  const row = /list\.csv<\/a><\/th>(.*?)<\/tr>/s.exec(past)?.[1] ?? '';
  assert.match(
    row,
    />done<.*>the command<.*data-label="Rows"[^>]*>62<.*data-label="Came in"[^>]*>61</s,
  );
  const [, path = ''] = /href="([^"]+)">list\.csv/.exec(past) ?? [];
  assert.match(await page(path), /read from now on<\/th><td[^>]*>60</);
  await owner.post(`${path}/undo`);
  assert.match(await page(path), /are taken out again<\/th><td[^>]*>61</);
  assert.deepEqual(await readers(), []);
  assert.match((await command().list()).text, /the command +list\.csv +taken back +61 of 62/);
  assert.deepEqual(stage.errors, []);
});

test('what the desk imports is listed by the command, which takes it back by its run', async (t) => {
  const { stage, owner, command, page, readers } = await both(t);
  assert.match((await command().list()).text, /Nobody was imported/);
  const body = new FormData();
  body.set('form-token', await owner.formToken());
  body.set('paste', 'a@x.example\nb@x.example\nc@x.example');
  const headers = { cookie: owner.cookie, 'sec-fetch-site': 'same-origin' };
  const answer = await stage.request(imports, { method: 'POST', body, headers });
  const path = answer.headers.get('location') ?? '';
  const [, hash = ''] = /name="hash" value="([^"]+)"/.exec(await page(path)) ?? [];
  await owner.post(`${path}/start`, { hash });
  const { text, json } = await command().list();
  assert.ok(text.includes(owner.person.address));
  assert.match(text, /pasted\.csv +done +3 of 3/);
  const [{ run = '' } = {}] = json as unknown as { run?: string }[];
  assert.match((await command().undo(run, {})).text, /3 addresses would be taken out again/);
  assert.equal((await readers()).length, 3);
  assert.match((await command().undo(run)).text, /3 addresses are taken out again/);
  assert.deepEqual(await readers(), []);
  assert.match(await page(path), /are taken out again<\/th><td[^>]*>3</);
  await assert.rejects(command().undo(run), /nobody who came with the import/);
});

/** A table that dies at the n-th transaction. */
function dying(table: Table, at: number): Table {
  let count = 0;
  const send = async (asked: { constructor: { name: string } }) => {
    if (asked.constructor.name === 'TransactWriteCommand' && ++count === at) {
      throw new Error('The line is dead.');
    }
    return table.client.send(asked as never);
  };
  const client = new Proxy(table.client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name, target)),
  });
  return { ...table, client };
}

test('a command that died is told of, goes on where it was, and nobody else goes on in its place', async (t) => {
  const { stage, owner, command, write, page, readers } = await both(t);
  write(...people(100));
  await assert.rejects(command(dying(stage.table, 3)).bring({ apply: true, proof }));
  const [, path = ''] = /href="([^"]+)">list\.csv/.exec(await page(imports)) ?? [];
  assert.match(await page(path), /The command works on it, where the file is/);
  assert.doesNotMatch(await page(path), /Go on now/);
  stage.clock.at += hourMs;
  assert.match(await page(path), /The command was last heard of at/);
  await owner.post(`${path}/on`);
  assert.equal((await readers()).length, 48);
  const { text } = await command().bring({ apply: true, proof });
  assert.match(text, /It went on where it was interrupted/);
  assert.equal((await readers()).length, 100);
  assert.equal((await page(imports)).split('list.csv</a>').length, 2, 'It is one import.');
  await owner.post(`${path}/undo`);
  assert.deepEqual(await readers(), []);
});

test('taken back at the desk while the command works on it, the command ends there', async (t) => {
  const { stage, owner, command, write, page, readers } = await both(t);
  write(...people(100));
  let isUndone = false;
  const meddling = new Proxy(stage.table.client, {
    get: (target, name) =>
      name !== 'send'
        ? Reflect.get(target, name, target)
        : async (asked: { constructor: { name: string } }) => {
            const answer = await target.send(asked as never);
            if (!isUndone && asked.constructor.name === 'TransactWriteCommand') {
              isUndone = true;
              const [, path = ''] = /href="([^"]+)">list\.csv/.exec(await page(imports)) ?? [];
              await owner.post(`${path}/undo`);
            }
            return answer;
          },
  });
  const through = { ...stage.table, client: meddling };
  await assert.rejects(command(through).bring({ apply: true, proof }), /taken back at the desk/);
  const [, path = ''] = /href="([^"]+)">list\.csv/.exec(await page(imports)) ?? [];
  stage.clock.at += 4 * minuteMs;
  await owner.post(`${path}/on`);
  assert.match(await page(path), /are taken out again<\/th><td[^>]*>24</);
  assert.deepEqual(await readers(), []);
  const { json } = await command().bring({ apply: true, proof });
  assert.equal(json.confirmed, 100, 'The same words begin an import of their own.');
});
