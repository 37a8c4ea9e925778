/**
 * The way to the relay (RFC 5321), by nodemailer's connection, which is kept open between mails. It
 * tells apart what the connection alone cannot: whether the mail was under way when it ended.
 */
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { type RelayAnswer, type Step, withoutAddresses } from './reply.ts';
import type { RelaySettings } from './settings.ts';

/** One mail on its way. */
interface RelayMail {
  /** The envelope's sender, where bounces go. */
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
}

/** The relay, as the edge uses it. */
export interface Relay {
  readonly submit: (mail: RelayMail) => Promise<RelayAnswer>;
  /** Ends connections that wait for work; those in use end with it. */
  readonly close: () => void;
}

/** How long each step may take at most, in milliseconds. */
export interface RelayPatience {
  /** To connect, greet and sign in: whoever submits waits ten seconds altogether. */
  readonly openMs: number;
  /** For each answer (RFC 5321 §4.5.3.2.6: ten minutes after the message). */
  readonly answerMs: number;
  readonly idleMs: number;
}

const patience: RelayPatience = { openMs: 5_000, answerMs: 600_000, idleMs: 20_000 };
const idleMax = 4;

interface Idle {
  readonly connection: SMTPConnection;
  readonly timer: NodeJS.Timeout;
}

/** Opens the way to the relay; nothing is connected before the first mail. */
export function openRelay(
  settings: RelaySettings,
  { openMs, answerMs, idleMs }: RelayPatience = patience,
): Relay {
  const idle: Idle[] = [];
  let isClosed = false;
  const keep = (connection: SMTPConnection) => {
    if (isClosed || idle.length >= idleMax) return connection.close();
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((one) => one.connection === connection),
        1,
      );
      connection.quit();
    }, idleMs).unref();
    idle.push({ connection, timer });
  };
  const take = (): SMTPConnection | undefined => {
    const found = idle.pop();
    if (found !== undefined) clearTimeout(found.timer);
    return found?.connection;
  };
  const submitBy = async (connection: SMTPConnection, mail: RelayMail): Promise<RelayAnswer> => {
    const answer = await send(connection, mail);
    if (answer.kind === 'accepted') keep(connection);
    else connection.close();
    return answer;
  };
  return {
    submit: async (mail) => {
      const kept = take();
      if (kept !== undefined) {
        const answer = await submitBy(kept, mail);
        // Closed by the relay while it waited: nothing of this mail was sent.
        if (answer.kind !== 'unreachable') return answer;
      }
      const opened = await open(settings, { openMs, answerMs });
      return opened instanceof SMTPConnection ? submitBy(opened, mail) : opened;
    },
    close: () => {
      isClosed = true;
      for (let one = take(); one !== undefined; one = take()) one.close();
    },
  };
}

function open(
  { host, port, security, user, password }: RelaySettings,
  { openMs, answerMs }: Pick<RelayPatience, 'openMs' | 'answerMs'>,
): Promise<SMTPConnection | RelayAnswer> {
  const connection = new SMTPConnection({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { minVersion: 'TLSv1.2' },
    connectionTimeout: openMs,
    greetingTimeout: openMs,
    dnsTimeout: openMs,
    socketTimeout: answerMs,
    socketCloseTimeout: 1_000,
    maxResponseSize: 16_384,
  });
  const { promise, resolve } = Promise.withResolvers<SMTPConnection | RelayAnswer>();
  const timer = setTimeout(
    () => fail(new Error(`no answer within ${openMs / 1000} seconds`)),
    openMs,
  );
  const fail = (error: unknown) => {
    clearTimeout(timer);
    connection.close();
    resolve(answerOf(error, { isUnderWay: false, isOpening: true }));
  };
  const ready = () => {
    clearTimeout(timer);
    resolve(connection);
  };
  // Errors come here until the end of the connection; after `ready` they only end it.
  connection.on('error', fail);
  connection.connect((error?: unknown) => {
    if (error) return fail(error);
    if (user === undefined) return ready();
    connection.login({ credentials: { user, pass: password } }, (refused) =>
      refused ? fail(refused) : ready(),
    );
  });
  return promise;
}

function send(connection: SMTPConnection, { from, to, raw }: RelayMail): Promise<RelayAnswer> {
  const { promise, resolve } = Promise.withResolvers<RelayAnswer>();
  let isUnderWay = false;
  const message = new Readable({
    read() {
      isUnderWay = true;
      this.push(raw);
      this.push(null);
    },
  });
  const envelope = { from, to: [to], size: raw.length };
  connection.send(envelope, message, (error) => {
    resolve(error ? answerOf(error, { isUnderWay, isOpening: false }) : { kind: 'accepted' });
  });
  return promise;
}

interface Facts {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
  readonly command?: unknown;
}

/** A reply is a reply, whenever it comes. Without one, only what was not begun was surely not taken. */
function answerOf(
  error: unknown,
  { isUnderWay, isOpening }: { readonly isUnderWay: boolean; readonly isOpening: boolean },
): RelayAnswer {
  const facts = (error ?? {}) as Facts;
  const code = Number(facts.responseCode);
  if (code >= 400 && code < 600) {
    const step = isOpening ? 'connecting' : stepOf(String(facts.command ?? ''));
    return { kind: 'said', step, code, text: String(facts.response ?? '').slice(4) };
  }
  const reason = withoutAddresses(String(facts.originalCode ?? facts.message ?? facts.code ?? ''));
  if (facts.code === 'EENVELOPE' || facts.code === 'EMESSAGE') {
    return { kind: 'said', step: 'message', code: 554, text: reason };
  }
  return { kind: isUnderWay ? 'lost' : 'unreachable', reason };
}

function stepOf(command: string): Step {
  if (command.startsWith('MAIL')) return 'sender';
  return command.startsWith('RCPT') ? 'recipient' : 'message';
}
