/** How the account and its identities stand, by the calls of the SES API v2 that only look. */
import { Hono } from 'hono';
import type { Account } from './account.ts';
import { identityOf } from './identities.ts';
import { refusedByRest } from './rest-refusal.ts';

/** Where the calls are, below the path of SES. */
export const standingPaths = {
  account: '/v2/email/account',
  identities: '/v2/email/identities',
} as const;

/** Answers GetAccount and GetEmailIdentity, each once a second (SES API v2 Reference). */
export function standingEndpoint(base: string, account: Account): Hono {
  const app = new Hono();
  app.get(`${base}${standingPaths.account}`, (context) => {
    if (!account.admitCall('GetAccount')) return tooFast();
    const { sandbox, sendingEnabled, suppressedReasons } = account.settings();
    const { max24HourSend, maxSendRate } = account.quota();
    return context.json({
      DedicatedIpAutoWarmupEnabled: false,
      EnforcementStatus: 'HEALTHY',
      ProductionAccessEnabled: !sandbox,
      SendingEnabled: sendingEnabled,
      SendQuota: {
        Max24HourSend: max24HourSend,
        MaxSendRate: maxSendRate,
        SentLast24Hours: account.sentLast24Hours(),
      },
      SuppressionAttributes: { SuppressedReasons: suppressedReasons },
    });
  });
  app.get(`${base}${standingPaths.identities}/:identity`, (context) => {
    if (!account.admitCall('GetEmailIdentity')) return tooFast();
    const identity = context.req.param('identity');
    const { identities } = account.settings();
    // A domain is no identity because one above it is: that only lets it mail.
    const isKnown = identities === undefined || identityOf(identity, identities) === identity;
    if (!isKnown)
      return refusedByRest('NotFoundException', 404, `Email identity ${identity} does not exist.`);
    return context.json({
      IdentityType: identity.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
      VerifiedForSendingStatus: true,
      VerificationStatus: 'SUCCESS',
      DkimAttributes: {
        SigningEnabled: true,
        Status: 'SUCCESS',
        SigningAttributesOrigin: 'AWS_SES',
        Tokens: [],
      },
    });
  });
  return app;
}

function tooFast(): Response {
  return refusedByRest('TooManyRequestsException', 429, 'Rate exceeded');
}
