/** SES v2: the account, and the identities whose DNS it looks for. */

import { jsonError, jsonReply, type Service } from './call.ts';
import type { AccountState, Identity } from './state.ts';

const page = (name: string) =>
  `https://docs.aws.amazon.com/ses/latest/APIReference-V2/${name}.html`;

export function sesV2(state: AccountState): Service {
  return {
    fail: jsonError,
    answers: [
      [
        'GET /v2/email/account',
        { page: page('API_GetAccount'), answer: () => jsonReply(account(state)) },
      ],
      [
        /^GET \/v2\/email\/identities\//,
        {
          page: page('API_GetEmailIdentity'),
          answer: ({ path }) => {
            const domain = decodeURIComponent(path.split('/').at(-1) ?? '');
            const identity = state.identities.get(domain);
            if (identity !== undefined) return jsonReply(standing(identity, state));
            return jsonError('NotFoundException', `Email identity ${domain} does not exist.`, 404);
          },
        },
      ],
    ],
  };
}

/** Quotas of the sandbox: https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html */
function account({ isSandbox, isSending, review }: AccountState) {
  return {
    ProductionAccessEnabled: !isSandbox,
    SendingEnabled: isSending,
    EnforcementStatus: isSending ? 'HEALTHY' : 'SHUTDOWN',
    SendQuota: isSandbox
      ? { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 0 }
      : { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 0 },
    ...(review === undefined ? {} : { Details: { ReviewDetails: { Status: review } } }),
  };
}

/** It sees records some time after they are there. */
function standing(identity: Identity, { zones }: AccountState) {
  const names = zones.flatMap(({ records }) => [...records.keys()]);
  const areThere =
    identity.areRecordsElsewhere ||
    identity.dkimNames.every((name) => names.includes(`${name}. CNAME`));
  if (areThere && identity.looks > 0) identity.looks -= 1;
  const status = areThere && identity.looks === 0 ? 'SUCCESS' : 'PENDING';
  return {
    IdentityType: 'DOMAIN',
    VerifiedForSendingStatus: status === 'SUCCESS',
    DkimAttributes: { Status: status, SigningEnabled: true },
    ...(identity.mailFrom === undefined
      ? {}
      : {
          MailFromAttributes: {
            MailFromDomain: identity.mailFrom,
            MailFromDomainStatus: status,
            BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
          },
        }),
  };
}
