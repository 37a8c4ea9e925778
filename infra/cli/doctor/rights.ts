/**
 * Every right that doctor needs, each with what it is asked of. `paperboy doctor --rights` prints
 * them as a policy of IAM, and a test holds them to the calls that are made.
 */

/** The parts of a stack that rights are about, as ARNs; `*` where IAM knows no resource. */
type Part = 'any' | 'table' | 'queues' | 'secret' | 'identity' | 'set' | 'stack' | 'logs' | 'doors';

/** What each action is asked of (Service Authorization Reference of AWS). */
export const doctorRights = {
  'ses:GetAccount': 'any',
  'ses:GetEmailIdentity': 'identity',
  'ses:GetConfigurationSet': 'set',
  'ses:GetConfigurationSetEventDestinations': 'set',
  'ses:DescribeActiveReceiptRuleSet': 'any',
  'cloudwatch:GetMetricData': 'any',
  'logs:FilterLogEvents': 'logs',
  'cloudformation:ListStackResources': 'stack',
  'cloudformation:DetectStackDrift': 'stack',
  // The one call asks for these, too (CloudFormation User Guide, "Detect unmanaged changes").
  'cloudformation:DetectStackResourceDrift': 'stack',
  'cloudformation:BatchDescribeTypeConfigurations': 'any',
  'cloudformation:DescribeStackResourceDrifts': 'stack',
  'cloudformation:DescribeStackDriftDetectionStatus': 'any',
  'lambda:GetAccountSettings': 'any',
  'lambda:GetFunctionConfiguration': 'doors',
  'ce:GetCostAndUsage': 'any',
  'secretsmanager:GetSecretValue': 'secret',
  'sqs:GetQueueAttributes': 'queues',
  'sqs:SendMessage': 'queues',
  'dynamodb:GetItem': 'table',
  'dynamodb:Query': 'table',
  'dynamodb:UpdateItem': 'table',
} as const satisfies Readonly<Record<string, Part>>;

/** One of `doctorRights`. */
export type DoctorRight = keyof typeof doctorRights;

type Outputs = Readonly<Record<string, string>>;

/** The rights as a policy document of IAM for this stack. */
export function doctorPolicy(name: string, outputs: Outputs) {
  const parts = partsOf(name, outputs);
  const actions = Object.entries(doctorRights);
  const asked = new Set(actions.map(([, part]) => part));
  return {
    Version: '2012-10-17',
    Statement: [...asked].map((part) => ({
      Effect: 'Allow',
      Action: actions.filter(([, one]) => one === part).map(([action]) => action),
      Resource: parts[part],
    })),
  };
}

/** The topic is the one part that outputs name by its ARN since the first stacks. */
function partsOf(name: string, outputs: Outputs): Readonly<Record<Part, readonly string[]>> {
  const [, partition = 'aws', , region = '*', account = '*'] = (outputs.EventTopicArn ?? '').split(
    ':',
  );
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const table = arn('dynamodb', `table/${outputs.TableName ?? '*'}`);
  const queues = Object.entries(outputs).filter(([output]) => output.endsWith('Url'));
  const queueNames = queues
    .map(([, url]) => /\/\d{12}\/([\w-]+(?:\.fifo)?)$/.exec(url)?.[1])
    .filter((queue) => queue !== undefined);
  return {
    any: ['*'],
    table: [table, `${table}/index/*`],
    queues: queueNames.map((queue) => arn('sqs', queue)),
    secret: [outputs.SigningSecretArn ?? arn('secretsmanager', 'secret:*')],
    identity: [arn('ses', `identity/${outputs.SenderDomain ?? '*'}`)],
    set: [arn('ses', `configuration-set/${outputs.ConfigurationSet ?? '*'}`)],
    stack: [arn('cloudformation', `stack/${name}/*`)],
    logs: [arn('logs', `log-group:${name}-*`)],
    doors: [arn('lambda', `function:${name}-*`)],
  };
}
