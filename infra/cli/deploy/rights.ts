/**
 * Every call to AWS that `paperboy deploy` and `destroy` make, with the right that it needs. A test
 * holds what they really ask for to this list, and the list to that.
 */
import { type Settings, stackNameOf } from '../../cloud/settings.ts';

type Installation = Pick<Settings, 'region' | 'stage' | 'adopt'>;

/** What a group of rights is for, the actions, and on what: `*` where IAM knows no resource. */
export interface Grant {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** The rights of an owner who deploys an installation, in an account whose CDK is set up. */
export function grantsFor({ region, stage, adopt }: Installation): readonly Grant[] {
  const name = stackNameOf({ stage });
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:*:${rest}`;
  const adopted = (value: string | undefined) => (value === undefined ? [] : [value]);
  const tables = [`${name}-*`, ...adopted(adopt.table)].map((table) =>
    arn('dynamodb', `table/${table}`),
  );
  const secrets = [
    arn('secretsmanager', 'secret:SigningSecret*'),
    arn('secretsmanager', 'secret:HashSecret*'),
    ...adopted(adopt.signingSecret),
    ...adopted(adopt.hashSecret),
  ];
  return [
    {
      sid: 'LookAtTheAccount',
      actions: ['sts:GetCallerIdentity', 'ses:GetAccount', 'lambda:GetAccountSettings'],
      resources: ['*'],
    },
    {
      sid: 'LookAtTheDomain',
      actions: ['ses:GetEmailIdentity'],
      resources: [arn('ses', 'identity/*')],
    },
    {
      sid: 'LookAtStacks',
      actions: ['cloudformation:DescribeStacks'],
      resources: [
        arn('cloudformation', 'stack/CDKToolkit/*'),
        arn('cloudformation', `stack/${name}/*`),
      ],
    },
    { sid: 'FindTheZone', actions: ['route53:ListHostedZonesByName'], resources: ['*'] },
    {
      sid: 'AddDnsRecords',
      actions: ['route53:ListResourceRecordSets', 'route53:ChangeResourceRecordSets'],
      resources: ['arn:aws:route53:::hostedzone/*'],
    },
    {
      sid: 'AskForACertificate',
      actions: ['acm:ListCertificates', 'acm:RequestCertificate'],
      resources: ['*'],
    },
    {
      sid: 'LookAtTheCertificate',
      actions: ['acm:DescribeCertificate'],
      resources: [arn('acm', 'certificate/*')],
    },
    // The CDK does all that it does as the roles which its bootstrap made.
    {
      sid: 'DeployWithTheCdk',
      actions: ['sts:AssumeRole'],
      resources: ['arn:aws:iam::*:role/cdk-*'],
    },
    {
      sid: 'BeginANewsletter',
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
      resources: [...tables, ...tables.map((table) => `${table}/index/*`)],
    },
    { sid: 'FetchItsFeeds', actions: ['sqs:SendMessage'], resources: [arn('sqs', `${name}-*`)] },
    { sid: 'SeeWhatWasKept', actions: ['dynamodb:DescribeTable'], resources: tables },
    { sid: 'SeeKeptSecrets', actions: ['secretsmanager:DescribeSecret'], resources: secrets },
    {
      sid: 'Destroy',
      actions: [
        'cloudformation:ListStackResources',
        'cloudformation:UpdateTerminationProtection',
        'cloudformation:DeleteStack',
      ],
      resources: [arn('cloudformation', `stack/${name}/*`)],
    },
    {
      sid: 'DestroyEverything',
      actions: ['dynamodb:UpdateTable', 'dynamodb:DeleteTable'],
      resources: tables,
    },
    {
      sid: 'DestroySecrets',
      actions: ['secretsmanager:DeleteSecret'],
      resources: secrets,
    },
  ];
}

/** The same as a policy of IAM (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html). */
export function policyOf(installation: Installation) {
  return {
    Version: '2012-10-17',
    Statement: grantsFor(installation).map(({ sid, actions, resources }) => ({
      Sid: sid,
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
    })),
  };
}
