/**
 * The whole of Paperboy in one AWS account: a table, five queues, eight doors, their clocks, a site
 * and a way to mail. Read `constructs/rights.ts` for who may do what.
 */
import { Annotations, type App, CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { SettingName } from '../../functions/config/environment.ts';
import { addAlarms } from './constructs/alarms.ts';
import { addDashboard } from './constructs/dashboard.ts';
import { addDoors } from './constructs/doors.ts';
import { addMail } from './constructs/mail.ts';
import { grantRights, type Holdings } from './constructs/rights.ts';
import { addSchedules } from './constructs/schedules.ts';
import { addHashSecret, addSigningSecret } from './constructs/signing-secret.ts';
import { addSite, type Site, serveDesk, serveSite } from './constructs/site.ts';
import { addTable } from './constructs/table.ts';
import { addDeadLetters, addWorkQueues, connectWorkers } from './constructs/work-queues.ts';
import { doors as doorNames } from './door-names.ts';
import { scales } from './scale.ts';
import { type Settings, stackNameOf } from './settings.ts';

/** Adds the stack to an app; `bundles` is the folder that bundle.ts filled. */
export function addStack(app: App, settings: Settings, bundles: string): Stack {
  const stack = new Stack(app, stackNameOf(settings), {
    env: { region: settings.region },
    description: 'Paperboy: feeds in, newsletters out',
    terminationProtection: settings.protect,
  });
  warnOfExamples(stack, settings);
  warnOfNoProtection(stack, settings);
  const queues = addWorkQueues(stack);
  const deadLetters = {
    plain: queues.event.deadLetters,
    orderly: queues.send.deadLetters,
    ofSchedules: addScheduleDeadLetters(stack),
  };
  const holdings: Holdings = {
    ...{ queues, deadLetters },
    table: addTable(stack, settings),
    signingSecret: addSigningSecret(stack, settings),
    hashSecret: addHashSecret(stack, settings),
    mail: addMail(stack, settings, queues.event),
  };
  const site = addSite(stack, settings);
  const scale = scales[settings.scale];
  const variables = variablesOf(holdings, site, scale.lanes);
  const { inboundDomain, feedOrigins } = settings;
  const memoryMb = scale.memoryMb;
  const sender = senderOf(settings);
  const doors = addDoors(stack, {
    ...{ bundles, variables, memoryMb, inboundDomain, feedOrigins, sender },
  });
  for (const door of doorNames) grantRights(door, doors[door], holdings);
  connectWorkers(queues, doors, scale);
  serveSite(site, doors.web, settings);
  serveDesk(site, doors.desk);
  const digestQueue = queues.digest.queue;
  addSchedules(stack, { doors, digestQueue, deadLetterQueue: deadLetters.ofSchedules });
  const alarms = addAlarms(stack, settings, { doors, queues, api: site.api });
  addOutputs(stack, settings, variables, {
    DeadLettersUrl: variables.DEAD_LETTERS_URL,
    OrderlyDeadLettersUrl: variables.ORDERLY_DEAD_LETTERS_URL,
    ScheduleDeadLettersUrl: variables.SCHEDULE_DEAD_LETTERS_URL,
    LogGroups: doorNames.map((door) => `${door}=${doors[door].logGroup.logGroupName}`).join(' '),
    DashboardUrl: addDashboard(stack, { doors, queues, alarms }),
    ...holdings.mail.dnsRecords,
    ...site.dnsRecords,
  });
  return stack;
}

function addScheduleDeadLetters(scope: Construct): Queue {
  const queue = addDeadLetters(scope, 'ScheduleDeadLetters');
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is itself the dead-letter queue of the schedules, which the rule does not see.',
  });
  return queue;
}

function variablesOf(
  { table, queues, deadLetters, mail, signingSecret, hashSecret }: Holdings,
  site: Site,
  lanes: number,
) {
  return {
    TABLE_NAME: table.tableName,
    FETCH_QUEUE_URL: queues.fetch.queue.queueUrl,
    DIGEST_QUEUE_URL: queues.digest.queue.queueUrl,
    SEND_QUEUE_URL: queues.send.queue.queueUrl,
    CONFIRMATION_QUEUE_URL: queues.confirmation.queue.queueUrl,
    EVENT_QUEUE_URL: queues.event.queue.queueUrl,
    DEAD_LETTERS_URL: deadLetters.plain.queueUrl,
    ORDERLY_DEAD_LETTERS_URL: deadLetters.orderly.queueUrl,
    SCHEDULE_DEAD_LETTERS_URL: deadLetters.ofSchedules.queueUrl,
    EVENT_TOPIC_ARN: mail.eventTopic.topicArn,
    SIGNING_SECRET_ARN: signingSecret.secretArn,
    HASH_SECRET_ARN: hashSecret.secretArn,
    CONFIGURATION_SET: mail.configurationSet.configurationSetName,
    SITE_URL: site.url,
    LANES: String(lanes),
  } satisfies Record<SettingName, string>;
}

/** What `cdk deploy --outputs-file` writes, for the owner and the owner's command. */
function addOutputs(
  stack: Stack,
  settings: Settings,
  variables: Readonly<Record<SettingName, string>>,
  others: Readonly<Record<string, string>>,
): void {
  const outputs = {
    Region: settings.region,
    TableName: variables.TABLE_NAME,
    AccountConcurrency: String(scales[settings.scale].accountConcurrency),
    Lanes: variables.LANES,
    FetchQueueUrl: variables.FETCH_QUEUE_URL,
    DigestQueueUrl: variables.DIGEST_QUEUE_URL,
    SendQueueUrl: variables.SEND_QUEUE_URL,
    ConfirmationQueueUrl: variables.CONFIRMATION_QUEUE_URL,
    EventQueueUrl: variables.EVENT_QUEUE_URL,
    EventTopicArn: variables.EVENT_TOPIC_ARN,
    SigningSecretArn: variables.SIGNING_SECRET_ARN,
    HashSecretArn: variables.HASH_SECRET_ARN,
    ConfigurationSet: variables.CONFIGURATION_SET,
    SiteUrl: variables.SITE_URL,
    SenderDomain: settings.domain,
    SenderAddress: settings.sender,
    PostalAddress: settings.postalAddress,
    ...(settings.feedOrigins.length > 0 && { FeedOrigins: settings.feedOrigins.join(' ') }),
    ...others,
  };
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
}

/** A domain that is still the example mails nobody: what newsletters are sent from is not checked. */
function senderOf({ domain, sender, postalAddress }: Settings): Record<string, string> {
  if (isExample(domain)) return {};
  return { SENDER_DOMAIN: domain, SENDER_ADDRESS: sender, POSTAL_ADDRESS: postalAddress };
}

const isExample = (domain: string) => /(^|\.)example\.(com|net|org)$/.test(domain);

function warnOfExamples(stack: Stack, { domain }: Settings): void {
  if (!isExample(domain)) return;
  Annotations.of(stack).addWarningV2(
    'paperboy:example',
    `The domain in cdk.json is still the example ${domain}: set your own before you deploy.`,
  );
}

function warnOfNoProtection(stack: Stack, { protect }: Settings): void {
  if (protect) return;
  Annotations.of(stack).addWarningV2(
    'paperboy:unprotected',
    'Nothing is protected against deletion yet. paperboy deploy does that when the stack stands; ' +
      'without it, set protect in cdk.json to true then and deploy again.',
  );
}
