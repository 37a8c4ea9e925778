/** A visitor asks for a newsletter: a pending subscriber and a confirmation, or nothing at all. */
import type { Schedule } from '../config/schedule.ts';
import { type Address, type AddressRefusal, parseAddress } from './address.ts';
import { askAgain } from './ask-again.ts';
import { type Changes, type Expected, newPending, type Request } from './moves.ts';
import type { Sections, Subscriber } from './subscriber.ts';

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

export interface SignUpDeps {
  readonly findByAddress: (newsletterId: string, addressKey: string) => Promise<Found>;
  readonly create: (subscriber: Subscriber) => Promise<'created' | 'exists'>;
  readonly save: (id: string, expected: Expected, changes: Changes) => Promise<'saved' | 'changed'>;
  readonly queueConfirmation: (key: ConfirmationKey) => Promise<void>;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** `asked` is all that a visitor ever learns: the same for a new, a known and a closed address. */
export type SignUpAnswer =
  | { readonly kind: 'asked' }
  | { readonly kind: 'refused'; readonly reason: AddressRefusal };

const asked: SignUpAnswer = { kind: 'asked' };

/**
 * Signs an address up. The confirmation is written with the row before it is queued, so that a
 * crash in between is mended without asking the visitor again.
 */
export async function signUp(input: SignUpInput, deps: SignUpDeps): Promise<SignUpAnswer> {
  const parsed = parseAddress(input.typedAddress);
  if (parsed.kind === 'refused') return parsed;
  const found = await deps.findByAddress(input.newsletterId, parsed.key);
  if (found.suppressed) return asked;
  const { schedule, sections, from, wordsVersion } = input;
  const request: Request = { schedule, sections, from, wordsVersion, at: deps.now() };
  if (found.subscriber !== undefined) await requestConfirmation(found.subscriber, request, deps);
  else await begin(input.newsletterId, parsed, request, deps);
  return asked;
}

async function begin(
  newsletterId: string,
  { address, key: addressKey }: Address,
  request: Request,
  deps: SignUpDeps,
): Promise<void> {
  const reader = { id: deps.randomId(), newsletterId, address, addressKey };
  const confirmationId = deps.randomId();
  // Somebody else who created the same address in this moment has queued the confirmation.
  if ((await deps.create(newPending(reader, request, confirmationId))) === 'exists') return;
  await deps.queueConfirmation({ subscriberId: reader.id, confirmationId });
}

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
