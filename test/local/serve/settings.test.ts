/** What an installation that serves is told: where from, and what is said of what is wrong. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import { readSettings } from '../../../infra/cloud/settings.ts';
import { bouncesBy } from '../../../infra/local/serve/mailbox-settings.ts';
import {
  contextOf,
  readServeSettings,
  ServeSettingsError,
} from '../../../infra/local/serve/settings.ts';

const enough = {
  PAPERBOY_SITE_URL: 'https://read.paper.example',
  PAPERBOY_SENDER: 'news@Paper.example',
  PAPERBOY_POSTAL_ADDRESS: 'The Test Paper, 1 Quay, Nowhere',
  PAPERBOY_BOUNCE_ADDRESS: 'bounces@paper.example',
  PAPERBOY_SMTP_HOST: 'relay.example',
};

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'paperboy-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function complaintOf(t: TestContext, env: Readonly<Record<string, string>>): string {
  try {
    readServeSettings(folder(t), env);
  } catch (error) {
    assert.ok(error instanceof ServeSettingsError);
    return error.message;
  }
  return 'none';
}

test('what is not set has a careful default', (t) => {
  const settings = readServeSettings(folder(t), enough);
  assert.equal(settings.host, '127.0.0.1');
  assert.equal(settings.trustsProxy, false);
  assert.equal(settings.relay.security, 'starttls');
  assert.equal(settings.relay.port, 587);
  assert.equal(contextOf(settings).domain, 'paper.example');
  assert.equal(contextOf(settings).sender, 'news@paper.example');
});

test('the file has what the environment lacks', (t) => {
  const dataDir = folder(t);
  const { PAPERBOY_SMTP_HOST: _host, ...others } = enough;
  const lines = [
    'PAPERBOY_SMTP_HOST=relay.example',
    'PAPERBOY_SMTP_USER=u',
    'PAPERBOY_SMTP_PASSWORD="p # q"',
  ];
  writeFileSync(join(dataDir, 'serve.env'), lines.join('\n'), { mode: 0o600 });
  const { relay } = readServeSettings(dataDir, { ...others, PAPERBOY_SMTP_USER: 'other' });
  assert.deepEqual([relay.host, relay.user, relay.password], ['relay.example', 'other', 'p # q']);
});

test('a file that others may read is refused, with what to do', (t) => {
  const dataDir = folder(t);
  const file = join(dataDir, 'serve.env');
  writeFileSync(file, 'PAPERBOY_SMTP_PASSWORD=secret\n');
  chmodSync(file, 0o640);
  assert.throws(
    () => readServeSettings(dataDir, enough),
    (error: Error) =>
      error.message.endsWith(`chmod 600 ${file}`) && !error.message.includes('secret'),
  );
});

test('a name that is no setting is found in the file', (t) => {
  const dataDir = folder(t);
  writeFileSync(join(dataDir, 'serve.env'), 'PAPERBOY_SMTP_PASWORD=x\n', { mode: 0o600 });
  assert.throws(
    () => readServeSettings(dataDir, enough),
    /PAPERBOY_SMTP_PASWORD in .* is no setting/,
  );
});

const mailbox = {
  PAPERBOY_IMAP_HOST: 'imap.example',
  PAPERBOY_IMAP_USER: 'bounces',
  PAPERBOY_IMAP_PASSWORD: 'hunter2',
};

test('a mailbox is read with TLS from the first byte unless something else is set', (t) => {
  assert.equal(readServeSettings(folder(t), enough).mailbox, undefined);
  const settings = { ...enough, ...mailbox };
  assert.deepEqual(readServeSettings(folder(t), settings).mailbox, {
    host: 'imap.example',
    port: 993,
    security: 'tls',
    user: 'bounces',
    password: 'hunter2',
    folder: 'INBOX',
    doneFolder: undefined,
  });
  const plain = { ...settings, PAPERBOY_IMAP_TLS: 'starttls' };
  assert.equal(readServeSettings(folder(t), plain).mailbox?.port, 143);
});

test('the start says how bounces come', (t) => {
  assert.equal(
    bouncesBy(readServeSettings(folder(t), enough)),
    'to bounces@paper.example, if your mail server hands them over; PAPERBOY_IMAP_HOST has a mailbox read',
  );
  assert.equal(
    bouncesBy(readServeSettings(folder(t), { ...enough, ...mailbox })),
    'from the mailbox at imap.example, port 993, read every minute',
  );
});

const wrong: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  [
    'nothing at all',
    Object.fromEntries(Object.keys(enough).map((name) => [name, ''])),
    /SITE_URL to the address[\s\S]*SMTP_HOST/,
  ],
  [
    'http in the open',
    { PAPERBOY_SITE_URL: 'http://read.paper.example' },
    /https:\/\/.*ALLOW_HTTP/,
  ],
  ['a slash at the end', { PAPERBOY_SITE_URL: 'https://read.paper.example/' }, /without a slash/],
  ['no TLS over the network', { PAPERBOY_SMTP_TLS: 'none' }, /SMTP_TLS to starttls or tls/],
  ['half a sign-in', { PAPERBOY_SMTP_USER: 'u' }, /both, or neither/],
  [
    'a + in the address of bounces',
    { PAPERBOY_BOUNCE_ADDRESS: 'b+x@paper.example' },
    /without a \+/,
  ],
  [
    'mail received for another domain',
    { PAPERBOY_INBOUND_DOMAIN: 'in.elsewhere.example' },
    /INBOUND_DOMAIN to paper\.example or a name below/,
  ],
  [
    'a mailbox without a host',
    { PAPERBOY_IMAP_USER: 'u' },
    /IMAP_HOST too, or take out PAPERBOY_IMAP_USER\./,
  ],
  [
    'a mailbox without a user',
    { ...mailbox, PAPERBOY_IMAP_USER: '' },
    /IMAP_USER and PAPERBOY_IMAP_PASSWORD/,
  ],
  [
    'a mailbox without a password',
    { ...mailbox, PAPERBOY_IMAP_PASSWORD: '' },
    /no mailbox opens without/,
  ],
  [
    'a mailbox in the open',
    { ...mailbox, PAPERBOY_IMAP_TLS: 'none' },
    /IMAP_TLS to tls or starttls/,
  ],
  [
    'a security of none',
    { ...mailbox, PAPERBOY_IMAP_TLS: 'ssl' },
    /IMAP_TLS to tls \(port 993\), starttls/,
  ],
  ['a mailbox at no host', { ...mailbox, PAPERBOY_IMAP_HOST: 'imap://x' }, /IMAP_HOST to the host/],
  ['a port of no mailbox', { ...mailbox, PAPERBOY_IMAP_PORT: '0' }, /IMAP_PORT to a whole number/],
  ['many folders', { ...mailbox, PAPERBOY_IMAP_FOLDER: 'a*' }, /IMAP_FOLDER to a folder/],
  [
    'many folders for what is done',
    { ...mailbox, PAPERBOY_IMAP_DONE_FOLDER: '%' },
    /DONE_FOLDER to the folder that mail is moved/,
  ],
  [
    'done mail comes in again',
    { ...mailbox, PAPERBOY_IMAP_DONE_FOLDER: 'INBOX' },
    /DONE_FOLDER to another/,
  ],
  ['no pace', { PAPERBOY_SMTP_PER_SECOND: '0' }, /SMTP_PER_SECOND to how many/],
  [
    'a port of none',
    { PAPERBOY_SMTP_PORT: '70000' },
    /SMTP_PORT to a whole number from 1 to 65535/,
  ],
  [
    'a table elsewhere',
    { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000' },
    /AWS_ENDPOINT_URL_DYNAMODB out/,
  ],
  ['neither yes nor no', { PAPERBOY_TRUST_PROXY: 'true' }, /TRUST_PROXY to yes or no/],
];

test('the file that the README shows is one that starts', (t) => {
  const lines = ['README.md', 'serve/RETURNS.md'].flatMap((name) => {
    const file = join(import.meta.dirname, '../../../infra/local', name);
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('PAPERBOY_'));
  });
  const dataDir = folder(t);
  const password = 'PAPERBOY_SMTP_PASSWORD=p';
  writeFileSync(join(dataDir, 'serve.env'), [...lines, password].join('\n'), { mode: 0o600 });
  const settings = readServeSettings(dataDir, {});
  assert.equal(settings.siteUrl, 'https://read.example.com');
  assert.equal(settings.relay.security, 'starttls');
  assert.equal(settings.mailbox?.doneFolder, 'Trash');
  const context = contextOf(settings);
  assert.doesNotThrow(() =>
    readSettings((name) => ({ ...cdkJson.context, ...context })[name as 'stage']),
  );
});

describe('said in a sentence that tells what to set:', () => {
  for (const [name, changes, words] of wrong) {
    test(`what to set: ${name}`, (t) => {
      const said = complaintOf(t, { ...enough, ...changes });
      assert.match(said, words);
      assert.doesNotMatch(said, /hunter2/);
    });
  }

  test('http is taken where the owner says that nobody listens in', (t) => {
    const env = { ...enough, PAPERBOY_SITE_URL: 'http://read.lan', PAPERBOY_ALLOW_HTTP: 'yes' };
    assert.equal(complaintOf(t, env), 'none');
  });
});
