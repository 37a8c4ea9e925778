/** What SES says of the account and of a domain (SES API v2), for who only looks. */
import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { minuteMs } from '../../config/time.ts';
import type { IdentityFact } from './account.ts';
import type { Look } from './diagnosis.ts';
import { look } from './look.ts';

/** A domain as SES knows it, with the tokens of its DKIM records. */
export type SesIdentity = NonNullable<IdentityFact['known']> & {
  readonly dkimTokens: readonly string[];
  /** Where the aliases lead. */
  readonly dkimZone: string;
  /** Signed with a key of the owner's own (BYODKIM), whose record SES does not tell. */
  readonly isOwnKey: boolean;
};

/** The domain as SES knows it; undefined: not at all. */
export async function sesIdentity(
  client: SESv2Client,
  EmailIdentity: string,
): Promise<SesIdentity | undefined> {
  try {
    const answer = await client.send(new GetEmailIdentityCommand({ EmailIdentity }));
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
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

/** Whether the account may mail, and whom. */
export interface SesAccount {
  readonly isEnabled: boolean;
  readonly isSandboxed: boolean;
  /** `HEALTHY`, `PROBATION`, `SHUTDOWN`. */
  readonly status: string;
}

/** SES as it is looked at; what it does not answer, and why, is a part of the look. */
export interface SesLook {
  readonly account: () => Promise<Look<SesAccount>>;
  /** Of several domains one after the other, as fast as SES answers. */
  readonly identities: (domains: readonly string[]) => Promise<readonly Look<IdentityFact>[]>;
}

/** A page waits for this; what is not answered is said, and asked again with a later look. */
const patience = {
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    throwOnRequestTimeout: true,
  },
} as const;

/** What SES said holds for a minute. */
const freshMs = minuteMs;
/** It answers one question of a kind a second (SES API v2), and a little is for the way there. */
const askAgainMs = 1_100;

/** The clock, and how one waits. */
export interface LookDeps {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Opens SES, in AWS or where an endpoint says. */
export function openSesLook(endpoint: string | undefined, { now, sleep }: LookDeps): SesLook {
  const client = new SESv2Client({ ...patience, ...(endpoint === undefined ? {} : { endpoint }) });
  const known = new Map<string, { readonly at: number; readonly answer: Promise<unknown> }>();
  const isKnown = (question: string) => {
    const { at } = known.get(question) ?? {};
    return at !== undefined && Math.abs(now() - at) < freshMs;
  };
  const ask = <Fact>(question: string, see: () => Promise<Fact>): Promise<Look<Fact>> => {
    const last = known.get(question);
    if (last !== undefined && isKnown(question)) return last.answer as Promise<Look<Fact>>;
    const answer = look(see);
    known.set(question, { at: now(), answer });
    return answer;
  };
  return {
    account: () => ask('account', () => accountOf(client)),
    identities: async (domains) => {
      const found: Look<IdentityFact>[] = [];
      for (const [n, domain] of domains.entries()) {
        const question = `identity ${domain}`;
        if (n > 0 && !isKnown(question)) await sleep(askAgainMs);
        found.push(
          await ask(question, async () => ({ domain, known: await sesIdentity(client, domain) })),
        );
      }
      return found;
    },
  };
}

async function accountOf(client: SESv2Client): Promise<SesAccount> {
  const answer = await client.send(new GetAccountCommand({}));
  return {
    isEnabled: answer.SendingEnabled !== false,
    isSandboxed: answer.ProductionAccessEnabled !== true,
    status: answer.EnforcementStatus ?? 'HEALTHY',
  };
}
