/**
 * No page and no act of the desk, and no call of a program, asks the table more than twenty times:
 * each route of the two tables, of a newsletter with few readers and of one with a thousand.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schedule } from '../../../functions/config/schedule.ts';
import { dayMs } from '../../../functions/config/time.ts';
import { apiPathOf } from '../../../functions/site/desk/api/api.ts';
import { apiRoutes } from '../../../functions/site/desk/api/routes.ts';
import { pathOf } from '../../../functions/site/desk/desk.ts';
import { deskRoutes } from '../../../functions/site/desk/routes.ts';
import { settingParts } from '../../../functions/site/desk/settings-fields.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { lookAtDefaultMove } from '../../../functions/subscriber/default-move.ts';
import { names } from '../../bench/desk-readers.ts';
import { addItems, addReader, item } from '../../support/newsletter.ts';
import { costOf, formOn, openWorld, type World } from './calls-world.ts';
import { root } from './program.ts';
import { monday, siteUrl } from './stage.ts';

const callsMax = 20;
/**
 * Acts that work through readers, feeds or editions, page by page and for some seconds at most: what
 * they leave the sweep goes on with, or the same act once more. They ask as often as there is to do.
 */
const works = [
  'post /desk/n/:id/readers/default/look',
  'post /desk/n/:id/readers/default/start',
  'post /desk/n/:id/imports',
  'post /desk/n/:id/imports/:import/start',
  'post /desk/n/:id/settings/end/close',
  'post /desk/n/:id/settings/end/delete',
  'post /desk/api/newsletters/:newsletter/default-move/look',
  'post /desk/api/newsletters/:newsletter/default-move/start',
  'post /desk/api/newsletters/:newsletter/default-move/go-on',
  'post /desk/api/newsletters/:newsletter/imports',
  'post /desk/api/newsletters/:newsletter/imports/:import/start',
  'post /desk/api/newsletters/:newsletter/close',
  'post /desk/api/newsletters/:newsletter/deletion',
];
const done = names.done;
const at = '/desk/n/paper';

type Fields = Readonly<Record<string, string | File>>;

/** What is asked of a route, and how it has to end: with this status, or saying this. */
interface Row {
  readonly route: string;
  readonly path: string | ((world: World) => string | Promise<string>);
  readonly fields?: Fields | ((world: World) => Fields | Promise<Fields>);
  readonly ends?: RegExp;
}

const row = (
  route: string,
  path: Row['path'],
  fields?: Row['fields'],
  ends: RegExp = fields === undefined ? /^200$/ : /^303/,
): Row => ({ route, path, ends, ...(fields === undefined ? {} : { fields }) });

/** A page without a name in its address. */
const page = (path: string, ends?: RegExp) =>
  row(`get ${path.replace(at, '/desk/n/:id')}`, path, undefined, ends);
/** An act without one, by this form. */
const act = (path: string, fields: Row['fields'] = {}, ends?: RegExp) =>
  row(`post ${path.replace(at, '/desk/n/:id')}`, path, fields, ends);

const newReader = (n: number) => ({ 'new-address': `new${n}@readers.example` });
const list = new File(['email\nanna@list.example\nbert@list.example\n'], 'readers.csv');
const stated = { source: 'our form', since: '2019', wording: 'Yes, send it to me.' };
const imported: { path: string } = { path: '' };
const story = 'n1';

/** In this order: what comes later may be about what was made before. */
const deskRows: readonly Row[] = [
  page('/desk', /^303 \/desk\/n\/paper$/),
  page('/desk/people'),
  act('/desk/people', { address: 'eve@desk.example', role: 'editor', newsletter: 'paper' }),
  act('/desk/people/end', async (w) => ({ person: (await w.signedIn('editor')).person.id })),
  act('/desk/people/remove', async (w) => ({ person: (await w.signedIn('editor')).person.id })),
  page('/desk/account'),
  act('/desk/account/end', { session: 'another' }),
  page(`${at}/log`),
  page('/desk/log'),
  page('/desk/tokens'),
  act(
    '/desk/tokens',
    { name: 'A program', right: 'look', newsletter: 'paper', days: '30' },
    /^200/,
  ),
  act('/desk/tokens/revoke', (w) => formOn(w, '/desk/tokens', '/tokens/revoke'), /revoked/),
  page('/desk/passkeys'),
  act('/desk/passkeys/ask', {}, /^200/),
  act('/desk/passkeys', { name: 'A phone', answer: '{}' }),
  act('/desk/passkeys/remove', { passkey: 'none', person: 'none' }),
  page(at),
  page(`${at}/forecast`),
  page(`${at}/next`),
  page(`${at}/next/preview`),
  ...[
    ['pin', {}],
    ['leave-out', {}],
    ['move', { section: 'news' }],
    ['retitle', { title: 'Another title' }],
  ].map(([word, more]) =>
    act(
      `${at}/next/${word}`,
      { feed: names.feed, key: story, named: 'Story', ...(more as object) },
      new RegExp(`said=${word}`),
    ),
  ),
  act(`${at}/next/take-back`, (w) => formOn(w, `${at}/next`, '/take-back'), /takenBack/),
  act(`${at}/next/note`, { text: 'The ferry *rests*.' }, /noted/),
  act(`${at}/next/item`, { title: 'The fair', text: 'On Sunday.', section: 'news' }, /added/),
  act(`${at}/next/test`, { to: '0' }, /tested/),
  act(`${at}/today/stop`, (w) => ({ due: `${w.due.called}` }), /stopped/),
  act(`${at}/today/go`, (w) => ({ due: `${w.due.called}` }), /going/),
  act(`${at}/today/skip`, (w) => ({ due: `${w.due.next}` }), /=skipped/),
  act(`${at}/today/unskip`, (w) => ({ due: `${w.due.next}` }), /unskipped/),
  act(`${at}/today/release`, { edition: 'held1' }, /released/),
  act(`${at}/today/drop`, { edition: 'held2' }, /dropped/),
  act(`${at}/today/gate`, { feed: 'feed2', word: 'release', upTo: '9999999999999' }, /letIn/),
  act('/desk/sending/pause', { newsletter: 'paper' }, /paused/),
  act('/desk/sending/resume', { newsletter: 'paper' }, /resumed|moved/),
  page(`${at}/editions`),
  row('get /desk/n/:id/e/:edition', `${at}/e/${done}`),
  row('get /desk/n/:id/e/:edition/preview', `${at}/e/${done}/preview`),
  row('get /desk/n/:id/e/:edition/reasons', `${at}/e/${done}/reasons`),
  row('post /desk/n/:id/e/:edition/stop', `${at}/e/under1/stop`, {}, /stopped/),
  row('post /desk/n/:id/e/:edition/release', `${at}/e/under1/release`, {}, /released/),
  row('post /desk/n/:id/e/:edition/drop', `${at}/e/held3/drop`, {}, /dropped/),
  page(`${at}/feeds`),
  act(`${at}/feeds/look`, (w) => ({ paste: `${w.feeds}/feed.xml` }), /^200/),
  act(`${at}/feeds/add`, (w) => ({ url: `${w.feeds}/feed.xml`, section: 'news' }), /added/),
  page(`${at}/feeds/opml`),
  act(
    `${at}/feeds/list`,
    async (w) => {
      const outline = '<outline type="rss" text="A" xmlUrl="https://a.example/a.xml"/>';
      const paste = `<opml version="2.0"><head/><body>${outline}</body></opml>`;
      const init = { paste, 'form-token': w.token };
      const looked = await w.owner.post(`${at}/feeds/look`, init);
      const packed = /name="list" value="([^"]+)"/.exec(await looked.text())?.[1] ?? '';
      return { list: packed, section: 'news' };
    },
    /said=list&n=1/,
  ),
  act(`${at}/feeds/gate`, { settle: '30', approval: 'off' }, /said=gate/),
  row('get /desk/n/:id/f/:feed', `${at}/f/${names.feed}`),
  ...['printing', 'watching', 'read', 'resume', 'stop', 'filters', 'filters/try'].map((word) =>
    row(
      `post /desk/n/:id/f/:feed/${word}`,
      `${at}/f/${names.feed}/${word}`,
      word === 'printing'
        ? { section: 'news', title: 'Another', text: 'never' }
        : word.startsWith('filters')
          ? { value: 'ferry', does: 'drop', by: 'words' }
          : {},
      word === 'filters/try' ? /^200/ : /^303/,
    ),
  ),
  row('get /desk/n/:id/f/:feed/filters', `${at}/f/${names.feed}/filters`),
  row('post /desk/n/:id/f/:feed/remove', `${at}/f/feed2/remove`, { sure: 'yes' }, /removed/),
  row('get /desk/n/:id/feeds/section/:section', `${at}/feeds/section/news`),
  row(
    'post /desk/n/:id/feeds/section/:section',
    `${at}/feeds/section/news`,
    { value: 'ferry', does: 'drop', by: 'words' },
    /filters/,
  ),
  row(
    'post /desk/n/:id/feeds/section/:section/try',
    `${at}/feeds/section/news/try`,
    { value: 'ferry', does: 'drop', by: 'words' },
    /^200/,
  ),
  page(`${at}/items`),
  ...(['release', 'drop', 'skip', 'back'] as const).map((word) =>
    act(
      `${at}/items/${word}`,
      {
        item: {
          release: 'feed1.1772441880000.w3',
          drop: 'feed1.1772441880000.w4',
          skip: 'feed1.1772441940000.item-1772441940000',
          back: 'feed1.1772441880000.w4',
        }[word],
        from: 'waiting',
      },
      new RegExp(`said=${word}&n=1`),
    ),
  ),
  page(`${at}/readers`),
  act(`${at}/readers/add`, newReader(1)),
  ...[{ address: 're' }, { state: 'unsubscribed' }, {}].map((fields) =>
    act(`${at}/readers/find`, fields, /^200/),
  ),
  page(`${at}/readers/find`, /^303/),
  row('get /desk/n/:id/r/:reader', (w) => `${at}/r/${w.readers[0]}`),
  row('post /desk/n/:id/r/:reader/off', (w) => `${at}/r/${w.readers[0]}/off`, { reason: 'So.' }),
  row('post /desk/n/:id/r/:reader/suppress', (w) => `${at}/r/${w.readers[1]}/suppress`, {
    reason: 'So.',
  }),
  row('post /desk/n/:id/r/:reader/erase', (w) => `${at}/r/${w.readers[2]}/erase`, {
    typed: 'reader2@readers.example',
  }),
  ...['', '?days=90', '?days=400'].map((query) =>
    row('get /desk/n/:id/growth', `${at}/growth${query}`),
  ),
  page(`${at}/growth/day`),
  row('get /desk/n/:id/e/:edition/gone', `${at}/e/${done}/gone`),
  row('post /desk/n/:id/e/:edition/gone', `${at}/e/${done}/gone`, {
    address: 'reader4@readers.example',
  }),
  row('get /desk/n/:id/r/:reader/e/:edition', (w) => `${at}/r/${w.readers[3]}/e/${done}`),
  page(`${at}/readers/export`),
  act(`${at}/readers/export`, {}, /^200/),
  act(`${at}/readers/export/next`, {}),
  page(`${at}/readers/default`),
  act(`${at}/readers/default/look`),
  act(`${at}/readers/default/start`, (w) => formOn(w, `${at}/readers/default`, '/start')),
  act(`${at}/readers/default/on`),
  act(`${at}/readers/default/stop`),
  page(`${at}/imports`),
  act(`${at}/imports`, { ...stated, file: list }),
  row('get /desk/n/:id/imports/:import', `${at}/imports/${names.import}`),
  row('get /desk/n/:id/imports/:import/rows', `${at}/imports/${names.import}/rows`),
  ...['look', 'start', 'on', 'undo'].map((word) =>
    row(
      `post /desk/n/:id/imports/:import/${word}`,
      async (w) => {
        imported.path ||= await newImport(w);
        return `${imported.path}/${word}`;
      },
      async (w) => {
        imported.path ||= await newImport(w);
        if (word !== 'start') return word === 'look' ? stated : {};
        return formOn(w, imported.path, '/start');
      },
    ),
  ),
  row('post /desk/n/:id/imports/:import/drop', async (w) => `${await newImport(w)}/drop`, {}),
  page('/desk/new'),
  act('/desk/new', async (w) => ({
    ...(await formOn(w, '/desk/new', '/new')),
    ...{ name: 'A second paper', 'sender.address': 'news@second.example', id: 'second' },
    ...{ 'sender.name': 'A second paper', postalAddress: '1 Quay, Nowhere', zone: 'UTC' },
  })),
  page(`${at}/settings`),
  page(`${at}/settings/preview`),
  page(`${at}/settings/sender`),
  act(
    `${at}/settings/sender/plan`,
    async (w) => ({
      ...(await formOn(w, `${at}/settings/sender`, '/plan')),
      'sender.name': 'The Paper',
    }),
    /^200/,
  ),
  act(
    `${at}/settings/sender`,
    (w) => planned(w, 'sender', { 'sender.name': 'The Paper' }),
    /saved/,
  ),
  ...Object.keys(settingParts).map((part) =>
    row(`get /desk/n/:id/settings/:part`, `${at}/settings/${part}`),
  ),
  row(
    'post /desk/n/:id/settings/:part/plan',
    `${at}/settings/about/plan`,
    async (w) => ({ ...(await formOn(w, `${at}/settings/about`, '/plan')), zone: 'Asia/Tokyo' }),
    /^200/,
  ),
  row(
    'post /desk/n/:id/settings/:part',
    `${at}/settings/about`,
    (w) => planned(w, 'about', { zone: 'Asia/Tokyo' }),
    /saved/,
  ),
  page(`${at}/hooks`),
  act(`${at}/hooks`, (w) => ({ url: `${w.feeds}/hook`, event: 'reader.joined' }), /^200/),
  row('post /desk/n/:id/hooks/:hook/test', `${at}/hooks/hook1/test`, {}, /=took/),
  row('post /desk/n/:id/hooks/:hook/remove', `${at}/hooks/hook1/remove`, {}, /removed/),
  page('/desk/health'),
  act('/desk/health/warm-up', { 'first-day': '500' }, /said=warm/),
  act('/desk/health/warm-up/end', {}, /said=cold/),
  page('/desk/health/dead-letters'),
  page('/desk/health/dead-letters/drop', /^303/),
  act('/desk/health/dead-letters/redrive', { all: 'yes' }),
  act('/desk/health/dead-letters/drop', { all: 'yes' }),
  act('/desk/health/pause', {}, /paused/),
  act('/desk/health/resume', {}, /resumed|moved/),
  page(`${at}/settings/end`),
  page(`${at}/settings/end/delete`),
  act(`${at}/settings/end/close`),
  act(`${at}/settings/end/reopen`),
  act(`${at}/settings/end/delete`, { name: 'The Test Paper' }),
  page('/desk/deletions'),
  act(`${at}/settings/end/keep`),
  act('/desk/out'),
];

async function newImport({ owner, request, token }: World): Promise<string> {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...stated, 'form-token': token, file: list })) {
    body.set(name, value);
  }
  const headers = { cookie: owner.cookie, 'sec-fetch-site': 'same-origin' };
  const answer = await request(`${at}/imports`, { method: 'POST', body, headers });
  return answer.headers.get('location') ?? assert.fail(await answer.text());
}

async function planned(w: World, part: string, typed: Record<string, string>): Promise<Fields> {
  const path = `${at}/settings/${part}`;
  const shown = await formOn(w, path, '/plan');
  const { request, owner, token } = w;
  const body = new URLSearchParams({ ...shown, ...typed, 'form-token': token });
  const headers = { cookie: owner.cookie, 'sec-fetch-site': 'same-origin' };
  const plan = await request(`${path}/plan`, { method: 'POST', body, headers });
  const get = async () => plan;
  return formOn({ ...w, owner: { ...owner, get } }, path, `/settings/${part}`);
}

async function ask(world: World, { path, fields }: Row) {
  const { request, owner, token } = world;
  const filled = typeof fields === 'function' ? await fields(world) : fields;
  const whole = typeof path === 'function' ? await path(world) : path;
  const headers = { cookie: owner.cookie, origin: siteUrl };
  if (filled === undefined) return () => request(whole, { headers });
  const all = Object.entries<string | File>({ ...filled, 'form-token': token });
  const hasFile = all.some(([, value]) => value instanceof File);
  const body = hasFile ? new FormData() : new URLSearchParams();
  for (const [name, value] of all) body.set(name, value as string);
  return () => request(whole, { method: 'POST', body, headers });
}

type Json = Readonly<Record<string, unknown>>;

/** What a program calls, below the newsletter or, with a slash before it, below all. */
interface ApiRow {
  readonly route: string;
  /** The route as its row has it: what it answers is found again by this. */
  readonly short: string;
  readonly path: (world: World) => string;
  readonly body?: (world: World) => Json | Promise<Json>;
  /** What must be so before it is called, which does not count. */
  readonly before?: (world: World) => Promise<unknown>;
}

const own = '/newsletters/:newsletter';

/** `names` stand for what the address names, one after the other. */
const api = (
  short: string,
  names: readonly (string | ((world: World) => string))[] = [],
  body?: ApiRow['body'],
  before?: ApiRow['before'],
): ApiRow => {
  const [method = '', path = ''] = short.split(' ');
  const whole = path.startsWith('/') ? path : `${own}${path === '-' ? '' : `/${path}`}`;
  const filled = (world: World) => {
    const values = ['paper', ...names].map((one) => (typeof one === 'string' ? one : one(world)));
    return whole.replaceAll(/:\w+/g, () => values.shift() ?? '');
  };
  return {
    ...{ route: `${method} ${root}${whole.replace(/\?.*/, '')}`, short, path: filled },
    ...(body === undefined ? {} : { body }),
    ...(before === undefined ? {} : { before }),
  };
};

const instant = (at: number) => new Date(at).toISOString();
const waits = (key: string) => `feed1.1772441880000.${key}`;
const isOut = `feed1.${Date.parse('2026-03-02T09:00:00Z') + 2}.n2`;
const reader = (n: number) => (world: World) => world.readers[n] ?? '';

/** What calls were answered last. */
const answered = new Map<string, Json>();
const told = (short: string, field: string) => () => String(answered.get(short)?.[field] ?? '');
const theImport = [told('post imports', 'id')];
const csv = 'email\nanna@list.example\nbert@list.example\n';
const stating = { proof: { source: 'our form', since: '2019', wording: 'Yes, send it to me.' } };
const filters = () => ({ filters: ['drop words=ferry'] });
const zone = { values: { zone: 'Asia/Tokyo' } };
const sender = { values: { 'sender.name': 'The Paper' } };
const outline = '<outline type="rss" text="A" xmlUrl="https://a.example/a.xml"/>';
const second = {
  ...{ name: 'A second paper', id: 'second' },
  values: {
    ...{ 'sender.address': 'a@paper.example', postalAddress: 'A street 1', zone: 'UTC' },
    ...{ ownerAddress: 'owner@paper.example', language: 'en', description: 'A paper.' },
  },
};

/** Has somebody begun to look whom the default would move. */
const looks = async ({ table, deps, clock }: World) => {
  const newsletter = await newsletterStore(table).load('paper');
  assert.ok(newsletter);
  const { records } = deps.defaultMoves;
  await lookAtDefaultMove({ newsletter, by: 'p' }, { records, now: () => clock.at });
};

const apiRows: readonly ApiRow[] = [
  api('get /newsletters'),
  api('post /newsletters', [], () => second),
  api('get -'),
  api('get settings'),
  api('post settings/plan', [], () => zone),
  api('post settings', [], () => ({ ...zone, plan: told('post settings/plan', 'plan')() })),
  api('post sender/plan', [], () => sender),
  api('post sender', [], () => ({ ...sender, plan: told('post sender/plan', 'plan')() })),
  api('get log'),
  api('get feeds'),
  api('post feeds', [], (w) => ({ url: `${w.feeds}/of-a-program.xml` })),
  api('get feeds/:feed', [names.feed]),
  api('get feeds/:feed/settings', [names.feed]),
  api('post feeds/:feed/printing', [names.feed], () => ({
    ...{ title: 'Another', section: 'news', fullText: 'never' },
  })),
  api('post feeds/:feed/watching', [names.feed], () => ({
    ...{ every: '30', settle: '15', approval: 'off' },
  })),
  api('post feeds/:feed/read', [names.feed]),
  api('post feeds/:feed/resume', [names.feed]),
  api('post feeds/:feed/stop', [names.feed]),
  api('post feeds/:feed/held', ['feed2'], () => ({
    ...{ word: 'release', upTo: instant(monday + dayMs) },
  })),
  api('get opml'),
  api('post opml', [], () => ({
    opml: `<opml version="2.0"><head/><body>${outline}</body></opml>`,
    section: 'news',
  })),
  api('get gate'),
  api('post gate', [], () => ({ settle: '30', approval: 'off' })),
  ...[
    ['feeds/:feed', names.feed],
    ['sections/:section', 'news'],
  ].flatMap(([path, name = '']) => [
    api(`post ${path}/filters/try`, [name], filters),
    api(`post ${path}/filters`, [name], filters),
    api(`get ${path}/filters`, [name]),
  ]),
  api('get items'),
  api('post items/release', [], () => ({ items: [waits('w3')] })),
  api('post items/drop', [], () => ({ items: [waits('w4')] })),
  api('post items/skip', [], () => ({ items: [isOut] })),
  api('post items/back', [], () => ({ items: [isOut] })),
  api('post marks', [], () => ({ item: waits('w5'), kind: 'pin' })),
  api('get marks'),
  api('delete marks/:mark', [told('post marks', 'id')]),
  api('get forecast'),
  api('get forecast?days=28'),
  api('get next'),
  api('post next/stop', [], (w) => ({ due: instant(w.due.called) })),
  api('post next/go', [], (w) => ({ due: instant(w.due.called) })),
  api('post next/skip', [], (w) => ({ due: instant(w.due.next) })),
  api('post next/unskip', [], (w) => ({ due: instant(w.due.next) })),
  api('post notes', [], () => ({ key: 'spring', texts: { en: 'The ferry rests.' } })),
  api('post own-items', [], () => ({ key: 'fair', title: 'The fair', section: 'news' })),
  api('get next/printed'),
  api('post next/test', [], () => ({})),
  api('get editions'),
  api('get editions/:edition', [done]),
  api('get editions/:edition/printed', [done]),
  api('get editions/:edition/reasons', [done]),
  api('get editions/:edition/gone', [done]),
  api('post editions/:edition/hold', ['under1']),
  api('post editions/:edition/release', ['held1']),
  api('post editions/:edition/drop', ['held2']),
  api('post readers/find', [], () => ({ address: 're' })),
  api('post readers/find', [], () => ({ state: 'unsubscribed' })),
  api('post readers', [], () => ({ address: 'new@readers.example' })),
  api('get readers/:reader', [reader(0)]),
  api('get readers/:reader/editions/:edition', [reader(3), done]),
  api('post readers/export', [], () => ({})),
  api('post readers/:reader/take-off', [reader(0)], () => ({})),
  api('post readers/:reader/suppress', [reader(1)], () => ({})),
  api('post readers/:reader/erase', [reader(2)], () => ({ address: 'reader2@readers.example' })),
  api('get moves'),
  api('get growth'),
  api('get growth?days=400'),
  api('get imports'),
  api('get imports/:import', [names.import]),
  api('post imports', [], () => ({ csv })),
  api('delete imports/:import', theImport),
  api('post imports', [], () => ({ csv })),
  api('post imports/:import/look', theImport, () => stating),
  api('get imports/:import/rows', theImport),
  api('post imports/:import/start', theImport, () => ({
    look: told('post imports/:import/look', 'look')(),
  })),
  api('post imports/:import/go-on', theImport),
  api('post imports/:import/undo', theImport),
  api('post default-move/look'),
  api('get default-move'),
  api('post default-move/start', [], () => ({
    look: told('post default-move/look', 'lookedAt')(),
  })),
  api('post default-move/go-on', [], undefined, looks),
  api('post default-move/stop', [], undefined, looks),
  api('get webhooks'),
  api('post webhooks', [], (w) => ({ url: `${w.feeds}/webhook` })),
  api('post webhooks/:webhook/test', ['hook1']),
  api('delete webhooks/:webhook', ['hook1']),
  api('get /sending'),
  api('post /sending/pause', [], () => ({})),
  api('post /sending/resume'),
  api('post /sending/warm-up', [], () => ({ firstDay: 500 })),
  api('delete /sending/warm-up'),
  api('get /health'),
  api('get /dead-letters'),
  api('post /dead-letters/redrive', [], () => ({ all: true })),
  api('post /dead-letters/drop', [], () => ({ all: true })),
  api('delete feeds/:feed', ['feed2']),
  api('post close'),
  api('post reopen'),
  api('post deletion', [], () => ({ name: 'The Test Paper' })),
  api('get deletion'),
  api('delete deletion'),
];

/** The call, and with it what is not counted: what it is about has been made. */
async function callOf(world: World, { route, short, path, body, before }: ApiRow) {
  const { program } = world;
  await before?.(world);
  const [whole, sent] = [path(world), await body?.(world)];
  return async () => {
    if (route.startsWith('get')) return await program.get(whole);
    if (route.startsWith('delete')) return await program.remove(whole);
    const answer = await program.post(whole, sent);
    answered.set(short, answer.body);
    return answer;
  };
}

for (const readers of [8, 1_000]) {
  test(`with ${readers} readers no page and no act of the desk asks the table more than twenty times`, async (t) => {
    const world = await openWorld(t, readers);
    imported.path = '';
    const wrong: string[] = [];
    for (const one of deskRows) {
      const { calls, ended } = await costOf(world, await ask(world, one));
      if (!(one.ends ?? /./).test(ended)) wrong.push(`${one.route} ended ${ended}`);
      if (calls > callsMax && !works.includes(one.route))
        wrong.push(`${one.route}: ${calls} calls`);
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(world.errors, []);
  });

  test(`with ${readers} readers no call of a program asks the table more than twenty times`, async (t) => {
    const world = await openWorld(t, readers);
    const wrong: string[] = [];
    for (const one of apiRows) {
      const { calls, ended } = await costOf(world, await callOf(world, one));
      if (!/^20/.test(ended)) wrong.push(`${one.route} ended ${ended}`);
      if (calls > callsMax && !works.includes(one.route))
        wrong.push(`${one.route}: ${calls} calls`);
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(world.errors, []);
  });
}

for (const cadence of ['weekly', 'monthly'] as const) {
  test(`a ${cadence} newsletter with a new reader and none before shows its next edition in twenty calls`, async (t) => {
    const world = await openWorld(t, 8);
    const { table, owner, clock } = world;
    const on = cadence === 'weekly' ? { weekday: 1 } : { monthday: 2 };
    const schedule = { cadence, ...on, hour: 12, zone: 'UTC' } as Schedule;
    const paper = await newsletterStore(table).load('paper');
    assert.ok(paper);
    await newsletterStore(table).save({ ...paper, defaultSchedule: schedule });
    const days = Array.from({ length: 40 }, (_, n) => clock.at - n * dayMs);
    await addItems(table, ...days.map((at) => item(at, { key: `of-${at}` })));
    const { calls } = await costOf(world, async () => owner.get(`${at}/next`));
    assert.ok(calls <= callsMax, `${calls} calls`);
    await addReader(table, clock.at - 30 * dayMs, { schedule });
    const next = await costOf(world, async () => owner.get(`${at}/next`));
    assert.ok(next.calls <= callsMax, `${next.calls} calls`);
    assert.equal(next.ended, '200');
  });
}

test('every route of the desk is asked for, and every one of programs', () => {
  const asked = (rows: readonly { readonly route: string }[]) =>
    [...new Set(rows.map(({ route }) => route))].sort();
  const pages = deskRoutes.map((route) => `${route.method} ${pathOf(route)}`);
  assert.deepEqual(asked(deskRows), pages.toSorted());
  const calls = apiRoutes.map((route) => `${route.method} ${apiPathOf(route)}`);
  assert.deepEqual(asked(apiRows), calls.toSorted());
  assert.ok(works.every((route) => [...pages, ...calls].includes(route)));
});
