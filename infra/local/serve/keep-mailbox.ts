/**
 * Reads the mailbox every minute, and less often while it cannot be read. What stands in its way is told
 * once in the log, and by doctor and the page Health for as long as it lasts; it hurts nothing else.
 */
import { minuteMs } from '../../../functions/config/time.ts';
import type {
  MailboxPlace,
  MailboxStanding,
  ReturnsBook,
} from '../../../functions/mail/returns.ts';
import { MailboxError, type VisitMailbox } from './imap.ts';
import { mayBeOurs, type Ours, type Read, readIncoming, type Taken } from './incoming.ts';
import type { MailboxSettings } from './mailbox-settings.ts';
import { type TurnLimits, takeTurn } from './mailbox-turn.ts';

/** What keeping it needs. */
export interface KeepMailboxDeps {
  readonly visit: VisitMailbox;
  readonly take: (read: Read) => Promise<Taken>;
  readonly book: Pick<ReturnsBook, 'load' | 'noteMailbox'>;
  /** False: another installation may still read it. */
  readonly isOurs: () => Promise<boolean>;
  readonly now: () => number;
  /** Writes a line of the log. */
  readonly write: (line: string) => void;
  readonly onError: (error: unknown) => void;
  readonly limits?: TurnLimits;
  readonly times?: TurnTimes;
}

/** How long a turn may take, in milliseconds. */
export interface TurnTimes {
  /** After this it ends between two mails. */
  readonly politeMs: number;
  /** After this it is cut off. */
  readonly turnMs: number;
  /** So long it may still take once it is to stop. */
  readonly stopMs: number;
}

/** The mailbox as it is kept. */
export interface KeptMailbox {
  /** Takes a turn, or waits for the one that is under way. */
  readonly readNow: () => Promise<Turned>;
  /** From now on turns come by themselves. */
  readonly start: () => void;
  /** Ends the turn that is under way, between two mails if the server lets it. */
  readonly stop: () => Promise<void>;
}

/** How a turn ended. */
export type Turned = 'done' | 'more' | 'failed';

const everyMs = minuteMs;
const moreAfterMs = 1_000;
const failedAfterMsMax = 30 * minuteMs;
const usualTimes: TurnTimes = { politeMs: minuteMs, turnMs: 5 * minuteMs, stopMs: 5_000 };

/** Pure: how long it is until the next turn, when so many failed one after the other. */
export function pauseMs(turned: Turned, failures: number): number {
  if (turned === 'more') return moreAfterMs;
  return Math.min(everyMs * 2 ** Math.max(0, failures - 1), failedAfterMsMax);
}

/** Keeps the mailbox of these settings; nothing is read before it is told to. */
export function keepMailbox(
  settings: MailboxSettings,
  ours: Ours,
  deps: KeepMailboxDeps,
): KeptMailbox {
  let running: Promise<Turned> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  const stopping = new AbortController();
  const readNow = () => {
    running ??= turnOf(settings, ours, stopping.signal, deps).finally(() => {
      running = undefined;
    });
    return running;
  };
  const round = async () => {
    const turned = await readNow();
    failures = turned === 'failed' ? failures + 1 : 0;
    if (!stopping.signal.aborted) timer = setTimeout(round, pauseMs(turned, failures));
  };
  return {
    readNow,
    start: () => void round(),
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

/** Never rejects: what fails is told. */
async function turnOf(
  settings: MailboxSettings,
  ours: Ours,
  stopping: AbortSignal,
  deps: KeepMailboxDeps,
): Promise<Turned> {
  try {
    if (!(await deps.isOurs())) return 'done';
    const before = (await deps.book.load()).mailbox;
    const box = `${settings.user}@${settings.host}/${settings.folder}`;
    const place = before?.place?.box === box ? before.place : { box };
    const { place: now = place, ...ended } = await visited(place, ours, stopping, deps);
    if (ended.turned === 'failed' && stopping.aborted) return 'failed';
    const standing = standingOf(settings.host, now, ended, before, deps.now());
    tell(before, standing, deps.write);
    if (JSON.stringify(standing) !== JSON.stringify(before)) await deps.book.noteMailbox(standing);
    return ended.turned;
  } catch (error) {
    deps.onError(error);
    return 'failed';
  }
}

interface Visited {
  readonly turned: Turned;
  /** How far it came; absent: nowhere. */
  readonly place?: MailboxPlace;
  /** Why it failed. */
  readonly reason?: string;
}

async function visited(
  before: Pick<MailboxPlace, 'box'> & Partial<MailboxPlace>,
  ours: Ours,
  stopping: AbortSignal,
  { visit, take, write, onError, limits, times = usualTimes }: KeepMailboxDeps,
): Promise<Visited> {
  const [isLate, end] = [AbortSignal.timeout(times.politeMs), new AbortController()];
  const cut = () => end.abort();
  const deadline = setTimeout(cut, times.turnMs);
  const hurry = () => setTimeout(cut, times.stopMs).unref();
  stopping.addEventListener('abort', hurry, { once: true });
  let place: MailboxPlace | undefined;
  const at = () => (place === undefined ? {} : { place });
  try {
    const opened = await visit(end.signal);
    try {
      const turned = await takeTurn(
        opened,
        before,
        {
          mayBeOurs: (head) => mayBeOurs(head, ours),
          read: (raw) => readIncoming({ raw, to: [] }, ours.bounceAddress),
          take,
          reached: (to) => {
            place = to;
          },
          setAside: (uid, reason) => write(asideLine(uid, reason)),
          isOver: () => isLate.aborted || stopping.aborted,
        },
        limits,
      );
      return { turned, ...at() };
    } finally {
      await opened.leave();
    }
  } catch (error) {
    if (!(error instanceof MailboxError)) onError(error);
    const reason = error instanceof MailboxError ? error.message : notTaken;
    return { turned: 'failed', ...at(), reason };
  } finally {
    clearTimeout(deadline);
    stopping.removeEventListener('abort', hurry);
  }
}

const notTaken = 'What it holds could not be taken in here; the log tells why.';

function standingOf(
  host: string,
  place: MailboxStanding['place'] | Pick<MailboxPlace, 'box'>,
  { turned, reason = '' }: Visited,
  before: MailboxStanding | undefined,
  now: number,
): MailboxStanding {
  const since = before?.host === host ? (before.failing?.since ?? now) : now;
  return {
    host,
    ...(place !== undefined && 'validity' in place ? { place } : {}),
    ...(turned === 'failed' ? { failing: { since, reason } } : {}),
  };
}

function tell(
  before: MailboxStanding | undefined,
  { host, failing }: MailboxStanding,
  write: (line: string) => void,
): void {
  const about = { message: 'mailbox cannot be read', host, reason: failing?.reason };
  if (failing !== undefined && failing.reason !== before?.failing?.reason) {
    write(JSON.stringify({ level: 'error', ...about, todo: 'paperboy doctor' }));
  }
  if (failing === undefined && before?.failing !== undefined) {
    write(JSON.stringify({ level: 'info', message: 'mailbox is read again', host }));
  }
}

function asideLine(uid: number, reason: string): string {
  const message = 'a mail in the mailbox cannot be read, and stays there unread';
  return JSON.stringify({ level: 'error', message, uid, reason });
}
