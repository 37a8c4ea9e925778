/**
 * Signing in by mail. Who asks gets the same answer whether or not they are known, after the same
 * calls. The link works in the browser that asked; elsewhere the code of the same mail is asked for.
 */
import { createHash } from 'node:crypto';
import type { DeskSender } from '../config/notice.ts';
import { hourMs, minuteMs } from '../config/time.ts';
import { parseAddress } from '../subscriber/address.ts';
import type { SigningKeys } from '../subscriber/token.ts';
import { networkOf, type Window, type Windows } from '../subscriber/windows.ts';
import type { Person } from './person.ts';
import { everyNewsletter, mayDo } from './rights.ts';
import { hashOf, isCodeOf, isSame, readSignInLink, signInLifetimeMs } from './sign-in-link.ts';

/** Somebody's attempt to sign in, as it is kept. */
export interface SignIn {
  readonly id: string;
  /** Absent for an address that nobody here has: there is nothing to finish. */
  readonly personId?: string;
  /** Of what the asking browser holds; absent where the owner's command made the link. */
  readonly browserHash?: string;
  readonly expiresAtMs: number;
  /** Codes that the asking browser typed, each counted before it is compared. */
  readonly wrongCodes: number;
  /** The same of other browsers, which had the link of the mail. */
  readonly linkCodes?: number;
  readonly usedAt?: number;
}

const codesMax = 5;
const linksPerPersonMax = 3;
const linksPerNetworkMax = 20;
const codesPerNetworkMax = 10;

/** Who sends the mail of an attempt: a newsletter, or while there is none, the desk. */
export interface SignInMailing {
  readonly newsletterId: string;
  readonly from?: DeskSender;
}

/** Where attempts begin. */
export interface KeepSignIn {
  /**
   * Keeps the attempt, and notes its mail, which this newsletter or the desk sends, where there is
   * somebody to get it; the calls are the same.
   */
  readonly keep: (attempt: SignIn, mailing: SignInMailing | undefined) => Promise<void>;
  /** Has the mail of this attempt sent at once; nothing is, where none was noted. */
  readonly enqueue: (attemptId: string) => Promise<void>;
}

/** What asking for a link reads and writes. */
export interface AskSignInDeps {
  readonly people: () => Promise<readonly Person[]>;
  readonly newsletterIds: () => Promise<readonly string[]>;
  /** Sends the mail where there is no newsletter yet. */
  readonly deskSender: DeskSender | undefined;
  readonly windows: Windows;
  readonly attempts: KeepSignIn;
  readonly randomId: () => string;
  readonly now: () => number;
}

/** What the asking browser is to keep: which attempt, and that it was this browser. */
export type Asked =
  | { readonly kind: 'asked'; readonly attemptId: string; readonly browser: string }
  | { readonly kind: 'bad-address' }
  | { readonly kind: 'busy' };

/** Asks for a mail to this address; `from` is the network address of who asks. */
export async function askSignIn(typed: string, from: string, deps: AskSignInDeps): Promise<Asked> {
  const { windows, attempts, randomId, now } = deps;
  const address = parseAddress(typed);
  if (address.kind === 'refused') return { kind: 'bad-address' };
  const network = await windows.take(networkLinks(from), 1);
  if (network.kind === 'full') return { kind: 'busy' };
  const taking = await windows.take(personLinks(address.key), 1);
  const [people, newsletterIds] = await Promise.all([deps.people(), deps.newsletterIds()]);
  const person = people.find(({ addressKey }) => addressKey === address.key);
  const attemptId = randomId();
  const browser = `${randomId()}${randomId()}`;
  const isMailed = person !== undefined && taking.kind === 'taken';
  const attempt: SignIn = {
    id: attemptId,
    ...(isMailed ? { personId: person.id } : {}),
    browserHash: hashOf(browser),
    expiresAtMs: now() + signInLifetimeMs,
    wrongCodes: 0,
  };
  const mailing = isMailed ? mailingFor(person, newsletterIds, deps.deskSender) : undefined;
  await attempts.keep(attempt, mailing);
  await attempts.enqueue(attemptId);
  return { kind: 'asked', attemptId, browser };
}

/** Mail to them comes from a newsletter that they work for, if there is one. */
export function mailingFor(
  { roles }: Person,
  newsletterIds: readonly string[],
  from: DeskSender | undefined,
): SignInMailing | undefined {
  const newsletterId = newsletterIds.find((id) => mayDo(roles, 'look', id)) ?? newsletterIds[0];
  if (newsletterId !== undefined) return { newsletterId };
  return from && { newsletterId: everyNewsletter, from };
}

/** What a browser shows to finish an attempt. */
export interface Shown {
  /** From the link; absent where only a code is typed. */
  readonly token?: string | undefined;
  readonly code?: string | undefined;
  /** What the browser kept when it asked. */
  readonly cookie?: { readonly attemptId: string; readonly browser: string } | undefined;
  /** The network address of who finishes. */
  readonly from: string;
}

/** What finishing reads and writes. */
export interface FinishSignInDeps {
  readonly load: (attemptId: string) => Promise<SignIn | undefined>;
  /** Marks it as used; false when it was, or is over. */
  readonly spend: (attempt: SignIn, at: number) => Promise<boolean>;
  /** Counts a code that is typed this way; false when there were as many as may be. */
  readonly countCode: (attempt: SignIn, way: CodeWay, max: number) => Promise<boolean>;
  readonly windows: Windows;
  readonly keys: SigningKeys;
  readonly now: () => number;
}

/** What became of it. */
export type Finished =
  | { readonly kind: 'in'; readonly personId: string }
  /** Another browser asked: the code of the mail is needed as well. */
  | { readonly kind: 'code-needed' }
  | { readonly kind: 'wrong-code' }
  /** Too many wrong codes came from this network: none is looked at for a while. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'over' };

/**
 * By what somebody comes who types a code. Each has tries of its own: whoever asks in the name of
 * somebody else cannot use up those of the mail.
 */
type CodeWay = 'browser' | 'link';

/** Finishes an attempt, once. */
export async function finishSignIn(shown: Shown, deps: FinishSignInDeps): Promise<Finished> {
  const { load, spend, keys, now } = deps;
  const linked = shown.token === undefined ? undefined : readSignInLink(shown.token, keys);
  const attemptId = shown.token === undefined ? shown.cookie?.attemptId : linked;
  const attempt = attemptId === undefined ? undefined : await load(attemptId);
  if (attempt === undefined || !isOpen(attempt, now())) return { kind: 'over' };
  const proof = await proofOf(attempt, shown, deps);
  if (proof !== 'proved') return { kind: proof };
  const { personId } = attempt;
  if (personId === undefined || !(await spend(attempt, now()))) return { kind: 'over' };
  return { kind: 'in', personId };
}

/** Whether a link that is only looked at would need the code besides. */
export function isOfThisBrowser(attempt: SignIn, cookie: Shown['cookie']): boolean {
  const { browserHash } = attempt;
  if (browserHash === undefined) return true;
  return cookie?.attemptId === attempt.id && isSame(browserHash, hashOf(cookie.browser));
}

/** Whether an attempt can still be finished at `now` (ms). */
export function isOpen({ expiresAtMs, usedAt }: SignIn, now: number): boolean {
  return usedAt === undefined && now < expiresAtMs;
}

/** Whether the link of an attempt does not lead on in this browser: too many codes were typed there. */
export function isLinkOver(attempt: SignIn, cookie: Shown['cookie']): boolean {
  return !isOfThisBrowser(attempt, cookie) && (attempt.linkCodes ?? 0) >= codesMax;
}

/** Two of three: the link of the mail, its code, the browser that asked. */
async function proofOf(
  attempt: SignIn,
  { token, code, cookie, from }: Shown,
  { windows, countCode, keys }: FinishSignInDeps,
): Promise<'proved' | 'code-needed' | 'wrong-code' | 'busy' | 'over'> {
  const isOwn = isOfThisBrowser(attempt, cookie);
  if (token !== undefined && isOwn) return 'proved';
  if (token === undefined && !isOwn) return 'over';
  if (code === undefined || code === '') return 'code-needed';
  if ((await windows.take(networkCodes(from), 0)).kind === 'full') return 'busy';
  // Before it is compared: however many come at once, no more are.
  const way = token === undefined ? 'browser' : 'link';
  if (!(await countCode(attempt, way, codesMax))) return 'over';
  // A stranger has no mail, and so no code that could be right.
  if (attempt.personId !== undefined && isCodeOf(code, attempt.id, keys)) return 'proved';
  await windows.take(networkCodes(from), 1);
  return 'wrong-code';
}

function personLinks(addressKey: string): Window {
  const name = createHash('sha256').update(`desk#${addressKey}`).digest('base64url');
  return { kind: 'sign-in', name, lengthMs: 15 * minuteMs, max: linksPerPersonMax };
}

function networkLinks(from: string): Window {
  const name = `links#${networkOf(from)}`;
  return { kind: 'sign-in', name, lengthMs: hourMs, max: linksPerNetworkMax };
}

function networkCodes(from: string): Window {
  const name = `codes#${networkOf(from)}`;
  return { kind: 'sign-in', name, lengthMs: hourMs, max: codesPerNetworkMax };
}
