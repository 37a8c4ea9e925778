/** What surrounds the doors of the stage: where the services are, and who they are to them. */
import type { Caller } from './rights/gateway.ts';
import type { Service } from './rights/requests.ts';
import type { Role } from './rights/rights.ts';
import type { DoorDeclaration } from './template/declaration.ts';
import type { Template } from './template/template.ts';

/** Where each service is. */
export type Endpoints = Readonly<Record<Service, string>>;

/** As the SDK reads them from the environment. */
export function endpointSettings(endpoints: Endpoints): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SES: endpoints.ses,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsmanager,
  };
}

/** What Lambda adds to the environment of a function (Developer Guide, "Defined runtime environment variables"). */
export function lambdaSettings(door: DoorDeclaration, region: string): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyOf(door),
    AWS_SECRET_ACCESS_KEY: 'stage',
    AWS_SESSION_TOKEN: 'stage',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: door.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(door.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: door.logGroup,
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    LAMBDA_TASK_ROOT: door.assetFolder,
    _HANDLER: door.handler,
    TZ: ':UTC',
  };
}

/** Who signs with which key. */
export function callersOf(
  doors: readonly DoorDeclaration[],
  roles: readonly Role[],
): ReadonlyMap<string, Caller> {
  return new Map(
    doors.map((door) => {
      const role = roles.find(({ arn }) => arn === door.roleArn);
      if (role === undefined) throw new Error(`The template declares no role ${door.roleArn}.`);
      return [accessKeyOf(door), { name: door.name, role }];
    }),
  );
}

/** Keys of roles begin in this way (IAM User Guide, "Unique identifiers"). */
export function accessKeyOf({ door }: DoorDeclaration): string {
  return `ASIASTAGE${door.toUpperCase()}`;
}

/** What the owner's command goes by: the settings of all doors, and the engines themselves. */
export function settingsOfOwner(
  doors: readonly DoorDeclaration[],
  endpoints: Endpoints,
): Record<string, string> {
  return { ...Object.assign({}, ...doors.map(({ env }) => env)), ...endpointSettings(endpoints) };
}

/** The queues that only the owner's command looks into, by the names of their outputs. */
export function deadLettersOf({ outputs }: Template): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputs).filter(([name]) => /DeadLettersUrl$/.test(name)),
  );
}
