/** The command of the unit, as typed: on a read-only system, who reaches what, how it ends. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startImapServer } from '../../support/imap-server.ts';
import { isLoopback, listeningOf } from '../../support/listening.ts';
import { dataDirectory } from '../../support/served.ts';
import { startSmtpServer, testCertificate } from '../../support/smtp-server.ts';

const root = join(import.meta.dirname, '../../..');
const unit = join(root, 'infra/local/serve/paperboy.service');
const containerfile = join(root, 'infra/local/serve/Containerfile');
const start = join(root, 'infra/local/start.ts');
const readyTimeoutMs = 300_000;
const ofMailbox = { user: 'bounces', password: 'only-for-the-mailbox-4711' };
const auth = { user: 'paper', password: 'only-for-the-relay-4711' };

function valueIn(text: string, name: string): string {
  return new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '';
}

/** The unit for this tree, and another directory of data. */
function unitFor(dataDir: string): string {
  return readFileSync(unit, 'utf8')
    .replaceAll('/opt/paperboy', root)
    .replaceAll('/var/lib/paperboy', dataDir);
}

/** Whether this machine lets a process see the tree as read-only. */
function canBeReadOnly(): boolean {
  return spawnSync('unshare', ['-Urm', 'true']).status === 0;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

interface Running {
  readonly child: ChildProcess;
  readonly said: () => string;
}

async function run(t: TestContext, words: readonly string[], env: NodeJS.ProcessEnv) {
  const script = `mount --bind ${root} ${root} && mount -o remount,bind,ro ${root} && exec "$@"`;
  const command = canBeReadOnly() ? ['unshare', '-Urm', 'sh', '-c', script, 'sh', ...words] : words;
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const deadline = Date.now() + readyTimeoutMs;
  while (!said.includes('Paperboy is ready')) {
    assert.ok(Date.now() < deadline && child.exitCode === null, `It did not get ready: ${said}`);
    await sleep(20);
  }
  const running: Running = { child, said: () => said };
  return running;
}

/** The site of a small machine takes few requests at once: whoever is told to come back does. */
async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  for (;;) {
    const answer = await fetch(url, init);
    if (answer.status !== 429) return answer;
    await sleep(500);
  }
}

/** Where a text stands among the files of a folder. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text))
    .map((file) => relative(folder, file));
}

test('started as the unit does it, the world reaches the site and nothing else', async (t) => {
  const relay = await startSmtpServer(t, { starttls: true, auth });
  const box = await startImapServer(t, { tls: true, ...ofMailbox });
  const dataDir = dataDirectory(t, relay, {
    SMTP_HOST: 'localhost',
    SMTP_TLS: 'starttls',
    SMTP_USER: auth.user,
    SMTP_PASSWORD: auth.password,
    IMAP_HOST: 'localhost',
    IMAP_PORT: String(box.port),
    IMAP_USER: ofMailbox.user,
    IMAP_PASSWORD: ofMailbox.password,
  });
  // Made here and now, where nothing else can be written to.
  execFileSync('rm', [join(dataDir, 'stack')]);
  const port = await freePort();
  const words = [...valueIn(unitFor(dataDir), 'ExecStart').split(' '), '--port', String(port)];
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    NODE_EXTRA_CA_CERTS: testCertificate,
  };
  const { child, said } = await run(t, words, env);
  const readFrom = new RegExp(
    `^ {2}Bounces {2}from the mailbox at localhost, port ${box.port}`,
    'm',
  );
  assert.match(said(), readFrom);
  // As it starts, and every minute from then on.
  const deadline = Date.now() + readyTimeoutMs;
  while (!box.said.includes('LOGOUT')) {
    assert.ok(Date.now() < deadline, said());
    await sleep(20);
  }
  assert.ok(
    box.said.some((one) => one.startsWith('SELECT')),
    box.said.join('\n'),
  );
  const site = `http://127.0.0.1:${port}`;

  assert.ok(child.pid);
  const addresses = listeningOf(child.pid);
  if (process.platform === 'linux') assert.ok(addresses.length > 0);
  assert.deepEqual(
    addresses.filter((address) => !isLoopback(address)),
    [],
  );

  const { origin, env: doors } = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8'));
  const asked = {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    },
    body: JSON.stringify({ SecretId: doors.SIGNING_SECRET_ARN }),
  };
  assert.ok((await fetch(`${origin}/_aws/secrets`, asked)).ok, 'the doors are told');
  assert.ok((await ask(`${site}/robots.txt`)).ok);
  for (const path of [
    '/_aws/secrets',
    '/_aws/ses',
    '/_control/api/mail',
    '/_control/api/fire/digest',
  ]) {
    assert.equal((await ask(`${site}${path}`, asked)).status, 404, path);
  }
  for (const path of [
    '/_control/',
    '/_control/api/clock',
    '/_inbox/',
    '/_demo/',
    '/_inbox/api/messages',
  ]) {
    assert.equal((await ask(`${site}${path}`)).status, 404, path);
  }
  for (const path of ['/_control/', '/_control/api/alarms', '/_inbox/', '/_demo/']) {
    assert.equal((await fetch(`${origin}${path}`)).status, 404, `not even here: ${path}`);
  }
  const moved = await fetch(`${origin}/_control/api/clock`, {
    method: 'POST',
    body: '{"by":"PT1H"}',
  });
  assert.equal(moved.status, 404, 'nobody moves the clock');

  // The owner's command finds it, and knows what it is called outside.
  const cli = (...args: string[]) =>
    execFileSync(process.execPath, ['infra/cli/main.ts', ...args, '--data', dataDir], {
      cwd: root,
      encoding: 'utf8',
    });
  cli('newsletter', 'create', '--id', 'paper', '--name', 'The Test Paper');
  assert.match(cli('newsletter', 'show'), /news@paper\.example[\s\S]*1 Quay/);
  assert.match(cli('sending', 'status'), /Sending +on/);

  const backup = execFileSync(
    process.execPath,
    ['infra/local/serve/refresh-backup.ts', '--data', dataDir],
    { cwd: root, encoding: 'utf8' },
  );
  assert.equal(backup.trim(), join(dataDir, 'backup'));
  assert.ok(existsSync(join(dataDir, 'backup', 'table.sqlite')));

  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0, said());
  assert.equal(existsSync(join(dataDir, 'running.json')), false);
  for (const { password } of [auth, ofMailbox]) {
    assert.equal(said().includes(password), false);
    assert.deepEqual(filesWith(dataDir, password).sort(), ['backup/serve.env', 'serve.env']);
  }
});

describe('it does not start, and says why:', () => {
  const complaint = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const { status, stderr } = spawnSync(process.execPath, [start, '--serve', ...args], {
      cwd: root,
      env: { PATH: process.env.PATH, ...env },
      encoding: 'utf8',
    });
    return { status, stderr };
  };

  test('settings are missing', async (t) => {
    const relay = await startSmtpServer(t);
    const dataDir = dataDirectory(t, relay, { SITE_URL: '' });
    const { status, stderr } = complaint(['--data', dataDir]);
    assert.equal(status, 78, 'the unit does not try again and again');
    assert.match(stderr, /^Set PAPERBOY_SITE_URL to the address of the site/);
  });

  test('the directory is one of a trial, or the other way round', async (t) => {
    const relay = await startSmtpServer(t);
    const dataDir = dataDirectory(t, relay);
    writeFileSync(join(dataDir, 'table.sqlite'), '');
    assert.match(complaint(['--data', dataDir]).stderr, /holds the data of a trial/);
    writeFileSync(join(dataDir, 'original.json'), '{}');
    const stage = spawnSync(process.execPath, [start, '--data', dataDir], { encoding: 'utf8' });
    assert.match(stage.stderr, /serves real readers: start it with --serve/);
  });

  test('--fresh would forget readers', () => {
    const { status, stderr } = complaint(['--fresh']);
    assert.equal(status, 2);
    assert.match(stderr, /^--fresh is for trying out/);
  });
});

test('the unit is one that systemd takes, runs nobody as root, and writes to its data alone', (t) => {
  const text = readFileSync(unit, 'utf8');
  assert.equal(valueIn(text, 'User'), 'paperboy');
  for (const line of [
    'ProtectSystem=strict',
    'NoNewPrivileges=yes',
    'StateDirectory=paperboy',
    'Restart=always',
    'RestartPreventExitStatus=78',
    'UMask=0077',
  ]) {
    assert.ok(text.includes(`\n${line}\n`), line);
  }
  const [node = '', program = ''] = valueIn(unitFor('/var/lib/paperboy'), 'ExecStart').split(' ');
  assert.ok(existsSync(join(root, program)));
  assert.ok(existsSync(node), 'npm ci brings it');
  assert.ok(existsSync(join(root, 'infra/local/README.md')));
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) {
    return t.skip('systemd is not here.');
  }
  const folder = join(root, 'test/output');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'paperboy.service');
  writeFileSync(file, unitFor('/var/lib/paperboy'));
  const checked = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stderr);
  assert.equal(checked.stderr, '');
});

test('the container is made of what is in the tree, runs nobody as root, and the same command', () => {
  const text = readFileSync(containerfile, 'utf8');
  const copied = [...text.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, names = '']) =>
    names.split(' '),
  );
  for (const name of copied) assert.ok(existsSync(join(root, name)), name);
  for (const needed of ['infra', 'functions', 'templates', 'cdk.json', 'package-lock.json']) {
    assert.ok(copied.includes(needed), needed);
  }
  const user = text.indexOf('\nUSER node\n');
  assert.ok(user > 0 && text.indexOf('\nRUN ', user) < 0, 'nothing is done as root after that');
  const command = JSON.parse(/^CMD (.+)$/m.exec(text)?.[1] ?? '[]') as string[];
  const ofUnit = valueIn(readFileSync(unit, 'utf8'), 'ExecStart').split(' ');
  assert.deepEqual(command.slice(1, -1), ofUnit.slice(1, -1));
  assert.match(text, /^FROM docker\.io\/library\/node:24-/m, 'the Node that Lambda has');
});
