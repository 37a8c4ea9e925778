/** The mailbox of a server that others have written, where it is installed: Dovecot 2.3. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Returns } from '../../../functions/mail/returns.ts';
import { openMailboxVisits } from '../../../infra/local/serve/imap.ts';
import { keepMailbox } from '../../../infra/local/serve/keep-mailbox.ts';
import type { MailboxSettings } from '../../../infra/local/serve/mailbox-settings.ts';
import { bounceOf } from '../../fixtures/mail/reports.ts';

const version = spawnSync('dovecot', ['--version'], { encoding: 'utf8' }).stdout ?? '';
const skip = version.startsWith('2.3.')
  ? false
  : 'Dovecot 2.3 is not installed (apt-get install dovecot-imapd)';
const startTimeoutMs = 60_000;
const ids = ['1', '2'].map((digit) => digit.repeat(32));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Everything of it is below one folder, and runs as whoever runs the test. */
function configOf(folder: string, port: number): string {
  const { uid, username } = userInfo();
  const ownGroup = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
  const [own, login, mail, group] =
    uid === 0
      ? ['dovecot', 'dovenull', 'nobody', 'nogroup']
      : [username, username, username, ownGroup];
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = ${own}
default_login_user = ${login}
${uid === 0 ? '' : `default_internal_group = ${ownGroup}`}
first_valid_uid = 1
mail_uid = ${mail}
mail_location = maildir:${folder}/mail
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${mail} gid=${group} home=${folder}/mail
}
namespace inbox {
  inbox = yes
  separator = .
  mailbox Done {
    auto = create
  }
}
`;
}

/** It, with these mails in its inbox: where they are, and its port. */
async function startDovecot(t: TestContext, mails: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-dovecot-'));
  for (const name of ['cur', 'new', 'tmp'])
    mkdirSync(join(folder, 'mail', name), { recursive: true });
  mails.forEach((mail, n) => {
    writeFileSync(join(folder, 'mail', 'new', `${1_000_000 + n}.M${n}.test`), mail);
  });
  execFileSync('chmod', ['-R', 'go+rX', folder]);
  if (userInfo().uid === 0) execFileSync('chown', ['-R', 'nobody', join(folder, 'mail')]);
  const port = await freePort();
  writeFileSync(join(folder, 'dovecot.conf'), configOf(folder, port));
  const child = spawn('dovecot', ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'inherit' });
  t.after(async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });
  const log = join(folder, 'log');
  const deadline = Date.now() + startTimeoutMs;
  while (!existsSync(log) || !readFileSync(log, 'utf8').includes('starting up')) {
    assert.ok(Date.now() < deadline && child.exitCode === null);
    await sleep(50);
  }
  return { port, mail: join(folder, 'mail') };
}

/** What is in a folder: the flags of each mail, as its name tells them. */
function flagsIn(folder: string): string[] {
  const names = ['cur', 'new'].flatMap((name) => readdirSync(join(folder, name)));
  return names.map((name) => /:2,(\w*)$/.exec(name)?.[1] ?? '');
}

for (const doneFolder of [undefined, 'Done']) {
  const where = doneFolder === undefined ? 'stays' : 'is moved';
  test(`what is ours among 300 mails is found, marked, and ${where}`, { skip }, async (t) => {
    const [first, second] = ids.map((id) => `bounces+${id}@paper.example`);
    const others = Array.from(
      { length: 300 },
      (_, n) => `To: editor${n}@paper.example\r\n\r\nHello\r\n`,
    );
    const { port, mail } = await startDovecot(t, [
      `To: ${first}\r\n${bounceOf('5.1.1')}`,
      ...others,
      `Delivered-To: box@paper.example\r\nDelivered-To: ${second}\r\n${bounceOf('5.1.1')}`,
    ]);
    const settings: MailboxSettings = {
      host: '127.0.0.1',
      port,
      security: 'none',
      user: 'bounces',
      password: 'secret',
      folder: 'INBOX',
      doneFolder,
    };
    const taken: string[] = [];
    const lines: string[] = [];
    let row: Returns = {};
    const open = (password: string) =>
      keepMailbox(
        { ...settings, password },
        { bounceAddress: 'bounces@paper.example', inboundDomain: undefined },
        {
          visit: openMailboxVisits({ ...settings, password }),
          take: async ({ ids: found }) => {
            taken.push(...found);
            return found.length === 0 ? 'nothing' : 'bounced';
          },
          book: {
            load: async () => row,
            noteMailbox: async (mailbox) => {
              row = mailbox === undefined ? {} : { mailbox };
            },
          },
          isOurs: async () => true,
          now: Date.now,
          write: (line) => lines.push(line),
          onError: (error) => assert.fail(String(error)),
        },
      );
    assert.equal(await open('secret').readNow(), 'done');
    assert.equal(await open('secret').readNow(), 'done');
    assert.deepEqual(taken, ids);
    const inbox = flagsIn(mail);
    const done = doneFolder === undefined ? inbox : flagsIn(join(mail, `.${doneFolder}`));
    const isFlagged = (flags: string) => flags !== '';
    assert.equal(inbox.length, doneFolder === undefined ? 302 : 300);
    assert.equal(inbox.filter(isFlagged).length, doneFolder === undefined ? 2 : 0);
    assert.deepEqual(done.filter(isFlagged), ['Sa', 'Sa'], 'seen, and a word of ours');
    assert.deepEqual(lines, []);
    assert.equal(await open('wrong').readNow(), 'failed');
    assert.match(row.mailbox?.failing?.reason ?? '', /^It refuses user or password: “/);
  });
}
