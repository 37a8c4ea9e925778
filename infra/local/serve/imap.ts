/**
 * The way to the mailbox (RFC 9051), by ImapFlow: one visit, in which it is looked through, read, and
 * marked. Nothing is ever deleted or expunged, and nothing marked that was not taken. The server is
 * outside: what it says is limited, and so is the time that it takes.
 */
import { ImapFlow } from 'imapflow';
import { minuteMs } from '../../../functions/config/time.ts';
import type { MailboxSettings } from './mailbox-settings.ts';
import { withoutAddresses } from './reply.ts';
import { recipientHeaders } from './returned.ts';

/** A mail as it is seen before it is read. */
export interface Seen {
  readonly uid: number;
  /** It has our mark. */
  readonly isTaken: boolean;
  /** Those fields of its header that tell for whom it is. */
  readonly head: Buffer;
}

/** A visit to the mailbox. Each of its steps rejects when the mailbox is out of reach. */
export interface Visit {
  /** As long as it is the same, a number (UID) names the same mail. */
  readonly validity: string;
  /** The numbers of all mails behind that one, in their order. */
  readonly after: (uid: number) => Promise<readonly number[]>;
  readonly look: (uids: readonly number[]) => Promise<readonly Seen[]>;
  /** The beginning of a mail; undefined when it is gone. */
  readonly read: (uid: number) => Promise<Buffer | undefined>;
  /** Marks a mail as read and taken, and moves it if it is to be moved. */
  readonly mark: (uid: number) => Promise<void>;
  readonly leave: () => Promise<void>;
}

/** Begins a visit; the signal ends it at once. */
export type VisitMailbox = (signal: AbortSignal) => Promise<Visit>;

/** What stands in the way, in words that the owner may read: no address, no password. */
export class MailboxError extends Error {
  override readonly name = 'MailboxError';
}

/** How long the server may take, in milliseconds. */
export interface MailboxPatience {
  /** To connect, and again to greet. */
  readonly openMs: number;
  /** For each answer. */
  readonly answerMs: number;
}

const patience: MailboxPatience = { openMs: 20_000, answerMs: minuteMs };

/** Of each mail so much is read: what stands in a report stands at its beginning. */
const mailBytesMax = 2 * 1024 * 1024;
const headBytesMax = 32_768;
const responseBytesMax = 2 * mailBytesMax;
/** Numbers come on one line: of a million mails at a time. */
const lineBytesMax = 16 * 1024 * 1024;

/** A word of our own beside `\Seen`, which whoever else reads the mailbox sets, too. */
const takenMark = 'PaperboyTaken';

/** Opens the way to a mailbox; nothing is connected before the first visit. */
export function openMailboxVisits(
  settings: MailboxSettings,
  { openMs, answerMs }: MailboxPatience = patience,
): VisitMailbox {
  const { host, port, security, user, password } = settings;
  return async (signal) => {
    signal.throwIfAborted();
    const client = new ImapFlow({
      host,
      port,
      secure: security === 'tls',
      doSTARTTLS: security === 'starttls',
      auth: { user, pass: password },
      tls: { minVersion: 'TLSv1.2' },
      logger: false,
      disableAutoIdle: true,
      disableCompression: true,
      connectionTimeout: openMs,
      greetingTimeout: openMs,
      socketTimeout: answerMs,
      maxLiteralSize: mailBytesMax,
      maxLineLength: lineBytesMax,
      maxResponseSize: lineBytesMax + responseBytesMax,
    });
    // The step that is under way is told only that the connection has ended, not by what.
    let cause: unknown;
    client.on('error', (error) => {
      cause ??= error;
    });
    const drop = () => client.close();
    signal.addEventListener('abort', drop, { once: true });
    const step: Step = async (task) => {
      try {
        return await task();
      } catch (error) {
        if (error instanceof MailboxError) throw error;
        if (signal.aborted) throw new MailboxError('It took too long.');
        throw new MailboxError(reasonOf((cause ?? error ?? {}) as Facts, settings));
      }
    };
    const leave = async () => {
      await client.logout().catch(() => {});
      client.close();
      signal.removeEventListener('abort', drop);
    };
    try {
      return { ...(await step(() => begin(client, settings, step))), leave };
    } catch (error) {
      await leave();
      throw error;
    }
  };
}

/** Does a step, and tells what stood in its way in words of ours. */
type Step = <T>(task: () => Promise<T>) => Promise<T>;

async function begin(
  client: ImapFlow,
  { folder, doneFolder }: MailboxSettings,
  step: Step,
): Promise<Omit<Visit, 'leave'>> {
  await client.connect();
  const { uidValidity, uidNext, readOnly } = await client.mailboxOpen(folder);
  if (readOnly === true) throw new MailboxError('It lets us read mail, and not mark it as read.');
  if (doneFolder !== undefined) await makeSureOf(doneFolder, client);
  return {
    validity: String(uidValidity),
    after: (uid) => step(() => numbersAfter(uid, uidNext, client)),
    look: (uids) => step(() => lookAt(uids, client)),
    read: (uid) => step(() => readOne(uid, client)),
    mark: (uid) => step(() => markTaken(uid, doneFolder, client)),
  };
}

/** Without MOVE a client has to expunge, which would also take what others have marked to go. */
async function makeSureOf(folder: string, client: ImapFlow): Promise<void> {
  if (!client.capabilities.has('MOVE') && !client.enabled.has('IMAP4REV2')) {
    throw new MailboxError('It cannot move mail: take out PAPERBOY_IMAP_DONE_FOLDER.');
  }
  const known = await client.status(folder, { messages: true }).catch((error: Facts) => {
    if (error.code === 'NotFound') return false;
    throw error;
  });
  if (known === false) {
    throw new MailboxError(`There is no folder ${folder}, which PAPERBOY_IMAP_DONE_FOLDER names.`);
  }
}

async function numbersAfter(uid: number, next: number, client: ImapFlow): Promise<number[]> {
  if (next <= uid + 1) return [];
  const found = await client.search({ uid: `${uid + 1}:*` }, { uid: true });
  if (!Array.isArray(found)) throw refused(client, 'It does not say what is in the folder.');
  // `*` is the last mail, also when that is none of those asked for.
  return found.filter((one) => one > uid);
}

async function lookAt(uids: readonly number[], client: ImapFlow): Promise<Seen[]> {
  const seen: Seen[] = [];
  const query = { uid: true, flags: true, headers: [...recipientHeaders, 'Content-Type'] };
  for await (const mail of client.fetch(uids.join(','), query, { uid: true })) {
    const { uid, flags = new Set(), headers = Buffer.alloc(0) } = mail;
    const isTaken = [...flags].some((flag) => flag.toLowerCase() === takenMark.toLowerCase());
    seen.push({ uid, isTaken, head: Buffer.from(headers.subarray(0, headBytesMax)) });
  }
  return seen.sort((one, other) => one.uid - other.uid);
}

async function readOne(uid: number, client: ImapFlow): Promise<Buffer | undefined> {
  const source = { start: 0, maxLength: mailBytesMax };
  const mail = await client.fetchOne(String(uid), { uid: true, source }, { uid: true });
  return mail === false ? undefined : mail.source;
}

async function markTaken(
  uid: number,
  doneFolder: string | undefined,
  client: ImapFlow,
): Promise<void> {
  const marks = ['\\Seen', takenMark];
  const isMarked = await client.messageFlagsAdd(String(uid), marks, { uid: true, silent: true });
  if (!isMarked) throw refused(client, 'It does not let mail be marked as read.');
  if (doneFolder === undefined) return;
  if (!(await client.messageMove(String(uid), doneFolder, { uid: true }))) {
    throw refused(client, `It does not let mail be moved to ${doneFolder}.`);
  }
}

/** Some steps end with false, also when the connection has ended: then that is what stands in the way. */
function refused(client: ImapFlow, words: string): Error {
  const gone = Object.assign(new Error('The connection has ended.'), { code: 'NoConnection' });
  return client.usable ? new MailboxError(words) : gone;
}

interface Facts {
  readonly authenticationFailed?: unknown;
  readonly mailboxMissing?: unknown;
  readonly code?: unknown;
  readonly responseText?: unknown;
  readonly response?: unknown;
  readonly message?: unknown;
}

const quiet = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT', 'ETIMEOUT']);
const ended = new Set([
  'NoConnection',
  'EConnectionClosed',
  'ClosedAfterConnectText',
  'ClosedAfterConnectTLS',
]);

function reasonOf(facts: Facts, { folder, password }: MailboxSettings): string {
  const { code, message, responseText, response } = facts;
  const said = [responseText, response, message].find((one) => typeof one === 'string' && one);
  const words = withoutAddresses(String(said ?? code ?? '').replaceAll(password, '(password)'));
  if (facts.authenticationFailed === true) return `It refuses user or password: “${words}”`;
  if (facts.mailboxMissing === true) return `There is no folder ${folder}.`;
  if (quiet.has(String(code))) return 'It does not answer.';
  if (ended.has(String(code))) return 'It ends the connection.';
  return code === undefined ? words : `${words} (${String(code)})`;
}
