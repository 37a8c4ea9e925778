/** Hooks on the real table, told by real requests: signed, tried again, given up, never lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { hourMs, minuteMs } from '../../functions/config/time.ts';
import { type DeliverDeps, deliver, triesMax } from '../../functions/hook/deliver.ts';
import { deliverAll } from '../../functions/hook/deliver-all.ts';
import { hookSecret } from '../../functions/hook/sign.ts';
import { getRow, transact } from '../../functions/store/client.ts';
import { notingFor } from '../../functions/store/deliveries.ts';
import { keys } from '../../functions/store/table.ts';
import { addReader } from '../support/newsletter.ts';
import { depsOn, hookTo, hookWorld, key, paper, start } from './world.ts';

type World = Awaited<ReturnType<typeof hookWorld>>;

/** Lets the time come at which the delivery is due next. */
async function untilDue({ table, clock }: World, id: string): Promise<void> {
  const { dueAt } = (await getRow(table, keys.delivery(id))) ?? {};
  assert.equal(typeof dueAt, 'number', 'it is due no more');
  clock.now = Number(dueAt);
}

test('a reader who joins is told once, signed, and without an address', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  const ann = await addReader(world.table, start, { address: 'ann@readers.example' });
  assert.deepEqual(await world.tellDue(), [{ kind: 'settled', outcome: 'taken' }]);
  assert.deepEqual(await world.tellDue(), [], 'nothing is due any more');
  const [heard, ...more] = world.receiver.heard;
  assert.equal(more.length, 0);
  assert.equal(heard?.path, '/hook');
  assert.doesNotMatch(heard?.body ?? '', /readers\.example/);
  const { 'webhook-timestamp': time = '' } = heard?.headers ?? {};
  assert.equal(time, String(start / 1000));
  const signed = new Webhook(hookSecret(key, 'h1')).sign(
    heard?.id ?? '',
    new Date(start),
    heard?.body ?? '',
  );
  assert.equal(heard?.headers['webhook-signature'], signed);
  const { data } = JSON.parse(heard?.body ?? '') as { data: unknown };
  assert.deepEqual(data, { newsletter: paper, reader: ann.id });
});

test('when it took something last is known, and noted once in five minutes', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  const takenAfter = async (ms: number) => {
    world.clock.now = start + ms;
    await addReader(world.table, world.clock.now);
    await world.tellDue();
    return ((await world.hooks.list(paper))[0]?.takenAt ?? 0) - start;
  };
  assert.equal(await takenAfter(0), 0);
  assert.equal(await takenAfter(4 * minuteMs), 0);
  assert.equal(await takenAfter(5 * minuteMs), 5 * minuteMs);
});

test('without a hook nothing is written, and none is told of what it does not want', async (t) => {
  const world = await hookWorld(t);
  await addReader(world.table, start);
  await world.add({ events: ['reader.left'] });
  await addReader(world.table, start);
  assert.deepEqual(await world.due(), []);
});

test('a hook that was made later is not told what was before it', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  await world.add({ id: 'later', createdAt: start + 1 });
  await addReader(world.table, start);
  await world.tellDue();
  assert.equal(world.receiver.heard.length, 1);
});

test('a hook that was removed is told nothing more, not even what waited', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  await addReader(world.table, start);
  assert.equal(await world.hooks.remove({ newsletterId: paper, id: 'h1' }), true);
  assert.deepEqual(await world.tellDue(), [{ kind: 'settled', outcome: 'nobody' }]);
  await addReader(world.table, start + 1);
  world.clock.now += hourMs;
  await world.tellDue();
  assert.deepEqual(world.receiver.heard, []);
});

test('after an error it is tried again with the same id, and a signature of then', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  await addReader(world.table, start);
  const [id = ''] = await world.due();
  world.receiver.answer = (response) => void response.writeHead(500).end();
  assert.deepEqual(await world.tellDue(), [{ kind: 'open', hooks: 1 }]);
  assert.deepEqual((await world.hooks.list(paper))[0]?.failure, {
    at: start,
    reason: 'It answered 500.',
  });
  await untilDue(world, id);
  world.receiver.answer = (response) => void response.writeHead(200).end();
  assert.deepEqual(await world.tellDue(), [{ kind: 'settled', outcome: 'taken' }]);
  const [first, second] = world.receiver.heard;
  assert.equal(first?.id, second?.id);
  assert.equal(first?.body, second?.body);
  assert.notEqual(first?.headers['webhook-signature'], second?.headers['webhook-signature']);
  const [hook] = await world.hooks.list(paper);
  assert.equal(
    hook?.wellSince,
    world.clock.now,
    'the failure stays to be seen, and that it is over',
  );
});

test('only those who have not taken it are tried again', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  await world.hooks.add(paper, hookTo(`${world.receiver.origin}/ill`, { id: 'h2' }));
  await addReader(world.table, start);
  const [id = ''] = await world.due();
  world.receiver.answer = (response, { url }) =>
    void response.writeHead(url === '/ill' ? 503 : 204).end();
  await world.tellDue();
  await untilDue(world, id);
  await world.tellDue();
  assert.deepEqual(world.receiver.heard.map(({ path }) => path).sort(), ['/hook', '/ill', '/ill']);
});

test('a hook that does not answer in time has failed', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  await addReader(world.table, start);
  world.receiver.answer = () => {};
  const { tell, now } = world.deps;
  const around = { allowedOrigins: [world.receiver.origin], tell, now, totalMs: 50 };
  const impatient = depsOn(t, world.table, around);
  assert.deepEqual(await world.tellDue(impatient), [{ kind: 'open', hooks: 1 }]);
  assert.match((await world.hooks.list(paper))[0]?.failure?.reason ?? '', /took too long/);
});

test('who does not answer is not waited for again in the same message', async (t) => {
  const world = await hookWorld(t);
  await world.hooks.add(paper, hookTo('http://localhost:1/', { id: 'dead' }));
  for (let n = 0; n < 5; n++) await addReader(world.table, start + n);
  world.clock.now = start + 10;
  let posts = 0;
  const counting: DeliverDeps = {
    ...world.deps,
    post: async () => {
      posts += 1;
      return { kind: 'refused', reason: 'Its server refused the connection.', isSilent: true };
    },
  };
  const lines: object[] = [];
  const log = { info: (_: string, facts: object) => void lines.push(facts) };
  const around = { remainingMs: () => 60_000, log } as never;
  await deliverAll(await world.due(), counting, around);
  assert.equal(posts, 1);
  assert.equal(lines.length, 5, 'all of them have had their try');
  assert.deepEqual(await world.due(), []);
});

test('what is not taken is posted for three days, then the hook is off and its owner is told', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  await addReader(world.table, start);
  const [id = ''] = await world.due();
  world.receiver.answer = (response) => void response.writeHead(500).end();
  const waits: number[] = [];
  for (let tries = 1; tries < triesMax; tries++) {
    assert.deepEqual(await world.tellDue(), [{ kind: 'open', hooks: 1 }]);
    const before = world.clock.now;
    await untilDue(world, id);
    waits.push(world.clock.now - before);
  }
  const [m, h] = [minuteMs, hourMs];
  assert.deepEqual(waits, [5_000, 5 * m, 30 * m, 2 * h, 5 * h, 10 * h, 14 * h, 20 * h, 24 * h]);
  assert.equal(world.told.length, 0);
  assert.deepEqual(await world.tellDue(), [{ kind: 'settled', outcome: 'given up' }]);
  assert.equal(new Set(world.receiver.heard.map((one) => one.id)).size, 1);
  assert.equal(world.receiver.heard.length, triesMax);
  const [notice] = world.told;
  assert.equal(notice?.kind, 'hookOff');
  assert.deepEqual(notice?.values, {
    hook: new URL(world.receiver.origin).host,
    id: 'h1',
    reason: 'It answered 500.',
  });
  const [hook] = await world.hooks.list(paper);
  assert.equal(hook?.offSince, world.clock.now);
  await addReader(world.table, world.clock.now);
  assert.deepEqual(await world.due(), [], 'what happens from now on is not even noted');
});

test('who says that it is gone is switched off at once', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  await addReader(world.table, start);
  world.receiver.answer = (response) => void response.writeHead(410).end();
  assert.deepEqual(await world.tellDue(), [{ kind: 'settled', outcome: 'taken' }]);
  assert.equal((await world.hooks.list(paper))[0]?.offSince, start);
  assert.equal(world.told.length, 1);
});

test('it is never led elsewhere, nor to an address that is not public', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  const refused: Record<string, RegExp> = {
    'http://169.254.169.254/latest/meta-data/': /public host/,
    'https://10.1.2.3/': /public host/,
    'https://[::1]/': /public host/,
    'https://localhost:8443/': /public host/,
    'http://hooks.example/': /https/,
    'https://hooks.example:25/': /Port 25/,
    'https://user:word@hooks.example/': /user name/,
    'file:///etc/passwd': /http/,
  };
  for (const [url, reason] of Object.entries(refused)) {
    const posted = await world.deps.post(url, { body: '', headers: {} });
    assert.ok(posted.kind === 'refused' && reason.test(posted.reason), url);
  }
  await addReader(world.table, start);
  world.receiver.answer = (response) =>
    void response.writeHead(307, { location: `${world.receiver.origin}/elsewhere` }).end();
  assert.deepEqual(await world.tellDue(), [{ kind: 'open', hooks: 1 }]);
  assert.equal(world.receiver.heard.length, 1, 'it was not followed');
  assert.match(
    (await world.hooks.list(paper))[0]?.failure?.reason ?? '',
    /leads elsewhere \(307\)/,
  );
});

test('whoever dies in the middle of a try leaves it due, and it is told by the same id', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  await addReader(world.table, start);
  const [id = ''] = await world.due();
  const dying: DeliverDeps = {
    ...world.deps,
    post: async (...message) => {
      await world.deps.post(...message);
      throw new Error('The process died.');
    },
  };
  await assert.rejects(deliver({ id, silent: new Map() }, dying));
  assert.deepEqual(await world.tellDue(), [], 'nobody takes it up before its time');
  await untilDue(world, id);
  assert.deepEqual(await world.tellDue(), [{ kind: 'settled', outcome: 'taken' }]);
  const [first, second] = world.receiver.heard;
  assert.equal(first?.id, second?.id);
});

test('two who tell at once: one does', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  await addReader(world.table, start);
  const [id = ''] = await world.due();
  const both = await Promise.all([1, 2].map(() => deliver({ id, silent: new Map() }, world.deps)));
  assert.deepEqual(both.map(({ kind }) => kind).sort(), ['not due', 'settled']);
  assert.equal(world.receiver.heard.length, 1);
});

test('what a transaction does not write is not told', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  const happening = {
    id: 'x',
    newsletterId: paper,
    event: 'edition.sent',
    at: start,
    facts: {},
  } as const;
  const written = await transact(world.table, [
    {
      ConditionCheck: {
        TableName: world.table.name,
        Key: keys.edition('none'),
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
    ...(await notingFor(world.table, happening)),
  ]);
  assert.equal(written, 'refused');
  assert.deepEqual(await world.due(), []);
});

test('what was told goes after a week', async (t) => {
  const world = await hookWorld(t);
  await world.add();
  await addReader(world.table, start);
  const [id = ''] = await world.due();
  await world.tellDue();
  const row = await getRow(world.table, keys.delivery(id));
  assert.equal(row?.expiresAt, (start + 7 * 24 * hourMs) / 1000);
  assert.equal(row?.dueKind, undefined);
});
