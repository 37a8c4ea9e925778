/** STS and Lambda's account settings. */

import { element, jsonError, jsonReply, queryError, queryReply, type Service } from './call.ts';
import { type AccountState, accountId, roleKey } from './state.ts';

const xmlns = 'https://sts.amazonaws.com/doc/2011-06-15/';
const page = (name: string) => `https://docs.aws.amazon.com/STS/latest/APIReference/${name}.html`;

export function sts(): Service {
  return {
    fail: queryError,
    answers: [
      [
        'GetCallerIdentity',
        {
          page: page('API_GetCallerIdentity'),
          answer: () =>
            queryReply(
              'GetCallerIdentity',
              xmlns,
              element('Arn', `arn:aws:iam::${accountId}:user/owner`) +
                element('UserId', 'AIDAOWNER') +
                element('Account', accountId),
            ),
        },
      ],
      [
        'AssumeRole',
        {
          page: page('API_AssumeRole'),
          answer: ({ params }) => {
            const role = params.get('RoleArn')?.split('/').at(-1) ?? '';
            const arn = `arn:aws:sts::${accountId}:assumed-role/${role}/${params.get('RoleSessionName')}`;
            return queryReply(
              'AssumeRole',
              xmlns,
              `<AssumedRoleUser>${element('Arn', arn)}${element('AssumedRoleId', 'AROA:cdk')}</AssumedRoleUser>` +
                `<Credentials>${element('AccessKeyId', roleKey)}${element('SecretAccessKey', 'stand-in')}` +
                `${element('SessionToken', 'stand-in')}${element('Expiration', '2099-01-01T00:00:00Z')}</Credentials>`,
            );
          },
        },
      ],
    ],
  };
}

export function lambda(state: AccountState): Service {
  return {
    fail: jsonError,
    answers: [
      [
        /^GET \/2016-08-19\/account-settings\/?$/,
        {
          page: 'https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html',
          answer: () =>
            jsonReply({
              AccountLimit: {
                ConcurrentExecutions: state.concurrency,
                UnreservedConcurrentExecutions: state.concurrency,
              },
              AccountUsage: { FunctionCount: 0, TotalCodeSize: 0 },
            }),
        },
      ],
    ],
  };
}
