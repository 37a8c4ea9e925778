/** Everything that is known about a reader, for them to read and take along (GDPR Art. 15 and 20). */
import type { AddressChange, Consent, Submission, Subscriber, Suppression } from './subscriber.ts';

/** What the mail service reported about a message: a bounce, a complaint. */
interface KnownReport {
  readonly at: number;
  readonly messageId: string;
  readonly report: { readonly kind: string };
}

/** The editions that were mailed to a reader, and whether there may be earlier ones. */
export interface MailsKnown {
  readonly mails: readonly Pick<Submission, 'editionId' | 'messageId' | 'at'>[];
  readonly isComplete: boolean;
}

/** What is read about a reader. */
export interface KnownDeps {
  readonly reports: (subscriberId: string) => Promise<readonly KnownReport[]>;
  readonly mails: (subscriber: Subscriber) => Promise<MailsKnown>;
  readonly suppression: (addressKey: string) => Promise<Suppression | undefined>;
  /** The text of a version of the words of consent. */
  readonly wordsOf: (version: string) => Promise<string | undefined>;
}

/** Who else has the data: the owner by name, and the service that keeps and mails it. */
export interface Recipients {
  readonly owner: string;
  readonly region: string | undefined;
}

/**
 * The reader's row, the consents with their words, the mails and what was reported about them, the
 * instants written out; always in the same order, so that two files can be compared.
 */
export async function whatIsKnown(
  subscriber: Subscriber,
  { owner, region }: Recipients,
  deps: KnownDeps,
): Promise<Record<string, unknown>> {
  const { addressKey, consent, pastConsents = [], confirmation, claim } = subscriber;
  const [reports, { mails, isComplete }, suppression] = await Promise.all([
    deps.reports(subscriber.id),
    deps.mails(subscriber),
    deps.suppression(addressKey),
  ]);
  const { addressChange, formerAddress, lastSubmitted } = subscriber;
  return {
    id: subscriber.id,
    newsletter: subscriber.newsletterId,
    address: subscriber.address,
    state: subscriber.state,
    suppression: suppression && { reason: suppression.reason, at: instant(suppression.at) },
    suppressed: subscriber.suppressed,
    schedule: subscriber.schedule,
    usualSchedule: subscriber.usual,
    sections: subscriber.sections,
    language: subscriber.language,
    pausedUntil: instant(subscriber.pausedUntil),
    createdAt: instant(subscriber.createdAt),
    expiresAt: instant(subscriber.expiresAt),
    receivedThrough: instant(subscriber.receivedThrough),
    receivesSince: instant(subscriber.receivesSince),
    consent: await readable(consent, deps),
    pastConsents: await Promise.all(pastConsents.map((past) => readable(past, deps))),
    confirmation: confirmation && {
      state: confirmation.state,
      at: instant(confirmation.at),
      messageId: confirmation.messageId,
    },
    comebackId: subscriber.comebackId,
    addressChange: addressChange && place(addressChange),
    formerAddress: formerAddress && place(formerAddress),
    mails: mails.map(mail),
    mailsAreComplete: isComplete,
    lastSubmitted: lastSubmitted && mail(lastSubmitted),
    beingMailed: claim && { editionId: claim.editionId, at: instant(claim.at) },
    passedOver: subscriber.passedOver,
    reports: reports.map(({ at, messageId, report }) => ({
      ...report,
      messageId,
      at: instant(at),
    })),
    bouncesAt: subscriber.bouncesAt?.map(instant),
    recipients: [
      { who: owner, as: 'owner of the newsletter' },
      // On a machine of the owner's own there is no AWS.
      ...(region === undefined
        ? []
        : [{ who: 'Amazon Web Services', as: 'keeps the data and delivers the mails', region }]),
    ],
  };
}

function mail({ editionId, messageId, at }: Pick<Submission, 'editionId' | 'messageId' | 'at'>) {
  return { at: instant(at), editionId, messageId };
}

function place({ address, at }: AddressChange): Record<string, unknown> {
  return { address, at: instant(at) };
}

/** The fields of a consent in the order in which they come about, with the words agreed to. */
const consentFields = [
  'requestedAt',
  'requestedFrom',
  'wordsVersion',
  'importedAt',
  'importedFrom',
  'importedState',
  'importedProof',
  'confirmedAt',
  'confirmedFrom',
  'confirmationId',
  'addressChangedAt',
  'addressChangedFrom',
  'addressChangeId',
  'withdrawnAt',
  'withdrawnBy',
  'withdrawnReason',
  'restoredAt',
  'restoredFrom',
] as const satisfies readonly (keyof Consent)[];

async function readable(
  consent: Consent,
  { wordsOf }: Pick<KnownDeps, 'wordsOf'>,
): Promise<Record<string, unknown>> {
  const fields = consentFields
    .map((name) => [name, consent[name]] as const)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'number' ? instant(value) : value] as const);
  return { ...Object.fromEntries(fields), words: await wordsOf(consent.wordsVersion) };
}

function instant(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
