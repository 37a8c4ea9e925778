/** A visitor asks for a newsletter: a pending subscriber and a confirmation, or nothing at all. */
import type { Schedule } from '../config/schedule.ts';
import { type Address, type AddressRefusal, parseAddress } from './address.ts';
import { type AskingAgain, askAgain } from './ask-again.ts';
import { type Changes, type Expected, newPending, type Request } from './moves.ts';
import type { Sections, Subscriber } from './subscriber.ts';
import { allWindow, domainWindow, mailboxWindows, type Windows } from './windows.ts';

/** What a visitor typed and chose, and from where. */
export interface SignUpInput {
  readonly newsletterId: string;
  readonly typedAddress: string;
  readonly schedule: Schedule;
  readonly sections: Sections;
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
  const found = await deps.findByAddress(input.newsletterId, parsed.key);
  const { newsletterId, schedule, sections, from, wordsVersion } = input;
  const request: Request = { schedule, sections, from, wordsVersion, at: deps.now() };
  const confirmationId = deps.randomId();
  const step = stepFor(found, request, confirmationId);
  const mails = step.kind === 'begin' || step.kind === 'ask' ? 1 : 0;
  if (!(await hasRoom(parsed.key, mails, deps))) return { kind: 'later' };
  if (found.subscriber !== undefined && (step.kind === 'ask' || step.kind === 'note')) {
    const { id } = found.subscriber;
    await deps.save(id, step.move.expected, step.move.changes);
    // After a note, or when somebody was quicker, the send door finds this confirmation stale.
    await deps.queueConfirmation({ subscriberId: id, confirmationId });
  } else {
    await begin({ newsletterId, address: parsed, request, confirmationId }, deps);
  }
  return asked;
}

type Step = AskingAgain | { readonly kind: 'begin' };

function stepFor(
  { suppressed, subscriber }: Found,
  request: Request,
  confirmationId: string,
): Step {
  if (suppressed) return { kind: 'leave', reason: 'suppressed' };
  return subscriber === undefined
    ? { kind: 'begin' }
    : askAgain(subscriber, request, confirmationId);
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
}

/** The table refuses a reader whose address is taken or suppressed; their mail is then stale. */
async function begin(beginning: Beginning, deps: SignUpDeps): Promise<void> {
  const { newsletterId, request, confirmationId } = beginning;
  const { address, key: addressKey } = beginning.address;
  const reader = { id: deps.randomId(), newsletterId, address, addressKey };
  await deps.create(newPending(reader, request, confirmationId));
  await deps.queueConfirmation({ subscriberId: reader.id, confirmationId });
}

/** What asking once more reads and writes. */
export type RequestConfirmationDeps = Pick<SignUpDeps, 'save' | 'queueConfirmation' | 'randomId'>;

/** Asks a known subscriber for a confirmation once more, within the limits. */
export async function requestConfirmation(
  subscriber: Subscriber,
  request: Request,
  deps: RequestConfirmationDeps,
): Promise<void> {
  const confirmationId = deps.randomId();
  const asking = askAgain(subscriber, request, confirmationId);
  if (asking.kind === 'leave') return;
  const { expected, changes } = asking.move;
  // Whoever changed the row meanwhile was another request for the same address, or its owner.
  if ((await deps.save(subscriber.id, expected, changes)) === 'changed') return;
  if (asking.kind === 'ask') {
    await deps.queueConfirmation({ subscriberId: subscriber.id, confirmationId });
  }
}
