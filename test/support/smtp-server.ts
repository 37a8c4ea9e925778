/** A mail server of the test's own (RFC 5321): it takes mail, counts it, and refuses as it is told. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSecureContext, TLSSocket } from 'node:tls';

/** A mail that the server took. */
interface TakenMail {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
}

/** Where in the dialogue something happens: a reply is given in the place of the usual one. */
export type Place = 'greeting' | 'auth' | 'mail' | 'rcpt' | 'data' | 'end';

/**
 * What the server does at a place, for a recipient or for all: it says something else, or it hangs up,
 * at the end before or after it has taken the mail; `slow` waits before it answers.
 */
export type Trick =
  | { readonly kind: 'say'; readonly reply: string }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'take-and-hang-up' }
  | { readonly kind: 'slow'; readonly ms: number };

/** The server, as tests see it. */
export interface SmtpServer {
  readonly port: number;
  readonly taken: TakenMail[];
  /** Every line that a client has said; after AUTH only that it was said. */
  readonly said: string[];
  /** Chooses what happens; undefined: the usual. */
  play: (place: Place, to: string) => Trick | undefined;
  readonly stop: () => void;
}

/** What the server offers. */
export interface SmtpOptions {
  readonly starttls?: boolean;
  readonly auth?: { readonly user: string; readonly password: string };
}

const tlsFolder = join(import.meta.dirname, '..', 'fixtures', 'tls');
/** Whom clients of the test have to trust. */
export const testCertificate = join(tlsFolder, 'cert.pem');

/** Listens on a free port of this machine, until the test ends. */
export async function startSmtpServer(
  t: Pick<TestContext, 'after'>,
  options: SmtpOptions = {},
): Promise<SmtpServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void converse(socket, shown, options);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  const shown: SmtpServer = {
    port: address.port,
    taken: [],
    said: [],
    play: () => undefined,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  t.after(shown.stop);
  return shown;
}

interface Dialogue {
  socket: Socket;
  from: string;
  to: string;
  isSignedIn: boolean;
  /** Set while a message comes. */
  data: string | undefined;
}

async function converse(socket: Socket, server: SmtpServer, options: SmtpOptions): Promise<void> {
  const talk: Dialogue = { socket, from: '', to: '', isSignedIn: false, data: undefined };
  socket.on('error', () => {});
  let rest = '';
  let line = Promise.resolve();
  const hear = (chunk: Buffer) => {
    rest += chunk.toString('latin1');
    const lines = rest.split('\r\n');
    rest = lines.pop() ?? '';
    for (const one of lines) line = line.then(() => answer(one, talk, server, options, hear));
  };
  socket.on('data', hear);
  await reply('greeting', '220 test ESMTP', talk, server);
}

async function reply(
  place: Place,
  usual: string,
  { socket, to }: Dialogue,
  server: SmtpServer,
): Promise<boolean> {
  const trick = server.play(place, to);
  if (trick?.kind === 'slow') await sleep(trick.ms);
  if (trick?.kind === 'hang-up' || trick?.kind === 'take-and-hang-up') {
    socket.destroy();
    return trick.kind === 'take-and-hang-up';
  }
  socket.write(`${trick?.kind === 'say' ? trick.reply : usual}\r\n`);
  return trick?.kind !== 'say';
}

async function answer(
  line: string,
  talk: Dialogue,
  server: SmtpServer,
  options: SmtpOptions,
  hear: (chunk: Buffer) => void,
): Promise<void> {
  if (talk.data !== undefined) return takeLine(line, talk, server);
  const [verb = ''] = line.toUpperCase().split(' ');
  server.said.push(verb === 'AUTH' ? 'AUTH' : line);
  const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
  switch (verb) {
    case 'EHLO':
      talk.socket.write(`${offer(talk, options)}\r\n`);
      return;
    case 'STARTTLS':
      return startTls(talk, hear);
    case 'AUTH':
      return signIn(line, talk, server, options);
    case 'MAIL':
      talk.from = address;
      await reply('mail', isLetIn(talk, options) ? '250 OK' : '530 5.7.0 Sign in', talk, server);
      return;
    case 'RCPT':
      talk.to = address;
      if (!(await reply('rcpt', '250 OK', talk, server))) talk.to = '';
      return;
    case 'DATA':
      if (talk.to === '') talk.socket.write('503 5.5.1 No recipient\r\n');
      else if (await reply('data', '354 Go on', talk, server)) talk.data = '';
      return;
    case 'QUIT':
      talk.socket.end('221 Bye\r\n');
      return;
    default:
      talk.socket.write('250 OK\r\n');
  }
}

function offer({ socket }: Dialogue, { starttls, auth }: SmtpOptions): string {
  const isSecure = socket instanceof TLSSocket;
  const offers = [
    'test',
    'PIPELINING',
    ...(starttls && !isSecure ? ['STARTTLS'] : []),
    ...(auth === undefined ? [] : ['AUTH PLAIN']),
  ];
  return offers.map((one, n) => `250${n === offers.length - 1 ? ' ' : '-'}${one}`).join('\r\n');
}

function isLetIn({ isSignedIn }: Dialogue, { auth }: SmtpOptions): boolean {
  return auth === undefined || isSignedIn;
}

function startTls(talk: Dialogue, hear: (chunk: Buffer) => void): void {
  const plain = talk.socket;
  plain.off('data', hear);
  plain.write('220 Go on\r\n');
  const secureContext = createSecureContext({
    key: readFileSync(join(tlsFolder, 'key.pem')),
    cert: readFileSync(testCertificate),
  });
  const socket = new TLSSocket(plain, { isServer: true, secureContext });
  socket.on('error', () => {});
  socket.on('data', hear);
  talk.socket = socket;
}

async function signIn(
  line: string,
  talk: Dialogue,
  server: SmtpServer,
  { auth }: SmtpOptions,
): Promise<void> {
  const given = Buffer.from(line.split(' ')[2] ?? '', 'base64').toString();
  talk.isSignedIn = given === `\0${auth?.user}\0${auth?.password}`;
  const usual = talk.isSignedIn ? '235 2.7.0 Welcome' : '535 5.7.8 Wrong user or password';
  await reply('auth', usual, talk, server);
}

async function takeLine(line: string, talk: Dialogue, server: SmtpServer): Promise<void> {
  if (line !== '.') {
    talk.data += `${line.startsWith('.') ? line.slice(1) : line}\r\n`;
    return;
  }
  const mail = { from: talk.from, to: talk.to, raw: talk.data ?? '' };
  talk.data = undefined;
  // What it has taken is taken before it is answered.
  const trick = server.play('end', talk.to);
  const isTaken = trick === undefined || trick.kind === 'take-and-hang-up' || trick.kind === 'slow';
  if (isTaken) server.taken.push(mail);
  await replyAs(trick, talk);
  talk.to = '';
}

async function replyAs(trick: Trick | undefined, { socket }: Dialogue): Promise<void> {
  if (trick?.kind === 'slow') await sleep(trick.ms);
  if (trick?.kind === 'hang-up' || trick?.kind === 'take-and-hang-up') socket.destroy();
  else socket.write(`${trick?.kind === 'say' ? trick.reply : '250 2.0.0 Taken'}\r\n`);
}
