/** The OpenAPI document: valid, one with the routes both ways, and its example works as it stands. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { RouterRoute } from 'hono/types';
import { apiPathOf, apiRoot } from '../../../functions/site/desk/api/api.ts';
import { createApi } from '../../../functions/site/desk/api/app.ts';
import { problemsOf } from '../../../functions/site/desk/api/document.ts';
import { problemStatuses } from '../../../functions/site/desk/api/problems.ts';
import { apiRoutes } from '../../../functions/site/desk/api/routes.ts';
import { newsletter } from '../../support/newsletter.ts';
import { deskForPrograms, document, programOf } from './program.ts';

const run = promisify(execFile);
const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
);
const asDocumented = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}');

test('the document is OpenAPI 3.1 without a fault', async () => {
  const result = await new Validator().validate({ ...structuredClone(document) });
  assert.deepEqual(result.errors ?? [], []);
  assert.ok(result.valid);
  assert.equal(document.openapi, '3.1.0');
});

test('every route is in the document, and nothing else is', async (t) => {
  const { deps } = await deskForPrograms(t, [newsletter()]);
  const app = createApi({ deps, settings: { siteUrl: 'https://news.example.com' } });
  const served = app.routes
    .filter(({ path }: RouterRoute) => path !== `${apiRoot}/openapi.json`)
    .map(({ method, path }: RouterRoute) => `${method} ${asDocumented(path)}`);
  assert.deepEqual([...new Set(served)].sort(), documented.toSorted());
  const rows = apiRoutes.map((one) => `${one.method.toUpperCase()} ${apiPathOf(one)}`);
  assert.deepEqual(rows.map(asDocumented).sort(), documented.toSorted());
  assert.equal(new Set(rows).size, rows.length);
  assert.equal(new Set(apiRoutes.map(({ name }) => name)).size, rows.length);
});

test('every problem has a name there, and every route tells the statuses of its own', () => {
  assert.deepEqual(
    Object.fromEntries(
      Object.entries(document['x-problems']).map(([kind, { status }]) => [kind, status]),
    ),
    problemStatuses,
  );
  for (const route of apiRoutes) {
    const path = asDocumented(apiPathOf(route));
    const statuses = Object.keys(document.paths[path]?.[route.method]?.responses ?? {});
    const wanted = [
      ...Object.keys(route.answers),
      ...problemsOf(route).map((kind) => String(problemStatuses[kind])),
    ];
    assert.deepEqual(statuses.sort(), [...new Set(wanted)].sort(), path);
  }
});

test('anybody may read it', async (t) => {
  const { request } = await deskForPrograms(t, [newsletter()]);
  const answer = await request(`${apiRoot}/openapi.json`);
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), document);
});

test('the example of the README does what it says, as it stands there', async (t) => {
  const readme = join(import.meta.dirname, '../../../functions/site/desk/README.md');
  const [, example = ''] = /```sh\n(curl[\s\S]*?)```/.exec(readFileSync(readme, 'utf8')) ?? [];
  assert.match(example, /curl/);
  const stage = await deskForPrograms(t, [newsletter({ id: 'harbour' })]);
  const { person } = await stage.signedIn('owner');
  const rights = ['look', 'readers'] as const;
  const wish = {
    person,
    name: 'readme',
    newsletterId: 'harbour',
    rights,
    isGrave: false,
    days: 30,
  };
  const { text } = await programOf(stage, wish);
  const server = serve({
    fetch: (request) =>
      stage.request(new URL(request.url).pathname, {
        method: request.method,
        headers: request.headers,
        body: request.body,
        ...{ duplex: 'half' },
      }),
    port: 0,
    hostname: '127.0.0.1',
  });
  t.after(() => server.close());
  await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const env = { ...process.env, SITE: `http://127.0.0.1:${address.port}`, TOKEN: text };
  const first = await run('bash', ['-euc', example], { env });
  const [made, again] = [first, await run('bash', ['-euc', example], { env })].map(({ stdout }) =>
    JSON.parse(stdout),
  );
  assert.deepEqual([made.address, made.state], ['anna@example.org', 'confirmed']);
  assert.equal(again.id, made.id);
});
