/** What is kept no longer: decided from a reader's row and the clock, by the numbers in config/retention.ts. */
import {
  leftKeptMs,
  networksKeptMs,
  otherAddressKeptMs,
  suppressedReaderKeptMs,
  suppressionNamedMs,
  unconfirmedKeptMs,
} from '../config/retention.ts';
import type { Consent, Subscriber } from './subscriber.ts';

/** What taking away from readers' rows reads and writes. */
export interface ReduceReadersDeps {
  /** Readers whose rows are due to be looked at. */
  readonly due: (at: number) => Promise<readonly Subscriber[]>;
  /** Takes the reader away, unless the state has changed; a keyed hash says that they left. */
  readonly forget: (reader: Subscriber, at: number) => Promise<void>;
  /** Leaves what is kept, and looks again at `next` (ms). */
  readonly reduce: (
    reader: Subscriber,
    kept: Extract<Retention, { kind: 'keep' }>,
    at: number,
  ) => Promise<void>;
}

/** Takes away from readers' rows what is kept no longer; says how many it looked at. */
export async function reduceReaders(at: number, deps: ReduceReadersDeps): Promise<number> {
  const readers = await deps.due(at);
  for (const reader of readers) {
    const retention = retentionOf(reader, at);
    await (retention.kind === 'forget'
      ? deps.forget(reader, at)
      : deps.reduce(reader, retention, at));
  }
  return readers.length;
}

/** What taking names out of suppressions reads and writes. */
export interface ReduceSuppressionsDeps {
  readonly due: (at: number) => Promise<readonly SuppressedSince[]>;
  readonly readersAt: (addressKey: string) => Promise<readonly Subscriber[]>;
  readonly forget: (reader: Subscriber, at: number) => Promise<void>;
  /** Puts a keyed hash in the place of an address at which nobody reads. */
  readonly hide: (addressKey: string) => Promise<void>;
  readonly postpone: (addressKey: string, next: number) => Promise<void>;
}

/** An address that is suppressed, by its name, and since when (ms). */
interface SuppressedSince {
  readonly addressKey: string;
  readonly at: number;
}

/**
 * An address at which nobody reads loses its name; readers of one that has been suppressed for long
 * are taken away first. Says how many it looked at.
 */
export async function reduceSuppressions(
  now: number,
  deps: ReduceSuppressionsDeps,
): Promise<number> {
  const due = await deps.due(now);
  for (const { addressKey, at } of due) {
    const overAt = at + suppressedReaderKeptMs;
    const readers = overAt <= now ? await deps.readersAt(addressKey) : [];
    for (const reader of readers) await deps.forget(reader, now);
    await deps.hide(addressKey);
    // Whoever reads there still keeps the name.
    const soon = now + suppressionNamedMs;
    await deps.postpone(addressKey, overAt <= now ? soon : Math.min(overAt, soon));
  }
  return due.length;
}

/** The fields of a row that are taken away, or kept with less in them. */
type Reduced = Pick<Subscriber, 'formerAddress' | 'addressChange' | 'pastConsents'>;

/** What becomes of a row now, and when (ms) it is to be looked at again. */
type Retention =
  | { readonly kind: 'forget' }
  | { readonly kind: 'keep'; readonly reduced: Reduced; readonly next: number | undefined };

/** Stands where a network was that is not kept any more. */
export const networkForgotten = 'not kept any more';

/** What of a reader's row is kept at this instant (ms). */
export function retentionOf(reader: Subscriber, now: number): Retention {
  const forgottenAt = forgetAt(reader);
  if (forgottenAt !== undefined && forgottenAt <= now) return { kind: 'forget' };
  const { formerAddress, addressChange, pastConsents } = reader;
  const isKept = (one: { readonly at: number } | undefined) =>
    one !== undefined && now < one.at + otherAddressKeptMs;
  const reduced: Reduced = {
    ...(formerAddress !== undefined && isKept(formerAddress) ? { formerAddress } : {}),
    ...(addressChange !== undefined && isKept(addressChange) ? { addressChange } : {}),
    ...(pastConsents === undefined
      ? {}
      : { pastConsents: pastConsents.map((past) => reducedConsent(past, now)) }),
  };
  return { kind: 'keep', reduced, next: lookAgainAt({ ...reader, ...without, ...reduced }) };
}

const without = { formerAddress: undefined, addressChange: undefined, pastConsents: undefined };

/** When something of a row is to be taken away next (ms); undefined: nothing, as things stand. */
function lookAgainAt(
  reader: { readonly [Name in keyof Subscriber]?: Subscriber[Name] | undefined },
): number | undefined {
  const instants = [
    forgetAt(reader),
    ...[reader.formerAddress, reader.addressChange].map(
      (one) => one && one.at + otherAddressKeptMs,
    ),
    ...(reader.pastConsents ?? []).map((past) =>
      hasNetworks(past) ? endOfNetworks(past) : undefined,
    ),
  ].filter((at) => at !== undefined);
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/** When nothing but a hash is kept of who has left, or left once and was asked in vain. */
function forgetAt({
  state,
  consent,
  pastConsents,
  confirmation,
  expiresAt,
}: { readonly [Name in keyof Subscriber]?: Subscriber[Name] | undefined }): number | undefined {
  if (state === 'unsubscribed') {
    const { withdrawnAt, importedAt = 0 } = consent ?? {};
    // A row that does not say when is left alone.
    return withdrawnAt === undefined ? undefined : Math.max(withdrawnAt, importedAt) + leftKeptMs;
  }
  const leftAt = pastConsents?.at(-1)?.withdrawnAt;
  const isAsked = confirmation?.state === 'submitted' || confirmation?.state === 'refused';
  if (state !== 'pending' || expiresAt !== undefined || leftAt === undefined || !isAsked) {
    return undefined;
  }
  return Math.max(leftAt + leftKeptMs, confirmation.at + unconfirmedKeptMs);
}

function endOfNetworks({ withdrawnAt, restoredAt, requestedAt }: Consent): number {
  return (withdrawnAt ?? restoredAt ?? requestedAt) + networksKeptMs;
}

const networkFields = ['confirmedFrom', 'restoredFrom', 'addressChangedFrom'] as const;

function hasNetworks(consent: Consent): boolean {
  return (
    consent.requestedFrom !== networkForgotten ||
    networkFields.some((field) => consent[field] !== undefined)
  );
}

function reducedConsent(consent: Consent, now: number): Consent {
  if (now < endOfNetworks(consent)) return consent;
  const { confirmedFrom: _, restoredFrom: __, addressChangedFrom: ___, ...kept } = consent;
  return { ...kept, requestedFrom: networkForgotten };
}
