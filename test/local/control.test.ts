import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { controlApp } from '../../infra/local/control/control.ts';
import type { ControlPanel, PanelStatus } from '../../infra/local/control/panel.ts';
import { openAccount } from '../../infra/local/ses/account.ts';
import { openFaults } from '../../infra/local/ses/faults.ts';

const origin = 'http://127.0.0.1:4100';
const start = Date.UTC(2026, 10, 22, 9, 30);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const status: PanelStatus = {
  queues: [{ name: 'send', waiting: 3, inFlight: 1, dead: 7 }],
  readers: { confirmed: 12, pending: 2, unsubscribed: 1 },
  feeds: [
    { title: 'Tides <b>now</b>', url: 'http://tides.example/feed', state: 'active' },
    { title: 'Broken', url: 'javascript:alert(1)', state: 'stopped', lastError: '410 Gone' },
  ],
  mails: 1,
  newsletters: [{ id: 'harbour-post', name: 'The Harbour Post' }],
};

interface Rig {
  readonly fired: string[];
  readonly panel: ControlPanel;
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
}

function rig(changes: Partial<ControlPanel> = {}): Rig {
  let now = start;
  const fired: string[] = [];
  const panel: ControlPanel = {
    now: () => now,
    advance: async (to) => {
      now = to;
    },
    nextEditionAt: async () => start + 5 * hourMs,
    fire: async (schedule) => {
      fired.push(schedule);
    },
    status: async () => status,
    alarms: () => [],
    mail: { faults: openFaults(), account: openAccount({}, { now: () => now, history: [] }) },
    ...changes,
  };
  const settings = { realNow: () => start, zone: 'Europe/Berlin' };
  const app = new Hono().route('/_control', controlApp(panel, settings));
  return { fired, panel, send: async (path, init) => await app.request(origin + path, init) };
}

const json = (value: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(value) });
const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
});

test('the clock says the time, how far ahead it is and when the next edition is due', async () => {
  const { send } = rig();
  await send('/_control/api/clock', json({ by: 'PT1H' }));
  assert.deepEqual(await (await send('/_control/api/clock')).json(), {
    now: '2026-11-22T10:30:00.000Z',
    aheadMs: hourMs,
    nextEditionAt: '2026-11-22T14:30:00.000Z',
    zone: 'Europe/Berlin',
  });
});

const moves: readonly (readonly [string, unknown, string])[] = [
  ['by an hour', { by: 'PT1H' }, '2026-11-22T10:30:00.000Z'],
  ['by a week', { by: 'P1W' }, '2026-11-29T09:30:00.000Z'],
  ['by nothing', { by: 'PT0S' }, '2026-11-22T09:30:00.000Z'],
  ['to the next edition', { to: 'next-edition' }, '2026-11-22T14:30:00.000Z'],
  ['to tomorrow morning in the zone', { to: 'tomorrow-morning' }, '2026-11-23T07:00:00.000Z'],
  ['to an instant', { to: '2026-12-01T00:00:00Z' }, '2026-12-01T00:00:00.000Z'],
  ['to an instant with an offset', { to: '2026-12-01T00:00+02:00' }, '2026-11-30T22:00:00.000Z'],
  ['to a local time of the zone', { to: '2026-12-01T07:00' }, '2026-12-01T06:00:00.000Z'],
  [
    'to a local time that summer time skips',
    { to: '2027-03-28T02:30' },
    '2027-03-28T01:30:00.000Z',
  ],
];
for (const [name, move, expected] of moves) {
  test(`the clock moves ${name}`, async () => {
    const response = await rig().send('/_control/api/clock', json(move));
    assert.equal(response.status, 200);
    assert.equal((await response.json()).now, expected);
  });
}

const refused: readonly (readonly [string, unknown, RegExp])[] = [
  ['backward to a time', { to: '2026-11-22T09:29:59Z' }, /never moves backward/],
  ['backward by a duration', { by: '-PT1H' }, /never moves backward/],
  ['more than a year', { by: 'P2Y' }, /by a year at most/],
  ['by words', { by: 'an hour' }, /ISO 8601 duration/],
  ['to words', { to: 'teatime' }, /Say when/],
  ['to the thirtieth of February', { to: '2027-02-30T07:00Z' }, /Say when/],
  ['two ways at once', { to: 'next-edition', by: 'PT1H' }, /Send JSON/],
  ['without a body', undefined, /Send JSON/],
  ['to a number', { to: 5 }, /Send JSON/],
];
for (const [name, move, expected] of refused) {
  test(`the clock does not move ${name}`, async () => {
    const { send, panel } = rig();
    const response = await send('/_control/api/clock', json(move));
    assert.equal(response.status, 400);
    assert.match((await response.json()).error, expected);
    assert.equal(panel.now(), start);
  });
}

test('without a reader there is no next edition to go to, and the page says why', async () => {
  const { send } = rig({ nextEditionAt: async () => undefined });
  const response = await send('/_control/api/clock', json({ to: 'next-edition' }));
  assert.equal(response.status, 400);
  assert.match((await response.json()).error, /sign up on the site/);
  assert.match(await (await send('/_control/')).text(), /disabled/);
});

test('an edition that is due already is reached without moving backward', async () => {
  const { send } = rig({ nextEditionAt: async () => start - hourMs });
  const response = await send('/_control/api/clock', json({ to: 'next-edition' }));
  assert.equal((await response.json()).now, '2026-11-22T09:30:00.000Z');
});

test('while the clock moves nobody else moves it, and after a failure it can move again', async () => {
  const waiting = Promise.withResolvers<void>();
  const { send } = rig({ advance: () => waiting.promise });
  const first = send('/_control/api/clock', json({ by: 'PT1H' }));
  await new Promise(setImmediate);
  const second = await send('/_control/api/clock', json({ by: 'PT1H' }));
  assert.match((await second.json()).error, /moving already/);
  waiting.reject(new Error('a door is broken'));
  const failed = await first;
  assert.equal(failed.status, 500);
  assert.match((await failed.json()).error, /a door is broken/);
  const third = await send('/_control/api/clock', json({ by: 'PT1H' }));
  assert.equal(third.status, 500, 'it tried again');
});

test('schedules are fired by name, and only those that exist', async () => {
  const { send, fired } = rig();
  for (const name of ['poll', 'digest', 'sweep']) {
    assert.equal((await send(`/_control/api/fire/${name}`, { method: 'POST' })).status, 200);
  }
  const wrong = await send('/_control/api/fire/lunch', { method: 'POST' });
  assert.equal(wrong.status, 404);
  assert.match((await wrong.json()).error, /poll, digest, sweep/);
  assert.deepEqual(fired, ['poll', 'digest', 'sweep']);
});

test('GET and HEAD change nothing', async () => {
  const { send, fired, panel } = rig();
  for (const path of ['clock', 'fire', 'api/fire/poll', 'mail/faults/clear', '?by=PT1H', '']) {
    await send(`/_control/${path}`);
    await send(`/_control/${path}`, { method: 'HEAD' });
  }
  assert.deepEqual(fired, []);
  assert.equal(panel.now(), start);
});

test('the forms work without a script: 303 back to the page, which says what was done', async () => {
  const { send, fired, panel } = rig();
  const moved = await send('/_control/clock', form({ by: 'PT1H' }));
  assert.equal(moved.status, 303);
  assert.equal(panel.now(), start + hourMs);
  const place = moved.headers.get('location') ?? '';
  assert.match(await (await send(place)).text(), /The clock was moved/);
  await send('/_control/clock', form({ to: '2026-11-23T07:30' }));
  assert.equal(panel.now(), Date.UTC(2026, 10, 23, 6, 30));
  assert.equal((await send('/_control/fire', form({ schedule: 'sweep' }))).status, 303);
  assert.deepEqual(fired, ['sweep']);
});

test('a form that does not fit comes back as the page with a sentence', async () => {
  const { send } = rig();
  const forms: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    ['clock', { to: '2020-01-01T00:00' }, /never moves backward/],
    ['clock', {}, /Say when/],
    ['fire', { schedule: 'lunch' }, /schedules are poll, digest, sweep/],
    ['mail/faults', { kind: 'earthquake' }, /does not fit/],
    ['mail/faults', { kind: 'throttle', times: '1.5' }, /does not fit/],
    ['mail/faults', { kind: 'throttle', percent: '101' }, /does not fit/],
    ['mail/limits', { maxSendRate: 'many', max24HourSend: '5' }, /do not fit/],
    ['mail/limits', { maxSendRate: ' ', max24HourSend: '5' }, /do not fit/],
  ];
  for (const [path, fields, expected] of forms) {
    const response = await send(`/_control/${path}`, form(fields));
    assert.equal(response.status, 400);
    assert.match(await response.text(), expected);
  }
});

test('faults of the mail endpoint are switched on, listed and switched off', async () => {
  const { send, panel } = rig();
  const fields = {
    kind: 'fate',
    times: '2',
    percent: '12.5',
    recipient: '*@a.example',
    fate: 'bounced',
  };
  await send('/_control/mail/faults', form(fields));
  await send(
    '/_control/mail/faults',
    form({ kind: 'throttle', times: '', percent: '', recipient: '' }),
  );
  const [first, second] = panel.mail.faults.list();
  assert.deepEqual(
    { ...first, id: '' },
    {
      kind: 'fate',
      times: 2,
      probability: 0.125,
      recipient: '*@a.example',
      fate: 'bounced',
      id: '',
      struck: 0,
    },
  );
  assert.deepEqual({ ...second, id: '' }, { kind: 'throttle', id: '', struck: 0 });
  const page = await (await send('/_control/')).text();
  assert.match(page, /12\.5 % of calls · to \*@a\.example/);
  await send('/_control/mail/faults/clear', form({}));
  assert.deepEqual(panel.mail.faults.list(), []);
});

test('limits of the mail endpoint are changed; an unticked box forbids sending', async () => {
  const { send, panel } = rig();
  const limits = { maxSendRate: '2.5', max24HourSend: '-1' };
  await send('/_control/mail/limits', form(limits));
  const { maxSendRate, max24HourSend, sendingEnabled } = panel.mail.account.settings();
  assert.deepEqual([maxSendRate, max24HourSend, sendingEnabled], [2.5, -1, false]);
  await send('/_control/mail/limits', form({ ...limits, sendingEnabled: 'on' }));
  assert.equal(panel.mail.account.settings().sendingEnabled, true);
});

test('a new account can be played: sandbox, identities, paused configuration sets', async () => {
  const { send, panel } = rig();
  const limits = { maxSendRate: '14', max24HourSend: '-1', sendingEnabled: 'on' };
  const changed = { sandbox: 'on', identities: 'a.example, me@b.example', pausedSets: 'main' };
  await send('/_control/mail/limits', form({ ...limits, ...changed }));
  const { sandbox, identities, pausedSets } = panel.mail.account.settings();
  assert.deepEqual(
    [sandbox, identities, pausedSets],
    [true, ['a.example', 'me@b.example'], ['main']],
  );
  const page = await (await send('/_control/')).text();
  assert.match(page, /name="identities"[^>]*value="a\.example, me@b\.example"/);
  assert.match(page, /name="sandbox" checked/);
  await send('/_control/mail/limits', form({ ...limits, identities: ' ', pausedSets: '' }));
  assert.partialDeepStrictEqual(panel.mail.account.settings(), { sandbox: false, pausedSets: [] });
  assert.equal(panel.mail.account.settings().identities, undefined, 'anyone may send');
});

test('the page shows readers, queues and feeds, and escapes what feeds say', async () => {
  const { send, panel } = rig();
  await panel.advance(start + 2 * dayMs + 3 * hourMs);
  const response = await send('/_control');
  const page = await response.text();
  for (const words of [
    '24 November 2026 at 13:30',
    'min="2026-11-24T13:30"',
    '2 days and 3 hours ahead of real time',
    '1 mail in the inbox',
    'Tides &lt;b&gt;now&lt;/b&gt;',
    '410 Gone',
    '<a href="/n/harbour-post">The Harbour Post</a>',
    'href="/_inbox"',
    'href="/_demo/"',
  ]) {
    assert.ok(page.includes(words), words);
  }
  assert.ok(!page.includes('javascript:'));
  assert.doesNotMatch(page, /(?:src|href)="(?!\/|http:\/\/tides)/);
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  assert.deepEqual(await (await send('/_control/api/status')).json(), status);
});

const callers: readonly (readonly [string, Record<string, string>, number])[] = [
  ['a program without headers', {}, 200],
  ['the page itself', { 'sec-fetch-site': 'same-origin', origin }, 200],
  [
    'the page by another loopback name',
    { host: 'localhost:4100', origin: 'http://localhost:4100' },
    200,
  ],
  ['the page on IPv6', { host: '[::1]:4100', origin: 'http://[::1]:4100' }, 200],
  ['an address that was typed', { 'sec-fetch-site': 'none' }, 200],
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
  [
    'another port of this machine',
    { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' },
    403,
  ],
  ['an old browser on another site', { origin: 'https://evil.example' }, 403],
  ['a sandboxed frame', { origin: 'null' }, 403],
  ['a rebound name', { host: 'evil.example:4100', origin: 'http://evil.example:4100' }, 403],
  ['a name that begins like an address', { host: '127.0.0.1.evil.example' }, 403],
  ['a name that ends like localhost', { host: 'notlocalhost:4100' }, 403],
  ['a host that is none', { host: 'a b' }, 403],
];
for (const [name, headers, expected] of callers) {
  test(`${name} ${expected === 200 ? 'may' : 'may not'} change anything`, async () => {
    const { send, fired } = rig();
    const response = await send('/_control/api/fire/poll', { method: 'POST', headers });
    assert.equal(response.status, expected);
    assert.equal(fired.length, expected === 200 ? 1 : 0);
  });
}

test('a rebound name reads nothing either', async () => {
  const { send } = rig();
  const headers = { host: 'evil.example' };
  assert.equal((await send('/_control/api/status', { headers })).status, 403);
});

test('a form as long as a book is refused', async () => {
  const { send } = rig();
  const response = await send('/_control/clock', form({ to: 'x'.repeat(100_000) }));
  assert.equal(response.status, 413);
});
