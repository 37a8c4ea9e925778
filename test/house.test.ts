/** The house rules of ARCHITECTURE.md, held to the tree as it is. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Group, groupOf, groups, testFiles } from './groups.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const sources = ['functions', 'infra', 'templates'].flatMap((folder) => filesIn(folder));
const rooms = [
  'config',
  'feed',
  'edition',
  'subscriber',
  'owner',
  'mail',
  'hook',
  'site',
  'store',
] as const;

/** Who may import whom; `store` may import types of all rooms besides. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  config: [],
  feed: ['config'],
  subscriber: ['config'],
  edition: ['config', 'feed'],
  owner: ['config', 'subscriber'],
  mail: ['config', 'edition', 'owner', 'subscriber'],
  hook: ['config', 'feed'],
  site: ['config', 'edition', 'feed', 'hook', 'owner', 'subscriber'],
  store: ['config'],
};

/** The steps of a room, in order: each may import its room's root and the steps before it. */
const steps: Readonly<Record<string, readonly string[]>> = {
  feed: ['schedule', 'read', 'get', 'websub', 'find', 'gate', 'keep'],
  edition: ['clean', 'choose', 'print', 'plan', 'setup'],
  mail: ['doctor'],
  site: ['desk'],
  subscriber: ['list', 'import'],
};

/** One package, one home: the folders or files in which a package may be named. */
const homes: Readonly<Record<string, readonly string[]>> = {
  'rss-parser': ['functions/feed/read/parse.ts'],
  chardet: ['functions/feed'],
  tinyld: ['functions/feed'],
  tldts: ['functions/feed', 'infra/cli/deploy/records.ts'],
  'iconv-lite': ['functions/feed'],
  undici: ['functions/feed', 'functions/hook/post.ts'],
  standardwebhooks: ['functions/hook/sign.ts'],
  '@simplewebauthn/server': ['functions/owner/webauthn.ts'],
  'ipaddr.js': ['functions/feed'],
  '@mozilla/readability': ['functions/feed'],
  linkedom: ['functions/feed'],
  entities: ['functions/feed'],
  htmlparser2: ['functions/feed', 'functions/edition', 'templates'],
  'sanitize-html': ['functions/edition'],
  micromark: ['functions/edition/print'],
  'temporal-polyfill': ['functions/edition', 'infra'],
  hono: ['functions/site', 'infra/local'],
  'hono-openapi': ['functions/site/desk/api/document.ts'],
  'd3-scale': ['functions/site/desk/chart'],
  'd3-shape': ['functions/site/desk/chart'],
  '@aws-sdk/client-dynamodb': ['functions/store', 'infra/local', 'infra/cli/deploy/account'],
  '@aws-sdk/lib-dynamodb': ['functions/store', 'infra/local'],
  '@aws-sdk/util-dynamodb': ['functions/store'],
  '@aws-sdk/client-sqs': ['functions/store', 'infra/local'],
  '@aws-sdk/client-ses': ['functions/mail/ses.ts', 'infra/cli/doctor/receiving.ts'],
  '@aws-sdk/client-sesv2': [
    'functions/mail/ses-list.ts',
    'functions/mail/doctor/ses-account.ts',
    'infra/cli',
  ],
  '@aws-sdk/client-cloudformation': ['infra/cli'],
  '@aws-sdk/client-cloudwatch': ['infra/cli/doctor/metrics.ts'],
  '@aws-sdk/client-cost-explorer': ['infra/cli/doctor/spent.ts'],
  '@aws-sdk/client-lambda': ['infra/cli'],
  '@aws-sdk/client-secrets-manager': ['functions/config', 'infra/cli/deploy/account'],
  '@aws-sdk/client-cloudwatch-logs': ['infra/cli/logs', 'infra/cli/doctor/door-logs.ts'],
  '@aws-sdk/client-acm': ['infra/cli/deploy/account'],
  '@aws-sdk/client-sts': ['infra/cli/deploy/account'],
  '@aws-sdk/client-route-53': ['infra/cli/deploy/account'],
  nodemailer: ['functions/mail', 'infra/local/ses', 'infra/local/serve'],
  mjml: ['templates'],
  'aws-cdk-lib': ['infra/cloud'],
  'cdk-nag': ['infra/cloud'],
  'csv-parse': ['functions/subscriber/list/csv-file.ts'],
  commander: ['infra/cli'],
  constructs: ['infra/cloud'],
  esbuild: ['infra/cloud'],
  yaml: ['infra/cli/file'],
  '@valibot/to-json-schema': ['infra/cli/file/schema.ts'],
  fauxqs: ['infra/local'],
  mailparser: ['infra/local'],
  '@hono/node-server': ['infra/local'],
  valibot: ['functions', 'infra'],
};

/** An interface with its name, what it extends, and its body. */
const declaration = /^(?:export )?interface (\w+)(?: extends ([^{]+?))? \{\n([\s\S]*?)^\}/gm;
/** A line that exports something of its own. */
const declares = /^export (?:async )?(?:const|function|interface|type|class) \w/;
/** A member that is called: `name(…)` or `readonly name: (…) => …`. */
const method = /^ {2}(?:readonly )?(\w+)(?:\(|: \()/gm;

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

const imports: Import[] = sources.filter((file) => file.endsWith('.ts')).flatMap(importsOf);

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map(([, typeOnly, named, dynamic]) => ({
    file,
    from: named ?? dynamic ?? '',
    typeOnly: typeOnly !== undefined,
  }));
}

/** The room or door that a relative import leads to, as a path from the root. */
function target({ file, from }: Import): string {
  return relative(root, join(root, dirname(file), from));
}

const isOfOurs = ({ from }: Import) => from.startsWith('.') && from.endsWith('.ts');
const roomOf = (path: string) => /^functions\/([a-z]+)\//.exec(path)?.[1];
const isDoor = (path: string) => /^functions\/[a-z]+\.ts$/.test(path);

function assertNone(found: readonly string[], rule: string): void {
  assert.deepEqual(found, [], `${rule}\n  ${found.join('\n  ')}`);
}

test('the top level is the fixed one', () => {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => !['.git', 'node_modules', '.local', 'cdk.out', 'dist'].includes(name));
  assert.deepEqual(folders.sort(), ['.ci', '.github', 'functions', 'infra', 'templates', 'test']);
});

test('every folder of functions is a room, every file a door', () => {
  const entries = readdirSync(join(root, 'functions'), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  assert.deepEqual(folders.sort(), [...rooms].sort());
  const doors = ['desk', 'digest', 'events', 'fetch', 'poll', 'send', 'sweep', 'web'];
  assert.deepEqual(
    files.sort(),
    doors.map((door) => `${door}.ts`),
  );
});

test('rooms import only whom they may', () => {
  const wrong = imports.flatMap((one) => {
    const from = roomOf(one.file);
    const to = roomOf(target(one));
    if (from === undefined || to === undefined || from === to || !one.from.startsWith('.'))
      return [];
    if (mayImport[from]?.includes(to)) return [];
    if (from === 'store' && one.typeOnly) return [];
    return [`${one.file} imports ${target(one)}`];
  });
  assertNone(wrong, 'These imports break the order of the rooms:');
});

test('every folder of a room is a step of it', () => {
  const folders = rooms.flatMap((room) =>
    readdirSync(join(root, 'functions', room), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${room}/${entry.name}`),
  );
  const known = Object.entries(steps).flatMap(([room, all]) =>
    all.map((step) => `${room}/${step}`),
  );
  assert.deepEqual(folders.sort(), known.sort());
});

test('the steps of a room import what is before them only, and its root imports no step', () => {
  const wrong = imports.flatMap((one) => {
    const to = target(one);
    const room = roomOf(one.file);
    if (room === undefined || room !== roomOf(to)) return [];
    const order = steps[room] ?? [];
    const placeOf = (path: string) => order.indexOf(path.split('/')[2] ?? '');
    return placeOf(to) > placeOf(one.file) ? [`${one.file} imports ${to}`] : [];
  });
  assertNone(wrong, 'These imports go against the order of the steps:');
});

test('no imports go round in a circle, those of types included', () => {
  const graph = Map.groupBy(imports.filter(isOfOurs), ({ file }) => file);
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, way: readonly string[]) => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push([...way.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const one of graph.get(file) ?? []) walk(target(one), [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  assertNone(circles, 'These files import each other:');
});

test('nobody but infra imports a door, and rooms never import infra', () => {
  const wrong = imports.filter((one) => {
    const to = target(one);
    if (!one.file.startsWith('functions/')) return false;
    return isDoor(to) || to.startsWith('infra/');
  });
  assertNone(
    wrong.map((one) => `${one.file} imports ${target(one)}`),
    'A room or door reaches outside:',
  );
});

test('one package, one home', () => {
  const wrong = imports.flatMap(({ file, from }) => {
    const name = Object.keys(homes).find((one) => from === one || from.startsWith(`${one}/`));
    if (name === undefined) return [];
    const isHome = homes[name]?.some((home) => file === home || file.startsWith(`${home}/`));
    return isHome ? [] : [`${file} imports ${from}, whose home is ${homes[name]?.join(', ')}`];
  });
  assertNone(wrong, 'These packages are away from home:');
});

test('every package that the rooms use has a home', () => {
  const strangers = imports
    .filter(({ file, from }) => file.startsWith('functions/') && !/^(?:\.|node:)/.test(from))
    .filter(
      ({ from }) => !Object.keys(homes).some((one) => from === one || from.startsWith(`${one}/`)),
    )
    .map(({ file, from }) => `${file} imports ${from}`);
  assertNone(strangers, 'Give these packages a home in this test and in ARCHITECTURE.md:');
});

/** What a browser runs is text to us: the clock there is the visitor's. */
const scripts = ['script', 'proof-script', 'embed', 'desk/script'].map(
  (name) => `functions/site/${name}.ts`,
);

test('rooms know neither the time, nor chance, nor the environment', () => {
  const forbidden =
    /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bMath\.random\b|\brandom(?:UUID|Bytes)\b|\bprocess\.env\b|\bsetTimeout\b|\bTemporal\.Now\b/;
  const wrong = sources
    .filter((file) => file.startsWith('functions/') && !scripts.includes(file))
    .flatMap((file) => linesOf(file).map((line, n) => ({ file, line, n: n + 1 })))
    .filter(({ line }) => forbidden.test(line) && !/^\s*(?:\*|\/\/|\/\*\*)/.test(line))
    .map(({ file, line, n }) => `${file}:${n} ${line.trim()}`);
  assertNone(wrong, 'Clock, chance and environment belong to what surrounds a door:');
});

/** What makes a test dearer than the process it runs in, by the file or package that it imports. */
const needs: Readonly<Record<string, Group>> = {
  'node:child_process': 'engine',
  'node:worker_threads': 'engine',
  'node:http': 'engine',
  '@hono/node-server': 'engine',
  fauxqs: 'engine',
  'test/support/browser.ts': 'browser',
  'test/support/shipped.ts': 'shipped',
  'test/support/served.ts': 'shipped',
  'test/cloud/shipped.ts': 'shipped',
  'test/support/rights-seen.ts': 'shipped',
  'test/faults/trial.ts': 'faults',
};

test('the name of a test file tells its group, and its group has what it needs', () => {
  const wrong = testFiles(root).flatMap((file) => {
    const group = groupOf(file);
    if (group === undefined) return [`${file}: the groups are ${groups.slice(1).join(', ')}`];
    const found = needsOf(file);
    const dearest = [...groups].reverse().find((one) => found.has(one)) ?? 'fast';
    const isRoomy = groups.indexOf(dearest) <= groups.indexOf(group);
    if (isRoomy && (dearest === 'fast') === (group === 'fast')) return [];
    const why = found.get(dearest) ?? 'nothing';
    return [`${file} needs ${why}: ${dearest}, not ${group}`];
  });
  assertNone(wrong, 'Rename these, or take what they need away:');
});

/** What tests and infra import when they run, as paths from the root where it is ours. */
const loads = Map.groupBy(
  [
    ...imports,
    ...filesIn('test')
      .filter((file) => file.endsWith('.ts'))
      .flatMap(importsOf),
  ]
    .filter(({ typeOnly }) => !typeOnly)
    .map((one) => ({ file: one.file, to: one.from.startsWith('.') ? target(one) : one.from })),
  ({ file }) => file,
);

/** The groups that a test file's imports ask for, each with what asks for it; rooms start nothing. */
function needsOf(file: string): Map<Group, string> {
  const all = [file];
  const found = new Map<Group, string>();
  for (const each of all) {
    for (const { to } of loads.get(each) ?? []) {
      const need = needOf(each, to);
      if (need !== undefined && !found.has(need)) found.set(need, to);
      if (/^(?:test|infra)\//.test(to) && !all.includes(to)) all.push(to);
    }
  }
  return found;
}

/** Infra knows from node:net what an address is; tests open sockets with it. */
function needOf(file: string, to: string): Group | undefined {
  return to === 'node:net' && file.startsWith('test/') ? 'engine' : needs[to];
}

test('no file or folder has a name that says nothing', () => {
  const empty = /(?:^|\/|-)(?:utils?|helpers?|common|shared|misc|services?|managers?)(?:\/|\.|-|$)/;
  const named = [...sources, ...filesIn('test')].filter((file) => empty.test(file));
  assertNone(named, 'Name these after what is in them:');
});

const doorLinesMax = 60;

test('doors are short: they put things together', () => {
  const long = sources.filter(isDoor).filter((file) => linesOf(file).length - 1 > doorLinesMax);
  assertNone(long, 'These doors do more than open:');
});

test('no use case asks for more than six methods', () => {
  const methodsMax = 6;
  const declarations = sources
    .filter((file) => file.startsWith('functions/'))
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(declaration)])
    .map(([, name = '', parents = '', body = '']) => ({ name, parents, body }));
  const methodsOf = (name: string): string[] => {
    const found = declarations.find((one) => one.name === name);
    if (found === undefined) return [];
    const own = [...found.body.matchAll(method)].map(([, named = '']) => named);
    return [...own, ...found.parents.split(/,\s*/).flatMap(methodsOf)];
  };
  const wide = declarations
    .map(({ name }) => ({ name, methods: new Set(methodsOf(name)).size }))
    .filter(({ name, methods }) => name.endsWith('Deps') && methods > methodsMax)
    .map(({ name, methods }) => `${name}: ${methods} methods`);
  assertNone(wide, `Give these to several use cases (${methodsMax} methods at most):`);
});

test('every export says what it is', () => {
  const silent = sources
    .filter(
      (file) => /^(?:functions|infra|templates)\/.*\.ts$/.test(file) && !file.endsWith('.d.ts'),
    )
    .flatMap((file) =>
      linesOf(file).map((line, n, all) => ({ file, line, before: all[n - 1] ?? '' })),
    )
    .filter(({ line, before }) => declares.test(line) && !/\*\/$/.test(before))
    .map(({ file, line }) => `${file}: ${line}`);
  assertNone(silent, 'Write a docstring above these:');
});

test('no file is longer than a reader wants', () => {
  const linesMax = 260;
  const long = sources
    .filter((file) => file.endsWith('.ts') && !file.includes('/stories/'))
    .filter((file) => linesOf(file).length > linesMax)
    .map((file) => `${file}: ${linesOf(file).length} lines`);
  assertNone(long, `Split these (${linesMax} lines at most):`);
});

function linesOf(file: string): string[] {
  return readFileSync(join(root, file), 'utf8').split('\n');
}
