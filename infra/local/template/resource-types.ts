/**
 * What the stage makes of each property of the template. A property is honoured, or it stands here
 * with the reason why this machine cannot honour it; a type or property that is in neither list is
 * an error, so that nothing of the stack is passed over in silence.
 */

interface ResourceType {
  /** Properties that what runs here is made from. */
  readonly honoured: readonly string[];
  /** Properties that make no difference here, each with the reason. */
  readonly passedOver?: Readonly<Record<string, string>>;
}

const oneMachine = 'Everything runs on this machine.';
const noBill = 'Nothing is paid for here.';
const atRest = 'The files of this machine are the owner’s to encrypt.';
const forPeople = 'A text for people who look at the console.';
const dns = 'No mail leaves this machine, so nobody asks DNS.';

const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Lambda::Function': {
    honoured: ['Code', 'Handler', 'Environment', 'MemorySize', 'Timeout', 'Role', 'LoggingConfig'],
    passedOver: {
      Architectures: 'The doors are JavaScript: they run on the processor that is there.',
      Description: forPeople,
      RecursiveLoop: 'There is no guard against loops here that would have to be told off.',
      ReservedConcurrentExecutions: 'The limit of the account is enforced; nothing is reserved.',
      Runtime: 'The Node that runs the stage is of the same major version.',
    },
  },
  'AWS::Lambda::EventSourceMapping': {
    honoured: [
      'BatchSize',
      'EventSourceArn',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'ScalingConfig',
    ],
  },
  'AWS::Lambda::EventInvokeConfig': {
    honoured: ['FunctionName', 'MaximumRetryAttempts'],
    passedOver: {
      MaximumEventAgeInSeconds: 'A tick is handed over at once: no event grows old here.',
      Qualifier: 'There is one version of each door.',
    },
  },
  'AWS::Lambda::Permission': {
    honoured: ['Action', 'FunctionName', 'Principal', 'SourceArn'],
    passedOver: { SourceAccount: 'There is one account here.' },
  },
  'AWS::DynamoDB::GlobalTable': {
    honoured: [
      'AttributeDefinitions',
      'BillingMode',
      'GlobalSecondaryIndexes',
      'KeySchema',
      'TableName',
    ],
    passedOver: {
      Replicas: 'There is one region, and recovery is a copy of the data directory.',
      SSESpecification: atRest,
      TimeToLiveSpecification: 'The engine never deletes: whoever reads compares with the clock.',
      WriteOnDemandThroughputSettings: noBill,
    },
  },
  'AWS::SQS::Queue': {
    honoured: [
      'ContentBasedDeduplication',
      'DelaySeconds',
      'FifoQueue',
      'RedrivePolicy',
      'VisibilityTimeout',
      'DeduplicationScope',
      'FifoThroughputLimit',
    ],
    passedOver: {
      MessageRetentionPeriod: 'The queues are in memory: nothing in them grows days old.',
      RedriveAllowPolicy: 'Nobody moves dead letters back here.',
      SqsManagedSseEnabled: atRest,
    },
  },
  'AWS::SQS::QueuePolicy': { honoured: ['PolicyDocument', 'Queues'] },
  'AWS::SNS::Topic': { honoured: [] },
  'AWS::SNS::TopicPolicy': { honoured: ['PolicyDocument', 'Topics'] },
  'AWS::SNS::Subscription': {
    honoured: ['Endpoint', 'Protocol', 'RawMessageDelivery', 'TopicArn'],
    passedOver: { RedrivePolicy: 'A queue of this machine is never out of reach.' },
  },
  'AWS::SES::ConfigurationSet': {
    honoured: ['Name'],
    passedOver: {
      DeliveryOptions: 'No mail leaves this machine.',
      SuppressionOptions: 'The stand-in is told by its own settings what it suppresses.',
    },
  },
  'AWS::SES::ConfigurationSetEventDestination': {
    honoured: ['ConfigurationSetName', 'EventDestination'],
  },
  'AWS::SES::EmailIdentity': {
    honoured: ['EmailIdentity'],
    passedOver: {
      ConfigurationSetAttributes: 'Every mail of ours names its configuration set.',
      DkimSigningAttributes: dns,
      FeedbackAttributes: 'Bounces come as events only.',
      MailFromAttributes: dns,
    },
  },
  'AWS::SES::ReceiptRuleSet': {
    honoured: [],
    passedOver: { RuleSetName: 'It is the only one of this machine, and active.' },
  },
  'AWS::SES::ReceiptRule': {
    honoured: ['Rule'],
    passedOver: { RuleSetName: 'There is one set.' },
  },
  'AWS::SecretsManager::Secret': {
    honoured: ['GenerateSecretString'],
    passedOver: { Description: forPeople, Name: 'It is found by its ARN.' },
  },
  'AWS::IAM::Role': {
    honoured: [],
    passedOver: { AssumeRolePolicyDocument: 'A role goes to whom the template gives it, unasked.' },
  },
  'AWS::IAM::Policy': {
    honoured: ['PolicyDocument', 'Roles'],
    passedOver: { PolicyName: 'A policy is told by the role that it belongs to.' },
  },
  'AWS::Scheduler::ScheduleGroup': {
    honoured: [],
    passedOver: { Name: oneMachine },
  },
  'AWS::Scheduler::Schedule': {
    honoured: ['ScheduleExpression', 'ScheduleExpressionTimezone', 'State', 'Target'],
    passedOver: {
      FlexibleTimeWindow: 'It is off; another mode is refused.',
      GroupName: oneMachine,
      Description: forPeople,
    },
  },
  'AWS::ApiGatewayV2::Api': {
    honoured: [],
    passedOver: {
      ProtocolType: 'It is HTTP: the payloads of the integrations are checked.',
      DisableExecuteApiEndpoint: 'There is one address here.',
      Name: forPeople,
      Description: forPeople,
    },
  },
  'AWS::ApiGatewayV2::Integration': {
    honoured: ['IntegrationType', 'IntegrationUri', 'PayloadFormatVersion'],
    passedOver: { ApiId: 'There is one API.' },
  },
  'AWS::ApiGatewayV2::Route': {
    honoured: ['RouteKey', 'Target'],
    passedOver: {
      ApiId: 'There is one API.',
      AuthorizationType: 'It is NONE: the doors check what they are shown.',
    },
  },
  'AWS::ApiGatewayV2::Stage': {
    honoured: ['DefaultRouteSettings', 'RouteSettings'],
    passedOver: {
      AccessLogSettings: 'Who asks for what can be seen in the browser.',
      ApiId: 'There is one API.',
      AutoDeploy: 'What is synthesised runs.',
      StageName: 'There is one stage of the API.',
    },
  },
  'AWS::ApiGatewayV2::DomainName': {
    honoured: [],
    passedOver: { DomainName: oneMachine, DomainNameConfigurations: oneMachine },
  },
  'AWS::ApiGatewayV2::ApiMapping': {
    honoured: [],
    passedOver: { ApiId: oneMachine, DomainName: oneMachine, Stage: oneMachine },
  },
  'AWS::Logs::LogGroup': {
    honoured: [],
    passedOver: { RetentionInDays: 'The log of this machine keeps as much as two files hold.' },
  },
  'AWS::Logs::MetricFilter': {
    honoured: ['FilterPattern', 'LogGroupName', 'MetricTransformations'],
  },
  'AWS::CloudWatch::Alarm': {
    honoured: [
      'ComparisonOperator',
      'Dimensions',
      'EvaluationPeriods',
      'MetricName',
      'Namespace',
      'Period',
      'Statistic',
      'Threshold',
      'TreatMissingData',
      'AlarmDescription',
      'DatapointsToAlarm',
    ],
    passedOver: { AlarmActions: 'The alarms are shown, not mailed.' },
  },
  'AWS::CloudWatch::Dashboard': {
    honoured: [],
    passedOver: { DashboardBody: 'The control page shows how things stand here.' },
  },
  'AWS::Budgets::Budget': {
    honoured: [],
    passedOver: { Budget: noBill, NotificationsWithSubscribers: noBill },
  },
  'AWS::CDK::Metadata': { honoured: [], passedOver: { Analytics: 'Nothing is reported.' } },
};

/** Tags are for the bill and the console. */
const everywhere = ['Tags'];

/** Throws when the type, or one of its properties, is neither honoured nor passed over for a reason. */
export function checkKnown(logicalId: string, type: string, properties: object): void {
  const known = resourceTypes[type];
  if (known === undefined) {
    throw new Error(`${logicalId} is a ${type}, which the stage does not know: ${advice}`);
  }
  const names = new Set([...known.honoured, ...Object.keys(known.passedOver ?? {}), ...everywhere]);
  const stranger = Object.keys(properties).find((name) => !names.has(name));
  if (stranger === undefined) return;
  throw new Error(`${logicalId} has a property ${stranger} of ${type}: ${advice}`);
}

const advice =
  'honour it in infra/local, or say in infra/local/template/resource-types.ts why it cannot be.';
