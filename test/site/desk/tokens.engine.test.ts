/** Tokens at the desk: made once, shown once, kept as hashes, never more than whoever made them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { appoint, dismiss, withdrawRoles } from '../../../functions/owner/person.ts';
import { callsOf, wrongCallsOf } from '../../../functions/owner/token.ts';
import { auditLog } from '../../../functions/store/audit.ts';
import type { Table } from '../../../functions/store/client.ts';
import { keys } from '../../../functions/store/table.ts';
import { tokenStore } from '../../../functions/store/tokens.ts';
import { newsletter } from '../../support/newsletter.ts';
import { countCalls } from '../../support/table-calls.ts';
import { deskForPrograms, programOf, root } from './program.ts';
import { type DeskVisitor, deskOn } from './stage.ts';

const papers = [newsletter(), newsletter({ id: 'other' })];
const dayMs = 86_400_000;

async function textOf(answer: Response | Promise<Response>): Promise<string> {
  return (await answer).text();
}

async function make(visitor: DeskVisitor, fields: Record<string, string> = {}) {
  const wish = { name: 'Feed watcher', newsletter: '*', right: 'curate', days: '30', ...fields };
  const answer = await visitor.post('/desk/tokens', wish);
  const page = await answer.text();
  return { answer, page, text: /pbt_[\w-]+/.exec(page)?.[0] ?? '' };
}

async function everyRow(table: Table): Promise<string> {
  const { Items } = await table.client.send(new ScanCommand({ TableName: table.name }));
  return JSON.stringify(Items);
}

test('a token is made at the desk, works, is shown once and kept nowhere', async (t) => {
  const desk = await deskOn(t, papers);
  const editor = await desk.signedIn('editor');
  const { answer, page, text } = await make(editor);
  assert.equal(answer.status, 200);
  assert.match(page, /Copy it now: it is shown this once/);
  const list = await textOf(editor.get('/desk/tokens'));
  assert.match(list, /Feed watcher/);
  assert.match(list, /decide on items, and/);
  assert.doesNotMatch(list, /pbt_/);
  const secret = text.split('_').at(-1) ?? '';
  assert.ok(secret.length >= 32);
  assert.ok(!(await everyRow(desk.table)).includes(secret));
  const ask = () =>
    desk.request(`${root}/newsletters/paper`, { headers: { authorization: `Bearer ${text}` } });
  assert.equal((await ask()).status, 200);
  desk.clock.at += 30 * dayMs;
  assert.equal((await ask()).status, 401);
});

test('nobody makes a token of more than they have, or without a name, twice of one name, for ever', async (t) => {
  const { signedIn, table } = await deskOn(t, papers);
  const editor = await signedIn('editor', 'paper');
  for (const [fields, said] of [
    [{ newsletter: 'paper', right: 'readers' }, 'not-yours'],
    [{ newsletter: 'other' }, 'not-yours'],
    [{ newsletter: '*' }, 'not-yours'],
    [{ newsletter: 'paper', name: ' ' }, 'bad-name'],
    [{ newsletter: 'paper', name: 'me@desk.example' }, 'bad-name'],
    [{ newsletter: 'paper', name: 'x'.repeat(61) }, 'bad-name'],
    [{ newsletter: 'paper', days: '9999' }, 'bad-days'],
  ] as const) {
    const { answer } = await make(editor, fields);
    assert.equal(answer.headers.get('location'), `/desk/tokens?said=${said}`);
  }
  assert.deepEqual(await tokenStore(table).list(), []);
  assert.equal((await make(editor, { newsletter: 'paper' })).answer.status, 200);
  const { answer } = await make(editor, { newsletter: 'paper' });
  assert.equal(answer.headers.get('location'), '/desk/tokens?said=taken');
});

test('making one takes a fresh proof of who it is', async (t) => {
  const { signedIn, clock } = await deskOn(t, papers);
  const owner = await signedIn('owner');
  clock.at += 11 * 60_000;
  const { answer } = await make(owner);
  assert.equal(answer.headers.get('location'), '/desk/in?said=prove');
});

test('whoever made a token revokes it, and it is refused in the middle of its work', async (t) => {
  const desk = await deskForPrograms(t, papers);
  const owner = await desk.signedIn('owner');
  const wish = { newsletterId: '*', rights: ['look'], isGrave: false, days: 90 } as const;
  const mine = await programOf(desk, { ...wish, person: owner.person, name: 'mine' });
  assert.equal((await mine.get('/newsletters')).status, 200);
  const editor = await desk.signedIn('editor');
  const theirs = await editor.post('/desk/tokens/revoke', { token: mine.tokenId });
  assert.equal(theirs.headers.get('location'), '/desk/tokens?said=gone');
  assert.equal((await mine.get('/newsletters')).status, 200);
  assert.doesNotMatch(await textOf(editor.get('/desk/tokens')), /mine/);
  await owner.post('/desk/tokens/revoke', { token: mine.tokenId });
  assert.equal((await mine.get('/newsletters')).status, 401);
});

test('whoever looks after the people sees and revokes the tokens of all', async (t) => {
  const desk = await deskForPrograms(t, papers);
  const owner = await desk.signedIn('owner');
  const other = await desk.program({ role: 'editor', rights: ['look', 'send'] });
  const list = await textOf(owner.get('/desk/tokens'));
  assert.ok(list.includes(other.person.address));
  await owner.post('/desk/tokens/revoke', { token: other.tokenId });
  assert.equal((await other.get('/newsletters')).status, 401);
});

test('who loses a right loses the tokens that hold it, for good; others go on', async (t) => {
  const desk = await deskForPrograms(t, papers);
  await desk.signedIn('owner');
  const { person } = await desk.signedIn('editor');
  const wish = { person, newsletterId: '*', isGrave: false, days: 90 } as const;
  const sends = await programOf(desk, { ...wish, name: 'sends', rights: ['look', 'send'] });
  const looks = await programOf(desk, { ...wish, name: 'looks', rights: ['look'] });
  const deps = { ...desk.deps, ...desk.deps.people };
  const as = (role: 'writer' | 'editor') =>
    appoint({ address: person.address, role, newsletterId: '*' }, deps);
  await as('writer');
  assert.equal((await sends.get('/newsletters')).status, 401);
  assert.equal((await looks.get('/newsletters')).status, 200);
  await as('editor');
  assert.equal((await sends.get('/newsletters')).status, 401);
  await dismiss(person.id, deps);
  assert.equal((await looks.get('/newsletters')).status, 401);
  assert.deepEqual(await tokenStore(desk.table).list(), []);
});

test('a role at a newsletter that goes takes its tokens along', async (t) => {
  const desk = await deskForPrograms(t, papers);
  const own = await desk.program({ role: 'editor', of: 'paper', rights: ['look'] });
  await withdrawRoles('paper', desk.deps.people);
  assert.equal((await own.get('/newsletters')).status, 401);
  assert.deepEqual(await tokenStore(desk.table).list(), []);
});

test('each act of a program is in the log, with the name of its token and what it did', async (t) => {
  const desk = await deskForPrograms(t, papers);
  const owner = await desk.signedIn('owner');
  const program = await desk.program();
  await program.post('/newsletters/paper/readers', { address: 'anna@reader.example' });
  await program.post('/newsletters/paper/readers', { address: 'nothing' });
  const [refused, done] = await auditLog(desk.table).list('paper', { limit: 2 });
  for (const [entry, outcome] of [
    [done, 'done'],
    [refused, 'refused'],
  ] as const) {
    assert.deepEqual(
      [entry?.via, entry?.token, entry?.act, entry?.outcome],
      ['api', 'program 1', 'POST /newsletters/:newsletter/readers', outcome],
    );
    assert.equal(entry?.personId, program.person.id);
    assert.equal(entry?.from, '192.0.2.0/24');
  }
  assert.match(await textOf(owner.get('/desk/n/paper/log')), /· program 1/);
});

test('a desk has room for 200 tokens', async (t) => {
  const { signedIn, table, clock } = await deskOn(t, papers);
  const owner = await signedIn('owner');
  const { add, list } = tokenStore(table);
  await make(owner);
  const [first] = await list();
  assert.ok(first);
  for (let n = 1; n < 200; n++)
    await add({ ...first, id: `t${n}`, name: `token ${n}` }, owner.person);
  const { answer } = await make(owner, { name: 'One more' });
  assert.equal(answer.headers.get('location'), '/desk/tokens?said=too-many');
  assert.match(await textOf(owner.get('/desk/tokens?said=too-many')), /room for 200 tokens/);
  await owner.post('/desk/tokens/revoke', { token: first.id });
  assert.equal((await make(owner, { name: 'One more' })).answer.status, 200);
  assert.ok(first.endsAt > clock.at);
});

test('a token calls so often in an hour, wrong ones seldom, and each is told how long to wait', async (t) => {
  const desk = await deskForPrograms(t, papers);
  const { get } = await desk.program();
  const wrong = (text: string) =>
    desk.request(`${root}/newsletters`, { headers: { authorization: text } });
  const forged = `Bearer pbt_${'a'.repeat(8)}_${'b'.repeat(8)}_${'c'.repeat(32)}`;
  const { max } = wrongCallsOf('192.0.2.7');
  for (let n = 0; n < max; n += 1) assert.equal((await wrong(forged)).status, 401);
  const busy = await wrong(forged);
  assert.equal(busy.status, 429);
  assert.equal(busy.headers.get('retry-after'), '3600');
  // Whoever has one that works is not kept waiting for others.
  assert.equal((await get('/newsletters')).status, 200);
  const mine = await desk.program();
  const { kind, name } = callsOf({ id: mine.tokenId });
  const Item = { ...keys.window(kind, name, desk.clock.at), used: 3_599 };
  await desk.table.client.send(new PutCommand({ TableName: desk.table.name, Item }));
  assert.equal((await mine.get('/newsletters')).status, 200, 'the last of 3,600');
  const full = await mine.get('/newsletters');
  assert.deepEqual([full.status, full.headers.get('retry-after')], [429, '3600']);
  desk.clock.at += 3_600_000;
  assert.equal((await mine.get('/newsletters')).status, 200);
  const calls = await countCalls(desk.table, async () => {
    await wrong('Bearer nonsense');
    await wrong('Basic abc');
  });
  assert.ok(calls <= 2, `${calls} calls`);
});

test('when a token was last used is told, and written seldom', async (t) => {
  const desk = await deskForPrograms(t, papers);
  const { get, tokenId } = await desk.program();
  const usedAt = async () =>
    (await tokenStore(desk.table).list()).find(({ id }) => id === tokenId)?.usedAt;
  assert.equal(await usedAt(), undefined);
  await get('/newsletters');
  const first = desk.clock.at;
  assert.equal(await usedAt(), first);
  desk.clock.at += 5 * 60_000;
  await get('/newsletters');
  assert.equal(await usedAt(), first);
  desk.clock.at += 6 * 60_000;
  await get('/newsletters');
  assert.equal(await usedAt(), desk.clock.at);
});

test('no other site’s page may call, and no session is made', async (t) => {
  const desk = await deskForPrograms(t, papers);
  const { get, text } = await desk.program();
  const headers = { origin: 'https://elsewhere.example' };
  const answer = await get('/newsletters', headers);
  assert.equal(answer.headers.get('access-control-allow-origin'), null);
  assert.deepEqual(answer.headers.getSetCookie(), []);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  const asked = await desk.request(`${root}/newsletters`, {
    method: 'OPTIONS',
    headers: { ...headers, 'access-control-request-headers': 'authorization' },
  });
  assert.equal(asked.status, 404);
  assert.equal(asked.headers.get('access-control-allow-origin'), null);
  const page = await desk.request('/desk/health', { headers: { authorization: `Bearer ${text}` } });
  assert.equal(page.status, 303);
});
