/** Adding a passkey: the browser asks a device for one, and what comes back is checked and kept. */
import type { DeskSender } from '../config/notice.ts';
import {
  type Challenges,
  challengeMsMax,
  type Passkey,
  type PasskeySite,
  passkeyIdOf,
  passkeyName,
  passkeysMax,
} from './passkey.ts';
import type { Person } from './person.ts';
import type { Session } from './session.ts';
import { mailingFor, type SignInMailing } from './sign-in.ts';
import { hashOf } from './sign-in-link.ts';
import { optionsForNew, readNew, verifyNew } from './webauthn.ts';

/** Who wants to add one, and in which browser. */
export interface Adding {
  readonly person: Person;
  readonly session: Pick<Session, 'hash'>;
  readonly site: PasskeySite;
}

/** What beginning reads and writes. */
export interface BeginPasskeyDeps {
  readonly challenges: Pick<Challenges, 'keep'>;
  readonly listOf: (personId: string) => Promise<readonly Passkey[]>;
  readonly randomId: () => string;
  readonly now: () => number;
}

/** What the browser is to ask its devices for. */
export async function beginPasskey({ person, session, site }: Adding, deps: BeginPasskeyDeps) {
  const { challenges, listOf, randomId, now } = deps;
  const own = await listOf(person.id);
  const options = await optionsForNew(person, `${randomId()}${randomId()}`, site, own);
  await challenges.keep({
    id: hashOf(options.challenge),
    purpose: 'add',
    holder: session.hash,
    expiresAtMs: now() + challengeMsMax,
  });
  return options;
}

/** What adding reads and writes. */
export interface AddPasskeyDeps {
  readonly challenges: Pick<Challenges, 'spend'>;
  readonly listOf: (personId: string) => Promise<readonly Passkey[]>;
  /**
   * Keeps it and, in the same write, notes the mail that tells its owner; undefined when they have it
   * already, or are not who they were.
   */
  readonly add: (
    passkey: Passkey,
    person: Person,
    mailing: SignInMailing | undefined,
  ) => Promise<{ readonly noticeId?: string } | undefined>;
  /** Has that mail sent at once. */
  readonly enqueue: (noticeId: string) => Promise<void>;
  readonly newsletterIds: () => Promise<readonly string[]>;
  readonly deskSender: DeskSender | undefined;
  readonly now: () => number;
}

/** What became of it. */
export type PasskeyAdded =
  | { readonly kind: 'added'; readonly passkey: Passkey }
  | { readonly kind: 'bad-name' | 'too-many' | 'not-ours' | 'taken' };

/** Keeps the passkey of this answer, if all of it holds. */
export async function addPasskey(
  { person, session, site, name: typed, answer: text }: Adding & Wish,
  deps: AddPasskeyDeps,
): Promise<PasskeyAdded> {
  const { challenges, listOf, newsletterIds, deskSender, now } = deps;
  const name = passkeyName(typed);
  if (name === undefined) return { kind: 'bad-name' };
  if ((await listOf(person.id)).length >= passkeysMax) return { kind: 'too-many' };
  const answer = readNew(text);
  if (answer === undefined) return { kind: 'not-ours' };
  const asked = { id: hashOf(answer.challenge), purpose: 'add', holder: session.hash } as const;
  const isOurs = await challenges.spend(asked, now());
  const made = isOurs ? await verifyNew(answer, site) : undefined;
  if (made === undefined) return { kind: 'not-ours' };
  const id = passkeyIdOf(made.credentialId);
  const passkey: Passkey = { ...made, id, personId: person.id, name, createdAt: now() };
  const mailing = mailingFor(person, await newsletterIds(), deskSender);
  const kept = await deps.add(passkey, person, mailing);
  if (kept === undefined) return { kind: 'taken' };
  if (kept.noticeId !== undefined) await deps.enqueue(kept.noticeId);
  return { kind: 'added', passkey };
}

interface Wish {
  readonly name: string;
  /** What the browser brought back, as JSON. */
  readonly answer: string;
}
