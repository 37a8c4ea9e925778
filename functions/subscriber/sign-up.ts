/** A visitor asks for a newsletter: a pending subscriber and a confirmation, or nothing at all. */
import { type Address, type AddressRefusal, parseAddress } from './address.ts';
import { type AskingAgain, askAgain } from './ask-again.ts';
import { type AskedChoices, askedOf } from './choices.ts';
import { type Changes, type Expected, newPending, type Request } from './moves.ts';
import type { Subscriber, Suppression } from './subscriber.ts';
import {
  allWindow,
  domainWindow,
  mailboxWindows,
  returnWindow,
  type Taking,
  type Windows,
} from './windows.ts';

/** What a visitor typed and chose, and from where. */
export interface SignUpInput extends AskedChoices {
  readonly newsletterId: string;
  readonly typedAddress: string;
  /** The network address that the request came from. */
  readonly from: string;
  /** Which consent text was shown. */
  readonly wordsVersion: string;
}

/** What is known about an address: its reader of this newsletter, and whether mail may go there. */
export interface Found {
  readonly subscriber?: Subscriber;
  /** Suppressed for every newsletter, whether or not there is a reader. */
  readonly suppressed: boolean;
  readonly suppression?: Suppression;
}

/** Names the confirmation that the send door is to mail. */
export interface ConfirmationKey {
  readonly subscriberId: string;
  readonly confirmationId: string;
}

/** What a signup reads and writes. */
export interface SignUpDeps {
  readonly findByAddress: (newsletterId: string, addressKey: string) => Promise<Found>;
  readonly create: (subscriber: Subscriber) => Promise<'created' | 'exists'>;
  readonly save: (id: string, expected: Expected, changes: Changes) => Promise<'saved' | 'changed'>;
  readonly queueConfirmation: (key: ConfirmationKey) => Promise<void>;
  readonly windows: Windows;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** `asked` is all that a visitor ever learns: the same for a new, a known and a closed address. */
export type SignUpAnswer =
  | { readonly kind: 'asked' }
  /** So many mails have gone to this domain, or to all, that none goes now. */
  | { readonly kind: 'later' }
  | { readonly kind: 'refused'; readonly reason: AddressRefusal };

const asked: SignUpAnswer = { kind: 'asked' };

/**
 * Signs an address up. The confirmation is written with the row before it is queued, so that a
 * crash in between is mended without asking the visitor again. Whatever is known of the address,
 * the same calls are made: how long the answer takes tells no more than its words.
 */
export async function signUp(input: SignUpInput, deps: SignUpDeps): Promise<SignUpAnswer> {
  const parsed = parseAddress(input.typedAddress);
  if (parsed.kind === 'refused') return parsed;
  const { newsletterId, from, wordsVersion } = input;
  const returns = returnWindow(parsed.key);
  const [found, turn] = await Promise.all([
    deps.findByAddress(newsletterId, parsed.key),
    deps.windows.take(returns, 0),
  ]);
  const request: Request = { ...askedOf(input), from, wordsVersion, at: deps.now() };
  const confirmationId = deps.randomId();
  const passed = passedOf(found, turn);
  const step = stepFor(found, request, { confirmationId, passed });
  const mails = step.kind === 'begin' || step.kind === 'ask' ? 1 : 0;
  if (!(await hasRoom(parsed.key, mails, deps))) return { kind: 'later' };
  // Of two at once, one has it.
  const isPassing = passed !== undefined && mails === 1;
  const taken = await deps.windows.take(returns, isPassing ? 1 : 0);
  const isGranted = !isPassing || taken.kind === 'taken';
  if (
    found.subscriber !== undefined &&
    isGranted &&
    (step.kind === 'ask' || step.kind === 'note')
  ) {
    const { id } = found.subscriber;
    await deps.save(id, step.move.expected, step.move.changes);
    // After a note, or when somebody was quicker, the send door finds this confirmation stale.
    await deps.queueConfirmation({ subscriberId: id, confirmationId });
  } else {
    const isReturning = isPassing && isGranted;
    const address = parsed;
    await begin({ newsletterId, address, request, confirmationId, isReturning }, deps);
  }
  return asked;
}

/**
 * The suppression that this request may pass: of a bounce or a complaint, once in a while, as the
 * address may be right again, or its owner another. What the newsletter's owner says stands.
 */
function passedOf({ suppressed, suppression, subscriber }: Found, turn: Taking) {
  if (turn.kind === 'full' || !(suppressed || subscriber?.suppressed)) return undefined;
  const known: Suppression = suppression ?? { reason: 'bounce', at: 0 };
  return known.reason === 'owner' ? undefined : known;
}

type Step = AskingAgain | { readonly kind: 'begin' };

function stepFor(
  { suppressed, subscriber }: Found,
  request: Request,
  as: { readonly confirmationId: string; readonly passed: Suppression | undefined },
): Step {
  if (suppressed && as.passed === undefined) return { kind: 'leave', reason: 'suppressed' };
  return subscriber === undefined
    ? { kind: 'begin' }
    : askAgain(subscriber, request, as.confirmationId, as.passed);
}

/** Takes the mail out of the windows; who gets none takes nothing, by the same calls. */
export async function hasRoom(
  addressKey: string,
  mails: 0 | 1,
  { windows, randomId }: Pick<SignUpDeps, 'windows' | 'randomId'>,
): Promise<boolean> {
  const all = allWindow(randomId());
  const around = [...mailboxWindows(addressKey), domainWindow(addressKey), all];
  const taken = around.map((window) => windows.take(window, mails));
  return (await Promise.all(taken)).every(({ kind }) => kind === 'taken');
}

interface Beginning {
  readonly newsletterId: string;
  readonly address: Address;
  readonly request: Request;
  readonly confirmationId: string;
  readonly isReturning: boolean;
}

/** The table refuses a reader whose address is taken or suppressed; their mail is then stale. */
async function begin(beginning: Beginning, deps: SignUpDeps): Promise<void> {
  const { newsletterId, request, confirmationId, isReturning } = beginning;
  const { address, key: addressKey } = beginning.address;
  const reader = { id: deps.randomId(), newsletterId, address, addressKey };
  await deps.create(newPending(reader, request, confirmationId, isReturning));
  await deps.queueConfirmation({ subscriberId: reader.id, confirmationId });
}

/** What asking once more reads and writes. */
export type RequestConfirmationDeps = Pick<
  SignUpDeps,
  'save' | 'queueConfirmation' | 'randomId' | 'windows'
>;

/**
 * Asks a known subscriber for a confirmation once more, within the limits: whoever holds an old link
 * has not proved to be the one who is asked.
 */
export async function requestConfirmation(
  subscriber: Subscriber,
  request: Request,
  deps: RequestConfirmationDeps,
): Promise<'asked' | 'later'> {
  const confirmationId = deps.randomId();
  const asking = askAgain(subscriber, request, confirmationId);
  if (asking.kind === 'leave') return 'asked';
  const isMailed = asking.kind === 'ask';
  if (isMailed && !(await hasRoom(subscriber.addressKey, 1, deps))) return 'later';
  const { expected, changes } = asking.move;
  // Whoever changed the row meanwhile was another request for the same address, or its owner.
  const saved = await deps.save(subscriber.id, expected, changes);
  if (isMailed && saved === 'saved') {
    await deps.queueConfirmation({ subscriberId: subscriber.id, confirmationId });
  }
  return 'asked';
}
