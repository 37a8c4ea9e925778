/**
 * Tokens: what a program shows instead of somebody who is signed in. A token holds single rights for
 * one newsletter or for all of them, and never more than whoever made it has at that moment. The
 * table has a hash of it, the list its name; the token itself is shown once.
 */
import { tokenMsMax } from '../config/retention.ts';
import { dayMs, hourMs, minuteMs } from '../config/time.ts';
import { networkOf, type Window } from '../subscriber/windows.ts';
import type { Person } from './person.ts';
import { everyNewsletter, holdsAll, mayDo, type Right, type Scope } from './rights.ts';
import { hashOf, isSame } from './sign-in-link.ts';

/** The rights that a token may have: who may do what is no business of programs. */
export const tokenRights = [
  'look',
  'curate',
  'send',
  'readers',
  'settings',
] as const satisfies readonly Right[];

/** For how many days a token may be made. */
export const tokenDays = [30, 90, 365] as const;
/** As long as nobody says otherwise. */
export const tokenDaysUsual = 90;

/** A token as it is kept; instants are in milliseconds. */
export interface Token extends Scope {
  readonly id: string;
  /** Who made it. */
  readonly personId: string;
  /** As the audit trail calls it. */
  readonly name: string;
  /** Of the secret that the program holds. */
  readonly hash: string;
  /** It may do what cannot be undone as well, such as erasing a reader. */
  readonly isGrave: boolean;
  readonly createdAt: number;
  readonly endsAt: number;
  /** About when it was last shown, to some minutes. */
  readonly usedAt?: number;
}

/** All tokens together, at most: the list is read whole. */
const tokensMax = 200;
const nameCharsMax = 60;
const callsAnHourMax = 3_600;
const wrongAnHourMax = 60;
/** When it was used is written so seldom. */
const usedStepMs = 10 * minuteMs;

/** What making tokens reads and writes. */
export interface MakeTokenDeps {
  /** In the order in which they were made. */
  readonly list: () => Promise<readonly Token[]>;
  /** Keeps it; false when whoever makes it is not who they were. */
  readonly add: (token: Token, person: Person) => Promise<boolean>;
  readonly randomId: () => string;
  readonly now: () => number;
}

/** What a token is to be. */
export interface TokenWish extends Scope {
  readonly person: Person;
  readonly name: string;
  readonly isGrave: boolean;
  readonly days: number;
}

/** The token with its text, which is shown this once; or why there is none. */
export type MadeToken =
  | { readonly kind: 'made'; readonly token: Token; readonly text: string }
  | {
      readonly kind: 'bad-name' | 'taken' | 'bad-days' | 'not-yours' | 'too-many';
    };

/** Makes a token. Whoever may do something may look, too. */
export async function makeToken(wish: TokenWish, deps: MakeTokenDeps): Promise<MadeToken> {
  const { person, newsletterId, isGrave, days } = wish;
  const name = wish.name.trim();
  const rights = tokenRights.filter((right) => right === 'look' || wish.rights.includes(right));
  const isLine = name !== '' && name.length <= nameCharsMax && !/[\p{Cc}@]/u.test(name);
  if (!isLine) return { kind: 'bad-name' };
  if (!tokenDays.some((one) => one === days)) return { kind: 'bad-days' };
  const isOwn = wish.rights.every((right) => tokenRights.some((one) => one === right));
  if (!isOwn || !holdsAll(person.roles, { newsletterId, rights })) return { kind: 'not-yours' };
  const all = working(await deps.list(), deps.now());
  if (all.length >= tokensMax) return { kind: 'too-many' };
  const isTaken = all.some((one) => one.personId === person.id && one.name === name);
  if (isTaken) return { kind: 'taken' };
  const id = bare(deps.randomId());
  const secret = bare(deps.randomId());
  const createdAt = deps.now();
  const token: Token = {
    ...{ id, personId: person.id, name, hash: hashOf(secret), newsletterId, rights, isGrave },
    ...{ createdAt, endsAt: createdAt + Math.min(days * dayMs, tokenMsMax) },
  };
  if (!(await deps.add(token, person))) return { kind: 'not-yours' };
  return { kind: 'made', token, text: [tokenPrefix, person.id, id, secret].join('_') };
}

/** Those that work at `now` (ms). */
export function working<One extends Pick<Token, 'endsAt'>>(
  all: readonly One[],
  now: number,
): One[] {
  return all.filter(({ endsAt }) => now < endsAt);
}

/** By this whoever finds one knows what it is. */
const tokenPrefix = 'pbt';
const part = /^[a-z0-9-]{1,64}$/i;
const bare = (id: string) => id.replaceAll('-', '');

/** Who calls: a token, and who made it. */
export interface Caller {
  readonly token: Token;
  readonly person: Person;
}

/** What checking a token reads and writes. */
export interface CheckTokenDeps<Found extends Caller> {
  /** The token and who made it, in one call; undefined when either is gone. */
  readonly find: (personId: string, id: string) => Promise<Found | undefined>;
  readonly noteUse: (token: Token, at: number) => Promise<void>;
}

/** Whose token this text is; undefined for one that is forged, revoked or over. */
export async function checkToken<Found extends Caller>(
  text: string,
  now: number,
  { find, noteUse }: CheckTokenDeps<Found>,
): Promise<Found | undefined> {
  const [prefix, personId = '', id = '', secret = '', ...more] = text.split('_');
  const isWhole = [personId, id, secret].every((one) => part.test(one)) && more.length === 0;
  if (prefix !== tokenPrefix || !isWhole) return undefined;
  const found = await find(personId, id);
  if (found === undefined || found.token.personId !== personId) return undefined;
  if (now >= found.token.endsAt || !isSame(found.token.hash, hashOf(secret))) return undefined;
  if (now >= (found.token.usedAt ?? 0) + usedStepMs) await noteUse(found.token, now);
  return found;
}

/** Whether the caller may do this at a newsletter, or at all of them (`*`): token and maker both may. */
export function mayByToken(
  { token: { rights, newsletterId: place }, person }: Caller,
  right: Right,
  newsletterId: string,
): boolean {
  const isThere = place === everyNewsletter || place === newsletterId;
  return isThere && rights.includes(right) && mayDo(person.roles, right, newsletterId);
}

/** The calls of a token. */
export function callsOf({ id }: Pick<Token, 'id'>): Window {
  return { kind: 'token', name: id, lengthMs: hourMs, max: callsAnHourMax };
}

/** Calls from a network whose token is none. */
export function wrongCallsOf(from: string): Window {
  const name = `wrong#${networkOf(from)}`;
  return { kind: 'token', name, lengthMs: hourMs, max: wrongAnHourMax };
}
