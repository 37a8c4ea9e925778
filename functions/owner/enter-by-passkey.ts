/**
 * Signing in by a passkey. Nobody is asked who they are: the device knows, and names them. Whatever
 * is wrong, the answer is the same.
 */
import type { Windows } from '../subscriber/windows.ts';
import {
  asksOf,
  type Challenges,
  challengeMsMax,
  type Passkey,
  type PasskeySite,
  passkeyIdOf,
  wrongAnswersOf,
} from './passkey.ts';
import type { Person } from './person.ts';
import { hashOf } from './sign-in-link.ts';
import { optionsForUse, readUse, verifyUse } from './webauthn.ts';

/** What asking reads and writes. */
export interface AskPasskeyDeps {
  readonly windows: Windows;
  readonly challenges: Pick<Challenges, 'keep'>;
  readonly randomId: () => string;
  readonly now: () => number;
}

/** What the browser is to ask its devices for, and what it is to keep; undefined when it asks too often. */
export async function askPasskey(from: string, site: PasskeySite, deps: AskPasskeyDeps) {
  const { windows, challenges, randomId, now } = deps;
  if ((await windows.take(asksOf(from), 1)).kind === 'full') return undefined;
  const options = await optionsForUse(`${randomId()}${randomId()}`, site);
  const browser = `${randomId()}${randomId()}`;
  await challenges.keep({
    id: hashOf(options.challenge),
    purpose: 'enter',
    holder: hashOf(browser),
    expiresAtMs: now() + challengeMsMax,
  });
  return { options, browser };
}

/** What signing in reads and writes. */
export interface EnterByPasskeyDeps {
  readonly windows: Windows;
  readonly challenges: Pick<Challenges, 'spend'>;
  /** The passkey and whose it is, in one call; undefined when either is gone. */
  readonly find: (
    personId: string,
    id: string,
  ) => Promise<{ readonly passkey: Passkey; readonly person: Person } | undefined>;
  /** Notes that it was used; false when it is gone, or was used by somebody else meanwhile. */
  readonly noteUse: (passkey: Passkey, counter: number, at: number) => Promise<boolean>;
  readonly now: () => number;
}

/** What a browser shows. */
export interface ShownPasskey {
  /** What the device answered, as JSON. */
  readonly answer: string;
  /** What the browser kept when it asked. */
  readonly browser: string | undefined;
  /** The network address that it comes from. */
  readonly from: string;
  readonly site: PasskeySite;
}

/** What became of it; of a refusal, whose passkey was shown, which is for the log alone. */
export type EnteredByPasskey =
  | { readonly kind: 'in'; readonly person: Person; readonly passkey: Passkey }
  | { readonly kind: 'refused'; readonly of?: Passkey };

/** Lets somebody in whose device answers our challenge, once. */
export async function enterByPasskey(
  shown: ShownPasskey,
  deps: EnterByPasskeyDeps,
): Promise<EnteredByPasskey> {
  const wrong = wrongAnswersOf(shown.from);
  if ((await deps.windows.take(wrong, 0)).kind === 'full') return { kind: 'refused' };
  const entered = await checked(shown, deps);
  if (entered.kind === 'refused') await deps.windows.take(wrong, 1);
  return entered;
}

/** The challenge is spent first: an answer that does not hold cannot be tried again. */
async function checked(
  { answer: text, browser = '', site }: ShownPasskey,
  { challenges, find, noteUse, now }: EnterByPasskeyDeps,
): Promise<EnteredByPasskey> {
  const answer = readUse(text);
  if (answer === undefined) return { kind: 'refused' };
  const asked = {
    id: hashOf(answer.challenge),
    purpose: 'enter',
    holder: hashOf(browser),
  } as const;
  const isOurs = await challenges.spend(asked, now());
  const found = await find(answer.personId, passkeyIdOf(answer.answer.id));
  if (found === undefined) return { kind: 'refused' };
  const { passkey, person } = found;
  const counter = isOurs ? await verifyUse(answer, passkey, site) : undefined;
  if (counter === undefined || !(await noteUse(passkey, counter, now()))) {
    return { kind: 'refused', of: passkey };
  }
  return { kind: 'in', person, passkey };
}
