/** What the services of an AWS account answer; each function names the page that it is modelled on. */
import type { IncomingHttpHeaders } from 'node:http';
import { doors } from '../../infra/cloud/door-names.ts';
import { readPattern } from '../../infra/local/alarms/filter-pattern.ts';
import { type AccountState, functionOf, logOf } from './aws-state.ts';

/** A call as it was read from the wire. */
export interface Asked {
  readonly service: string;
  readonly action: string;
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Answering = (call: Asked, state: AccountState) => Answer;

export function answers(call: Asked, state: AccountState): Answer {
  if (state.broken.has(call.service)) return unavailable;
  const answer = byAction[call.action];
  if (answer === undefined) throw new Error(`Nobody answers ${call.action}.`);
  return answer(call, state);
}

/** AWS General Reference, "Common errors": a fault of the service itself. */
const unavailable: Answer = {
  status: 503,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ServiceUnavailable' },
  body: JSON.stringify({ __type: 'ServiceUnavailable', message: 'Service is unavailable.' }),
};

const json = (value: unknown, status = 200, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', ...headers },
  body: JSON.stringify(value),
});

/** ses/latest/APIReference-V2, "NotFoundException". */
const notFound = json({ message: 'It does not exist.' }, 404, {
  'x-amzn-errortype': 'NotFoundException',
});

const byAction: Readonly<Record<string, Answering>> = {
  /** ses/latest/APIReference-V2/API_GetAccount.html */
  GetAccount: (_, { production, sendingEnabled, enforcement, quota, suppressed }) =>
    json({
      DedicatedIpAutoWarmupEnabled: false,
      EnforcementStatus: enforcement,
      ProductionAccessEnabled: production,
      SendingEnabled: sendingEnabled,
      SendQuota: {
        Max24HourSend: quota.most,
        MaxSendRate: quota.rate,
        SentLast24Hours: quota.sent,
      },
      SuppressionAttributes: { SuppressedReasons: suppressed },
    }),
  /** ses/latest/APIReference-V2/API_GetEmailIdentity.html */
  GetEmailIdentity: ({ path }, { identity }) => {
    if (identity === undefined) return notFound;
    return json({
      IdentityType: 'DOMAIN',
      FeedbackForwardingStatus: false,
      VerifiedForSendingStatus: identity.verified,
      DkimAttributes: {
        SigningEnabled: identity.signing,
        Status: identity.dkim,
        Tokens: identity.tokens,
        SigningAttributesOrigin: identity.origin,
      },
      ...(identity.mailFrom && {
        MailFromAttributes: {
          MailFromDomain: `bounce.${path.split('/')[4]}`,
          MailFromDomainStatus: identity.mailFrom,
          BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
        },
      }),
    });
  },
  /** ses/latest/APIReference-V2/API_GetConfigurationSet.html */
  GetConfigurationSet: ({ path }, { set }) => {
    if (set === undefined) return notFound;
    return json({
      ConfigurationSetName: path.split('/')[4],
      SendingOptions: { SendingEnabled: set.sending },
      ...(set.suppressed && { SuppressionOptions: { SuppressedReasons: set.suppressed } }),
    });
  },
  /** ses/latest/APIReference-V2/API_GetConfigurationSetEventDestinations.html */
  GetConfigurationSetEventDestinations: (_, { set, destination }) => {
    if (set === undefined) return notFound;
    const { enabled, types } = destination;
    return json({
      EventDestinations: [
        {
          Name: 'Events',
          Enabled: enabled,
          MatchingEventTypes: types,
          SnsDestination: { TopicArn: set.topicArn },
        },
      ],
    });
  },
  /** ses/latest/APIReference/API_DescribeActiveReceiptRuleSet.html */
  DescribeActiveReceiptRuleSet: (_, { rule }) => {
    if (rule === undefined) return xml('DescribeActiveReceiptRuleSet', '', sesV1);
    return xml(
      'DescribeActiveReceiptRuleSet',
      '<Metadata><Name>Receiving</Name><CreatedTimestamp>2026-11-29T00:00:00Z</CreatedTimestamp></Metadata>' +
        `<Rules><member><Name>Leaving</Name><Enabled>${rule.enabled}</Enabled>` +
        `<Recipients><member>${rule.recipient}</member></Recipients>` +
        `<Actions><member><SNSAction><TopicArn>${rule.topicArn}</TopicArn></SNSAction></member></Actions>` +
        '</member></Rules>',
      sesV1,
    );
  },
  /** AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
  GetMetricData: ({ values }, { metrics }) => {
    const at = Math.floor(Date.now() / 60_000) * 60;
    const queries = values.MetricDataQueries as MetricQuery[];
    const isValid = queries.every(
      ({ Id, MetricStat: { Period } }) => /^[a-z]\w*$/.test(Id) && Period > 0 && Period % 60 === 0,
    );
    if (!isValid || queries.length > 500 || Number(values.StartTime) >= Number(values.EndTime)) {
      const message = 'The parameter MetricDataQueries or StartTime is not valid.';
      return json({ __type: 'ValidationError', message }, 400);
    }
    return json({
      MetricDataResults: queries.map(({ Id, MetricStat: { Metric } }) => {
        const { Namespace, MetricName, Dimensions = [] } = Metric;
        const value = metrics.get(`${Namespace}/${MetricName}/${Dimensions[0]?.Value ?? ''}`);
        const has = value !== undefined;
        return {
          Id,
          Label: MetricName,
          Timestamps: has ? [at] : [],
          Values: has ? [value] : [],
          StatusCode: 'Complete',
        };
      }),
    });
  },
  /** AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
  FilterLogEvents: ({ values }, { logs }) => {
    const isMeant = readPattern(String(values.filterPattern));
    const all = logs.get(String(values.logGroupName)) ?? [];
    const events = all.filter(({ message, timestamp }) => {
      return timestamp >= Number(values.startTime) && isMeant(JSON.parse(message));
    });
    const page = Number(values.nextToken ?? 0);
    // A page may be empty and another follow.
    const more = page < events.length ? { nextToken: String(page + 1) } : {};
    return json({ events: page === 0 ? [] : [events[page - 1]], searchedLogStreams: [], ...more });
  },
  /** AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
  ListStackResources: ({ values }) => {
    const half = values.NextToken === undefined ? [0, 3] : [3, undefined];
    const members = doors
      .slice(...half)
      .map(
        (door) =>
          member(`Doors${door}Function17A63A6F`, functionOf(door), 'AWS::Lambda::Function') +
          member(`Doors${door}Log038CE4C0`, logOf(door), 'AWS::Logs::LogGroup'),
      );
    const next = half[0] === 0 ? '<NextToken>2</NextToken>' : '';
    return xml(
      'ListStackResources',
      `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>${next}`,
    );
  },
  /** AWSCloudFormation/latest/APIReference/API_DetectStackDrift.html */
  DetectStackDrift: () =>
    xml('DetectStackDrift', '<StackDriftDetectionId>d1</StackDriftDetectionId>'),
  /** AWSCloudFormation/latest/APIReference/API_DescribeStackDriftDetectionStatus.html */
  DescribeStackDriftDetectionStatus: (_, state) => {
    const { drifted, driftFails, driftLooks } = state;
    state.driftLooks = Math.max(0, driftLooks - 1);
    const status =
      driftLooks > 0
        ? 'DETECTION_IN_PROGRESS'
        : driftFails === undefined
          ? 'DETECTION_COMPLETE'
          : 'DETECTION_FAILED';
    const reason = driftFails ? `<DetectionStatusReason>${driftFails}</DetectionStatusReason>` : '';
    return xml(
      'DescribeStackDriftDetectionStatus',
      '<StackId>arn:aws:cloudformation:eu-central-1:123456789012:stack/Paperboy-prod/1f2e</StackId>' +
        `<StackDriftDetectionId>d1</StackDriftDetectionId><DetectionStatus>${status}</DetectionStatus>${reason}` +
        `<StackDriftStatus>${drifted.length > 0 ? 'DRIFTED' : 'IN_SYNC'}</StackDriftStatus>` +
        `<DriftedStackResourceCount>${drifted.length}</DriftedStackResourceCount>` +
        '<Timestamp>2026-11-29T00:00:00Z</Timestamp>',
    );
  },
  /** AWSCloudFormation/latest/APIReference/API_DescribeStackResourceDrifts.html */
  DescribeStackResourceDrifts: (_, { drifted }) => {
    const members = drifted.map(
      (id) =>
        `<member><LogicalResourceId>${id}</LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType>` +
        '<StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus>' +
        '<Timestamp>2026-11-29T00:00:00Z</Timestamp></member>',
    );
    return xml(
      'DescribeStackResourceDrifts',
      `<StackResourceDrifts>${members.join('')}</StackResourceDrifts>`,
    );
  },
  /** lambda/latest/api/API_GetAccountSettings.html */
  GetAccountSettings: (_, { functionsMax }) =>
    json({
      AccountLimit: {
        ConcurrentExecutions: functionsMax,
        UnreservedConcurrentExecutions: functionsMax,
        TotalCodeSize: 80_530_636_800,
      },
      AccountUsage: { FunctionCount: 7, TotalCodeSize: 1 },
    }),
  /** lambda/latest/api/API_GetFunctionConfiguration.html */
  GetFunctionConfiguration: ({ path }, { timeoutSeconds }) =>
    json({ FunctionName: path.split('/')[3], Timeout: timeoutSeconds, MemorySize: 512 }),
  /** aws-cost-management/latest/APIReference/API_GetCostAndUsage.html */
  GetCostAndUsage: ({ values }, { usd }) =>
    json({
      ResultsByTime: [
        {
          TimePeriod: values.TimePeriod,
          Estimated: true,
          Groups: [],
          Total: { UnblendedCost: { Amount: String(usd), Unit: 'USD' } },
        },
      ],
    }),
  /** secretsmanager/latest/apireference/API_GetSecretValue.html */
  GetSecretValue: ({ values }, { secret }) =>
    json({
      ARN: values.SecretId,
      Name: 'SigningSecret',
      SecretString: secret.value,
      CreatedDate: secret.changedAt / 1000,
    }),
};

interface MetricQuery {
  readonly Id: string;
  readonly MetricStat: {
    readonly Period: number;
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions?: readonly { readonly Value: string }[];
    };
  };
}

function member(logical: string, physical: string, type: string): string {
  return (
    `<member><LogicalResourceId>${logical}</LogicalResourceId>` +
    `<PhysicalResourceId>${physical}</PhysicalResourceId><ResourceType>${type}</ResourceType>` +
    '<LastUpdatedTimestamp>2026-11-29T00:00:00Z</LastUpdatedTimestamp>' +
    '<ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>'
  );
}

const cloudFormation = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const sesV1 = 'http://ses.amazonaws.com/doc/2010-12-01/';

function xml(action: string, result: string, namespace = cloudFormation): Answer {
  const body =
    `<${action}Response xmlns="${namespace}">` +
    `<${action}Result>${result}</${action}Result>` +
    `<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}
