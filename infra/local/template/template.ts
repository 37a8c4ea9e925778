/** The synthesised template: its resources by type, with every reference worked out. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { resolveIntrinsics } from './intrinsics.ts';
import { checkKnown } from './resource-types.ts';

/** The account that things belong to on this machine. */
export const account = '000000000000';

interface Resource {
  readonly logicalId: string;
  /** Where it stands in the stack, such as `Doors/poll/Function`. */
  readonly path: string;
  /** What it is called here. */
  readonly name: string;
  readonly ref: string;
  readonly arn: string;
  readonly properties: unknown;
}

/** A synthesised stack whose references are worked out. */
export interface Template {
  readonly stackName: string;
  readonly region: string;
  /** All resources of a type, in the order of the template. */
  readonly all: (type: string) => readonly Resource[];
  /** The folder of a function's code, from the S3 key that its template names. */
  readonly assetFolder: (s3Key: string) => string;
  /** What the stack tells its owner: the outputs of `cdk deploy --outputs-file`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What the stack says of itself besides its resources. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What is known here only once the engines listen, and how this stage tells its names from others'. */
export interface Place {
  /** Where queues are asked for, without a slash at the end. */
  readonly queueOrigin: string;
  readonly siteUrl: string;
  /** Ends the name of each thing that is not this stage's alone. */
  readonly suffix: string;
}

const templateSchema = v.object({
  Resources: v.record(
    v.string(),
    v.object({
      Type: v.string(),
      Properties: v.optional(v.record(v.string(), v.unknown()), {}),
      Metadata: v.optional(v.object({ 'aws:cdk:path': v.optional(v.string(), '') }), {}),
    }),
  ),
  Outputs: v.optional(v.record(v.string(), v.object({ Value: v.unknown() })), {}),
  Metadata: v.optional(v.record(v.string(), v.unknown()), {}),
});

type Raw = v.InferOutput<typeof templateSchema>['Resources'][string];

const manifestSchema = v.object({
  artifacts: v.record(
    v.string(),
    v.object({
      type: v.string(),
      environment: v.optional(v.string(), ''),
      properties: v.optional(v.object({ templateFile: v.optional(v.string(), '') }), {}),
    }),
  ),
});

const assetsSchema = v.object({
  files: v.record(v.string(), v.object({ source: v.object({ path: v.string() }) })),
});

/**
 * Opens what `cdk synth` has written into a folder. Throws when a resource or property is one that
 * the stage does not know.
 */
export function openTemplate(folder: string, place: Place): Template {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const { artifacts } = v.parse(manifestSchema, read('manifest.json'));
  const [found] = Object.entries(artifacts).filter(([, a]) => a.type === stackType);
  if (found === undefined) throw new Error(`There is no stack in ${folder}.`);
  const [stackName, { environment, properties }] = found;
  const { Resources, Outputs, Metadata } = v.parse(templateSchema, read(properties.templateFile));
  for (const [id, raw] of Object.entries(Resources)) checkKnown(id, raw.Type, raw.Properties);
  const region = basename(environment);
  const naming: Naming = { ...place, stackName, region };
  const values = (id: string) => valuesOf(id, Resources[id], naming);
  const pseudo = pseudoParameters(naming);
  const names = {
    ref: (id: string) => (pseudo.has(id) ? pseudo.get(id) : values(id).Ref),
    attribute: (id: string, attribute: string) => {
      const value = values(id)[attribute];
      if (value === undefined) throw new Error(`The stage knows no ${attribute} of ${id}.`);
      return value;
    },
  };
  const outputs = Object.entries(Outputs).map(([name, { Value }]) => [
    name,
    String(resolveIntrinsics(Value, names)),
  ]);
  const { files } = v.parse(assetsSchema, read(`${stackName}.assets.json`));
  return {
    stackName,
    region,
    outputs: Object.fromEntries(outputs),
    metadata: Metadata,
    all: (type) =>
      Object.entries(Resources)
        .filter(([, raw]) => raw.Type === type)
        .map(([id, raw]) => ({
          logicalId: id,
          path: pathOf(raw),
          name: nameOf(id, raw, naming),
          ref: values(id).Ref ?? '',
          arn: values(id).Arn ?? '',
          properties: resolveIntrinsics(raw.Properties, names),
        })),
    assetFolder: (s3Key) => {
      const path = files[basename(s3Key, '.zip')]?.source.path;
      if (path === undefined) throw new Error(`There is no asset ${s3Key} in ${folder}.`);
      return join(folder, path);
    },
  };
}

const stackType = 'aws:cloudformation:stack';

interface Naming extends Place {
  readonly stackName: string;
  readonly region: string;
}

/** `Paperboy-prod/Doors/poll/Function/Resource` without its first and last part. */
function pathOf({ Metadata }: Raw): string {
  return Metadata['aws:cdk:path'].split('/').slice(1, -1).join('/');
}

/** Names of AWS are made of the stack's and the resource's; a table may be shared with other stages. */
function nameOf(id: string, { Type, Properties }: Raw, { stackName, suffix }: Naming): string {
  const { TableName, Name, FifoQueue } = Properties;
  if (typeof TableName === 'string') return TableName;
  if (typeof Name === 'string') return Name;
  const name = `${stackName}-${id}`;
  if (Type === 'AWS::DynamoDB::GlobalTable') return `${name}${suffix}`;
  return FifoQueue === true ? `${name}.fifo` : name;
}

function pseudoParameters({ stackName, region }: Naming): ReadonlyMap<string, string | undefined> {
  return new Map([
    ['AWS::AccountId', account],
    ['AWS::Region', region],
    ['AWS::Partition', 'aws'],
    ['AWS::StackName', stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::NoValue', undefined],
  ]);
}

type Values = Readonly<Record<string, string | undefined>>;

/** What Ref and each Fn::GetAtt give: "Return values" on the page of the type in AWS's reference. */
function valuesOf(id: string, raw: Raw | undefined, naming: Naming): Values {
  if (raw === undefined) throw new Error(`The template refers to ${id}, which it does not have.`);
  const name = nameOf(id, raw, naming);
  const arn = (service: string, rest: string) =>
    `arn:aws:${service}:${naming.region}:${account}:${rest}`;
  switch (raw.Type) {
    case 'AWS::SQS::Queue':
      return {
        Ref: `${naming.queueOrigin}/${account}/${name}`,
        Arn: arn('sqs', name),
        QueueName: name,
      };
    case 'AWS::DynamoDB::GlobalTable':
      return { Ref: name, Arn: arn('dynamodb', `table/${name}`) };
    case 'AWS::Lambda::Function':
      return { Ref: name, Arn: arn('lambda', `function:${name}`) };
    case 'AWS::IAM::Role':
      return { Ref: name, Arn: `arn:aws:iam::${account}:role/${name}` };
    case 'AWS::SecretsManager::Secret':
      return { Ref: arn('secretsmanager', `secret:${name}-AbCdEf`) };
    case 'AWS::SNS::Topic':
      return { Ref: arn('sns', name), Arn: arn('sns', name), TopicName: name };
    case 'AWS::SES::EmailIdentity':
      return identityValues(String(raw.Properties.EmailIdentity));
    case 'AWS::CloudWatch::Alarm':
      return { Ref: name, Arn: arn('cloudwatch', `alarm:${name}`) };
    case 'AWS::Logs::LogGroup':
      return { Ref: name, Arn: arn('logs', `log-group:${name}:*`) };
    case 'AWS::ApiGatewayV2::Api':
      return { Ref: 'stageapi00', ApiEndpoint: naming.siteUrl };
    case 'AWS::ApiGatewayV2::DomainName':
      return { Ref: name, RegionalDomainName: `${id.toLowerCase()}.execute-api.amazonaws.com` };
    default:
      return { Ref: name };
  }
}

/** The names and values of the DKIM records are made up: there is no DNS here that would know them. */
function identityValues(identity: string): Values {
  const records = [1, 2, 3].flatMap((n) => [
    [`DkimDNSTokenName${n}`, `token${n}._domainkey.${identity}`],
    [`DkimDNSTokenValue${n}`, `token${n}.dkim.amazonses.com`],
  ]);
  return { Ref: identity, ...Object.fromEntries(records) };
}
