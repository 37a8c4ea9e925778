/** What no page of ours would ask for: whatever stands in an address or in a field, nothing breaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiPathOf } from '../../../functions/site/desk/api/api.ts';
import { apiRoutes } from '../../../functions/site/desk/api/routes.ts';
import { pathOf } from '../../../functions/site/desk/desk.ts';
import { deskRoutes } from '../../../functions/site/desk/routes.ts';
import { newsletter } from '../../support/newsletter.ts';
import { deskForPrograms, programOf } from './program.ts';
import { deskOn } from './stage.ts';

const paper = newsletter();
/** Longer than any key of a table; none at all; what is no text of UTF-8; and names of JavaScript. */
const oddTexts = ['x'.repeat(1_900), '', '\u{1f6a2}'.repeat(900), '\u0000', '__proto__', '%', '#'];
const inPath = (text: string) => encodeURIComponent(text);

/** The path with this text for each of its names but the newsletter's. */
const pathsWith = (path: string, text: string) =>
  path.replaceAll(/:([a-z]+)/gi, (_, name) =>
    name === 'id' || name === 'newsletter' ? paper.id : inPath(text),
  );

test('no address of a page or an act makes an error', async (t) => {
  const desk = await deskOn(t, [paper]);
  const owner = await desk.signedIn();
  const token = await owner.formToken();
  for (const text of oddTexts.filter((one) => one !== '')) {
    for (const route of deskRoutes) {
      const path = pathsWith(pathOf(route), text);
      if (!pathOf(route).replace(':id', '').includes(':')) continue;
      const { status } =
        route.method === 'get'
          ? await owner.get(path)
          : await owner.post(path, { 'form-token': token });
      assert.ok(status < 500, `${pathOf(route)} with ${text.slice(0, 20)}: ${status}`);
    }
  }
});

/** What pages ask of their address. */
const queries = 'after before day days due for look n only page q said section show view'.split(
  ' ',
);

test('no question of an address makes an error', async (t) => {
  const desk = await deskOn(t, [paper]);
  const owner = await desk.signedIn();
  const pages = deskRoutes.filter(({ method, path }) => method === 'get' && !path.includes(':'));
  for (const page of pages.map((route) => pathOf(route).replace(':id', paper.id))) {
    for (const name of queries) {
      for (const text of ['', oddTexts[0] ?? '', '__proto__']) {
        const { status } = await owner.get(`${page}?${new URLSearchParams([[name, text]])}`);
        assert.ok(status < 500, `${page}?${name}=${text.slice(0, 20)}: ${status}`);
      }
    }
  }
});

const fieldsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/desk/people': { address: 'ann@desk.example', role: 'editor', newsletter: '*' },
  '/desk/people/remove': { person: 'nobody' },
  '/desk/people/end': { person: 'nobody' },
  '/desk/account/end': { session: 'none' },
  '/desk/tokens/revoke': { token: 'none' },
  '/desk/passkeys/remove': { passkey: 'none' },
  '/desk/new': { name: 'Odd', language: 'en', zone: 'UTC', section: 'News', id: 'odd' },
  [`/desk/n/${paper.id}/settings/about/plan`]: { name: 'Odd', language: 'en', zone: 'UTC' },
  [`/desk/n/${paper.id}/hooks/remove`]: { hook: 'none' },
  [`/desk/n/${paper.id}/next/pin`]: { feed: 'none', key: 'none' },
  [`/desk/n/${paper.id}/next/take-back`]: { mark: 'none' },
  [`/desk/n/${paper.id}/items/skip`]: { item: 'none', reason: 'none', from: 'none' },
  [`/desk/n/${paper.id}/readers/find`]: { address: 'no', state: 'any', from: '', until: '' },
};

test('no value of a field makes an error', async (t) => {
  const desk = await deskOn(t, [paper]);
  const owner = await desk.signedIn();
  const token = await owner.formToken();
  const tags = ['en-u-ca-buddhist', 'en-x-odd', 'e', 'en_US'];
  for (const [path, fields] of Object.entries(fieldsOf)) {
    for (const name of Object.keys(fields)) {
      for (const text of [...oddTexts, ...tags]) {
        const { status } = await owner.post(path, { ...fields, 'form-token': token, [name]: text });
        assert.ok(status < 500, `${path} with ${name}=${text.slice(0, 20)}: ${status}`);
      }
    }
  }
});

interface Schema {
  readonly type: string;
  readonly pipe?: readonly Schema[];
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly options?: readonly unknown[];
  readonly entries?: Readonly<Record<string, Schema>>;
}

/** Something that fits a schema as far as kinds go, with this text wherever there is one. */
function filled(schema: Schema, text: string): unknown {
  const [first] = schema.pipe ?? [];
  if (first !== undefined && first !== schema) return filled(first, text);
  if (schema.wrapped !== undefined) return filled(schema.wrapped, text);
  if (schema.item !== undefined) return [filled(schema.item, text)];
  if (schema.entries !== undefined) {
    const entries = Object.entries(schema.entries);
    return Object.fromEntries(entries.map(([name, one]) => [name, filled(one, text)]));
  }
  if (schema.type === 'picklist') return schema.options?.[0];
  if (schema.type === 'union') return filled(schema.options?.[0] as Schema, text);
  if (schema.type === 'number') return 1;
  return schema.type === 'boolean' ? true : text;
}

/** What is asked of a route, with this text wherever there is one: with its query, and without. */
function oddCalls(route: (typeof apiRoutes)[number], text: string) {
  const asked = Object.keys((route.query as Schema | undefined)?.entries ?? {});
  const path = pathsWith(apiPathOf(route), text === '' ? 'none' : text);
  const body = route.body && JSON.stringify(filled(route.body as unknown as Schema, text));
  return ['', `?${new URLSearchParams(asked.map((name) => [name, text]))}`].map((query) => ({
    path: `${path}${query}`,
    init: { method: route.method.toUpperCase(), ...(body === undefined ? {} : { body }) },
  }));
}

test('no address and no body of a program makes an error', async (t) => {
  const stage = await deskForPrograms(t, [paper]);
  const { person } = await stage.signedIn();
  const rights = ['look', 'curate', 'send', 'readers', 'settings'] as const;
  const wish = { person, name: 'odd', days: 90, isGrave: true, newsletterId: '*', rights };
  const { text: token } = await programOf(stage, wish);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (const text of [oddTexts[2] ?? '', '', '__proto__', 'eyJwayI6IngiLCJzayI6MX0']) {
    for (const route of apiRoutes) {
      for (const { path, init } of oddCalls(route, text)) {
        const { status } = await stage.request(path, { ...init, headers });
        assert.ok(status < 500, `${route.name} with ${text.slice(0, 20)}: ${status}`);
      }
    }
  }
});
