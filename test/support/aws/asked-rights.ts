/** Which rights an owner's calls ask IAM for, and on what. */
import { rightsOfCall, type ServiceCall } from '../../../infra/local/rights/requests.ts';
import type { Call } from './call.ts';
import { accountId, ownerKey } from './state.ts';

const restNames: readonly (readonly [RegExp, string])[] = [
  [/account-settings/, 'GetAccountSettings'],
  [/email\/account$/, 'GetAccount'],
  [/email\/identities\//, 'GetEmailIdentity'],
  [/hostedzonesbyname/, 'ListHostedZonesByName'],
  [/^GET .*rrset/, 'ListResourceRecordSets'],
  [/^POST .*rrset/, 'ChangeResourceRecordSets'],
];

/**
 * By action, the resources where the stage's judge of rights knows them. The bootstrap of the CDK,
 * for which an administrator is needed, is left out.
 */
export function rightsAsked(calls: readonly Call[]): Map<string, Set<string>> {
  const asked = new Map<string, Set<string>>();
  for (const call of calls) {
    if (call.accessKey !== ownerKey || isBootstrap(call)) continue;
    for (const { action, resource } of rightsOf(call)) {
      const known = asked.get(action) ?? new Set();
      if (resource !== undefined) known.add(resource);
      asked.set(action, known);
    }
  }
  return asked;
}

const bootstrapActions = [
  'CreateChangeSet',
  'DescribeChangeSet',
  'ExecuteChangeSet',
  'DescribeStackEvents',
];

function isBootstrap({ service, action }: Call): boolean {
  return service === 'cloudformation' && bootstrapActions.includes(action);
}

const ofTables = ['DescribeTable', 'UpdateTable', 'DeleteTable', 'DescribeSecret', 'DeleteSecret'];

function rightsOf(call: Call): readonly { action: string; resource?: string | undefined }[] {
  const { service, action, body } = call;
  const isData =
    ['dynamodb', 'sqs', 'secretsmanager'].includes(service) && !ofTables.includes(action);
  if (isData) {
    const asked = { service: service as ServiceCall['service'], target: `x.${action}`, body };
    return rightsOfCall(asked, { account: accountId, region: call.region });
  }
  const [, rest] = restNames.find(([pattern]) => pattern.test(action)) ?? [];
  return [{ action: `${service}:${rest ?? action}` }];
}
