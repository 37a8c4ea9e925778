/** What the template declares, as those who run it want it: doors, queues, triggers, rights. */
import * as v from 'valibot';
import { tableDescription } from '../../../functions/store/indexes.ts';
import type { Template } from './template.ts';

const number = v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.number());
const strings = v.record(v.string(), v.string());

const functionSchema = v.object({
  Code: v.object({ S3Key: v.string() }),
  Handler: v.string(),
  Environment: v.optional(v.object({ Variables: strings }), { Variables: {} }),
  MemorySize: number,
  Timeout: number,
  Role: v.string(),
  LoggingConfig: v.object({ LogGroup: v.string() }),
});

/** A Lambda of the stack: one door. */
export interface DoorDeclaration {
  /** The door's file in functions/, without its ending. */
  readonly door: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly assetFolder: string;
  /** `index.handler`. */
  readonly handler: string;
  readonly logGroup: string;
}

/** The Lambdas; each stands in the stack at `Doors/<door>/Function`. */
export function doorsOf(template: Template): DoorDeclaration[] {
  return template.all('AWS::Lambda::Function').map((resource) => {
    const properties = v.parse(functionSchema, resource.properties);
    return {
      door: resource.path.split('/').at(-2) ?? '',
      name: resource.name,
      arn: resource.arn,
      roleArn: properties.Role,
      env: properties.Environment.Variables,
      memoryMb: properties.MemorySize,
      timeoutMs: properties.Timeout * 1000,
      assetFolder: template.assetFolder(properties.Code.S3Key),
      handler: properties.Handler,
      logGroup: properties.LoggingConfig.LogGroup,
    };
  });
}

const queueSchema = v.object({
  VisibilityTimeout: v.optional(number),
  DelaySeconds: v.optional(number),
  FifoQueue: v.optional(v.boolean(), false),
  ContentBasedDeduplication: v.optional(v.boolean()),
  DeduplicationScope: v.optional(v.string()),
  FifoThroughputLimit: v.optional(v.string()),
  RedrivePolicy: v.optional(v.object({ deadLetterTargetArn: v.string(), maxReceiveCount: number })),
});

/** A queue of the template. Times are in milliseconds. */
export interface QueueDeclaration {
  /** What people call it: `fetch` of `FetchQueue`. */
  readonly title: string;
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly isFifo: boolean;
  readonly delayMs: number;
  readonly visibilityMs: number;
  readonly deadLetterArn: string | undefined;
  readonly maxReceiveCount: number | undefined;
  /** As SQS's CreateQueue takes them. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** SQS's own, where the template names none. */
const visibilityByDefaultSeconds = 30;

/** The queues of the template. */
export function queuesOf(template: Template): QueueDeclaration[] {
  return template.all('AWS::SQS::Queue').map((resource) => {
    const properties = v.parse(queueSchema, resource.properties);
    const { RedrivePolicy: redrive, ...plain } = properties;
    const attributes = Object.entries(plain)
      .filter(([name, value]) => value !== undefined && !(name === 'FifoQueue' && value === false))
      .map(([name, value]) => [name, String(value)]);
    return {
      title: resource.path.replace(/Queue$/, '').toLowerCase(),
      name: resource.name,
      arn: resource.arn,
      url: resource.ref,
      isFifo: properties.FifoQueue,
      delayMs: (properties.DelaySeconds ?? 0) * 1000,
      visibilityMs: (properties.VisibilityTimeout ?? visibilityByDefaultSeconds) * 1000,
      deadLetterArn: redrive?.deadLetterTargetArn,
      maxReceiveCount: redrive?.maxReceiveCount,
      attributes: {
        ...Object.fromEntries(attributes),
        ...(redrive === undefined ? {} : { RedrivePolicy: JSON.stringify(redrive) }),
      },
    };
  });
}

const mappingSchema = v.object({
  BatchSize: v.optional(number, 10),
  EventSourceArn: v.string(),
  FunctionName: v.string(),
  FunctionResponseTypes: v.optional(v.array(v.string()), []),
  MaximumBatchingWindowInSeconds: v.optional(number, 0),
  ScalingConfig: v.optional(v.object({ MaximumConcurrency: number })),
});

/** A queue that wakes a door. */
export interface MappingDeclaration {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly workersMax: number;
  /** Whether an answer may name the messages that failed. */
  readonly isPartial: boolean;
}

/**
 * Which queue calls which door, and with how many messages at once. Without a limit of its own a
 * FIFO queue has a worker for each of its message groups, and those are the lanes.
 */
export function mappingsOf(template: Template): MappingDeclaration[] {
  const lanes = Number(template.outputs.Lanes ?? 1);
  return template.all('AWS::Lambda::EventSourceMapping').map((resource) => {
    const properties = v.parse(mappingSchema, resource.properties);
    return {
      queueArn: properties.EventSourceArn,
      functionName: properties.FunctionName,
      batchSize: properties.BatchSize,
      windowMs: properties.MaximumBatchingWindowInSeconds * 1000,
      workersMax: properties.ScalingConfig?.MaximumConcurrency ?? lanes,
      isPartial: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    };
  });
}

const tableSchema = v.object({
  AttributeDefinitions: v.array(
    v.object({ AttributeName: v.string(), AttributeType: v.picklist(['S', 'N', 'B']) }),
  ),
  KeySchema: v.array(v.object({ AttributeName: v.string(), KeyType: keyType() })),
  GlobalSecondaryIndexes: v.optional(
    v.array(
      v.object({
        IndexName: v.string(),
        KeySchema: v.array(v.object({ AttributeName: v.string(), KeyType: keyType() })),
        Projection: v.object({
          ProjectionType: v.picklist(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: v.exactOptional(v.array(v.string())),
        }),
      }),
    ),
    [],
  ),
  BillingMode: v.picklist(['PAY_PER_REQUEST']),
});

function keyType() {
  return v.picklist(['HASH', 'RANGE']);
}

/**
 * The one table, as DynamoDB's CreateTable takes it. One that the stack adopts is as
 * infra/cloud/adopt.ts asks for, and is there already.
 */
export function tableOf(template: Template) {
  const [resource, other] = template.all('AWS::DynamoDB::GlobalTable');
  if (other !== undefined) throw new Error('The stage runs a stack that makes one table.');
  if (resource === undefined) {
    return { TableName: template.outputs.TableName ?? '', ...tableDescription };
  }
  return { TableName: resource.name, ...v.parse(tableSchema, resource.properties) };
}

/** Whether the stack takes over a table that was there before. */
export function isTableAdopted(template: Template): boolean {
  return template.all('AWS::DynamoDB::GlobalTable').length === 0;
}

const secretSchema = v.object({
  GenerateSecretString: v.object({
    SecretStringTemplate: v.string(),
    GenerateStringKey: v.string(),
    PasswordLength: number,
    ExcludePunctuation: v.optional(v.boolean(), false),
  }),
});

/** A secret of the template, and how its value is made. */
export interface SecretDeclaration {
  /** Its id in the template. */
  readonly id: string;
  readonly arn: string;
  /** How its value is made; absent where the stack adopts it, which then is there already. */
  readonly made?: SecretMade;
}

/** JSON that the generated part of a secret is put into, under the key. */
export interface SecretMade {
  readonly frame: string;
  readonly key: string;
  readonly chars: number;
}

/** The secrets of the template: those that it makes, then those that it adopts. */
export function secretsOf(template: Template): SecretDeclaration[] {
  const made = template.all('AWS::SecretsManager::Secret').map((resource) => {
    const { GenerateSecretString: how } = v.parse(secretSchema, resource.properties);
    const { SecretStringTemplate: frame, GenerateStringKey: key, PasswordLength: chars } = how;
    return { id: resource.logicalId, arn: resource.ref, made: { frame, key, chars } };
  });
  const adopted = ['SigningSecret', 'HashSecret']
    .filter((name) => !made.some(({ id }) => id.startsWith(name)))
    .map((id) => ({ id, arn: template.outputs[`${id}Arn`] ?? '' }));
  return [...made, ...adopted];
}
