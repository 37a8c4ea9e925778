/**
 * The clients of AWS that deploying needs, each made when it is first used. Credentials, profile and
 * endpoints come from where the SDK looks for them by itself.
 */
import type { ACMClient } from '@aws-sdk/client-acm';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Route53Client } from '@aws-sdk/client-route-53';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { STSClient } from '@aws-sdk/client-sts';
import { once } from '../../once.ts';

/** Who answers for an account and region. */
export interface Clients {
  readonly sts: () => Promise<STSClient>;
  readonly ses: () => Promise<SESv2Client>;
  readonly lambda: () => Promise<LambdaClient>;
  readonly stacks: () => Promise<CloudFormationClient>;
  readonly zones: () => Promise<Route53Client>;
  readonly tables: () => Promise<DynamoDBClient>;
  readonly certificates: () => Promise<ACMClient>;
  readonly secrets: () => Promise<SecretsManagerClient>;
}

/** Opens them for a region; packages are loaded when they are needed, as most commands need none. */
export function openClients(region: string): Clients {
  const to = { region };
  return {
    sts: once(async () => new (await import('@aws-sdk/client-sts')).STSClient(to)),
    ses: once(async () => new (await import('@aws-sdk/client-sesv2')).SESv2Client(to)),
    lambda: once(async () => new (await import('@aws-sdk/client-lambda')).LambdaClient(to)),
    stacks: once(
      async () => new (await import('@aws-sdk/client-cloudformation')).CloudFormationClient(to),
    ),
    // Route 53 is one for all regions.
    zones: once(async () => new (await import('@aws-sdk/client-route-53')).Route53Client(to)),
    tables: once(async () => new (await import('@aws-sdk/client-dynamodb')).DynamoDBClient(to)),
    certificates: once(async () => new (await import('@aws-sdk/client-acm')).ACMClient(to)),
    secrets: once(
      async () => new (await import('@aws-sdk/client-secrets-manager')).SecretsManagerClient(to),
    ),
  };
}
