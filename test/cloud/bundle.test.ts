import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { type Bundle, bundleDoors, listDoors } from '../../infra/cloud/bundle.ts';

const folder = await mkdtemp(join(tmpdir(), 'paperboy-bundles-'));
after(() => rm(folder, { recursive: true, force: true }));
const bundles = await bundleDoors(join(folder, 'dist'));

const onlyForBuilding = ['mjml', 'mjml-core', 'aws-cdk-lib', 'constructs', 'cdk-nag', 'esbuild'];
const environment = {
  AWS_REGION: 'eu-central-1',
  TABLE_NAME: 'paperboy',
  LANES: '1',
  FETCH_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/fetch',
  SEND_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/send',
  CONFIRMATION_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/confirmation',
  EVENT_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:events',
  SIGNING_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:signing',
  CONFIGURATION_SET: 'paperboy',
  SITE_URL: 'https://read.example.com',
};
const webBytesMax = 350_000;
const importMsMax = 100;

test('there is a bundle for every door and no other', async () => {
  assert.deepEqual(bundles.map(({ door }) => door).sort(), await listDoors());
});

for (const bundle of bundles) {
  test(`the bundle of ${bundle.door} holds nothing that is only for building`, () => {
    for (const name of onlyForBuilding) assert.ok(!packages(bundle).includes(name), name);
  });

  test(`the bundle of ${bundle.door} leaves out credentials that a Lambda never has`, () => {
    const sources = packages(bundle).filter((name) =>
      /credential-provider|token-provider/.test(name),
    );
    assert.deepEqual(
      sources.filter((name) => name !== '@aws-sdk/credential-provider-env'),
      [],
    );
  });

  test(`the bundle of ${bundle.door} loads by itself and has a handler`, async () => {
    assert.equal(await handlerOf(bundle), 'function');
  });
}

/** What is heavy, or too powerful for the public door, is only where its work is done. */
const homes: Record<string, string[]> = {
  '@aws-sdk/client-ses': ['send'],
  nodemailer: ['send'],
  'sanitize-html': ['digest'],
  'rss-parser': ['fetch'],
  undici: ['fetch'],
  linkedom: ['fetch'],
  hono: ['web'],
};

for (const [name, doors] of Object.entries(homes)) {
  test(`only ${doors} loads ${name}`, () => {
    const holders = bundles.filter((bundle) => packages(bundle).includes(name));
    assert.deepEqual(
      holders.map(({ door }) => door),
      doors,
    );
  });
}

test('web, which every visitor waits for, is small', () => {
  const web = bundles.find(({ door }) => door === 'web');
  assert.ok(web !== undefined && web.bytes <= webBytesMax, `${web?.bytes} bytes`);
});

/** The best of a few, and a bound with room: a test machine is seldom quiet. */
test('web is imported in a moment', async (t) => {
  const url = new URL(`file://${join(folder, 'dist', 'web', 'index.mjs')}`);
  const script = `const start = performance.now(); await import('${url}'); process.stdout.write(String(performance.now() - start));`;
  const taken: number[] = [];
  for (let n = 0; n < 3; n++) {
    const args = ['--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: folder,
      env: environment,
    });
    taken.push(Number(stdout));
  }
  t.diagnostic(`${Math.min(...taken).toFixed(0)} ms`);
  assert.ok(Math.min(...taken) < importMsMax * 5, `${taken} ms`);
});

function packages({ inputs }: Bundle): string[] {
  const names = inputs.map(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? '',
  );
  return [...new Set(names)];
}

/** Loaded the way Lambda does: by itself, from a place without node_modules. */
async function handlerOf({ door }: Bundle): Promise<string> {
  const url = new URL(`file://${join(folder, 'dist', door, 'index.mjs')}`);
  const script = `process.stdout.write(typeof (await import('${url}')).handler)`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { cwd: folder, env: environment },
  );
  return stdout;
}
