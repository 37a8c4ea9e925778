/**
 * Desk, command and file agree: the same random acts, each done in one of the three ways on a table
 * of its own, leave the same newsletter and the same feeds.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { decodeHTML } from 'entities';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { type Document, parseDocument } from 'yaml';
import { feedStore } from '../../functions/store/feeds.ts';
import { gateSettingStore } from '../../functions/store/gate-settings.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { letOwnerIn } from '../../infra/cli/deploy/first-owner.ts';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import { feedUrl } from '../../infra/local/demo/addresses.ts';
import { publications } from '../../infra/local/demo/publications.ts';
import { holdDirectory, noteRunning } from '../../infra/local/running.ts';
import { testContext } from '../support/cloud.ts';
import { feed, newsletter } from '../support/newsletter.ts';

const owner = 'owner@paper.example';
const at = Date.parse('2026-03-02T09:00:00Z');
const desk = '/desk/n/paper';
const sections = ['news', 'sea', 'town'];
const known = ['saltmarrow-gazette', 'boatyard'];

/** What the owner of a newsletter may do in any of the ways. */
type Act =
  | { readonly kind: 'set'; readonly name: keyof typeof values; readonly value: string }
  | { readonly kind: 'section'; readonly id: string; readonly name: string }
  | { readonly kind: 'gate'; readonly settle: string; readonly approval: string }
  | { readonly kind: 'feed'; readonly path: string; readonly change: FeedChange }
  | { readonly kind: 'add'; readonly path: string; readonly section: string };

type FeedChange =
  | { readonly name: 'title' | 'section' | 'fullText' | 'every' | 'settle'; readonly value: string }
  | { readonly name: 'state'; readonly value: 'stopped' | 'active' };

/** Values of a newsletter: the option of the command, the part and field of the desk, the file's key. */
const values = {
  name: { option: 'name', part: 'about', field: 'name', key: ['name'] },
  description: { option: 'description', part: 'about', field: 'description', key: ['description'] },
  zone: { option: 'zone', part: 'about', field: 'zone', key: ['zone'] },
  language: { option: 'language', part: 'about', field: 'language', key: ['language'] },
  postalAddress: {
    ...{ option: 'postal-address', part: 'about', field: 'postalAddress', key: ['postalAddress'] },
  },
  senderName: {
    ...{ option: 'sender-name', part: 'sender', field: 'sender.name', key: ['sender', 'name'] },
  },
  replyTo: { option: 'reply-to', part: 'sender', field: 'replyTo', key: ['replyTo'] },
  accent: {
    ...{ option: 'theme-accent', part: 'look', field: 'theme.light.accent' },
    key: ['theme', 'light', 'accent'],
  },
  font: { option: 'theme-font', part: 'look', field: 'theme.font', key: ['theme', 'font'] },
  footer: { option: 'theme-footer', part: 'look', field: 'theme.footer', key: ['theme', 'footer'] },
  itemsMax: { option: 'items-max', part: 'editions', field: 'itemsMax', key: ['itemsMax'] },
  excerpt: {
    ...{ option: 'excerpt-chars', part: 'editions', field: 'excerptChars', key: ['excerptChars'] },
  },
  sending: { option: 'sending', part: 'editions', field: 'sending.mode', key: ['sending', 'mode'] },
  archive: { option: 'archive', part: 'places', field: 'archive', key: ['archive'] },
  home: { option: 'home', part: 'places', field: 'home', key: ['home'] },
} as const;

const words = fc
  .string({ unit: fc.constantFrom(...'Abc éß船ن –"<&\'#:0'), minLength: 1, maxLength: 24 })
  .map((text) => `W${text.trim()}`);
const oneOf = (...all: string[]) => fc.constantFrom(...all);
const set = (name: keyof typeof values, value: fc.Arbitrary<string>): fc.Arbitrary<Act> =>
  value.map((chosen) => ({ kind: 'set', name, value: chosen }));

const acts: fc.Arbitrary<Act> = fc.oneof(
  set('name', words),
  set('description', words),
  set('zone', oneOf('UTC', 'Europe/Lisbon', 'Asia/Kolkata')),
  set('language', oneOf('en', 'de', 'ar', 'zh-Hans')),
  set('postalAddress', words),
  set('senderName', words),
  set('replyTo', oneOf('a@paper.example', 'b@paper.example')),
  set('accent', oneOf('#8c2f22', '#0a5c6b')),
  set('font', oneOf('sans', 'serif', 'mono')),
  set('footer', words),
  set('itemsMax', oneOf('5', '20', '40')),
  set('excerpt', oneOf('0', '100', '280')),
  set('sending', oneOf('automatic', 'veto', 'approval')),
  set('archive', oneOf('public', 'private')),
  set('home', oneOf('listed', 'hidden')),
  fc.record({ kind: fc.constant('section' as const), id: oneOf(...sections), name: words }),
  fc.record({
    kind: fc.constant('gate' as const),
    settle: oneOf('off', '15', '180'),
    approval: oneOf('off', '24h-release', '72h-drop'),
  }),
  fc.record({
    kind: fc.constant('feed' as const),
    path: oneOf(...known),
    change: fc.oneof(
      fc.record({ name: fc.constant('title' as const), value: words }),
      fc.record({ name: fc.constant('section' as const), value: oneOf(...sections) }),
      fc.record({
        name: fc.constant('fullText' as const),
        value: oneOf('never', 'always', 'auto'),
      }),
      fc.record({ name: fc.constant('every' as const), value: oneOf('15', '60', '1440') }),
      fc.record({ name: fc.constant('settle' as const), value: oneOf('15', '30') }),
      fc.record({
        name: fc.constant('state' as const),
        value: fc.constantFrom('stopped' as const, 'active' as const),
      }),
    ),
  }),
  fc.record({
    kind: fc.constant('add' as const),
    path: oneOf('petit-phare', 'tea-hill', 'lantern-street'),
    section: oneOf(...sections),
  }),
);

/** A running system with the newsletter, and one way of doing acts there. */
interface Place {
  readonly cloud: Cloud;
  readonly folder: string;
  readonly close: () => Promise<void>;
}

let places: Record<'desk' | 'command' | 'file', Place>;
let cookie = '';

before(async () => {
  const opened = await Promise.all([openPlace(), openPlace(), openPlace()]);
  const [first, second, third] = opened;
  assert.ok(first && second && third);
  places = { desk: first, command: second, file: third };
  cookie = await signIn(first);
});
after(async () => {
  await Promise.all(Object.values(places).map(({ close }) => close()));
});

/** A feed of the demo, which is there whether or not its newsletter is. */
const urlOf = ({ cloud }: Pick<Place, 'cloud'>, path: string) =>
  feedUrl(cloud.origin, publications.find(({ id }) => id === path) ?? assert.fail(path));

async function openPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-ways-'));
  const cloud = await startCloud({
    ...{ port: 0, demo: false, ticking: false, zone: 'UTC', dataDir: folder, write: () => {} },
    context: { ...testContext, scale: 'large' },
  });
  const release = await holdDirectory(folder);
  noteRunning(folder, { pid: process.pid, origin: cloud.origin, env: cloud.env });
  const named = sections.map((id) => ({ id, name: id }));
  await newsletterStore(cloud.table).save(newsletter({ sections: named, createdAt: at }));
  for (const path of known) {
    const own = { id: path, url: urlOf({ cloud }, path), sectionId: 'news', addedAt: at };
    await feedStore(cloud.table).create(feed(own), '30#0');
  }
  const close = async () => {
    await cloud.stop();
    release();
    rmSync(folder, { recursive: true, force: true });
  };
  return { cloud, folder, close };
}

async function paperboy({ folder }: Place, ...args: string[]): Promise<string> {
  const { exitCode, out, err } = await dispatch([...args, '--data', folder], {
    ...{ columns: 80, folder },
  });
  assert.equal(exitCode, 0, `${args.join(' ')}: ${err.join('\n')}`);
  return out.join('\n');
}

async function signIn(place: Place): Promise<string> {
  const { cloud } = place;
  await letOwnerIn(owner, { table: cloud.table, now: cloud.clock.now });
  const [link = ''] = (await paperboy(place, 'desk', 'link', owner)).split('\n');
  const answer = await fetch(link, {
    ...{ method: 'POST', redirect: 'manual', body: '' },
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
}

type Fields = Readonly<Record<string, string>>;

/** Sends the form of a page with some fields otherwise, and what is asked for after it. */
async function submit(page: string, action: string, changed: Fields): Promise<void> {
  const { origin } = places.desk.cloud;
  let html = await (await fetch(`${origin}${page}`, { headers: { cookie } })).text();
  for (let next: string | undefined = action, fields = changed; next !== undefined; fields = {}) {
    const body = new URLSearchParams(formOf(html, next));
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const answer = await fetch(`${origin}${next}`, {
      ...{ method: 'POST', redirect: 'manual', body },
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    });
    html = await answer.text();
    assert.ok(answer.status === 303 || answer.status === 200, `${next}: ${answer.status} ${html}`);
    const confirm = action.replace(/\/plan$/, '');
    next = next !== confirm && html.includes(`action="${confirm}"`) ? confirm : undefined;
  }
}

function formOf(html: string, action: string): [string, string][] {
  const form = [...parseHTML(html).document.querySelectorAll('form')].find(
    (one) => one.getAttribute('action') === action,
  );
  assert.ok(form, `There is no form for ${action}.`);
  const inputs = [...form.querySelectorAll('input[name]')].flatMap((input): [string, string][] => {
    const isLeftOut = /^(?:checkbox|radio)$/.test(input.getAttribute('type') ?? '');
    if (isLeftOut && !input.hasAttribute('checked')) return [];
    return [[input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']];
  });
  const areas = [...form.querySelectorAll('textarea[name]')].map((area): [string, string] => [
    area.getAttribute('name') ?? '',
    // linkedom leaves what stands in it as it is written.
    decodeHTML(area.textContent ?? ''),
  ]);
  const choices = [...form.querySelectorAll('select[name]')].map((select): [string, string] => {
    const options = [...select.querySelectorAll('option')];
    const chosen = options.find((option) => option.hasAttribute('selected')) ?? options[0];
    return [select.getAttribute('name') ?? '', chosen?.getAttribute('value') ?? ''];
  });
  return [...inputs, ...areas, ...choices];
}

const idOf = async (place: Place, path: string) =>
  (await feedStore(place.cloud.table).list('paper')).find(({ url }) => url === urlOf(place, path))
    ?.id;

async function atDesk(act: Act): Promise<void> {
  switch (act.kind) {
    case 'set': {
      const { part, field } = values[act.name];
      const path = `${desk}/settings/${part}`;
      return submit(path, `${path}/plan`, { [field]: act.value });
    }
    case 'section': {
      const path = `${desk}/settings/sections`;
      return submit(path, `${path}/plan`, { [`name.${act.id}`]: act.name });
    }
    case 'gate': {
      const { settle, approval } = act;
      return submit(`${desk}/feeds`, `${desk}/feeds/gate`, { settle, approval });
    }
    case 'feed':
      return feedAtDesk(`${desk}/f/${await idOf(places.desk, act.path)}`, act.change);
    case 'add': {
      if ((await idOf(places.desk, act.path)) !== undefined) return;
      const { origin } = places.desk.cloud;
      const page = await (await fetch(`${origin}${desk}/feeds`, { headers: { cookie } })).text();
      const token = new URLSearchParams(formOf(page, `${desk}/feeds/gate`)).get('form-token') ?? '';
      const body = new FormData();
      body.set('form-token', token);
      body.set('paste', urlOf(places.desk, act.path));
      const headers = { cookie, 'sec-fetch-site': 'same-origin' };
      const looked = await fetch(`${origin}${desk}/feeds/look`, { method: 'POST', body, headers });
      const added = new URLSearchParams(formOf(await looked.text(), `${desk}/feeds/add`));
      added.set('section', act.section);
      const answer = await fetch(`${origin}${desk}/feeds/add`, {
        ...{ method: 'POST', redirect: 'manual', body: added, headers },
      });
      assert.equal(answer.status, 303);
    }
  }
}

async function feedAtDesk(path: string, { name, value }: FeedChange): Promise<void> {
  if (name === 'state') {
    const { origin } = places.desk.cloud;
    const html = await (await fetch(`${origin}${path}`, { headers: { cookie } })).text();
    const action = `${path}/${value === 'stopped' ? 'stop' : 'resume'}`;
    return html.includes(`action="${action}"`) ? submit(path, action, {}) : undefined;
  }
  const isPrinting = name === 'title' || name === 'section' || name === 'fullText';
  const field = name === 'fullText' ? 'text' : name;
  return submit(path, `${path}/${isPrinting ? 'printing' : 'watching'}`, { [field]: value });
}

async function byCommand(act: Act): Promise<void> {
  const run = async (...args: string[]) => void (await paperboy(places.command, ...args));
  switch (act.kind) {
    case 'set':
      return run('newsletter', 'set', `--${values[act.name].option}`, act.value);
    case 'section':
      return run('newsletter', 'set', '--section', `${act.id}=${act.name}`);
    case 'gate':
      return run('newsletter', 'gate', '--settle', act.settle, '--approval', act.approval);
    case 'feed': {
      const { name, value } = act.change;
      if (name === 'state') {
        return run(
          'feeds',
          'set',
          urlOf(places.command, act.path),
          value === 'stopped' ? '--stop' : '--resume',
        );
      }
      const option = name === 'fullText' ? 'full-text' : name;
      return run('feeds', 'set', urlOf(places.command, act.path), `--${option}`, value);
    }
    case 'add': {
      if ((await idOf(places.command, act.path)) !== undefined) return;
      return run('feeds', 'add', urlOf(places.command, act.path), '--section', act.section);
    }
  }
}

async function byFile(act: Act): Promise<void> {
  const path = join(places.file.folder, 'paperboy.yaml');
  await paperboy(places.file, 'pull', '--file', path);
  const document = parseDocument(readFileSync(path, 'utf8'));
  edit(document, act);
  writeFileSync(path, document.toString());
  await paperboy(places.file, 'apply', '--file', path, '--yes');
}

interface Written {
  name: string;
  sender: { name: string };
  sections: { id: string; feeds?: { url: string }[] }[];
}

function edit(document: Document.Parsed, act: Act): unknown {
  const { sections: written } = document.toJS() as Written;
  const placeOf = (id: string) => written.findIndex((one) => one.id === id);
  switch (act.kind) {
    case 'set': {
      const isNumber = act.name === 'itemsMax' || act.name === 'excerpt';
      // A file says in full what follows the name, and the zone, elsewhere.
      const { sender, name } = document.toJS() as Written;
      if (act.name === 'name' && sender.name === name) {
        document.setIn(['sender', 'name'], act.value);
      }
      return document.setIn(values[act.name].key, isNumber ? Number(act.value) : act.value);
    }
    case 'section':
      return document.setIn(['sections', placeOf(act.id), 'name'], act.name);
    case 'gate': {
      const settle = act.settle === 'off' ? 'off' : Number(act.settle);
      document.setIn(['gate', 'settle'], settle);
      return document.setIn(['gate', 'approval'], act.approval);
    }
    case 'feed':
      return editFeed(document, written, urlOf(places.file, act.path), act.change);
    case 'add': {
      const urls = written.flatMap(({ feeds: own = [] }) => own.map(({ url }) => url));
      if (urls.includes(urlOf(places.file, act.path))) return undefined;
      const place = placeOf(act.section);
      const own = written[place]?.feeds ?? [];
      return document.setIn(
        ['sections', place, 'feeds'],
        [...own, { url: urlOf(places.file, act.path) }],
      );
    }
  }
}

function editFeed(
  document: Document.Parsed,
  written: Written['sections'],
  url: string,
  { name, value }: FeedChange,
): unknown {
  const section = written.findIndex(({ feeds: own = [] }) => own.some((one) => one.url === url));
  const own = written[section]?.feeds ?? [];
  const place = own.findIndex((one) => one.url === url);
  const path = ['sections', section, 'feeds', place];
  if (name !== 'section') {
    const isNumber = name === 'every' || name === 'settle';
    return document.setIn([...path, name], isNumber ? Number(value) : value);
  }
  const target = written.findIndex(({ id }) => id === value);
  if (target === section) return undefined;
  const moved = own[place];
  document.setIn(['sections', target, 'feeds'], [...(written[target]?.feeds ?? []), moved]);
  return document.setIn(
    ['sections', section, 'feeds'],
    own.filter((one) => one !== moved),
  );
}

const usual = { mode: 'automatic', lastCallMinutes: 60 };

/** What the table says of newsletter and feeds, without what each place has of its own. */
async function standing({ cloud: { table, origin } }: Place) {
  const found = (await newsletterStore(table).load('paper')) ?? newsletter();
  // The desk tells that a file was applied: no other way leaves that.
  const { createdAt: _, appliedAt: __, ...paper } = found;
  const all = await feedStore(table).list('paper');
  const said = all.map(({ url, sectionId, title, fullText, state, ...rest }) => ({
    ...{ url: url.replace(origin, ''), sectionId, title, fullText, state },
    ...{ every: rest.chosenMinutes, settle: rest.settleMinutes, approval: rest.approval },
  }));
  const gate = await gateSettingStore(table).load('paper');
  return {
    // What nobody said is as usual, whether or not that is written down.
    paper: { archive: 'public', home: 'listed', ...paper, sending: { ...usual, ...paper.sending } },
    feeds: said.sort((a, b) => a.url.localeCompare(b.url)),
    gate: { settle: gate.settleMinutes ?? 0, approval: gate.approval ?? 'off' },
  };
}

test('random acts at the desk, by the command and in the file leave the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 1, maxLength: 4 }), async (chosen) => {
      for (const act of chosen) {
        await Promise.all([atDesk(act), byCommand(act), byFile(act)]);
      }
      // A feed that the file names gets its title when it is read.
      await Promise.all(Object.values(places).map(({ cloud }) => cloud.atRest()));
      const [one, other, third] = await Promise.all(Object.values(places).map(standing));
      assert.deepEqual(other, one, 'the command and the desk');
      assert.deepEqual(third, one, 'the file and the desk');
    }),
    { numRuns: 15, endOnFailure: true },
  );
});
