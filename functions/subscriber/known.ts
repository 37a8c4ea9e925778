/** Everything that is known about a reader, for them to read and take along (GDPR Art. 15 and 20). */
import type { AddressChange, Consent, Subscriber } from './subscriber.ts';

/** What the mail service reported about a message: a bounce, a complaint. */
interface KnownReport {
  readonly at: number;
  readonly messageId: string;
  readonly report: { readonly kind: string };
}

/** What SES reported of a reader. */
export interface KnownDeps {
  readonly reports: (subscriberId: string) => Promise<readonly KnownReport[]>;
}

/** The reader's row, and what was reported about their mails, with the instants written out. */
export async function whatIsKnown(
  subscriber: Subscriber,
  { reports }: KnownDeps,
): Promise<Record<string, unknown>> {
  const reported = await reports(subscriber.id);
  const { confirmation, claim, addressChange, lastSubmitted, consent, pastConsents } = subscriber;
  const { segmentId, addressKey, ...row } = subscriber;
  return {
    ...row,
    pausedUntil: instant(subscriber.pausedUntil),
    receivedThrough: instant(subscriber.receivedThrough),
    expiresAt: instant(subscriber.expiresAt),
    createdAt: instant(subscriber.createdAt),
    consent: readable(consent),
    pastConsents: pastConsents?.map(readable),
    confirmation: confirmation && { state: confirmation.state, at: instant(confirmation.at) },
    addressChange: addressChange && place(addressChange),
    formerAddress: subscriber.formerAddress && place(subscriber.formerAddress),
    lastSubmitted: lastSubmitted && { ...lastSubmitted, at: instant(lastSubmitted.at) },
    reports: reported.map(({ at, messageId, report }) => ({
      ...report,
      messageId,
      at: instant(at),
    })),
    claim: claim && { editionId: claim.editionId, at: instant(claim.at) },
  };
}

function place({ address, at }: AddressChange): Record<string, unknown> {
  return { address, at: instant(at) };
}

function readable(consent: Consent): Record<string, unknown> {
  const fields = Object.entries(consent).map(([name, value]) => [
    name,
    typeof value === 'number' ? instant(value) : value,
  ]);
  return Object.fromEntries(fields) as Record<string, unknown>;
}

function instant(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
