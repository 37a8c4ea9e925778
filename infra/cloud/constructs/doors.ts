/** The doors as Lambdas: one for each file directly in functions/, with a role and a log of its own. */
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { SettingName } from '../../../functions/config/environment.ts';
import { type Door, doors } from '../door-names.ts';
import type { Scale } from '../scale.ts';

interface Shape {
  readonly does: string;
  readonly timeoutSeconds: number;
  readonly variables: readonly SettingName[];
  /** Puts what has to wait back on the queue that it works off. */
  readonly requeues?: true;
}

const shapes: Readonly<Record<Door, Shape>> = {
  poll: {
    does: 'Puts the feeds that are due on the fetch queue',
    timeoutSeconds: 60,
    variables: ['TABLE_NAME', 'FETCH_QUEUE_URL', 'LANES'],
  },
  fetch: {
    does: 'Fetches feeds and keeps what is new, and tells hooks what happened',
    timeoutSeconds: 240,
    variables: [
      'TABLE_NAME',
      'FETCH_QUEUE_URL',
      'DIGEST_QUEUE_URL',
      'HASH_SECRET_ARN',
      'SITE_URL',
      'LANES',
    ],
    requeues: true,
  },
  digest: {
    does: 'Plans the editions that are due and freezes their readers into batches',
    // What is not planned by then goes on with the next tick; a tick that dies stops the lane as long.
    timeoutSeconds: 120,
    variables: ['TABLE_NAME', 'SEND_QUEUE_URL', 'SITE_URL', 'LANES'],
  },
  send: {
    does: 'Mails a batch of readers, or one confirmation',
    timeoutSeconds: 120,
    variables: [
      'TABLE_NAME',
      'SEND_QUEUE_URL',
      'SIGNING_SECRET_ARN',
      'SITE_URL',
      'CONFIGURATION_SET',
      'LANES',
    ],
    requeues: true,
  },
  events: {
    does: 'Settles and suppresses by what SES reports',
    // What fails is soon there again, and makes its queue look old for minutes only.
    timeoutSeconds: 30,
    variables: ['TABLE_NAME', 'EVENT_TOPIC_ARN', 'HASH_SECRET_ARN'],
  },
  sweep: {
    does: 'Finishes what was left half done',
    timeoutSeconds: 120,
    variables: [
      'TABLE_NAME',
      'SEND_QUEUE_URL',
      'CONFIRMATION_QUEUE_URL',
      'EVENT_QUEUE_URL',
      'HASH_SECRET_ARN',
      'SIGNING_SECRET_ARN',
      'LANES',
    ],
  },
  web: {
    does: 'Serves what readers see',
    timeoutSeconds: 10,
    variables: [
      'TABLE_NAME',
      'FETCH_QUEUE_URL',
      'CONFIRMATION_QUEUE_URL',
      'SIGNING_SECRET_ARN',
      'HASH_SECRET_ARN',
      'SITE_URL',
      'LANES',
    ],
  },
  desk: {
    does: 'Serves what the people of a newsletter see',
    // API Gateway waits 30 seconds.
    timeoutSeconds: 29,
    variables: [
      'TABLE_NAME',
      'CONFIRMATION_QUEUE_URL',
      'FETCH_QUEUE_URL',
      'SEND_QUEUE_URL',
      'EVENT_QUEUE_URL',
      'DEAD_LETTERS_URL',
      'ORDERLY_DEAD_LETTERS_URL',
      'SCHEDULE_DEAD_LETTERS_URL',
      'SIGNING_SECRET_ARN',
      'HASH_SECRET_ARN',
      'SITE_URL',
      'LANES',
    ],
  },
};

/** The Lambda of each door. */
export type Doors = Readonly<Record<Door, LambdaFunction>>;

interface DoorsInput {
  /** The folder that holds `<door>/index.mjs` for each door. */
  readonly bundles: string;
  readonly variables: Readonly<Record<SettingName, string>>;
  /** Where feeds may be read though it is no public address. */
  readonly feedOrigins: readonly string[];
  readonly memoryMb: Scale['memoryMb'];
  /** What the desk is told of the owner's mail. */
  readonly sender: Readonly<Record<string, string>>;
  /** Where mail is received: who offers that, and who reads it, is told. */
  readonly inboundDomain: string | undefined;
}

/** How long one call of the door may take. */
export function timeoutOf(door: Door): Duration {
  return Duration.seconds(shapes[door].timeoutSeconds);
}

/** Adds the Lambda of every door, each told only what it needs to know. */
export function addDoors(scope: Construct, input: DoorsInput): Doors {
  const group = new Construct(scope, 'Doors');
  const added = doors.map((door) => [door, addDoor(group, door, input)] as const);
  return Object.fromEntries(added) as Record<Door, LambdaFunction>;
}

function receiving(
  door: Door,
  { inboundDomain, variables: { SIGNING_SECRET_ARN } }: DoorsInput,
): Record<string, string> {
  if (inboundDomain === undefined) return {};
  const told = { INBOUND_DOMAIN: inboundDomain };
  if (door === 'send') return told;
  return door === 'events' ? { ...told, SIGNING_SECRET_ARN } : {};
}

/** Feeds are read where they are polled, and where somebody looks at one before it is added. */
function readsFeeds(door: Door): boolean {
  return door === 'fetch' || door === 'desk';
}

function addDoor(scope: Construct, door: Door, input: DoorsInput): LambdaFunction {
  const { bundles, variables, memoryMb, feedOrigins } = input;
  const { does, variables: needed, requeues } = shapes[door];
  const own = new Construct(scope, door);
  const logGroup = new LogGroup(own, 'Log', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // Not the managed AWSLambdaBasicExecutionRole: it may write every log of the account.
  const role = new Role(own, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return new LambdaFunction(own, 'Function', {
    description: does,
    code: Code.fromAsset(join(bundles, door)),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: memoryMb[door],
    timeout: timeoutOf(door),
    environment: {
      ...Object.fromEntries(needed.map((name) => [name, variables[name]])),
      ...receiving(door, input),
      ...(door === 'desk' && input.sender),
      ...(readsFeeds(door) && feedOrigins.length > 0 && { FEED_ORIGINS: feedOrigins.join(' ') }),
    },
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.WARN,
    // Otherwise Lambda takes a batch that waits for the daily quota for a runaway loop, and after
    // about 16 rounds drops it.
    ...(requeues ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
  });
}
