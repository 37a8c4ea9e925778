import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Bundle, type BundleFile, bundleDoors, listDoors } from '../../infra/cloud/bundle.ts';
import { doorsOf } from '../../infra/local/template/declaration.ts';
import { synthesise } from '../../infra/local/template/synthesis.ts';
import { openTemplate } from '../../infra/local/template/template.ts';
import { testContext } from '../support/cloud.ts';

const folder = await mkdtemp(join(tmpdir(), 'paperboy-bundles-'));
after(() => rm(folder, { recursive: true, force: true }));
const bundles = await bundleDoors(join(folder, 'dist'));

/** Where the doors of a template are says nothing of what is in them. */
const noPlace = { queueOrigin: 'http://queues.invalid', siteUrl: 'http://localhost', suffix: '' };
const onlyForBuilding = ['mjml', 'mjml-core', 'aws-cdk-lib', 'constructs', 'cdk-nag', 'esbuild'];

/**
 * What a door may load before its first event, and what its folder may weigh: a twentieth more than
 * was measured. How long the import takes is no test but a figure: `npm run bench -- bundles`.
 */
const limits: Readonly<Record<string, { startBytesMax: number; allBytesMax: number }>> = {
  poll: { startBytesMax: 300_000, allBytesMax: 455_000 },
  fetch: { startBytesMax: 1_260_000, allBytesMax: 3_220_000 },
  digest: { startBytesMax: 455_000, allBytesMax: 1_040_000 },
  send: { startBytesMax: 710_000, allBytesMax: 970_000 },
  events: { startBytesMax: 335_000, allBytesMax: 490_000 },
  sweep: { startBytesMax: 371_000, allBytesMax: 594_000 },
  web: { startBytesMax: 605_000, allBytesMax: 810_000 },
  desk: { startBytesMax: 1_130_000, allBytesMax: 4_750_000 },
};

test('there is a bundle for every door and no other', async () => {
  assert.deepEqual(bundles.map(({ door }) => door).sort(), await listDoors());
});

test('bundled twice, a door is the same to the byte: a deploy of the same code changes nothing', async () => {
  const made = await synthesise('shipped', testContext);
  for (const { door, assetFolder } of doorsOf(openTemplate(made, noPlace))) {
    const names = (await readdir(assetFolder)).sort();
    const own = join(folder, 'dist', door);
    assert.deepEqual((await readdir(own)).sort(), names);
    for (const name of names) {
      const [one, other] = await Promise.all(
        [own, assetFolder].map((at) => readFile(join(at, name))),
      );
      assert.ok(one?.equals(other ?? Buffer.of()), `${door}/${name}`);
    }
  }
});

for (const { door, files } of bundles) {
  test(`the bundle of ${door} holds nothing that is only for building`, () => {
    for (const name of onlyForBuilding) assert.ok(!packages(files).includes(name), name);
  });

  test(`the bundle of ${door} weighs no more than it may`, () => {
    const { startBytesMax = 0, allBytesMax = 0 } = limits[door] ?? {};
    const [start, all] = [bytes(files.filter((file) => file.atStart)), bytes(files)];
    assert.ok(start <= startBytesMax, `${start} bytes at start`);
    assert.ok(all <= allBytesMax, `${all} bytes in all`);
  });

  test(`the bundle of ${door} loads no way to credentials before it is asked for`, () => {
    const ways = packages(files.filter((file) => file.atStart)).filter((name) =>
      /credential-provider|token-provider|nested-clients/.test(name),
    );
    // The chain itself, which in Lambda ends at its first link.
    const chain = ['@aws-sdk/credential-provider-node', '@aws-sdk/credential-provider-env'];
    assert.deepEqual(
      ways.filter((name) => !chain.includes(name)),
      [],
    );
  });

  test(`the bundle of ${door} loads by itself and has a handler`, async () => {
    assert.equal(
      await loaded(door, ['index.mjs'], 'typeof (await import(urls[0])).handler'),
      'function',
    );
  });

  test(`no piece of the bundle of ${door} loads the undici that Node brings`, async () => {
    const names = files.map(({ name }) => name);
    const script =
      '(await Promise.all(urls.map((url) => import(url))), process.moduleLoadList.join())';
    const modules = (await loaded(door, names, script)).split(',');
    assert.ok(modules.includes('NativeModule https'), 'Node tells what it has loaded.');
    assert.ok(!modules.includes('NativeModule internal/deps/undici/undici'));
  });
}

/** What is heavy, or too powerful for the public door, is only where its work is done. */
const homes: Record<string, string[]> = {
  '@aws-sdk/client-ses': ['send'],
  nodemailer: ['send'],
  'sanitize-html': ['desk', 'digest'],
  'rss-parser': ['desk', 'fetch'],
  undici: ['desk', 'fetch'],
  linkedom: ['fetch'],
  '@simplewebauthn/server': ['desk'],
  hono: ['desk', 'web'],
};

for (const [name, doors] of Object.entries(homes)) {
  test(`only ${doors} loads ${name}`, () => {
    const holders = bundles.filter(({ files }) => packages(files).includes(name));
    assert.deepEqual(
      holders.map(({ door }) => door),
      doors,
    );
  });
}

/** What most events of a door do without comes with the first that does not. */
const later: readonly (readonly [door: string, name: string])[] = [
  ['fetch', '@mozilla/readability'],
  ['fetch', 'linkedom'],
  ['fetch', 'chardet'],
  ['fetch', 'iconv-lite'],
  ['fetch', 'rss-parser'],
  ['fetch', 'xmlbuilder'],
  ['digest', 'sanitize-html'],
  ['digest', 'postcss'],
  ['digest', 'temporal-polyfill'],
  ['desk', 'sanitize-html'],
  ['desk', 'postcss'],
  ['desk', 'temporal-polyfill'],
  ['desk', 'csv-parse'],
  ['desk', 'undici'],
  ['desk', 'hono-openapi'],
  ['desk', 'standardwebhooks'],
  ['desk', 'd3-scale'],
  ['desk', '@simplewebauthn/server'],
];

for (const [door, name] of later) {
  test(`${door} starts without ${name}`, () => {
    const files = bundleOf(door).files.filter((file) => packages([file]).includes(name));
    assert.ok(files.length > 0, 'It is in the folder.');
    assert.deepEqual(
      files.filter((file) => file.atStart),
      [],
    );
  });
}

function bundleOf(door: string): Bundle {
  return bundles.find((bundle) => bundle.door === door) ?? assert.fail(`No bundle of ${door}`);
}

function bytes(files: readonly BundleFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

function packages(files: readonly BundleFile[]): string[] {
  const names = files
    .flatMap(({ inputs }) => inputs)
    .map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? '');
  return [...new Set(names)];
}

/** What a script says of files loaded the way Lambda does: from a place without node_modules. */
async function loaded(door: string, names: readonly string[], script: string): Promise<string> {
  const urls = names.map((name) => pathToFileURL(join(folder, 'dist', door, name)).href);
  const whole = `const urls = ${JSON.stringify(urls)}; process.stdout.write(${script});`;
  const args = ['--input-type=module', '--eval', whole];
  return (await promisify(execFile)(process.execPath, args, { cwd: folder, env: {} })).stdout;
}
