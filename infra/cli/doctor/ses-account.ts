/** What SES says of the account, the domain and the configuration set (SES API v2). */
import {
  GetAccountCommand,
  type GetAccountCommandOutput,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { EventsFact, IdentityFact } from '../../../functions/mail/doctor/account.ts';
import { once } from '../once.ts';
import { ask, patience } from './asked.ts';

/** A domain as SES knows it, with the tokens of its DKIM records. */
export type SesIdentity = NonNullable<IdentityFact['known']> & {
  readonly dkimTokens: readonly string[];
  /** Where the aliases lead. */
  readonly dkimZone: string;
  /** Signed with a key of the owner's own (BYODKIM), whose record SES does not tell. */
  readonly isOwnKey: boolean;
};

/** A configuration set: where its events go, and for what SES suppresses on its mails. */
type SesSet = NonNullable<EventsFact['known']> & {
  /** Undefined: as the account says. */
  readonly suppressedReasons: readonly string[] | undefined;
};

/** SES as doctor asks it, each thing once. */
export interface SesAccount {
  readonly account: () => Promise<GetAccountCommandOutput>;
  /** Undefined: SES does not know the domain. */
  readonly identity: () => Promise<SesIdentity | undefined>;
  /** Undefined: there is no such set. */
  readonly set: () => Promise<SesSet | undefined>;
  readonly close: () => void;
}

/** Opens SES for a domain and a configuration set. */
export function openSesAccount(domain: string, set: string): SesAccount {
  const client = new SESv2Client(patience);
  // Several facts hang on one answer.
  return {
    account: once(() => ask('ses:GetAccount', () => client.send(new GetAccountCommand({})))),
    identity: once(() => orAbsent(() => identityOf(client, domain))),
    set: once(() => orAbsent(() => setOf(client, set))),
    close: () => client.destroy(),
  };
}

async function orAbsent<Answer>(call: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

async function identityOf(client: SESv2Client, EmailIdentity: string): Promise<SesIdentity> {
  const command = new GetEmailIdentityCommand({ EmailIdentity });
  const answer = await ask('ses:GetEmailIdentity', () => client.send(command));
  const { DkimAttributes: dkim, MailFromAttributes: from } = answer;
  const { MailFromDomain: name, MailFromDomainStatus: status = 'UNKNOWN' } = from ?? {};
  return {
    isVerified: answer.VerifiedForSendingStatus === true,
    isSigning: dkim?.SigningEnabled === true,
    dkimStatus: dkim?.Status ?? 'UNKNOWN',
    dkimTokens: dkim?.Tokens ?? [],
    dkimZone: dkim?.SigningHostedZone ?? 'dkim.amazonses.com',
    isOwnKey: dkim?.SigningAttributesOrigin === 'EXTERNAL',
    ...(name === undefined ? {} : { mailFrom: { name, status } }),
  };
}

async function setOf(client: SESv2Client, ConfigurationSetName: string): Promise<SesSet> {
  const input = { ConfigurationSetName };
  const [set, { EventDestinations = [] }] = await Promise.all([
    ask('ses:GetConfigurationSet', () => client.send(new GetConfigurationSetCommand(input))),
    ask('ses:GetConfigurationSetEventDestinations', () =>
      client.send(new GetConfigurationSetEventDestinationsCommand(input)),
    ),
  ]);
  return {
    isSending: set.SendingOptions?.SendingEnabled !== false,
    suppressedReasons: set.SuppressionOptions?.SuppressedReasons,
    destinations: EventDestinations.map((one) => ({
      isEnabled: one.Enabled === true,
      topicArn: one.SnsDestination?.TopicArn,
      types: one.MatchingEventTypes ?? [],
    })),
  };
}
