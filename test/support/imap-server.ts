/**
 * A mailbox of the test's own (RFC 9051, as far as a client that reads, marks and moves goes): it keeps
 * flags and folders, counts what was asked of it, and refuses, hangs and hangs up as it is told.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createSecureContext, TLSSocket } from 'node:tls';

/** A mail in a folder. */
interface KeptMail {
  readonly uid: number;
  readonly raw: string;
  readonly flags: Set<string>;
}

/** What happens in the place of the usual answer: other words, a hang-up, or nothing for ever. */
type ImapTrick =
  | { readonly kind: 'say'; readonly reply: string }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'silence' }
  /** Now and then a line that answers nothing. */
  | { readonly kind: 'drip' };

/** The server, as tests see it. */
export interface ImapServer {
  readonly port: number;
  /** The mails of each folder, by its name. */
  readonly folders: Map<string, KeptMail[]>;
  /** Each command that was given, without its tag; of LOGIN the word alone. */
  readonly said: string[];
  /** Changed when numbers name other mails than before. */
  validity: number;
  /** Puts a mail into a folder. */
  readonly deliver: (raw: string, folder?: string) => KeptMail;
  /** Chooses what happens at a command, or at `greeting`; undefined: the usual. */
  play: (command: string) => ImapTrick | undefined;
  readonly connections: () => number;
}

/** What the server offers. */
export interface ImapOptions {
  readonly user?: string;
  readonly password?: string;
  readonly starttls?: boolean;
  /** From the first byte. */
  readonly tls?: boolean;
  /** Absent: it can move mail, and keeps any flag. */
  readonly without?: readonly ('MOVE' | 'keywords' | 'writing')[];
}

const tlsFolder = join(import.meta.dirname, '..', 'fixtures', 'tls');

function secure(plain: Socket): TLSSocket {
  const secureContext = createSecureContext({
    key: readFileSync(join(tlsFolder, 'key.pem')),
    cert: readFileSync(join(tlsFolder, 'cert.pem')),
  });
  return new TLSSocket(plain, { isServer: true, secureContext });
}

/** Listens on a free port of this machine, until the test ends. */
export async function startImapServer(
  t: Pick<TestContext, 'after'>,
  options: ImapOptions = {},
): Promise<ImapServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    converse(options.tls === true ? secure(socket) : socket, shown, options);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  let lastUid = 0;
  const folders = new Map<string, KeptMail[]>([['INBOX', []]]);
  const shown: ImapServer = {
    port: address.port,
    folders,
    said: [],
    validity: 1,
    deliver: (raw, folder = 'INBOX') => {
      lastUid += 1;
      const mail = { uid: lastUid, raw, flags: new Set<string>() };
      const kept = folders.get(folder) ?? [];
      folders.set(folder, kept);
      kept.push(mail);
      return mail;
    },
    play: () => undefined,
    connections: () => sockets.size,
  };
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return shown;
}

interface Dialogue {
  socket: Socket;
  isSignedIn: boolean;
  folder: string | undefined;
}

function converse(socket: Socket, server: ImapServer, options: ImapOptions): void {
  const talk: Dialogue = { socket, isSignedIn: false, folder: undefined };
  let rest = '';
  const next = (): string | undefined => {
    const end = rest.indexOf('\r\n');
    if (end < 0) return undefined;
    const line = rest.slice(0, end);
    const literal = /\{(\d+)(\+?)\}$/.exec(line);
    const from = end + 2;
    if (literal === null) {
      rest = rest.slice(from);
      return line;
    }
    // A word that follows on its own: the client is told to go on, and it becomes a quoted one.
    const upTo = from + Number(literal[1]);
    if (rest.length < upTo) {
      if (literal[2] === '' && rest.length === from) talk.socket.write('+ go on\r\n');
      return undefined;
    }
    rest = `${rest.slice(0, literal.index)}"${rest.slice(from, upTo)}"${rest.slice(upTo)}`;
    return next();
  };
  const hear = (chunk: Buffer) => {
    rest += chunk.toString('latin1');
    for (let line = next(); line !== undefined; line = next()) {
      hearLine(line, talk, server, options, hear);
    }
  };
  socket.on('error', () => {});
  socket.on('data', hear);
  const trick = server.play('greeting');
  if (trick?.kind === 'silence') return;
  if (trick?.kind === 'say') socket.write(`${trick.reply}\r\n`);
  else if (trick !== undefined) socket.destroy();
  else socket.write(`* OK [CAPABILITY ${offer(talk, options)}] ready\r\n`);
}

function offer({ socket }: Dialogue, { starttls, without = [] }: ImapOptions): string {
  const isSecure = socket instanceof TLSSocket;
  return [
    'IMAP4rev1',
    ...(starttls && !isSecure ? ['STARTTLS'] : []),
    ...(without.includes('MOVE') ? [] : ['MOVE']),
  ].join(' ');
}

function hearLine(
  line: string,
  talk: Dialogue,
  server: ImapServer,
  options: ImapOptions,
  hear: (chunk: Buffer) => void,
): void {
  const [, tag = '*', rest = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
  const [, command = ''] = /^((?:UID )?\S+)/i.exec(rest) ?? [];
  const verb = command.toUpperCase();
  server.said.push(verb === 'LOGIN' ? verb : rest);
  const trick = server.play(rest);
  if (trick !== undefined) {
    playTrick(trick, tag, talk.socket);
    return;
  }
  const words = rest.slice(command.length + 1);
  const { untagged, ending } = answer(verb, words, talk, server, options);
  talk.socket.write(Buffer.from([...untagged, `${tag} ${ending}\r\n`].join(''), 'latin1'));
  if (verb === 'LOGOUT') talk.socket.end();
  if (verb === 'STARTTLS') {
    talk.socket.off('data', hear);
    talk.socket = secure(talk.socket);
    talk.socket.on('error', () => {});
    talk.socket.on('data', hear);
  }
}

function playTrick(trick: ImapTrick, tag: string, socket: Socket): void {
  if (trick.kind === 'drip') drip(socket);
  if (trick.kind === 'hang-up') socket.destroy();
  if (trick.kind === 'say') socket.write(`${tag} ${trick.reply}\r\n`);
}

const dripEveryMs = 20;

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('* OK wait\r\n'), dripEveryMs);
  socket.once('close', () => clearInterval(timer));
}

interface Answer {
  readonly untagged: readonly string[];
  /** Behind the tag. */
  readonly ending: string;
}

const done = (...untagged: string[]): Answer => ({
  untagged: untagged.map((one) => `* ${one}\r\n`),
  ending: 'OK done',
});
const no = (words: string): Answer => ({ untagged: [], ending: `NO ${words}` });

function answer(
  verb: string,
  words: string,
  talk: Dialogue,
  server: ImapServer,
  options: ImapOptions,
): Answer {
  switch (verb) {
    case 'CAPABILITY':
      return done(`CAPABILITY ${offer(talk, options)}`);
    case 'LOGIN': {
      const { user = 'bounces', password = 'secret' } = options;
      const given = [...words.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
        ([, quoted, bare = '']) => quoted?.replace(/\\(.)/g, '$1') ?? bare,
      );
      talk.isSignedIn = given[0] === user && given[1] === password;
      if (talk.isSignedIn) return done();
      return no(`[AUTHENTICATIONFAILED] Wrong password ${given[1]} for ${user}@paper.example`);
    }
    case 'LOGOUT':
      return done('BYE see you');
    case 'STARTTLS':
    case 'NOOP':
      return done();
  }
  return talk.isSignedIn ? answerInside(verb, words, talk, server, options) : no('Sign in first');
}

function answerInside(
  verb: string,
  words: string,
  talk: Dialogue,
  server: ImapServer,
  { without = [] }: ImapOptions,
): Answer {
  const name = /"([^"]*)"|(\S+)/.exec(words)?.slice(1).find(Boolean) ?? '';
  switch (verb) {
    case 'LIST':
      // What separates the parts of a name.
      if (words === '"" ""') return done('LIST (\\Noselect) "/" ""');
      return done(
        ...[...server.folders.keys()]
          .filter((one) => words.endsWith('"*"') || words.includes(one))
          .map((one) => `LIST () "/" "${one}"`),
      );
    case 'STATUS':
      if (!server.folders.has(name)) return no('[NONEXISTENT] There is no such folder');
      return done(`STATUS "${name}" (MESSAGES ${server.folders.get(name)?.length})`);
    case 'LSUB':
      return done();
    case 'SELECT': {
      const mails = server.folders.get(name);
      if (mails === undefined) return no('[NONEXISTENT] There is no such folder');
      talk.folder = name;
      const next = Math.max(0, ...[...server.folders.values()].flat().map(({ uid }) => uid)) + 1;
      const kept = without.includes('keywords') ? '\\Seen' : '\\Seen \\Deleted \\*';
      const { untagged } = done(
        `${mails.length} EXISTS`,
        'FLAGS (\\Seen \\Deleted)',
        `OK [PERMANENTFLAGS (${kept})] limited`,
        `OK [UIDVALIDITY ${server.validity}] valid`,
        `OK [UIDNEXT ${next}] next`,
      );
      const how = without.includes('writing') ? 'READ-ONLY' : 'READ-WRITE';
      return { untagged, ending: `OK [${how}] done` };
    }
  }
  if (talk.folder === undefined) return no('Choose a folder first');
  return answerInFolder(verb, words, talk.folder, server);
}

function answerInFolder(verb: string, words: string, folder: string, server: ImapServer): Answer {
  const mails = server.folders.get(folder) ?? [];
  const last = Math.max(0, ...mails.map(({ uid }) => uid));
  const [, set = '', rest = ''] = /^(?:UID )?(\S+) ?(.*)$/i.exec(words) ?? [];
  const ranges = set.split(',').map((part) => {
    const ends = part.split(':').map((end) => (end === '*' ? last : Number(end)));
    return [Math.min(...ends), Math.max(...ends)] as const;
  });
  const isIn = ({ uid }: KeptMail) => ranges.some(([from, to]) => uid >= from && uid <= to);
  const chosen = mails.filter(isIn);
  switch (verb) {
    case 'UID SEARCH':
      return done(`SEARCH ${chosen.map(({ uid }) => uid).join(' ')}`);
    case 'UID FETCH':
      return done(...chosen.map((mail) => `${mails.indexOf(mail) + 1} ${fetched(mail, rest)}`));
    case 'UID STORE': {
      const flags = /\(([^)]*)\)/.exec(rest)?.[1]?.split(' ') ?? [];
      for (const mail of chosen) for (const flag of flags) mail.flags.add(flag);
      return done();
    }
    case 'UID MOVE': {
      const to = server.folders.get(/"([^"]*)"|(\S+)/.exec(rest)?.slice(1).find(Boolean) ?? '');
      if (to === undefined) return no('[TRYCREATE] There is no such folder');
      to.push(...chosen);
      const stay = mails.filter((mail) => !chosen.includes(mail));
      const gone = chosen.map((mail) => `${mails.indexOf(mail) + 1} EXPUNGE`).toReversed();
      server.folders.set(folder, stay);
      return done(...gone);
    }
  }
  return { untagged: [], ending: `BAD ${verb} is not known here` };
}

function fetched({ uid, raw, flags }: KeptMail, items: string): string {
  const parts = [`UID ${uid}`];
  if (items.includes('FLAGS')) parts.push(`FLAGS (${[...flags].join(' ')})`);
  const fields = /BODY\.PEEK\[(HEADER\.FIELDS \(([^)]*)\))\]/.exec(items);
  if (fields !== null) {
    const names = (fields[2] ?? '').toLowerCase().split(' ');
    const head = raw.slice(0, Math.max(0, raw.indexOf('\r\n\r\n')) + 2);
    const wanted = head
      .split(/\r\n(?![ \t])/)
      .filter((line) => names.includes(line.split(':')[0]?.toLowerCase() ?? ''));
    const text = `${wanted.map((line) => `${line}\r\n`).join('')}\r\n`;
    parts.push(`BODY[${fields[1]}] {${text.length}}\r\n${text}`);
  }
  const whole = /BODY\.PEEK\[\]<(\d+)\.(\d+)>/.exec(items);
  if (whole !== null) {
    const from = Number(whole[1]);
    const text = raw.slice(from, from + Number(whole[2]));
    parts.push(`BODY[]<${from}> {${text.length}}\r\n${text}`);
  }
  return `FETCH (${parts.join(' ')})`;
}
