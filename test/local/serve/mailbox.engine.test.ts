/** A mailbox that is read: what is taken from it, what is left alone, and what may stand in the way. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { MailboxPlace, Returns } from '../../../functions/mail/returns.ts';
import { openMailboxVisits, type Visit } from '../../../infra/local/serve/imap.ts';
import type { Read, Taken } from '../../../infra/local/serve/incoming.ts';
import { keepMailbox, pauseMs, type TurnTimes } from '../../../infra/local/serve/keep-mailbox.ts';
import type { MailboxSettings } from '../../../infra/local/serve/mailbox-settings.ts';
import {
  type TurnDeps,
  type TurnLimits,
  takeTurn,
  turnLimits,
} from '../../../infra/local/serve/mailbox-turn.ts';
import { type ImapOptions, type ImapServer, startImapServer } from '../../support/imap-server.ts';

const ours = { bounceAddress: 'bounces@paper.example', inboundDomain: 'paper.example' };
const id = (n: number) => n.toString(16).padStart(32, '0');

function mail(to: string, ...more: string[]): string {
  const head = [`To: ${to}`, 'From: x@elsewhere.example', ...more, 'Subject: hello'];
  return [...head, '', 'Some words.', ''].join('\r\n');
}

function bounce(n: number, to = `bounces+${id(n)}@paper.example`): string {
  const head = [
    `To: ${to}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
  ];
  const part = ['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx', ''];
  const about = ['Action: failed', 'Status: 5.1.1', '', '--b--', ''];
  return [...head, '', ...part, ...about].join('\r\n');
}

interface Kept {
  readonly server: ImapServer;
  readonly taken: string[];
  readonly lines: string[];
  readonly errors: unknown[];
  readonly known: () => Returns;
  readonly turn: () => Promise<string>;
  readonly stop: () => Promise<void>;
  takes: (read: Read) => Promise<Taken>;
}

interface Changes extends Partial<MailboxSettings> {
  readonly server?: ImapOptions;
  readonly limits?: TurnLimits;
  readonly answerMs?: number;
  readonly times?: TurnTimes;
  readonly play?: ImapServer['play'];
}

/** A mailbox that is kept, with one who takes what is of any known id. */
async function kept(t: TestContext, changes: Changes = {}): Promise<Kept> {
  const {
    server: offers,
    limits = turnLimits,
    answerMs = 30_000,
    times,
    play,
    ...settings
  } = changes;
  const server = await startImapServer(t, offers);
  if (play !== undefined) server.play = play;
  const [taken, lines, errors]: [string[], string[], unknown[]] = [[], [], []];
  let row: Returns = {};
  let now = Date.parse('2026-03-02T08:00:00Z');
  const shown = {
    takes: async ({ ids, others }: Read): Promise<Taken> => {
      const about = ids[0] ?? others.find((one) => one.startsWith('unsubscribe+'));
      if (about === undefined || about === id(0)) return 'nothing';
      taken.push(about);
      return 'bounced';
    },
  };
  const box: MailboxSettings = {
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    user: 'bounces',
    password: 'secret',
    folder: 'INBOX',
    doneFolder: undefined,
    ...settings,
  };
  const mailbox = keepMailbox(box, ours, {
    visit: openMailboxVisits(box, { openMs: answerMs, answerMs }),
    take: (read) => shown.takes(read),
    book: {
      load: async () => structuredClone(row),
      noteMailbox: async (standing) => {
        row = standing === undefined ? {} : { mailbox: structuredClone(standing) };
      },
    },
    isOurs: async () => true,
    now: () => now,
    write: (line) => lines.push(line),
    onError: (error) => errors.push(error),
    limits,
    ...(times === undefined ? {} : { times }),
  });
  t.after(mailbox.stop);
  return Object.assign(shown, {
    server,
    taken,
    lines,
    errors,
    known: () => row,
    turn: () => {
      now += 60_000;
      return mailbox.readNow();
    },
    stop: mailbox.stop,
  });
}

const refusing = (command: string) => (one: string) =>
  one.startsWith(command) ? ({ kind: 'say', reply: 'NO never' } as const) : undefined;
const flagsOf = ({ flags }: { readonly flags: ReadonlySet<string> }) => [...flags].sort();
const fetchesOf = ({ said }: ImapServer) =>
  said.filter((one) => /^UID FETCH .*BODY\.PEEK\[\]/.test(one));

describe('what is ours is taken, marked as read, and left where it is:', () => {
  test('a bounce, whoever the server says it is for', async (t) => {
    const box = await kept(t);
    const { server } = box;
    const direct = server.deliver(bounce(1));
    const forwarded = server.deliver(
      `Delivered-To: all@paper.example\r\nX-Original-To: bounces+${id(2)}@paper.example\r\n${bounce(0, 'undisclosed:;')}`,
    );
    const elsewhere = server.deliver(
      `Delivered-To: box@provider.example\r\nDelivered-To: bounces+${id(3)}@paper.example\r\n${bounce(0, 'x@y.example')}`,
    );
    const leaving = server.deliver(mail('unsubscribe+token@paper.example'));
    assert.equal(await box.turn(), 'done');
    assert.deepEqual(box.taken, [id(1), id(2), id(3), 'unsubscribe+token@paper.example']);
    for (const one of [direct, forwarded, elsewhere, leaving]) {
      assert.deepEqual(flagsOf(one), ['PaperboyTaken', '\\Seen']);
    }
    assert.equal(server.folders.get('INBOX')?.length, 4);
    assert.equal(await box.turn(), 'done');
    assert.equal(box.taken.length, 4, 'once');
    assert.equal(fetchesOf(server).length, 4, 'nor read again');
    assert.deepEqual(box.lines, []);
  });

  test('on a server that keeps no words of ours it is marked as read', async (t) => {
    const box = await kept(t, { server: { without: ['keywords'] } });
    const own = box.server.deliver(bounce(1));
    assert.deepEqual([await box.turn(), await box.turn()], ['done', 'done']);
    assert.deepEqual([flagsOf(own), box.taken], [['\\Seen'], [id(1)]]);
  });

  test('into another folder, if one is named', async (t) => {
    const box = await kept(t, { doneFolder: 'Done' });
    box.server.folders.set('Done', []);
    const other = box.server.deliver(mail('editor@paper.example'));
    const own = box.server.deliver(bounce(1));
    assert.equal(await box.turn(), 'done');
    assert.deepEqual(box.server.folders.get('INBOX'), [other]);
    assert.deepEqual(box.server.folders.get('Done'), [own]);
    assert.deepEqual(flagsOf(other), []);
    box.server.play = refusing('UID MOVE');
    box.server.deliver(bounce(2));
    assert.equal(await box.turn(), 'failed');
    const { failing } = box.known().mailbox ?? {};
    assert.equal(failing?.reason, 'It does not let mail be moved to Done.');
    box.server.play = () => undefined;
    assert.equal(await box.turn(), 'done');
    assert.equal(box.server.folders.get('Done')?.length, 2);
  });
});

describe('what is not ours stays as it is:', () => {
  test('mail of people, also at the same domain, and reports about mail of others', async (t) => {
    const box = await kept(t);
    const others = [
      mail('editor@paper.example'),
      mail('unsubscribe@paper.example'),
      mail('"bounces@paper.example" <editor@paper.example>').replace('bounces@', 'bounces at '),
      bounce(0, 'editor@paper.example'),
      mail('bounces@paper.example', 'Auto-Submitted: auto-replied'),
    ].map((raw) => box.server.deliver(raw));
    assert.equal(await box.turn(), 'done');
    assert.deepEqual(box.taken, []);
    for (const one of others) assert.deepEqual(flagsOf(one), []);
    assert.equal(fetchesOf(box.server).length, 2, 'mail of people is not even read');
    assert.ok(box.server.said.every((one) => !/EXPUNGE|CLOSE|Deleted|STORE/i.test(one)));
  });

  test('of 5,000 mails of others only headers are asked for, a few hundred at a time, and once', async (t) => {
    const box = await kept(t);
    for (let n = 0; n < 5_000; n += 1) box.server.deliver(mail(`reader${n}@paper.example`));
    const own = box.server.deliver(bounce(1));
    assert.equal(await box.turn(), 'more');
    assert.equal(await box.turn(), 'done');
    assert.deepEqual(box.taken, [id(1)]);
    assert.deepEqual(flagsOf(own), ['PaperboyTaken', '\\Seen']);
    const { said } = box.server;
    assert.equal(said.filter((one) => one.startsWith('UID FETCH')).length, 25 + 1 + 1);
    assert.equal(said.filter((one) => one.startsWith('UID STORE')).length, 1);
    const before = said.length;
    assert.equal(await box.turn(), 'done');
    assert.deepEqual(
      said.slice(before).filter((one) => one.startsWith('UID')),
      [],
      'afterwards a look costs nothing',
    );
  });
});

test('one turn does so much at most, and the next goes on there', async (t) => {
  const box = await kept(t, { limits: { mailsMax: 2, bytesMax: 1_000_000, looksMax: 100 } });
  for (let n = 1; n <= 5; n += 1) box.server.deliver(bounce(n));
  assert.deepEqual([await box.turn(), box.taken.length], ['more', 2]);
  assert.deepEqual([await box.turn(), box.taken.length], ['more', 4]);
  assert.deepEqual([await box.turn(), box.taken.length], ['done', 5]);
  const bytes = await kept(t, { limits: { mailsMax: 99, bytesMax: 1, looksMax: 100 } });
  for (let n = 1; n <= 2; n += 1) bytes.server.deliver(bounce(n));
  assert.deepEqual([await bytes.turn(), bytes.taken.length], ['more', 1]);
});

test('of a huge mail the beginning is read', async (t) => {
  const box = await kept(t);
  box.server.deliver(`${bounce(1)}${'x'.repeat(3 * 1024 * 1024)}`);
  assert.equal(await box.turn(), 'done');
  assert.deepEqual(box.taken, [id(1)]);
});

test('numbers that name other mails now begin anew, and what has our mark is not taken again', async (t) => {
  const box = await kept(t);
  box.server.deliver(bounce(1));
  await box.turn();
  box.server.validity = 2;
  box.server.deliver(bounce(2));
  assert.equal(await box.turn(), 'done');
  assert.deepEqual(box.taken, [id(1), id(2)]);
});

describe('what stops, stops only itself:', () => {
  test('a connection that ends before a mail is marked: it is taken again, and marked', async (t) => {
    const box = await kept(t);
    const own = box.server.deliver(bounce(1));
    box.server.play = (one) => (one.startsWith('UID STORE') ? { kind: 'hang-up' } : undefined);
    assert.equal(await box.turn(), 'failed');
    assert.equal(box.known().mailbox?.failing?.reason, 'It ends the connection.');
    box.server.play = () => undefined;
    const next = box.server.deliver(bounce(2));
    assert.equal(await box.turn(), 'done');
    assert.deepEqual(box.taken, [id(1), id(2), id(1)]);
    for (const one of [own, next]) assert.deepEqual(flagsOf(one), ['PaperboyTaken', '\\Seen']);
    assert.equal(box.known().mailbox?.failing, undefined);
  });

  test('a mail at which the server fails each time: the others go on, in the end it is told', async (t) => {
    const box = await kept(t);
    const bad = box.server.deliver(bounce(1));
    box.server.deliver(bounce(2));
    box.server.play = (one) =>
      one.startsWith(`UID FETCH ${bad.uid} `) && one.includes('BODY.PEEK[]')
        ? { kind: 'hang-up' }
        : undefined;
    const ends: string[] = [];
    for (let n = 3; n <= 8; n += 1) {
      ends.push(await box.turn());
      box.server.deliver(bounce(n));
    }
    assert.deepEqual(ends, ['failed', 'failed', 'failed', 'failed', 'failed', 'done']);
    assert.deepEqual(box.taken, [2, 3, 4, 5, 6, 7].map(id));
    assert.deepEqual(flagsOf(bad), [], 'it stays there, unread');
    assert.equal(box.lines.filter((line) => line.includes('stays there unread')).length, 1);
    assert.ok(box.lines.some((line) => line.includes(`"uid":${bad.uid}`)));
  });

  test('no queue takes what a mail says: it is not passed over, however often that is', async (t) => {
    const box = await kept(t);
    const own = box.server.deliver(bounce(1));
    const { takes } = box;
    box.takes = () => Promise.reject(new Error('The queue is full.'));
    for (let n = 0; n < 8; n += 1) assert.equal(await box.turn(), 'failed');
    assert.deepEqual(flagsOf(own), []);
    assert.match(box.known().mailbox?.failing?.reason ?? '', /could not be taken in here/);
    assert.equal(box.errors.length, 8);
    box.takes = takes;
    assert.equal(await box.turn(), 'done');
    assert.deepEqual(box.taken, [id(1)]);
  });
});

describe('what stands in the way is told once, in words without password and address:', () => {
  const cases: readonly (readonly [string, Changes, RegExp])[] = [
    [
      'a wrong password',
      { password: 'hunter2-4711' },
      /^It refuses user or password: “Wrong password \(password\) for \(address\)”$/,
    ],
    ['no such folder', { folder: 'Returned' }, /^There is no folder Returned\.$/],
    [
      'no folder for what is done',
      { doneFolder: 'Done' },
      /^There is no folder Done, which PAPERBOY_IMAP_DONE_FOLDER names\.$/,
    ],
    [
      'no way to move mail',
      { doneFolder: 'Done', server: { without: ['MOVE'] } },
      /^It cannot move mail/,
    ],
    [
      'a folder that only may be read',
      { server: { without: ['writing'] } },
      /not mark it as read\.$/,
    ],
    [
      'a folder of which it says nothing',
      { play: refusing('UID SEARCH') },
      /^It does not say what is in the folder\.$/,
    ],
    [
      'a mail that may not be marked',
      { play: refusing('UID STORE') },
      /^It does not let mail be marked as read\.$/,
    ],
    ['nobody there', { port: 1 }, /ECONNREFUSED/],
    ['no STARTTLS', { security: 'starttls' }, /STARTTLS/],
    [
      'a certificate that nobody signed',
      { security: 'tls', server: { tls: true } },
      /certificate/i,
    ],
  ];
  for (const [name, changes, reason] of cases) {
    test(`what is told: ${name}`, async (t) => {
      const box = await kept(t, changes);
      const own = box.server.deliver(bounce(1));
      for (let n = 0; n < 3; n += 1) assert.equal(await box.turn(), 'failed');
      const { failing } = box.known().mailbox ?? {};
      assert.match(failing?.reason ?? '', reason);
      assert.equal(failing?.since, Date.parse('2026-03-02T08:01:00Z'), 'since the first time');
      assert.equal(box.lines.length, 1);
      assert.match(box.lines[0] ?? '', /"mailbox cannot be read".*"todo":"paperboy doctor"/);
      assert.doesNotMatch(box.lines.join('\n'), /hunter2|@/);
      assert.deepEqual([flagsOf(own), box.errors], [[], []]);
    });
  }

  for (const place of ['greeting', 'LOGIN', 'SELECT', 'UID SEARCH', 'UID FETCH', 'UID STORE']) {
    test(`a server that goes silent at ${place} is not waited for, and read when it is back`, async (t) => {
      const box = await kept(t, { answerMs: 1_000 });
      box.server.deliver(bounce(1));
      box.server.play = (one) => (one.startsWith(place) ? { kind: 'silence' } : undefined);
      assert.equal(await box.turn(), 'failed');
      assert.equal(box.known().mailbox?.failing?.reason, 'It does not answer.');
      box.server.play = () => undefined;
      // On a machine that stands still for so long it may take more than one.
      while ((await box.turn()) === 'failed');
      assert.equal(box.taken.at(-1), id(1));
      assert.match(box.lines.at(-1) ?? '', /mailbox is read again/);
      assert.equal(box.known().mailbox?.failing, undefined);
    });
  }
});

test('many mails that cannot be read are set aside one after the other, and a good one is taken', async () => {
  const bad = Array.from({ length: 25 }, (_, n) => n + 1);
  const good = 26;
  const visit: Visit = {
    validity: '1',
    after: async (uid) => [...bad, good].filter((one) => one > uid),
    look: async (uids) => uids.map((uid) => ({ uid, isTaken: false, head: Buffer.from('') })),
    read: async (uid) => (uid === good ? Buffer.from('') : Promise.reject(new Error(`no ${uid}`))),
    mark: async () => {},
    leave: async () => {},
  };
  let place: Partial<MailboxPlace> & { readonly box: string } = { box: 'b' };
  const [aside, most]: [number[], number[]] = [[], []];
  let taken = 0;
  const deps: TurnDeps = {
    mayBeOurs: () => true,
    read: () => ({ said: { kind: 'nothing' }, ids: [], others: [] }),
    take: async () => {
      taken += 1;
      return 'leaving';
    },
    reached: (to) => {
      place = to;
      most.push(to.waiting.length);
    },
    setAside: (uid) => aside.push(uid),
    isOver: () => false,
  };
  const turn = () => takeTurn(visit, place, deps).catch(() => 'failed' as const);
  let turns = 0;
  while ((await turn()) !== 'done') turns += 1;
  assert.deepEqual(
    aside.toSorted((one, other) => one - other),
    bad,
  );
  assert.equal(taken, 1);
  assert.equal(Math.max(...most), 20);
  assert.equal(turns, 25 * 5);
  const unreadable: TurnDeps = {
    ...deps,
    read: () => {
      throw new Error('a fault of ours');
    },
  };
  place = { box: 'b', validity: '1', through: 25, waiting: [] };
  assert.equal(
    await takeTurn(visit, place, unreadable),
    'done',
    'which another try would not mend',
  );
  assert.deepEqual([aside.at(-1), place.through], [good, good]);
});

test('with TLS from the first byte, and with STARTTLS, nothing is said before it', async (t) => {
  // What signs the test's certificate is not trusted here: it is enough that nobody signs in.
  for (const [security, server] of [
    ['tls', { tls: true }],
    ['starttls', { starttls: true }],
  ] as const) {
    const box = await kept(t, { security, server });
    assert.equal(await box.turn(), 'failed');
    assert.ok(!box.server.said.includes('LOGIN'), security);
  }
});

test('a turn that is late ends between two mails, and comes further each time', async (t) => {
  const box = await kept(t, { times: { politeMs: 0, turnMs: 60_000, stopMs: 50 } });
  for (let n = 1; n <= 3; n += 1) box.server.deliver(bounce(n));
  for (let n = 1; n <= 2; n += 1) {
    assert.equal(await box.turn(), 'more');
    assert.equal(box.taken.length, n);
  }
  assert.equal(await box.turn(), 'done');
  assert.equal(box.taken.length, 3);
});

test('a turn in which the server never stops to answer is cut off', async (t) => {
  const box = await kept(t, { times: { politeMs: 100, turnMs: 200, stopMs: 50 } });
  box.server.deliver(bounce(1));
  box.server.play = (one) => (one.startsWith('UID FETCH') ? { kind: 'drip' } : undefined);
  assert.equal(await box.turn(), 'failed');
  assert.equal(box.known().mailbox?.failing?.reason, 'It took too long.');
});

test('a stop ends a turn that hangs', async (t) => {
  const box = await kept(t, { times: { politeMs: 60_000, turnMs: 60_000, stopMs: 50 } });
  box.server.deliver(bounce(1));
  const asked = Promise.withResolvers<void>();
  box.server.play = (one) => {
    if (!one.startsWith('UID SEARCH')) return undefined;
    asked.resolve();
    return { kind: 'silence' };
  };
  const turn = box.turn();
  await asked.promise;
  await box.stop();
  assert.equal(await turn, 'failed');
  assert.deepEqual(box.lines, [], 'which is no fault of the mailbox');
});

test('a mailbox that cannot be read is asked less and less often, to half an hour', () => {
  const minutes = [1, 2, 3, 4, 5, 6, 7, 99].map((failures) => pauseMs('failed', failures) / 60_000);
  assert.deepEqual(minutes, [1, 2, 4, 8, 16, 30, 30, 30]);
  assert.equal(pauseMs('done', 0), 60_000);
  assert.equal(pauseMs('more', 0), 1_000);
});
