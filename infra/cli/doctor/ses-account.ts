/** What SES says of the account, the domain and the configuration set (SES API v2). */
import {
  GetAccountCommand,
  type GetAccountCommandOutput,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { EventsFact } from '../../../functions/mail/doctor/account.ts';
import { type SesIdentity, sesIdentity } from '../../../functions/mail/doctor/ses-account.ts';
import { once } from '../once.ts';
import { ask, patience } from './asked.ts';

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
    identity: once(() => ask('ses:GetEmailIdentity', () => sesIdentity(client, domain))),
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
