/** How an account stands: who calls, what SES and Lambda allow it, whether SES knows a domain. */
import type { GetAccountResponse, GetEmailIdentityResponse } from '@aws-sdk/client-sesv2';
import type { Clients } from './clients.ts';

/** Who the credentials belong to. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** Asks STS (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html). */
export async function callerOf({ sts }: Clients): Promise<Caller> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const { Account, Arn } = await (await sts()).send(new GetCallerIdentityCommand({}));
  return { account: Account ?? '', arn: Arn ?? '' };
}

/** What SES lets the account do in a region. */
export interface SesStanding {
  /** In the sandbox only verified addresses are mailed. */
  readonly isSandbox: boolean;
  /** SES has not stopped the account. */
  readonly isSending: boolean;
  /** Mails in 24 hours; -1 means that there is no limit. */
  readonly perDay: number;
  readonly perSecond: number;
  /** `PENDING` while a request to leave the sandbox is looked at, `DENIED` when it was refused. */
  readonly review: string | undefined;
}

/** Asks SES (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html). */
export async function sesStandingOf({ ses }: Clients): Promise<SesStanding> {
  const { GetAccountCommand } = await import('@aws-sdk/client-sesv2');
  const answer: GetAccountResponse = await (await ses()).send(new GetAccountCommand({}));
  return {
    isSandbox: answer.ProductionAccessEnabled !== true,
    isSending: answer.SendingEnabled !== false,
    perDay: answer.SendQuota?.Max24HourSend ?? 0,
    perSecond: answer.SendQuota?.MaxSendRate ?? 0,
    review: answer.Details?.ReviewDetails?.Status,
  };
}

/** How SES sees a domain. */
export interface IdentityStanding {
  readonly isVerified: boolean;
  readonly dkim: string;
  /** Undefined where the identity has no MAIL FROM domain of its own. */
  readonly mailFrom: string | undefined;
}

/**
 * What SES knows of a domain; undefined when it knows nothing
 * (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html).
 */
export async function identityOf(
  domain: string,
  { ses }: Clients,
): Promise<IdentityStanding | undefined> {
  const { GetEmailIdentityCommand, NotFoundException } = await import('@aws-sdk/client-sesv2');
  try {
    const answer: GetEmailIdentityResponse = await (await ses()).send(
      new GetEmailIdentityCommand({ EmailIdentity: domain }),
    );
    return {
      isVerified: answer.VerifiedForSendingStatus === true,
      dkim: answer.DkimAttributes?.Status ?? 'NOT_STARTED',
      mailFrom: answer.MailFromAttributes?.MailFromDomainStatus,
    };
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

/**
 * How many Lambda functions the account runs at once
 * (https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html).
 */
export async function concurrencyOf({ lambda }: Clients): Promise<number> {
  const { GetAccountSettingsCommand } = await import('@aws-sdk/client-lambda');
  const { AccountLimit } = await (await lambda()).send(new GetAccountSettingsCommand({}));
  return AccountLimit?.ConcurrentExecutions ?? 0;
}
